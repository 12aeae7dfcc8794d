//! The configurations that the proof and the examiners go through.

use std::collections::BTreeMap;

use archive::config::options::FailureTopic;
use archive::config::{Config, Overrides, Region};
use serde_json::Value;

use crate::expectation::{Expectation, Store};
use crate::resolve::{Place, key_arn};

/// The account that the archive is in.
pub(crate) const ACCOUNT: &str = "123456789012";

/// A configuration, and what it asks for.
pub(crate) struct Configuration {
    pub(crate) name: &'static str,
    pub(crate) config: Config,
    pub(crate) expected: Expectation,
}

impl Configuration {
    /// The template of the primary stack.
    pub(crate) fn primary(&self) -> Value {
        archive::stacks::primary(&self.config).unwrap_or_else(|findings| panic!("{}: {findings}", self.name)).to_value()
    }

    /// The template of the replica stacks.
    pub(crate) fn replica(&self) -> Value {
        archive::stacks::replica(&self.config).unwrap_or_else(|findings| panic!("{}: {findings}", self.name)).to_value()
    }

    /// The templates of the bootstrap: one stack, or one in each of the two accounts.
    pub(crate) fn bootstrap(&self) -> Vec<Value> {
        let mut templates = vec![archive::stacks::bootstrap(&self.config, None)];
        if self.config.options().replica_account.is_some() {
            templates.push(archive::stacks::bootstrap_replica_account(&self.config));
        }
        let value = |template: Result<models::Template, _>| {
            template.unwrap_or_else(|findings| panic!("{}: {findings}", self.name)).to_value()
        };
        templates.into_iter().map(value).collect()
    }
}

/// The account of the replicas where they are in another one.
const REPLICA_ACCOUNT: &str = "210987654321";

/// The matrix: each entry is an `archive.toml`. `{key REGION}` stands for the ARN of the key of a replica in the other account.
const MATRIX: &[(&str, &str)] = &[
    ("default", "prefix = 'acme'"),
    ("one replica", "prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']"),
    (
        "thirty replicas",
        "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', \
         'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', \
         'ap-southeast-5', 'ca-central-1', 'ca-west-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', \
         'eu-west-2', 'eu-west-3', 'il-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', \
         'us-west-2', 'ap-southeast-7']",
    ),
    (
        "thirty replicas, the longest prefix, everything reported",
        "prefix = 'acme-photographs-and-records'\nregion = 'eu-central-1'\nreplications = ['af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', \
         'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', \
         'ap-southeast-5', 'ca-central-1', 'ca-west-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', \
         'eu-west-2', 'eu-west-3', 'il-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', \
         'us-west-2', 'ap-southeast-7']\n[replication]\ntime_control = true\n[notifications]\nevent_bridge = true\nfailure_topic = 'create'\n\
         [alarm]\nenabled = true\n[access_logs]\nenabled = true\n[inventory]\nenabled = true",
    ),
    ("China", "prefix = 'acme'\nregion = 'cn-north-1'\nreplications = ['cn-northwest-1']"),
    ("GovCloud", "prefix = 'acme'\nregion = 'us-gov-west-1'\nreplications = ['us-gov-east-1']"),
    (
        "multi-Region key",
        "prefix = 'acme'\n[keys]\nstrategy = 'multi-region'\nrotation_period_days = 180\npending_window_days = 14",
    ),
    ("both ways", "prefix = 'acme'\nreplications = ['eu-west-1']\n[replication]\ntwo_way = true"),
    (
        "both ways, multi-Region key, Object Lock",
        "prefix = 'acme'\nreplications = ['eu-west-1']\n[keys]\nstrategy = 'multi-region'\n[object_lock]\nmode = 'governance'\n\
         days = 30\n[replication]\ntwo_way = true",
    ),
    ("Object Lock for compliance", "prefix = 'acme'\n[object_lock]\nmode = 'compliance'\nyears = 7"),
    ("named after the account", "prefix = 'acme'\n[bucket]\nnamespace = 'account-regional'"),
    ("a detached region", "prefix = 'acme'\nreplications = ['eu-west-1']\ndetached = ['eu-north-1']"),
    (
        "another account",
        "prefix = 'acme'\n[replica]\naccount = '210987654321'\n\
         keys = { eu-west-1 = '{key eu-west-1}', eu-north-1 = '{key eu-north-1}' }",
    ),
    (
        "an organization",
        "prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '210987654321'\nkeys = { eu-west-1 = '{key eu-west-1}' }\n\
         [stack_set]\npermission_model = 'service-managed'\norganizational_units = ['ou-abcd-12345678']",
    ),
    (
        "everything reported",
        "prefix = 'acme'\n[replication]\ntime_control = true\nstorage_class = 'GLACIER_IR'\n[notifications]\nevent_bridge = true\n\
         failure_topic = 'create'\n[alarm]\nenabled = true\n[access_logs]\nenabled = true\n[inventory]\nenabled = true",
    ),
    (
        "everything watched",
        "prefix = 'acme'\n[notifications]\nfailure_topic = 'create'\ndestructive_calls = true\n[alarm]\nenabled = true\n\
         latency_minutes = 30\npending_mib = 1024\n[dashboard]\nenabled = true",
    ),
    (
        "tiers, no metrics, no delete markers",
        "prefix = 'acme'\n[replication]\nmetrics = false\ndelete_markers = false\n[lifecycle]\nnoncurrent_expiration_days = 365\n\
         kept_noncurrent_versions = 3\ntransitions = [{ storage_class = 'GLACIER_IR', days = 90 }]",
    ),
];

