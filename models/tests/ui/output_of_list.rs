//! A list as the value of an output.

use models::intrinsic::get_azs;
use models::{Stack, id};

fn main() {
    let mut stack = Stack::new();
    stack.output(id!("Zones"), get_azs(""));
}
