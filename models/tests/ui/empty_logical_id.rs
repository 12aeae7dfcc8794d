//! An empty logical id.

fn main() {
    let _ = models::id!("");
}
