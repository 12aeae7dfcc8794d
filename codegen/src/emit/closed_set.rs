//! A closed set of strings: an enum.

use super::docs;
use super::source::{Source, literal};
use crate::model::ClosedSet;

/// The enum, and the values it stands for.
pub(super) fn write(out: &mut Source, set: &ClosedSet) {
    out.gap();
    out.doc(&docs::closed_set(set));
    out.derive_extra("Debug, PartialEq, Eq");
    out.line("#[non_exhaustive]");
    out.open(&format!("pub enum {} {{", set.ident));
    for (member, value) in &set.members {
        out.doc(&docs::member(value));
        out.line(&format!("{member},"));
    }
    out.close("}");
    // One text for all values: an array of texts is a constant that the compiler evaluates, set by set.
    let values: Vec<&str> = set.members.iter().map(|(_, value)| value.as_str()).collect();
    out.line(&format!("g::closed_set!({}, {});", set.ident, literal(&values.join("\n"))));
}
