//! The names of CloudFormation's functions, in short and in long form.

use std::borrow::Cow;

/// The intrinsic functions that are written `{"<name>": argument}`, by their long names.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html> and,
/// for those of the section `Rules`,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html>.
/// `Fn::ForEach` is not among them: it stands for entries of a map, beside others.
pub const FUNCTIONS: &[&str] = &[
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Ref",
];

/// Functions whose reference page declares a short form. The others' short forms follow the same rule and are met in templates, but are not
/// written; that of `GetStackOutput` is declared, and must not hold other short forms
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

/// Functions of the transform `AWS::LanguageExtensions`, which have no short forms: the transform reads JSON, and tells
/// them by their long names (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html>).
const OF_EXTENSIONS: [&str; 3] = ["ForEach", "Length", "ToJsonString"];

/// Whether CloudFormation knows the function by its long form only.
pub(crate) fn is_long_only(short: &str) -> bool {
    OF_EXTENSIONS.contains(&short)
}

/// The long form of the function with this short name: `Ref` → `Ref`, `Sub` → `Fn::Sub`.
///
/// A name that CloudFormation does not know follows the rule too, as in cfn-lint and cfn-flip.
pub(crate) fn long_name(short: &str) -> Cow<'_, str> {
    match short {
        "Ref" | "Condition" => Cow::Borrowed(short),
        _ => Cow::Owned(format!("Fn::{short}")),
    }
}

/// Whether CloudFormation has a function of this short name.
pub(crate) fn is_known(short: &str) -> bool {
    FUNCTIONS.contains(&&*long_name(short)) || short == "ForEach"
}

/// Whether a map with only this key is a function.
pub(crate) fn is_function(key: &str) -> bool {
    matches!(key, "Ref" | "Condition") || key.starts_with("Fn::")
}

/// The short name of a function whose page declares a short form.
pub(crate) fn documented_short_name(long: &str) -> Option<&str> {
    let short = match long {
        "Ref" | "Condition" => long,
        _ => long.strip_prefix("Fn::").filter(|name| !matches!(*name, "Ref" | "Condition"))?,
    };
    WITH_SHORT_FORM.contains(&short).then_some(short)
}
