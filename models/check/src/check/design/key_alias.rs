//! KMS authorizes requests by the ARN of the key, never by that of an alias.

use super::super::Checker;
use super::super::finding::Finding;
use super::super::path::Location;
use crate::node::{Node, Object};

/// The actions whose resource is, or can be, an alias.
const ON_ALIASES: &[&str] = &["kms:createalias", "kms:deletealias", "kms:updatealias", "kms:listaliases", "kms:*"];

impl Checker<'_> {
    /// The ARN of an alias as the resource of a KMS action has no effect: KMS compares with the ARN of the key.
    ///
    /// Source: <https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html>.
    pub(in super::super) fn alias_as_resource(&mut self, statement: &Object, at: &Location<'_>) {
        let Some(actions) = statement.get("Action") else { return };
        let on_keys = actions.one_or_many().iter().all(|action| {
            let action = action.as_str().map(str::to_ascii_lowercase);
            action.is_some_and(|action| action.starts_with("kms:") && !ON_ALIASES.contains(&action.as_str()))
        });
        let Some(resources) = statement.get("Resource").filter(|_| on_keys) else { return };
        let is_list = resources.as_list().is_some();
        let resource_at = at.key("Resource");
        for (index, resource) in resources.one_or_many().iter().enumerate() {
            let is_alias = match resource {
                Node::GetAtt(target, _) | Node::Ref(target) => {
                    self.symbols.resource_type(&target.id) == Some("AWS::KMS::Alias")
                }
                other => other.outline().is_some_and(|text| text.contains(":alias/")),
            };
            if is_alias {
                let item = resource_at.index(index);
                let at = if is_list { &item } else { &resource_at };
                self.report(
                    Finding::warning(
                        "alias-as-resource",
                        &at.path(),
                        "an alias ARN matches no request: KMS authorizes by the ARN of the key",
                    )
                    .allowed("the ARN of a key, or of all keys (`…:key/*`)")
                    .suggest(
                        "to allow a key by its alias, use `…:key/*` with a condition on `kms:ResourceAliases` or `kms:RequestAlias`"
                            .to_owned(),
                    ),
                );
            }
        }
    }
}
