//! A condition operator that does not exist.

use models::policy::operator;

fn main() {
    let _ = operator::STRING_EQUAL;
}
