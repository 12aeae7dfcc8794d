//! The results of `Ref`, where they are not the identifier of the resource type.

use super::Entry;

/// It returns a name or an id, though the schema's identifier is an ARN.
pub(crate) const IDENTIFIER: &str = "Identifier";

/// It returns the resource's ARN, though the schema's identifier is something else.
pub(crate) const OWN_ARN: &str = "ArnOf";

pub(super) const ENTRIES: &[Entry<&str>] = &[
    Entry {
        at: "AWS::AppSync::ApiKey",
        says: OWN_ARN,
        because: "the schema identifies a key by two ids, and `Ref` returns its ARN",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-apikey.html",
    },
    Entry {
        at: "AWS::Events::Rule",
        says: IDENTIFIER,
        because: "the schema identifies a rule by its ARN, and `Ref` returns its name",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html",
    },
];
