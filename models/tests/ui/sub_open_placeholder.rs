//! A placeholder of `sub!` that is not closed.

fn main() {
    let _ = models::sub!("arn:${AWS::Partition:s3:::acme");
}
