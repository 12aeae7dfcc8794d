//! `AttributeDefinitions` of a DynamoDB table has exactly the attributes of its keys.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::{Location, Path};
use crate::check::suggest::did_you_mean;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn table_keys(&mut self, properties: &Object, at: &Location<'_>) {
        self.key_types(properties.get("KeySchema"), &at.key("KeySchema"));
        for list in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            let Some(Node::List(indexes)) = properties.get(list) else { continue };
            let at = at.key(list);
            for (index, item) in indexes.iter().enumerate() {
                let at = at.index(index);
                // A global index has up to four keys of each type.
                if list == "LocalSecondaryIndexes" {
                    self.key_types(item.get("KeySchema"), &at.key("KeySchema"));
                }
            }
        }
        self.key_attributes(properties, at);
    }

    /// The partition key comes first, and a sort key after it.
    fn key_types(&mut self, schema: Option<&Node>, at: &Location<'_>) {
        let Some(Node::List(keys)) = schema else { return };
        if keys.iter().any(Node::is_intrinsic) {
            return;
        }
        for (index, key) in keys.iter().enumerate() {
            let wanted = if index == 0 { "HASH" } else { "RANGE" };
            let Some(given) = key.get("KeyType").and_then(literal).filter(|given| *given != wanted) else { continue };
            // A type that does not exist is reported by another check.
            if matches!(given, "HASH" | "RANGE") {
                self.report(
                    Finding::error(
                        "key-order",
                        &at.index(index).key("KeyType").path(),
                        format!("`{given}` is the type of the {} key", if index == 0 { "first" } else { "second" }),
                    )
                    .allowed("the partition key (`HASH`) first, then the sort key (`RANGE`)"),
                );
            }
        }
    }

    fn key_attributes(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(definitions)) = properties.get("AttributeDefinitions") else { return };
        let declared: Option<Vec<&str>> =
            definitions.iter().map(|definition| definition.get("AttributeName").and_then(literal)).collect();
        // A computed name is unknown.
        let Some(declared) = declared else { return };
        let mut used = Vec::new();
        let mut open = false;
        keys(properties.get("KeySchema"), &at.key("KeySchema"), &mut used, &mut open);
        for list in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            let at = at.key(list);
            match properties.get(list) {
                Some(Node::List(indexes)) => {
                    for (index, item) in indexes.iter().enumerate() {
                        let at = at.index(index);
                        open |= item.is_intrinsic();
                        keys(item.get("KeySchema"), &at.key("KeySchema"), &mut used, &mut open);
                    }
                }
                Some(_) => open = true,
                None => {}
            }
        }
        for (name, path) in &used {
            if !declared.contains(name) {
                let message = format!("the key attribute `{name}` is not in `AttributeDefinitions`");
                self.report(Finding::error("key-attributes", path, message).suggest(
                    did_you_mean(name, declared.iter().copied()).or_else(|| Some(format!("declare `{name}`"))),
                ));
            }
        }
        if open {
            return;
        }
        for (index, name) in declared.iter().enumerate() {
            if !used.iter().any(|(used, _)| used == name) {
                let path = at.key("AttributeDefinitions").index(index).key("AttributeName").path();
                let message = format!("`{name}` is declared, but no key of the table or of an index uses it");
                self.report(
                    Finding::error("key-attributes", &path, message)
                        .allowed("the attributes of keys and nothing else; other attributes need no declaration")
                        .suggest(format!("remove `{name}`, or use it in a key")),
                );
            }
        }
    }
}

fn keys<'n>(node: Option<&'n Node>, at: &Location<'_>, used: &mut Vec<(&'n str, Path)>, open: &mut bool) {
    match node {
        Some(Node::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                match item.get("AttributeName").and_then(literal) {
                    Some(name) => used.push((name, at.index(index).key("AttributeName").path())),
                    None => *open = true,
                }
            }
        }
        Some(_) => *open = true,
        None => {}
    }
}
