//! A pseudo parameter that does not exist.

fn main() {
    let _ = models::sub!("arn:${AWS::Partitoin}:s3:::acme");
}
