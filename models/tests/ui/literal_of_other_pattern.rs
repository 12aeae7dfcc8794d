//! A name with characters that AWS does not allow, in `literal!`.

use models::{literal, s3};

fn main() {
    let _ = s3::Bucket::new().bucket_name(literal!(s3::Bucket::bucket_name, "Acme_Archive"));
}
