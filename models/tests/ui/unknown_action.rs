//! An unknown action of a service.

use models::policy::Statement;
use models::s3;

fn main() {
    let _ = Statement::allow(s3::ACTIONS.get_objekt, "*");
}
