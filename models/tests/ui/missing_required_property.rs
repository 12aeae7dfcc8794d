//! A missing required property.

fn main() {
    let _ = models::kms::Alias::new("alias/archive");
}
