//! Formats in rules.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::check::Checker;
use crate::check::json_text::{JsonText, json_text};
use crate::check::scalar::is_dynamic;
use crate::node::Node;

impl Checker<'_> {
    /// Whether a value has a format; `None` if that is not known.
    pub(super) fn has_format(&self, node: &Node, format: &str) -> Option<bool> {
        if let Some((_, "Arn")) = format.rsplit_once('.') {
            return self.is_arn(node);
        }
        if format == "json" {
            return match json_text(node) {
                JsonText::Json { value, whole } => (whole || !value.is_object()).then_some(value.is_object()),
                JsonText::Broken(_) => Some(false),
                JsonText::Unknown => None,
            };
        }
        let Node::String(text) = node else { return None };
        if is_dynamic(text) {
            return None;
        }
        Some(match format {
            "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
            "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
            _ => return None,
        })
    }

    /// Whether a value is an ARN.
    pub(in crate::check) fn is_arn(&self, node: &Node) -> Option<bool> {
        match node {
            Node::String(text) if is_dynamic(text) => None,
            Node::String(text) => Some(text.starts_with("arn:")),
            Node::Ref(_) | Node::GetAtt(..) => self.returns_arn(node),
            _ => None,
        }
    }
}
