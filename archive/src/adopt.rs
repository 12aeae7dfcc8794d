//! Brings what a deleted archive left behind under stacks again: buckets, their policies and their keys, in every region.
//!
//! ```text
//! replica regions: bucket, key ──import──▶ a stack each ──┐
//!                                                         ├──▶ StackSet ──┐
//! primary region:  bucket, key ───────────────────────────┴──import──▶ the archive's stack
//! ```
//!
//! An import changes no resource, so the templates hold no more than what tells the resources apart; the next deployment brings them to
//! what the configuration wants. Each step is left out if it was done before, so a run that was cut off is taken up by the next one.

use serde_json::{Value, json};

use crate::aws::Aws;
use crate::config::{Config, Region};
use crate::deploy::{Engine, Error, Import, StackRequest};

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The regions whose replica was found and is an instance of the StackSet again.
    pub replicas: Vec<Region>,
    /// Whether the primary bucket was found and is in the archive's stack again.
    pub primary: bool,
}

/// Adopts everything that is there.
///
/// # Errors
/// [`Error::Stuck`] if the archive's stack exists already, a bucket has no key of its own, or nothing is there; and whatever an import
/// can end in.
pub async fn adopt(aws: &Aws, config: &Config, engine: &Engine<'_>) -> Result<Adopted, Error> {
    let name = config.stack_name();
    if let Some(stack) = engine.describe(&name).await?.filter(|stack| stack.status.as_str() != "REVIEW_IN_PROGRESS") {
        let failed = matches!(stack.status.as_str(), "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED");
        let remedy = if failed {
            "delete what is left of it with `archive destroy`, then adopt"
        } else {
            "see `archive status`"
        };
        return Err(Error::Stuck {
            message: format!("{name} is there, {}: resources are adopted into a new stack only", stack.status),
            remedy: remedy.to_owned(),
        });
    }
    let account = aws.identity(config.region().as_str()).await?.account;
    let mut keys = Vec::new();
    for region in config.replications() {
        let bucket = config.replica_bucket_name(region);
        if aws.bucket_exists(region.as_str(), &bucket).await? {
            keys.push((*region, bucket.clone(), key_of(aws, region, &bucket).await?));
        }
    }
    let replica_template = replica_template(&keys);
    let (mut stacks, mut replicas) = (Vec::new(), Vec::new());
    for (region, bucket, key) in &keys {
        let regional = engine.in_region(region.as_str());
        let imports = imports(bucket, key);
        stacks.push(adopt_stack(&regional, &config.stack_set_name(), &replica_template, imports).await?);
        replicas.push(*region);
    }
    let mut set = None;
    if !replicas.is_empty() {
        let id = engine.import_stacks(&config.stack_set_name(), &replica_template, &stacks).await?;
        set = Some((id, stack_set(config, &account, &replicas, &replica_template)));
    }
    let bucket = config.bucket_name();
    let primary = aws.bucket_exists(config.region().as_str(), &bucket).await?;
    let (mut imports, mut resources) = (Vec::new(), json!({}));
    if primary {
        let key = key_of(aws, config.region(), &bucket).await?;
        imports = self::imports(&bucket, &key);
        resources = self::resources(&json!(bucket), &json!(key));
    }
    // Without a primary bucket the StackSet alone makes the stack: else the next deployment would find its name taken.
    if let Some((id, properties)) = set {
        resources["StackSet"] = retained("AWS::CloudFormation::StackSet", properties);
        imports.push(import("StackSet", "AWS::CloudFormation::StackSet", "StackSetId", &id));
    }
    if imports.is_empty() {
        return Err(Error::Stuck {
            message: format!("there is no bucket {bucket}, nor any of its replicas: there is nothing to adopt"),
            remedy: "check the prefix and the regions, or create the archive with `archive deploy`".to_owned(),
        });
    }
    adopt_stack(engine, &name, &json!({ "Resources": resources }).to_string(), imports).await?;
    Ok(Adopted { replicas, primary })
}

