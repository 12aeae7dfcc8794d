//! Data that is retained needs a KMS key that is retained.

use super::super::Checker;
use super::super::cycles::referred;
use super::super::finding::Finding;
use super::super::path::Location;
use crate::node::{Node, Object};

impl Checker<'_> {
    /// Retained data whose KMS key the stack deletes becomes unreadable after the key's waiting period.
    pub(in super::super) fn retention(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        for (id, type_name, entry) in resources {
            if type_name.starts_with("AWS::KMS::") || !is_retained(entry, "DeletionPolicy") {
                continue;
            }
            let mut keys = Vec::new();
            if let Some(properties) = entry.get("Properties") {
                self.keys_of(properties, false, &mut keys);
            }
            keys.sort();
            keys.dedup();
            for key in keys {
                self.key_of_retained(&key, id);
            }
        }
    }

    fn key_of_retained(&mut self, key: &str, data: &str) {
        let Some(entry) = self.symbols.resource(key) else { return };
        let path = Location::ROOT.key("Resources").key(key).path();
        if !is_retained(entry, "DeletionPolicy") {
            self.report(
                Finding::warning(
                    "retained-data-without-key",
                    &path,
                    format!("`{data}` is retained, but the key that encrypts it is deleted with the stack"),
                )
                .allowed("`DeletionPolicy: Retain` or `RetainExceptOnCreate` on the key of retained data")
                .suggest(format!("add `DeletionPolicy: Retain` to `{key}`")),
            );
        } else if !is_retained(entry, "UpdateReplacePolicy") {
            self.report(
                Finding::warning(
                    "retained-data-without-key",
                    &path,
                    format!(
                        "`{data}` is retained, but an update that replaces the key that encrypts it deletes the old key"
                    ),
                )
                .suggest(format!("add `UpdateReplacePolicy: Retain` to `{key}`")),
            );
        }
    }

    /// The KMS keys of the stack that a property refers to, directly, through an alias, or by the name of an alias.
    fn keys_of(&self, node: &Node, about_kms: bool, keys: &mut Vec<String>) {
        match node {
            Node::Object(object) => {
                for (name, value) in object.iter() {
                    let about_kms = about_kms || name.to_ascii_lowercase().contains("kms");
                    self.keys_of(value, about_kms, keys);
                }
            }
            Node::List(items) => items.iter().for_each(|item| self.keys_of(item, about_kms, keys)),
            value if about_kms => {
                let mut ids = std::collections::BTreeSet::new();
                referred(value, &mut ids);
                keys.extend(ids.iter().filter_map(|id| self.key_behind(id)));
                if let Some(text) = value.outline() {
                    let aliases = self.symbols.resources().filter(|(_, ty, _)| *ty == "AWS::KMS::Alias");
                    let named = aliases.filter(|(_, _, alias)| {
                        let name = alias.get("Properties").and_then(|p| p.get("AliasName")).and_then(Node::as_str);
                        name.is_some_and(|name| text == name || text.ends_with(&format!(":{name}")))
                    });
                    keys.extend(named.filter_map(|(id, _, _)| self.key_behind(id)));
                }
            }
            _ => {}
        }
    }

    /// The logical ID of a KMS key, or of the target key of an alias.
    fn key_behind(&self, id: &str) -> Option<String> {
        match self.symbols.resource_type(id)? {
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => Some(id.to_owned()),
            "AWS::KMS::Alias" => {
                let mut targets = std::collections::BTreeSet::new();
                referred(self.symbols.resource(id)?.get("Properties")?.get("TargetKeyId")?, &mut targets);
                targets.into_iter().find(|target| self.symbols.resource_type(target) == Some("AWS::KMS::Key"))
            }
            _ => None,
        }
    }
}

fn is_retained(entry: &Object, attribute: &str) -> bool {
    matches!(entry.get(attribute).and_then(Node::as_str), Some("Retain" | "RetainExceptOnCreate"))
}
