//! An unknown pseudo parameter.

fn main() {
    let _ = models::sub!("arn:${AWS::Partitoin}:s3:::acme");
}
