//! An unknown enum value.

fn main() {
    let _ = models::kms::Key::new().key_spec(models::kms::key::KeySpec::Rsa2049);
}

// rustc 1.95 shows the most similar member, not all: of an enum of another crate E0599 quotes no source, and no `#[diagnostic]`
// attribute applies to it. Who gives a string for an enum reads the members (`text_for_enum.rs`), and the documentation lists them.
