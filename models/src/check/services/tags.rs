//! The tag keys of a resource are unique and do not begin with `aws:`.
//!
//! Source: <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::At;
use crate::check::presence::Presence;
use crate::check::value::quote;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn tags(&mut self, properties: &Object, at: &At<'_>) {
        let Some(Node::List(tags)) = properties.get("Tags") else { return };
        let at = at.key("Tags");
        let mut seen: Vec<&str> = Vec::new();
        for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| Presence::of(Some(tag)) == Presence::Always) {
            let Some(key) = tag.get("Key").and_then(literal) else { continue };
            let path = at.index(index).key("Key").path();
            if seen.contains(&key) {
                self.report(
                    Finding::error("tag-key", &path, format!("the tag key {} is used twice", quote(key)))
                        .allowed("unique keys (case-sensitive)")
                        .suggest("remove one of them".to_owned()),
                );
            }
            if key.to_ascii_lowercase().starts_with("aws:") {
                self.report(
                    Finding::error("tag-key", &path, format!("{} has the reserved prefix `aws:`", quote(key)))
                        .allowed("keys that do not begin with `aws:`"),
                );
            }
            seen.push(key);
        }
    }
}
