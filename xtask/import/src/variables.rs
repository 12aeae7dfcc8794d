//! The names of the program's variables: logical IDs in `snake_case`, made unique.

use std::collections::BTreeSet;

use super::model::variable;
use codegen::names;

/// Functions that the program calls without a path, which a variable must not shadow.
const FUNCTIONS: &[&str] = &[
    "base64",
    "cidr",
    "cidr_bits",
    "get_azs",
    "if_",
    "import_value",
    "join",
    "length",
    "main",
    "null",
    "select",
    "split",
    "stack",
    "to_json_string",
    "transform",
];

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeSet<String>);

impl Variables {
    /// A name for the variable of `id`, which is a `kind`: `bucket`, or `bucket_parameter` if `bucket` is taken.
    pub(super) fn claim(&mut self, id: &str, kind: &str) -> String {
        let name = of(id, kind);
        let mut candidates = [name.clone(), format!("{name}_{kind}")].into_iter();
        let free = candidates.find(|candidate| !self.0.contains(candidate));
        let name = free.unwrap_or_else(|| {
            let mut number = 2;
            while self.0.contains(&format!("{name}_{number}")) {
                number += 1;
            }
            format!("{name}_{number}")
        });
        self.0.insert(name.clone());
        name
    }
}

/// The preferred name.
pub(super) fn of(id: &str, kind: &str) -> String {
    let name = variable(id);
    match name.chars().next() {
        None => kind.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{kind}_{name}"),
        _ if FUNCTIONS.contains(&name.as_str()) || names::is_keyword(&name) => format!("{name}_{kind}"),
        _ => name,
    }
}
