//! An unknown property.

fn main() {
    let _ = models::s3::Bucket::new().bucket_nam("acme");
}