/// Makes a stack of what is to be imported, if there is none yet. Returns its ARN.
async fn adopt_stack(engine: &Engine<'_>, stack: &str, template: &str, imports: Vec<Import>) -> Result<String, Error> {
    if let Some(done) = engine.describe(stack).await?.filter(|stack| stack.status.as_str() != "REVIEW_IN_PROGRESS") {
        return Ok(done.id);
    }
    let request =
        StackRequest { name: stack.to_owned(), template: template.to_owned(), imports, ..StackRequest::default() };
    engine.import(&request).await?;
    engine.describe(stack).await?.map(|stack| stack.id).ok_or_else(|| Error::Stuck {
        message: format!("{stack} was gone as soon as it was imported"),
        remedy: "run the command again".to_owned(),
    })
}

/// A template for all replicas at once, which a StackSet can have: it tells the buckets and keys by their region.
fn replica_template(found: &[(Region, String, String)]) -> String {
    let names: serde_json::Map<String, Value> = found
        .iter()
        .map(|(region, bucket, key)| (region.to_string(), json!({ "Bucket": bucket, "Key": key })))
        .collect();
    let of = |what: &str| json!({ "Fn::FindInMap": ["Names", { "Ref": "AWS::Region" }, what] });
    json!({ "Mappings": { "Names": names }, "Resources": resources(&of("Bucket"), &of("Key")) }).to_string()
}

/// A bucket, its policy and its key. Where the next deployment fails, its rollback makes them what is said here: the bucket must stay
/// versioned and encrypted.
fn resources(bucket: &Value, key: &Value) -> Value {
    let encryption = json!([{
        "BucketKeyEnabled": true,
        "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key },
    }]);
    // A rollback of the next deployment puts this policy, and S3 takes none that names other resources than the bucket's own.
    let arn = json!({ "Fn::Sub": ["arn:${AWS::Partition}:s3:::${Name}", { "Name": bucket }] });
    json!({
        "Bucket": retained("AWS::S3::Bucket", json!({
            "BucketName": bucket,
            "VersioningConfiguration": { "Status": "Enabled" },
            "BucketEncryption": { "ServerSideEncryptionConfiguration": encryption },
        })),
        "BucketPolicy": retained("AWS::S3::BucketPolicy", json!({ "Bucket": bucket, "PolicyDocument": account_only("s3:*", &arn) })),
        "Key": retained("AWS::KMS::Key", json!({ "KeyPolicy": account_only("kms:*", &json!("*")) })),
    })
}

fn imports(bucket: &str, key: &str) -> Vec<Import> {
    vec![
        import("Bucket", "AWS::S3::Bucket", "BucketName", bucket),
        import("BucketPolicy", "AWS::S3::BucketPolicy", "Bucket", bucket),
        import("Key", "AWS::KMS::Key", "KeyId", key),
    ]
}

/// The id of the key that encrypts a bucket: the alias may have gone with the stack, but the bucket names its key.
async fn key_of(aws: &Aws, region: &Region, bucket: &str) -> Result<String, Error> {
    let key = aws.bucket_key(region.as_str(), bucket).await?;
    key.filter(|key| !key.contains(":alias/") && !key.starts_with("alias/"))
        .and_then(|key| key.rsplit('/').next().map(str::to_owned))
        .ok_or_else(|| Error::Stuck {
            message: format!("{bucket} in {region} is not encrypted with a key that it names"),
            remedy: "this is no bucket of an archive; choose another prefix".to_owned(),
        })
}

fn import(logical_id: &str, resource_type: &str, property: &str, value: &str) -> Import {
    Import {
        logical_id: logical_id.to_owned(),
        resource_type: resource_type.to_owned(),
        identifier: [(property.to_owned(), value.to_owned())].into(),
    }
}

fn retained(resource_type: &str, properties: Value) -> Value {
    json!({ "Type": resource_type, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": properties })
}

/// The policy that an import has to name and does not set: the least that one of the archive has. What a replica's key policy grants to
/// the role names a role that does not exist yet, so the next deployment adds it, and says so.
fn account_only(action: &str, resource: &Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } },
        "Action": action,
        "Resource": resource,
    }]})
}

fn stack_set(config: &Config, account: &str, regions: &[Region], template: &str) -> Value {
    let regions: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
    json!({
        "StackSetName": config.stack_set_name(),
        "PermissionModel": "SELF_MANAGED",
        "TemplateBody": template,
        "StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": [account] }, "Regions": regions }],
    })
}
