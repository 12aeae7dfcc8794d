//! The names of CloudFormation's functions, in short and full form.

use std::borrow::Cow;

use crate::function::Function;

/// Functions of the transform `AWS::LanguageExtensions`, which have no short forms (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html>).
const OF_EXTENSIONS: [&str; 3] = ["ForEach", "Length", "ToJsonString"];

/// Whether CloudFormation supports only the full form of the function.
pub(crate) fn is_long_only(short: &str) -> bool {
    OF_EXTENSIONS.contains(&short)
}

/// The full form of the function with this short name: `Ref` → `Ref`, `Sub` → `Fn::Sub`.
///
/// Unknown names are converted too, as in cfn-lint and cfn-flip.
pub(crate) fn long_name(short: &str) -> Cow<'_, str> {
    match short {
        "Ref" | "Condition" => Cow::Borrowed(short),
        _ => Cow::Owned(format!("Fn::{short}")),
    }
}

/// Whether CloudFormation has a function with this short name.
pub(crate) fn is_known(short: &str) -> bool {
    Function::named(&long_name(short)).is_some() || short == "ForEach"
}

/// Whether a map with only this key is a function.
pub(crate) fn is_function(key: &str) -> bool {
    matches!(key, "Ref" | "Condition") || key.starts_with("Fn::")
}

/// The short name of a function with a documented short form.
pub(crate) fn documented_short_name(long: &str) -> Option<&str> {
    let is_documented = Function::named(long).is_some_and(|function| function.has_short_form);
    is_documented.then(|| long.strip_prefix("Fn::").unwrap_or(long))
}
