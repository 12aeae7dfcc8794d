//! A string for an enum.

fn main() {
    let _ = models::kms::Key::new().key_spec("RSA_2049");
}
