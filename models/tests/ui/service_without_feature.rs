//! A service whose feature is not enabled.

fn main() {
    let _ = models::braket::SpendingLimit::new();
}
