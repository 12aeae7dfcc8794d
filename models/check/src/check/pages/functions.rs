//! Intrinsic functions and references.

use super::{RulePage, error, warning};

const FUNCTIONS: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html";
const CONDITIONS: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html";
const SUB: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html";
const FIND_IN_MAP: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html";

pub(super) const PAGES: &[RulePage] = &[
    warning(
        "sub-json",
        "`Fn::Sub` writes a parameter into a string of JSON, and one of the parameter's known values has a quote, a backslash or a \
         control character.",
        "`Fn::Sub` escapes nothing: with that value the text is no JSON, or says something else.",
        "Write the JSON with `Fn::ToJsonString`, which escapes values, or escape the parameter's values.",
        SUB,
    ),
    error(
        "unknown-reference",
        "`Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn` names something that the template does not declare. If a macro \
         or a loop may declare it, the finding is a note.",
        "CloudFormation rejects the template.",
        "Correct the name, or declare it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html",
    ),
    error(
        "unknown-condition",
        "A condition name is used that the template does not declare.",
        "CloudFormation rejects the template.",
        "Correct the name, or declare it in `Conditions`.",
        CONDITIONS,
    ),
    error(
        "unknown-mapping",
        "`Fn::FindInMap` names a mapping that the template does not declare.",
        "CloudFormation rejects the template.",
        "Correct the name, or declare it in `Mappings`.",
        FIND_IN_MAP,
    ),
    error(
        "mapping-key",
        "`Fn::FindInMap` looks up a key that the mapping does not have.",
        "The stack operation fails when the function is evaluated.",
        "Correct the key, or add it to the mapping.",
        FIND_IN_MAP,
    ),
    error(
        "unknown-function",
        "A key that begins with `Fn::` is not an intrinsic function.",
        "CloudFormation rejects the template.",
        "Correct the spelling; names are case-sensitive.",
        FUNCTIONS,
    ),
    error(
        "function-argument",
        "The arguments of a function have the wrong number or type.",
        "CloudFormation rejects the template, or the stack operation fails when the function is evaluated.",
        "Use the arguments that the finding lists.",
        FUNCTIONS,
    ),
    error(
        "function-place",
        "A function is used in a place where CloudFormation does not evaluate it, such as a rule-specific function in \
         a resource.",
        "CloudFormation rejects the template.",
        "Use one of the functions that the finding lists.",
        FUNCTIONS,
    ),
    error(
        "function-beside-key",
        "An object has a function and other keys.",
        "CloudFormation evaluates a function only if it is the only key of its object. Otherwise it rejects the \
         object or, in a property of type Json, keeps it unchanged.",
        "Move the other keys into the value that the function returns, or the function into one of them.",
        FUNCTIONS,
    ),
    error(
        "sub-placeholder",
        "The string of `Fn::Sub` has a placeholder that is not closed or has no name.",
        "CloudFormation rejects the template.",
        "Close it with `}`; write `${!Name}` for the literal `${Name}`.",
        SUB,
    ),
    warning(
        "sub-variable",
        "`Fn::Sub` is given a variable that its string does not use.",
        "The variable has no effect; often its placeholder is misspelt.",
        "Use it as `${Name}` in the string, or remove it.",
        SUB,
    ),
    error(
        "condition-on-resource",
        "A condition depends on a resource.",
        "Conditions are evaluated before any resource is created; CloudFormation rejects the template.",
        "Use parameters, mappings and pseudo parameters.",
        CONDITIONS,
    ),
    error(
        "rule-on-resource",
        "An assertion in the section `Rules` depends on a resource.",
        "Rules are evaluated before any resource is created; CloudFormation rejects the template.",
        "Use parameters.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html",
    ),
    error(
        "name-on-resource",
        "The name of an export, or the argument of `Fn::ImportValue`, depends on a resource.",
        "These names must be known before any resource is created; CloudFormation rejects the template.",
        "Use parameters, mappings and pseudo parameters.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html",
    ),
    error(
        "key-on-resource",
        "A key of `Fn::FindInMap` depends on a resource.",
        "Mappings are looked up before any resource is created; CloudFormation rejects the template.",
        "Use parameters, mappings and pseudo parameters.",
        FIND_IN_MAP,
    ),
];
