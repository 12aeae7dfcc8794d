//! A member that the closed set does not have.

fn main() {
    let _ = models::kms::Key::new().key_spec(models::kms::key::KeySpec::Rsa2049);
}
