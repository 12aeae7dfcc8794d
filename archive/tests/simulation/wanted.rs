//! What a schedule wants deployed: the archive of a configuration that is drawn, or a stack without an archive, for the engine knows none.

use std::collections::BTreeMap;

use archive::config::{Config, Overrides};
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::StackRequest;
use serde_json::{Value, json};

use crate::hand::Hand;
use crate::templates;

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";
pub(crate) const STACK_SET: &str = "acme-archive-replication";

/// A region that an account can disable.
pub(crate) const OPT_IN: &str = "eu-south-1";

/// The account of replicas that are not in the archive's own.
pub(crate) const OTHER_ACCOUNT: &str = "210987654321";

/// Where such replicas can be. What they retain is not imported, so that each region has one in its life.
const ELSEWHERE: [&str; 16] = [
    "eu-west-1",
    "eu-north-1",
    "eu-west-2",
    "eu-west-3",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "ap-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
];

/// Where replicas can be.
const REPLICAS: [&str; 5] = ["eu-west-1", "eu-north-1", OPT_IN, "eu-west-3", "us-east-1"];

/// The stack as it is wanted now.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    shape: Shape,
    /// The replica regions; the first is always there, and those in `detached` get no new objects.
    regions: Vec<&'static str>,
    detached: Vec<&'static str>,
    /// Counts the changes, each to another template.
    version: u32,
    /// Of replicas in another account, how many of their regions were ever chosen, and the keys that are known.
    chosen: usize,
    keys: BTreeMap<String, String>,
}

/// Which template.
#[derive(Debug, Clone)]
enum Shape {
    /// The archive, with lines of `archive.toml` that hold for its whole life. One that replicates both ways has one region.
    Archive { fixed: String, two_way: bool, is_elsewhere: bool },
    /// A key, a bucket, and a StackSet of buckets. Nobody adopts what such a stack leaves, so every new life has new names.
    Plain { life: u32 },
}

impl Wanted {
    pub(crate) fn draw(chance: &mut fastrand::Rng) -> Self {
        let mut regions = REPLICAS.to_vec();
        chance.shuffle(&mut regions);
        regions.truncate(1 + usize::from(chance.bool()));
        let shape = if chance.u8(0..4) == 0 {
            // The engine alone does not know of disabled regions.
            regions = vec!["eu-west-1", "us-east-1"];
            regions.truncate(1 + usize::from(chance.bool()));
            Shape::Plain { life: 0 }
        } else {
            let two_way = chance.u8(0..6) == 0;
            if two_way {
                regions.truncate(1);
            }
            let is_elsewhere = !two_way && chance.u8(0..5) == 0;
            if is_elsewhere {
                regions = ELSEWHERE[..regions.len()].to_vec();
            }
            let lock = if chance.u8(0..4) == 0 { "[object_lock]\nmode = \"governance\"\ndays = 3\n" } else { "" };
            let window = chance.u8(7..=30);
            let markers = chance.bool();
            let strategy = if chance.u8(0..5) == 0 && !is_elsewhere { "multi-region" } else { "regional" };
            let fixed = format!(
                "{lock}[replication]\ndelete_markers = {markers}\ntwo_way = {two_way}\n[keys]\nstrategy = \"{strategy}\"\npending_window_days = {window}\n"
            );
            Shape::Archive { fixed, two_way, is_elsewhere }
        };
        let chosen = regions.len();
        Self { shape, regions, detached: Vec::new(), version: 0, chosen, keys: BTreeMap::new() }
    }

    pub(crate) fn is_archive(&self) -> bool {
        matches!(self.shape, Shape::Archive { .. })
    }

    /// Another version of the template, that changes keys and buckets in every region.
    pub(crate) fn change(&mut self) {
        self.version += 1;
    }

    pub(crate) fn is_two_way(&self) -> bool {
        matches!(self.shape, Shape::Archive { two_way: true, .. })
    }

    fn is_elsewhere(&self) -> bool {
        matches!(self.shape, Shape::Archive { is_elsewhere: true, .. })
    }

