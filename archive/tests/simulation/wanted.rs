//! What a schedule wants deployed: the archive of a configuration that is drawn, or a stack without an archive, for the engine knows none.

use archive::config::{Config, Overrides};
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::StackRequest;
use serde_json::{Value, json};

use crate::templates;

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";
pub(crate) const STACK_SET: &str = "acme-archive-replication";

/// Where replicas can be.
const REPLICAS: [&str; 4] = ["eu-west-1", "eu-north-1", "eu-west-3", "us-east-1"];

/// The stack as it is wanted now.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    shape: Shape,
    /// The replica regions; the first is always there, and those in `detached` get no new objects.
    regions: Vec<&'static str>,
    detached: Vec<&'static str>,
    /// Counts the changes, each to another template.
    version: u32,
}

/// Which template.
#[derive(Debug, Clone)]
enum Shape {
    /// The archive, with lines of `archive.toml` that hold for its whole life.
    Archive { fixed: String },
    /// A key, a bucket, and a StackSet of buckets. Nobody adopts what such a stack leaves, so every new life has new names.
    Plain { life: u32 },
}

impl Wanted {
    pub(crate) fn draw(chance: &mut fastrand::Rng) -> Self {
        let mut regions = REPLICAS.to_vec();
        chance.shuffle(&mut regions);
        regions.truncate(1 + usize::from(chance.bool()));
        let shape = if chance.u8(0..4) == 0 {
            Shape::Plain { life: 0 }
        } else {
            let lock = if chance.u8(0..4) == 0 { "[object_lock]\nmode = \"governance\"\ndays = 3\n" } else { "" };
            let window = chance.u8(7..=30);
            let markers = chance.bool();
            let strategy = if chance.u8(0..5) == 0 { "multi-region" } else { "regional" };
            let fixed = format!(
                "{lock}[replication]\ndelete_markers = {markers}\n[keys]\nstrategy = \"{strategy}\"\npending_window_days = {window}\n"
            );
            Shape::Archive { fixed }
        };
        Self { shape, regions, detached: Vec::new(), version: 0 }
    }

    pub(crate) fn is_archive(&self) -> bool {
        matches!(self.shape, Shape::Archive { .. })
    }

    /// Another version of the template, that changes keys and buckets in every region.
    pub(crate) fn change(&mut self) {
        self.version += 1;
    }

    /// One region more, if there is one.
    pub(crate) fn grow(&mut self) {
        let free =
            REPLICAS.into_iter().find(|region| !self.regions.contains(region) && !self.detached.contains(region));
        self.regions.extend(free);
    }

    /// One region less, if there is more than one. What a stack without an archive retains nobody takes back.
    pub(crate) fn shrink(&mut self) {
        if self.is_archive() && self.regions.len() > 1 {
            self.regions.pop();
        }
    }

    /// A region is detached, or attached again.
    pub(crate) fn detach_or_attach(&mut self) {
        if let Some(region) = self.detached.pop() {
            self.regions.push(region);
        } else if self.is_archive() && self.regions.len() > 1 {
            self.detached.extend(self.regions.pop());
        }
    }

    /// After the names of a stack were used up. The archive's come back by adoption.
    pub(crate) fn begin_new_life(&mut self) {
        if let Shape::Plain { life } = &mut self.shape {
            *life += 1;
        }
    }

    pub(crate) fn describe(&self) -> String {
        let shape = match &self.shape {
            Shape::Archive { fixed } => format!("archive {}", fixed.replace('\n', " ")),
            Shape::Plain { life } => format!("plain stack, life {life}"),
        };
        format!("version {} in {:?}, detached {:?}, {shape}", self.version, self.regions, self.detached)
    }

    /// The primary bucket, then the replica of each region that gets objects.
    pub(crate) fn attached_buckets(&self) -> Vec<(String, String)> {
        let replicas = self.regions.iter().map(|region| self.replica(region));
        std::iter::once(self.primary()).chain(replicas).collect()
    }

