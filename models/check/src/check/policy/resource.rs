//! The resources of a statement.

use super::PolicyType;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::presence::Presence;
use crate::check::scalar::is_dynamic;
use crate::check::value::quote;
use crate::node::Object;

impl Checker<'_> {
    pub(super) fn resource_element(&mut self, statement: &Object, policy_type: PolicyType, at: &Location<'_>) {
        for key in ["Resource", "NotResource"] {
            let Some(resources) = statement.get(key) else { continue };
            let at = at.key(key);
            if policy_type == PolicyType::Trust && Presence::of(Some(resources)) != Presence::Never {
                self.report(
                    Finding::error(
                        "policy-resource",
                        &at.path(),
                        "a trust policy has no resource: it applies to its role",
                    )
                    .suggest(format!("remove `{key}`")),
                );
            }
            self.texts(resources, key, false, &at, &mut |checker, resource, at| {
                if policy_type == PolicyType::Identity {
                    checker.resource_arn(resource, at);
                }
            });
        }
    }

    fn resource_arn(&mut self, resource: &str, at: &Location<'_>) {
        if resource != "*"
            && !resource.starts_with("arn:")
            && !resource.starts_with(['*', '$', '?'])
            && !is_dynamic(resource)
        {
            self.report(
                Finding::error("policy-resource", &at.path(), format!("{} is not an ARN", quote(resource)))
                    .allowed("ARNs, with `*` and `?` in their parts, or `*`"),
            );
        }
    }
}
