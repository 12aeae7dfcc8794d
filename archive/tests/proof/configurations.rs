//! The configurations that the proof and the examiners go through.

use archive::config::{Config, Overrides};
use serde_json::Value;

use crate::expectation::{Expectation, Replica};
use crate::resolve::Place;

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
}

/// The matrix: each entry is an `archive.toml`.
const MATRIX: &[(&str, &str)] = &[
    ("default", "prefix = 'acme'\n"),
    ("one replica", "prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']\n"),
    (
        "many replicas",
        "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'us-east-1', \
         'us-east-2', 'us-west-1', 'us-west-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1']\n",
    ),
    ("China", "prefix = 'acme'\nregion = 'cn-north-1'\nreplications = ['cn-northwest-1']\n"),
    ("GovCloud", "prefix = 'acme'\nregion = 'us-gov-west-1'\nreplications = ['us-gov-east-1']\n"),
];

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
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let replica = |region: &archive::config::Region| Replica {
        place: Place::new(ACCOUNT, region.as_str()),
        bucket: config.replica_bucket_name(region),
    };
    let expected = Expectation {
        source: Place::new(ACCOUNT, config.region().as_str()),
        bucket: config.bucket_name(),
        replicas: config.replications().iter().map(replica).collect(),
        object_lock: false,
        granted_without_alias: false,
        two_way: false,
    };
    Configuration { name, config, expected }
}
