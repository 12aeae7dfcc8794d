//! The tag keys of a resource are unique and do not begin with `aws:`.
//!
//! Source: <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>.

use super::literal;
use crate::check::Checker;
use crate::check::cases::{Case, LazyScenarios, cases};
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scenarios::Fact;
use crate::check::value::quote;
use crate::node::{Node, Object};

impl<'t> Checker<'t> {
    pub(super) fn tags(&mut self, properties: &'t Object, at: &Location<'_>) {
        if let Some(tags) = properties.get("Tags") {
            for list in cases(tags, at.key("Tags").path()) {
                if let Node::List(items) = list.node {
                    self.tag_keys(items, &list);
                }
            }
        }
        self.tag_specifications(properties, at);
    }

    /// The tags that a launch template and a fleet give what they create.
    fn tag_specifications(&mut self, properties: &'t Object, at: &Location<'_>) {
        for (key, node) in properties.iter() {
            let at = at.key(key);
            match node {
                Node::List(items) if matches!(key, "TagSpecifications" | "LaunchTemplateTagSpecifications") => {
                    for (index, item) in items.iter().enumerate() {
                        if let Node::Object(specification) = item {
                            self.tags(specification, &at.index(index));
                        }
                    }
                }
                Node::Object(inner) => self.tag_specifications(inner, &at),
                _ => {}
            }
        }
    }

    /// Checks the tags of one list, which there is under the conditions of `list`.
    fn tag_keys(&mut self, items: &'t [Node], list: &Case<'t>) {
        let mut seen: Vec<(&str, Vec<Fact<'t>>)> = Vec::new();
        let mut together = LazyScenarios::default();
        let tags = items.iter().enumerate().flat_map(|(index, tag)| cases(tag, list.path.index(index)));
        for tag in tags {
            let Some(key) = tag.node.get("Key").and_then(literal) else { continue };
            let path = tag.path.key("Key");
            let again = seen.iter().any(|(known, facts)| {
                let all: Vec<Fact<'t>> = [list.facts.as_slice(), facts, &tag.facts].concat();
                *known == key && together.possible(&self.symbols, &all)
            });
            if again {
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
            seen.push((key, tag.facts));
        }
    }
}
