//! Enums for strings with allowed values.

use super::docs;
use super::source::{Source, literal};
use crate::model::EnumType;

/// The enum and its values.
pub(super) fn write(out: &mut Source, set: &EnumType) {
    out.gap();
    out.doc(&docs::enum_type(set));
    out.derive_extra("Debug, PartialEq, Eq");
    out.line("#[non_exhaustive]");
    out.open(&format!("pub enum {} {{", set.ident));
    for (member, value) in &set.members {
        out.doc(&docs::member(value));
        out.line(&format!("{member},"));
    }
    out.close("}");
    // One string for all values: an array of strings would be a constant that the compiler evaluates for every enum.
    let values: Vec<&str> = set.members.iter().map(|(_, value)| value.as_str()).collect();
    out.line(&format!("g::enum_type!({}, {});", set.ident, literal(&values.join("\n"))));
}
