//! A string as an action.

use models::policy::Statement;

fn main() {
    let _ = Statement::allow("s3:GetObject", "*");
}
