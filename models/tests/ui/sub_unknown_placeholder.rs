//! A placeholder of `sub!` that names no value.

fn main() {
    let _ = models::sub!("arn:${AWS::Partition}:s3:::${buckt}", bucket = "acme");
}
