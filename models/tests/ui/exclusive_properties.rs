//! Two mutually exclusive properties.

use models::s3::bucket::{PartitionedPrefix, TargetObjectKeyFormat};

fn main() {
    let _ = TargetObjectKeyFormat::partitioned_prefix(PartitionedPrefix::new()).simple_prefix(models::Json::null());
}
