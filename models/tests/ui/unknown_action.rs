//! An action that the service does not have.

use models::policy::Statement;
use models::s3;

fn main() {
    let _ = Statement::allow(s3::ACTIONS.get_objekt, "*");
}
