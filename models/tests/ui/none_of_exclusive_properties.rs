//! None of several properties of which one is required.

fn main() {
    let _ = models::s3::bucket::TargetObjectKeyFormat::new();
}
