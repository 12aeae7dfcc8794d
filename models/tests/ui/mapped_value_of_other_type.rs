//! A string in a mapping of numbers.

use models::Mapping;

fn main() {
    let _ = Mapping::numbers().row("prod", [("Size", "large")]);
}
