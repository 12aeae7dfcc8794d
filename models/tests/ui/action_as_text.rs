//! An action as text.

use models::policy::Statement;

fn main() {
    let _ = Statement::allow("s3:GetObject", "*");
}