/// The parameters that the bootstrap of the other account is deployed with.
pub(crate) fn bootstrap_parameters() -> BTreeMap<String, Value> {
    BTreeMap::from([("AdministratorAccountId".to_owned(), Value::from(ACCOUNT))])
}

/// Every configuration of the matrix.
pub(crate) fn all() -> Vec<Configuration> {
    MATRIX.iter().map(|(name, text)| configuration(name, text)).collect()
}

/// The one that the mutations are made to.
pub(crate) fn default() -> Configuration {
    let (name, text) = MATRIX[0];
    configuration(name, text)
}

/// Reads an `archive.toml` and says what it asks for.
pub(crate) fn configuration(name: &'static str, text: &str) -> Configuration {
    let mut text = text.to_owned();
    while let Some((before, rest)) = text.clone().split_once("{key ") {
        let (region, after) = rest.split_once('}').unwrap();
        text = format!("{before}{}{after}", key_arn(&Place::new(REPLICA_ACCOUNT, region), "Key"));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let expected = expectation(&config);
    Configuration { name, config, expected }
}

fn expectation(config: &Config) -> Expectation {
    let options = config.options();
    let replica_account = options.replica_account.as_ref().map_or(ACCOUNT, |replica| replica.account.as_str());
    let store = |account: &str, region: &Region, bucket: String| {
        let place = Place::new(account, region.as_str());
        let log_bucket = if config.is_account_regional() {
            format!("{}-archive-logs-{account}-{region}-an", config.prefix())
        } else {
            format!("{}-archive-logs-{region}", config.prefix())
        };
        Store { place, bucket: bucket.replace("ACCOUNT", account), log_bucket }
    };
    let replica = |region: &Region| store(replica_account, region, config.replica_bucket_name(region));
    let home = store(ACCOUNT, config.region(), config.bucket_name());
    let Place { account, region } = &home.place;
    let created = options.notifications.failure_topic == Some(FailureTopic::Created);
    let topic = format!("arn:{}:sns:{region}:{account}:{}-archive-failures", home.place.partition(), config.prefix());
    let access = options.access_logs.is_some().then_some(("logging.s3.amazonaws.com", "access"));
    let inventory = options.inventory.is_some().then_some(("s3.amazonaws.com", "inventory"));
    Expectation {
        source: home.clone(),
        replicas: config.replications().iter().map(replica).collect(),
        detached: config.detached().iter().map(replica).collect(),
        object_lock: options.object_lock.is_some(),
        two_way: options.replication.two_way,
        delete_markers: options.replication.delete_markers,
        metrics: options.replication.metrics,
        pending_window_days: options.keys.pending_window_days,
        granted_without_alias: true,
        logs: access.into_iter().chain(inventory).collect(),
        failure_topic: created.then_some(topic),
        calls_reported: options.notifications.destructive_calls,
    }
}
