//! The IAM actions of a service, as constants.

use cfn_spec::Problem;

use super::source::{Source, literal};
use crate::Actions;
use crate::names::{self, Namespace};

/// The module of the actions.
pub(super) fn write(out: &mut Source, actions: &[Actions], problems: &mut Vec<Problem>) {
    if actions.iter().all(|actions| actions.names.is_empty()) {
        return;
    }
    let prefixes: Vec<String> = actions.iter().map(|actions| format!("`{}`", actions.prefix)).collect();
    out.gap();
    out.doc(&format!("The IAM actions under {}, for policies.", prefixes.join(", ")));
    out.open("pub mod action {");
    out.line("use crate::generated as g;");
    let mut constants = Namespace::constants();
    for Actions { prefix, names } in actions {
        for name in names {
            let action = format!("{prefix}:{name}");
            let ident = constants.claim(names::of_action(prefix, name), &action, problems);
            out.doc(&format!("`{action}`"));
            out.line(&format!("pub const {ident}: g::Action = g::Action::known({});", literal(&action)));
        }
    }
    out.close("}");
}
