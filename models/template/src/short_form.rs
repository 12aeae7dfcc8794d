//! The names of CloudFormation's functions, in short and full form.

use std::borrow::Cow;

/// Functions with a documented short form
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>).
const WITH_SHORT_FORM: [&str; 18] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Not",
    "Or",
    "Ref",
    "Select",
    "Split",
    "Sub",
    "Transform",
];

/// Functions documented with the full form only (those of `AWS::LanguageExtensions` and of rules), and
/// `GetStackOutput`, whose short form cannot contain other short forms. Their short forms occur in templates.
const LONG_FORM_ONLY: [&str; 10] = [
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "ForEach",
    "GetStackOutput",
    "Length",
    "RefAll",
    "ToJsonString",
    "ValueOf",
    "ValueOfAll",
];

/// Functions of the transform `AWS::LanguageExtensions`, which have no short forms
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html>).
const OF_EXTENSIONS: [&str; 3] = ["ForEach", "Length", "ToJsonString"];

/// Its short form must not contain other short forms, so it is parsed but not written.
const READ_ONLY: &str = "GetStackOutput";

/// Whether CloudFormation supports only the full form of the function.
pub(crate) fn is_long_only(short: &str) -> bool {
    OF_EXTENSIONS.contains(&short)
}

/// The full form of the function with this short name: `Ref` → `Ref`, `Sub` → `Fn::Sub`.
/// Unknown names are converted too, as in cfn-lint and cfn-flip.
pub(crate) fn long_name(short: &str) -> Cow<'_, str> {
    match short {
        "Ref" | "Condition" => Cow::Borrowed(short),
        _ => Cow::Owned(format!("Fn::{short}")),
    }
}

/// Whether CloudFormation has a function with this short name.
pub(crate) fn is_known(short: &str) -> bool {
    WITH_SHORT_FORM.contains(&short) || LONG_FORM_ONLY.contains(&short) || short == READ_ONLY
}

/// Whether a map with only this key is a function.
pub(crate) fn is_function(key: &str) -> bool {
    matches!(key, "Ref" | "Condition") || key.starts_with("Fn::")
}

/// The short name of a function with a documented short form.
pub(crate) fn documented_short_name(long: &str) -> Option<&str> {
    let short = match long {
        "Ref" | "Condition" => long,
        _ => long.strip_prefix("Fn::").filter(|name| !matches!(*name, "Ref" | "Condition"))?,
    };
    WITH_SHORT_FORM.contains(&short).then_some(short)
}
