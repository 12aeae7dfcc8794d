//! An unknown enum value.

fn main() {
    let _ = models::kms::Key::new().key_spec(models::kms::key::KeySpec::Rsa2049);
}
