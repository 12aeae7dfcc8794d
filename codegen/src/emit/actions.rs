//! The IAM actions of a service: the fields of a constant.
//!
//! One constant per action would be simpler, but cost the compiler 150 MB more for the 17,000 actions of all services.

use cfn_spec::Problem;

use super::source::{Source, literal};
use crate::Actions;
use crate::names::{self, Namespace, written};

/// The struct and its constant.
pub(super) fn write(out: &mut Source, actions: &[Actions], problems: &mut Vec<Problem>) {
    if actions.iter().all(|actions| actions.names.is_empty()) {
        return;
    }
    let idents = fields(actions, problems);
    out.gap();
    out.doc("The IAM actions of the service: for S3, `ACTIONS.get_object` is `s3:GetObject`.");
    out.open("pub const ACTIONS: IamActions = IamActions {");
    for (ident, action) in &idents {
        out.line(&format!("{}: g::Action::known({}),", written(ident), literal(action)));
    }
    out.close("};");
    out.gap();
    out.doc("The type of [`ACTIONS`].");
    out.open("pub struct IamActions {");
    for (ident, action) in &idents {
        out.doc(&format!("`{action}`"));
        out.line(&format!("pub {}: g::Action,", written(ident)));
    }
    out.close("}");
}

/// The fields of the constant: Rust name and action.
pub(crate) fn fields(actions: &[Actions], problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let mut fields = Namespace::fields();
    let mut idents = Vec::new();
    for Actions { prefix, names } in actions {
        for name in names {
            let action = format!("{prefix}:{name}");
            idents.push((fields.claim(names::of_action(prefix, name), &action, problems), action));
        }
    }
    idents
}
