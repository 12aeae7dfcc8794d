//! An unknown condition operator.

use models::policy::operator;

fn main() {
    let _ = operator::STRING_EQUAL;
}
