//! The stack of a replica that is promoted: what was deployed, and a little more.
//!
//! A promotion is a change of the replica's own stack in its own region, so that it needs nothing of a primary region that is gone. It is
//! made of the template that the stack has, not of the configuration: on the day of a failover nothing else is to change.

use models::s3::ACTIONS as S3;
use serde_json::{Map, Value, json};

use super::failback::failback_role_arn;
use crate::config::{Config, Region};

/// The output that says how far the promotion is; a replica that is none has no such output.
const STAGE: &str = "Promotion";
/// The output with the time from which objects may have been written to the replica.
const SINCE: &str = "PromotedSince";
/// The rule that returns what was written.
const RULE: &str = "failback";

/// How far a promotion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Objects are written to the replica.
    Promoted,
    /// They still are, and what is written is replicated to the primary bucket.
    Returning,
    /// Nobody writes to it any more, and the rest is replicated to the primary bucket.
    Closed,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Promoted, Self::Returning, Self::Closed];

    /// Its name in the output of the stack.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Promoted => "promoted",
            Self::Returning => "returning",
            Self::Closed => "closed",
        }
    }
}

/// A promotion, as the stack of the replica tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// How far it is.
    pub stage: Stage,
    /// When it began, as AWS writes times.
    pub since: String,
}

impl Promotion {
    /// The promotion that the outputs of a replica's stack tell of; `None` if it is not promoted.
    ///
    /// # Errors
    /// They tell of one that this version does not know.
    pub fn read<'a>(output: impl Fn(&str) -> Option<&'a str>) -> Result<Option<Self>, String> {
        let Some(told) = output(STAGE) else { return Ok(None) };
        let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == told);
        let stage = stage.ok_or_else(|| format!("its output {STAGE} is {told:?}, which this version does not know"))?;
        let since = output(SINCE).ok_or_else(|| format!("it has the output {STAGE}, and no {SINCE}"))?;
        Ok(Some(Self { stage, since: since.to_owned() }))
    }

    /// The template of the replica in `region`, which is not promoted in `deployed`, with this promotion.
    ///
    /// # Errors
    /// What of the template is not as this program deploys it.
    pub fn applied(&self, config: &Config, region: Region, account: &str, deployed: &Value) -> Result<Value, String> {
        let mut template = deployed.clone();
        let statements = template
            .pointer_mut("/Resources/BucketPolicy/Properties/PolicyDocument/Statement")
            .and_then(Value::as_array_mut)
            .ok_or("its template has no BucketPolicy with statements")?;
        let has = |statements: &[Value], sid: &str| statements.iter().any(|statement| statement["Sid"] == sid);
        statements.retain(|statement| statement["Sid"] != super::tampering::NOBODY_WRITES_REPLICAS);
        // S3 would not return what is encrypted otherwise.
        if config.options().protection.deny_other_keys && !has(statements, "OnlyTheArchivesKey") {
            statements.extend(only_the_archives_key());
        }
        if self.stage == Stage::Closed {
            statements.push(nobody_writes());
        }
        if self.stage != Stage::Promoted {
            let bucket = template.pointer_mut("/Resources/Bucket/Properties").and_then(Value::as_object_mut);
            let bucket = bucket.ok_or("its template has no Bucket with properties")?;
            bucket.insert("ReplicationConfiguration".to_owned(), return_rule(config, region, account));
        }
        let root = template.as_object_mut().ok_or("its template is no object")?;
        let outputs = root.entry("Outputs").or_insert_with(|| Value::Object(Map::new()));
        outputs[STAGE] =
            json!({ "Description": "How far the promotion of the replica is", "Value": self.stage.as_str() });
        outputs[SINCE] = json!({ "Description": "Since when objects are written to it", "Value": self.since });
        Ok(template)
    }
}

fn objects() -> Value {
    json!({ "Fn::Sub": "${Bucket.Arn}/*" })
}

/// As the primary bucket has them: an upload without these headers gets the bucket's own key.
fn only_the_archives_key() -> [Value; 2] {
    let deny = |sid: &str, condition: Value| {
        json!({
            "Sid": sid,
            "Effect": "Deny",
            "Principal": { "AWS": "*" },
            "Action": S3.put_object.as_str(),
            "Resource": objects(),
            "Condition": condition,
        })
    };
    [
        deny(
            "OnlyTheArchivesKey",
            json!({
                "Null": { "s3:x-amz-server-side-encryption": "false" },
                "StringNotEquals": { "s3:x-amz-server-side-encryption-aws-kms-key-id": { "Fn::GetAtt": ["Key", "Arn"] } },
            }),
        ),
        deny("NoKeysOfCallers", json!({ "Null": { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } })),
    ]
}

