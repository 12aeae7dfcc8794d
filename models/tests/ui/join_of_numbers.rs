//! `Fn::Join` of numbers.

use models::intrinsic::join;

fn main() {
    let _ = join("-", [1, 2]);
}
