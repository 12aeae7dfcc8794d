//! Text where a member of a closed set is wanted.

fn main() {
    let _ = models::kms::Key::new().key_spec("RSA_2049");
}
