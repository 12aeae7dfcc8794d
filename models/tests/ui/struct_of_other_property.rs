//! A property type of another property.

use models::s3::{Bucket, bucket};

fn main() {
    let _ = Bucket::new().bucket_encryption(bucket::LoggingConfiguration::new());
}
