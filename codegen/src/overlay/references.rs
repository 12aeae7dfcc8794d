//! What `Ref` returns, where [`crate::string_kind`] does not follow from what the resource type itself identifies.

use super::Entry;

/// It returns a name or an id, though the schema's identifier is an ARN.
pub(crate) const IDENTIFIER: &str = "Identifier";

pub(super) const ENTRIES: &[Entry<&str>] = &[Entry {
    at: "AWS::Events::Rule",
    says: IDENTIFIER,
    because: "the schema identifies a rule by its ARN, and `Ref` returns its name",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html",
}];
