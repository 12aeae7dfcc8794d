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
        "`Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn` names something that the template does not declare. Where a macro or a \
         loop may declare it, that is a note.",
        "CloudFormation refuses the template.",
        "Correct the name, or declare it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html",
    ),
    error(
        "unknown-condition",
        "A condition is named that the template does not declare.",
        "CloudFormation refuses the template.",
        "Correct the name, or declare it in `Conditions`.",
        CONDITIONS,
    ),
    error(
        "unknown-mapping",
        "`Fn::FindInMap` names a mapping that the template does not declare.",
        "CloudFormation refuses the template.",
        "Correct the name, or declare it in `Mappings`.",
        FIND_IN_MAP,
    ),
    error(
        "mapping-key",
        "`Fn::FindInMap` asks a mapping for a key that it does not have.",
        "The stack fails when the function is evaluated.",
        "Correct the key, or add it to the mapping.",
        FIND_IN_MAP,
    ),
    error(
        "unknown-function",
        "A key that begins with `Fn::` is not a function that CloudFormation has.",
        "CloudFormation refuses the template.",
        "Correct the spelling; names are case-sensitive.",
        FUNCTIONS,
    ),
    error(
        "function-argument",
        "A function is given something else than it takes.",
        "CloudFormation refuses the template, or the stack fails when the function is evaluated.",
        "Give it what the finding names.",
        FUNCTIONS,
    ),
    error(
        "function-place",
        "A function stands where CloudFormation does not evaluate it, such as a function of `Rules` in a resource.",
        "CloudFormation refuses the template.",
        "Use one of the functions that the finding names for that place.",
        FUNCTIONS,
    ),
    error(
        "function-beside-key",
        "A function stands beside other keys in one object.",
        "A function is one only as the single key of its object. Elsewhere CloudFormation refuses it or, in free data, takes it \
         as it is written.",
        "Put the other keys into what the function returns, or the function into one of them.",
        FUNCTIONS,
    ),
    error(
        "sub-placeholder",
        "The text of `Fn::Sub` has a placeholder that is not closed, or that holds no name.",
        "CloudFormation refuses the template.",
        "Close it with `}`; `${!Name}` is the text `${Name}`.",
        SUB,
    ),
    warning(
        "sub-variable",
        "`Fn::Sub` is given a variable that its text does not use.",
        "The variable has no effect; often its placeholder is misspelt.",
        "Use it as `${Name}` in the text, or remove it.",
        SUB,
    ),
    error(
        "condition-on-resource",
        "A condition depends on a resource.",
        "Conditions are evaluated before there are resources; CloudFormation refuses the template.",
        "Use parameters, mappings and pseudo parameters.",
        CONDITIONS,
    ),
    error(
        "rule-on-resource",
        "An assertion in the section `Rules` depends on a resource.",
        "Rules are evaluated before there are resources; CloudFormation refuses the template.",
        "Use parameters.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html",
    ),
    error(
        "name-on-resource",
        "The name of an export, or of what `Fn::ImportValue` imports, depends on a resource.",
        "These names have to be known before there are resources; CloudFormation refuses the template.",
        "Use parameters, mappings and pseudo parameters.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html",
    ),
    error(
        "key-on-resource",
        "A key of `Fn::FindInMap` depends on a resource.",
        "Mappings are looked up before there are resources; CloudFormation refuses the template.",
        "Use parameters, mappings and pseudo parameters.",
        FIND_IN_MAP,
    ),
];