    /// The account of the replicas, where that is not the archive's own.
    pub(crate) fn replica_account(&self) -> Option<&'static str> {
        self.is_elsewhere().then_some(OTHER_ACCOUNT)
    }

    /// A region of the other account that had no replica yet.
    fn fresh(&mut self) -> &'static str {
        let region = ELSEWHERE.get(self.chosen).expect("there are regions enough for a schedule");
        self.chosen += 1;
        region
    }

    /// The keys of replicas in another account are written into the configuration, as far as they are there.
    pub(crate) fn write_keys(&mut self, hand: &Hand) {
        if self.is_elsewhere() {
            let known = self.buckets().into_iter().skip(1);
            let known = known.filter_map(|(region, bucket)| Some((region.clone(), hand.key_of(&region, &bucket)?)));
            self.keys = known.collect();
        }
    }

    /// One region more, if there is one and it is enabled.
    pub(crate) fn grow(&mut self, is_enabled: impl Fn(&str) -> bool) {
        if self.is_elsewhere() {
            let fresh = self.fresh();
            self.regions.push(fresh);
            return;
        }
        let is_free = |region: &&str| !self.regions.contains(region) && !self.detached.contains(region);
        let is_possible = |region: &&str| is_enabled(region) && (self.is_archive() || *region != OPT_IN);
        if !self.is_two_way() {
            let free = REPLICAS.into_iter().filter(is_possible).find(is_free);
            self.regions.extend(free);
        }
    }

    /// One region less, if there is more than one. What a stack without an archive retains nobody takes back.
    pub(crate) fn shrink(&mut self) {
        if self.is_archive() && self.regions.len() > 1 {
            self.regions.pop();
        }
    }

    /// Whether the archive has a replica in the region that can be disabled, and another one.
    pub(crate) fn can_do_without_opt_in(&self) -> bool {
        self.is_archive()
            && (self.detached.contains(&OPT_IN) || (self.regions.contains(&OPT_IN) && self.regions.len() > 1))
    }

    /// The region that can be disabled leaves.
    pub(crate) fn leave_opt_in(&mut self) {
        self.regions.retain(|region| *region != OPT_IN);
        self.detached.retain(|region| *region != OPT_IN);
    }

    /// The region that can be disabled comes back.
    pub(crate) fn bring_opt_in_back(&mut self) {
        let is_one = self.is_archive() && !self.is_two_way() && !self.is_elsewhere();
        if is_one && !self.regions.contains(&OPT_IN) && !self.detached.contains(&OPT_IN) {
            self.regions.push(OPT_IN);
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
        if self.is_elsewhere() {
            self.detached.clear();
            self.regions = vec![self.fresh()];
        }
    }

    pub(crate) fn describe(&self) -> String {
        let shape = match &self.shape {
            Shape::Archive { fixed, .. } => format!("archive {}", fixed.replace('\n', " ")),
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
        let Shape::Archive { fixed, .. } = &self.shape else { return None };
        let detached =
            if self.detached.is_empty() { String::new() } else { format!("detached = {:?}\n", self.detached) };
        let toml = format!(
            "prefix = \"acme\"\nregion = \"{REGION}\"\nreplications = {:?}\n{detached}{fixed}rotation_period_days = {}\n\
             [lifecycle]\nnoncurrent_expiration_days = {}\n{}",
            self.regions,
            90 + self.version,
            300 + self.version,
            self.replica_section(),
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("archive.toml");
        std::fs::write(&file, &toml).unwrap();
        let overrides = Overrides { file: Some(file), ..Overrides::default() };
        Some(Config::load(folder.path(), &overrides).unwrap_or_else(|error| panic!("{toml}: {error}")))
    }

    fn replica_section(&self) -> String {
        let Some(account) = self.replica_account() else { return String::new() };
        // A region may have left since.
        let is_there = |region: &String| self.regions.iter().chain(&self.detached).any(|there| there == region);
        let known = self.keys.iter().filter(|(region, _)| is_there(region));
        let keys: String = known.map(|(region, key)| format!("{region} = \"{key}\"\n")).collect();
        format!("[replica]\naccount = \"{account}\"\n[replica.keys]\n{keys}")
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
