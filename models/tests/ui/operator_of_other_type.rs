//! A condition operator with values of the wrong type.

use models::policy::{Action, Principal, Statement, operator};

fn main() {
    let _ = Statement::deny_to(Principal::anyone(), Action::known("s3:GetObject"), "*")
        .when(operator::NUMERIC_LESS_THAN, "s3:TlsVersion", "new");
}
