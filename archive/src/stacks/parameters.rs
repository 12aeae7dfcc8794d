//! The parameters of the templates: their names, which one stack writes and the other reads.

use crate::config::Config;
use crate::config::options::KeyStrategy;

/// The parameter that lets the replicas replicate back.
pub(super) const REPLICATE_BACK: &str = "ReplicateBack";
/// The parameter with the archive's prefix.
pub(super) const PREFIX: &str = "Prefix";
/// The parameter with the ARN of the replication role.
pub(super) const REPLICATION_ROLE: &str = "ReplicationRole";
/// The parameter with the ARN of the primary key.
pub(super) const PRIMARY_KEY: &str = "PrimaryKey";

/// Whether the replica must know the primary key: as the primary of its own, or to write back.
pub(super) fn needs_primary_key(config: &Config) -> bool {
    config.options().keys.strategy == KeyStrategy::MultiRegion || config.options().replication.two_way
}
