//! A required property left out.

fn main() {
    let _ = models::kms::Alias::new("alias/archive");
}
