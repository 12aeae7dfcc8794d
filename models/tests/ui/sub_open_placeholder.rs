//! An unclosed placeholder in `sub!`.

fn main() {
    let _ = models::sub!("arn:${AWS::Partition:s3:::acme");
}