    /// Every bucket of the stack.
    pub(crate) fn buckets(&self) -> Vec<(String, String)> {
        let detached = self.detached.iter().map(|region| self.replica(region));
        self.attached_buckets().into_iter().chain(detached).collect()
    }

    pub(crate) fn primary(&self) -> (String, String) {
        let bucket = match &self.shape {
            Shape::Archive { .. } => "acme-archive".to_owned(),
            Shape::Plain { life } => format!("primary-{life}"),
        };
        (REGION.to_owned(), bucket)
    }

    fn replica(&self, region: &str) -> (String, String) {
        let bucket = match &self.shape {
            Shape::Archive { .. } => format!("acme-archive-replication-{region}"),
            Shape::Plain { life } => format!("replica-{life}-{region}"),
        };
        (region.to_owned(), bucket)
    }

    /// The archive's configuration. `None` for a stack that is not an archive.
    pub(crate) fn config(&self) -> Option<Config> {
        let Shape::Archive { fixed } = &self.shape else { return None };
        let detached =
            if self.detached.is_empty() { String::new() } else { format!("detached = {:?}\n", self.detached) };
        let toml = format!(
            "prefix = \"acme\"\nregion = \"{REGION}\"\nreplications = {:?}\n{detached}{fixed}rotation_period_days = {}\n\
             [lifecycle]\nnoncurrent_expiration_days = {}\n",
            self.regions,
            90 + self.version,
            300 + self.version,
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("archive.toml");
        std::fs::write(&file, &toml).unwrap();
        let overrides = Overrides { file: Some(file), ..Overrides::default() };
        Some(Config::load(folder.path(), &overrides).unwrap_or_else(|error| panic!("{toml}: {error}")))
    }

    pub(crate) fn request(&self) -> StackRequest {
        let template = match self.config() {
            Some(config) => templates::primary(&config),
            None => self.plain().to_string(),
        };
        StackRequest {
            name: STACK.into(),
            template,
            capabilities: vec![Capability::CapabilityNamedIam],
            termination_protection: true,
            stack_policy: Some(stack_policy()),
            ..StackRequest::default()
        }
    }

    fn plain(&self) -> Value {
        let version = self.version;
        let retained = |mut resource: Value| {
            resource["DeletionPolicy"] = json!("RetainExceptOnCreate");
            resource["UpdateReplacePolicy"] = json!("Retain");
            resource
        };
        let bucket = |name: Value| {
            retained(json!({ "Type": "AWS::S3::Bucket", "Properties": {
                "BucketName": name,
                "VersioningConfiguration": { "Status": "Enabled" },
                "Tags": [{ "Key": "version", "Value": version.to_string() }],
            }}))
        };
        let (_, primary) = self.primary();
        let (_, replica) = self.replica("${AWS::Region}");
        let replica = json!({ "Resources": { "Replica": bucket(json!({ "Fn::Sub": replica })) } });
        json!({
            "Resources": {
                "Key": retained(json!({ "Type": "AWS::KMS::Key", "Properties": {
                    "Description": format!("version {version}"),
                    "KeyPolicy": { "Statement": [{ "Effect": "Allow", "Action": "kms:*", "Resource": "*",
                        "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } } }] },
                }})),
                "Bucket": bucket(json!(primary)),
                "Set": { "Type": "AWS::CloudFormation::StackSet", "Properties": {
                    "StackSetName": STACK_SET,
                    "PermissionModel": "SELF_MANAGED",
                    "StackInstancesGroup": [{
                        "DeploymentTargets": { "Accounts": [{ "Ref": "AWS::AccountId" }] },
                        "Regions": self.regions,
                    }],
                    "TemplateBody": replica.to_string(),
                }},
            },
            "Outputs": { "BucketName": { "Value": { "Ref": "Bucket" } } },
        })
    }
}

/// Forbids every update to replace or delete what holds data, as the archive's own does.
fn stack_policy() -> String {
    json!({ "Statement": [
        { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" },
        { "Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "*",
          "Condition": { "StringEquals": { "ResourceType": ["AWS::S3::Bucket", "AWS::KMS::Key", "AWS::CloudFormation::StackSet"] } } },
    ] })
    .to_string()
}
