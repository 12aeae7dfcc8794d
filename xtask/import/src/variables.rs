//! The names of the program's variables: logical IDs in `snake_case`, made unique.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cfn_template::FUNCTIONS;

use super::model::variable;
use codegen::names;

/// Names that the program uses without a path, which a variable must not shadow: those of functions, and these.
const OTHERS: [&str; 6] = ["cidr_bits", "if_", "key_order", "main", "null", "stack"];

static RESERVED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let functions = FUNCTIONS.iter().filter_map(|function| function.name.strip_prefix("Fn::"));
    functions.map(variable).chain(OTHERS.map(str::to_owned)).collect()
});

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
        _ if RESERVED.contains(&name) || names::is_keyword(&name) => format!("{name}_{kind}"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{RESERVED, of};

    #[test]
    fn no_variable_shadows_a_function_that_the_program_calls() {
        for function in ["base64", "get_azs", "join", "length", "to_json_string", "if_", "stack"] {
            assert!(RESERVED.contains(function), "{function}");
        }
        assert_eq!(of("Join", "parameter"), "join_parameter");
    }
}