/// Nothing is to be written that nobody would return any more. S3 replicates with other actions than those of callers.
fn nobody_writes() -> Value {
    json!({
        "Sid": "NobodyWritesDuringTheReturn",
        "Effect": "Deny",
        "Principal": { "AWS": "*" },
        "Action": [S3.put_object.as_str(), S3.delete_object.as_str()],
        "Resource": objects(),
    })
}

/// The rule that replicates to the primary bucket, delete markers included, whatever the configuration says of them: who deletes an object
/// while the replica is the primary deletes it from the archive.
fn return_rule(config: &Config, region: Region, account: &str) -> Value {
    let home = config.region();
    let partition = home.partition();
    json!({
        "Role": failback_role_arn(config, region, account),
        "Rules": [{
            "Id": RULE,
            "Priority": 0,
            "Status": "Enabled",
            "Filter": { "Prefix": "" },
            "DeleteMarkerReplication": { "Status": "Enabled" },
            "SourceSelectionCriteria": { "SseKmsEncryptedObjects": { "Status": "Enabled" } },
            "Destination": {
                "Bucket": format!("arn:{partition}:s3:::{}", config.bucket_name()),
                "EncryptionConfiguration": {
                    "ReplicaKmsKeyID": format!("arn:{partition}:kms:{home}:{account}:alias/{}/archive", config.prefix()),
                },
            },
        }],
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::{Promotion, Stage};
    use crate::config::{Config, Overrides, Region};

    fn config(settings: &str) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n{settings}");
        std::fs::write(folder.path().join("archive.toml"), text).unwrap();
        Config::load(Path::new(folder.path()), &Overrides::default()).unwrap()
    }

    fn sids(template: &Value) -> Vec<String> {
        let statements = &template["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"];
        statements.as_array().unwrap().iter().map(|statement| statement["Sid"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_stage_changes_the_policy_and_the_rule_and_nothing_else_and_can_be_read_back() {
        let config = config("[protection]\ndeny_tampering = true\n");
        let deployed = crate::stacks::replica(&config).unwrap().to_value();
        assert!(sids(&deployed).contains(&"NobodyWritesReplicas".to_owned()));
        let region = Region::known("eu-west-1").unwrap();
        for (stage, closed, returns) in
            [(Stage::Promoted, false, false), (Stage::Returning, false, true), (Stage::Closed, true, true)]
        {
            let promotion = Promotion { stage, since: "2026-01-31T12:00:00Z".to_owned() };
            let mut changed = promotion.applied(&config, region, "123456789012", &deployed).unwrap();
            let sids = sids(&changed);
            let has = |sid: &str| sids.iter().any(|known| known == sid);
            assert!(
                !has("NobodyWritesReplicas") && has("OnlyTheArchivesKey") && has("NobodyDeletesVersions"),
                "{sids:?}"
            );
            assert_eq!(has("NobodyWritesDuringTheReturn"), closed);
            assert_eq!(changed["Resources"]["Bucket"]["Properties"]["ReplicationConfiguration"].is_object(), returns);
            let outputs = changed["Outputs"].clone();
            assert_eq!(Promotion::read(|name| outputs[name]["Value"].as_str()), Ok(Some(promotion)));

            let resources = changed["Resources"].as_object_mut().unwrap();
            resources["BucketPolicy"] = deployed["Resources"]["BucketPolicy"].clone();
            resources["Bucket"]["Properties"].as_object_mut().unwrap().remove("ReplicationConfiguration");
            assert_eq!(Value::Object(resources.clone()), deployed["Resources"]);
        }
    }

    #[test]
    fn what_is_not_as_it_is_deployed_is_refused() {
        let config = config("");
        let promotion = Promotion { stage: Stage::Promoted, since: String::new() };
        let region = Region::known("eu-west-1").unwrap();
        let refused = promotion.applied(&config, region, "123456789012", &json!({ "Resources": {} })).unwrap_err();
        assert!(refused.contains("BucketPolicy"), "{refused}");
        assert_eq!(Promotion::read(|_| None), Ok(None));
        assert!(Promotion::read(|_| Some("retired")).unwrap_err().contains("\"retired\""));
    }
}
