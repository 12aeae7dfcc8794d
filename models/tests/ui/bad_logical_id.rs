//! A logical ID with a hyphen.

fn main() {
    let _ = models::id!("my-bucket");
}
