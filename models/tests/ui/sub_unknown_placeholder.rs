//! A placeholder in `sub!` without a value.

fn main() {
    let _ = models::sub!("arn:${AWS::Partition}:s3:::${buckt}", bucket = "acme");
}
