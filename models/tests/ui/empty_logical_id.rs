//! An empty logical ID.

fn main() {
    let _ = models::id!("");
}
