//! A property that the type does not have.

fn main() {
    let _ = models::s3::Bucket::new().bucket_nam("acme");
}
