//! A domain is in its zone, and a certificate's domain in the one whose owner is asked.
//!
//! Sources: <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html>,
//! <https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::value::quote;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn record_in_its_zone(&mut self, properties: &Object, at: &Location<'_>) {
        let text = |name: &str| properties.get(name).and_then(literal);
        let (Some(name), Some(zone)) = (text("Name"), text("HostedZoneName")) else { return };
        if !zone.ends_with('.') {
            self.report(
                Finding::error("record-zone", &at.key("HostedZoneName").path(), "the name of a zone ends with a dot")
                    .allowed(format!("`{zone}.`"))
                    .suggest(format!("write `{zone}.`")),
            );
        }
        if !is_within(name, zone) {
            self.report(
                Finding::error(
                    "record-zone",
                    &at.key("Name").path(),
                    format!("{} is not in the zone {}", quote(name), quote(zone)),
                )
                .allowed(format!("`{zone}` and names that end with `.{zone}`")),
            );
        }
    }

    pub(super) fn certificate_domains(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(options)) = properties.get("DomainValidationOptions") else { return };
        let at = at.key("DomainValidationOptions");
        for (index, option) in options.iter().enumerate() {
            let text = |name: &str| option.get(name).and_then(literal);
            let (Some(name), Some(domain)) = (text("DomainName"), text("ValidationDomain")) else { continue };
            if !is_within(name, domain) {
                let at = at.index(index);
                self.report(
                    Finding::error(
                        "validation-domain",
                        &at.key("DomainName").path(),
                        format!("{} is not in the validation domain {}", quote(name), quote(domain)),
                    )
                    .allowed("the domain itself, or one that it is a part of"),
                );
            }
        }
    }
}

/// Whether a domain is another or a part of it.
fn is_within(name: &str, domain: &str) -> bool {
    let normal = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
    let (name, domain) = (normal(name), normal(domain));
    name == domain || name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
}
