//! The variables of a function's environment have at most 4 KB together.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::{Node, Object};

const MOST_BYTES: usize = 4096;

impl Checker<'_> {
    pub(super) fn environment(&mut self, properties: &Object, at: &Location<'_>) {
        let variables = properties.get("Environment").and_then(|environment| environment.get("Variables"));
        let Some(Node::Object(variables)) = variables else { return };
        // What is computed has at least no bytes.
        let size: usize = variables.iter().map(|(name, value)| name.len() + literal(value).map_or(0, str::len)).sum();
        if size > MOST_BYTES {
            self.report(
                Finding::error(
                    "environment-size",
                    &at.key("Environment").key("Variables").path(),
                    format!("the names and values have {size} bytes together"),
                )
                .allowed(format!("at most {MOST_BYTES} bytes"))
                .suggest(
                    "keep what is long in a parameter of Systems Manager or in a file of the function's code"
                        .to_owned(),
                ),
            );
        }
    }
}
