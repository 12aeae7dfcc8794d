//! A value in `sub!` without a placeholder.

fn main() {
    let _ = models::sub!("arn:${AWS::Partition}:s3:::acme", bucket = "acme");
}
