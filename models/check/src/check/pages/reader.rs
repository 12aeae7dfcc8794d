//! Findings of the template parser: `cfn check` reports them; checks of a template that is already parsed do not.

use super::{RulePage, error, note, warning};

const YAML: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "unreadable",
        "The file cannot be read as a template: it does not exist, is not UTF-8, is too large, or is neither JSON nor \
         YAML.",
        "CloudFormation rejects it.",
        "Correct the file at the position of the finding.",
        YAML,
    ),
    error(
        "acceptance",
        "An acceptance in the `Metadata` of a template is invalid: it has an unknown key or rule, or no reason.",
        "The acceptance has no effect.",
        "Write `cfn-check: {accept: [{rule: …, reason: …}]}`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html",
    ),
    error(
        "nested-parameters",
        "A nested stack is given parameters that its template, a file beside this one, does not have, or lacks some that it requires.",
        "CloudFormation refuses the nested stack.",
        "Correct the parameter's name, or add what the template requires.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html",
    ),
    warning(
        "yaml-alias",
        "The template uses YAML aliases or merge keys.",
        "CloudFormation rejects them; `aws cloudformation package` expands them.",
        "Package the template, or replace each alias by its value.",
        YAML,
    ),
    error(
        "short-form",
        "A function that has no short form is written in the short form.",
        "CloudFormation rejects the template.",
        "Use the full function name: `Fn::Length:` instead of `!Length`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html",
    ),
    note(
        "key-not-text",
        "YAML reads a key as another type than string, such as a number.",
        "The key is the value that YAML reads, converted to a string, which may differ from what is written.",
        "Put the key in quotation marks.",
        "https://yaml.org/type/",
    ),
    note(
        "reinterpreted",
        "YAML reads an unquoted value differently from how it looks: `0300` is 192, `yes` is true.",
        "The service gets the value that YAML reads.",
        "Put the value in quotation marks if a string is meant.",
        "https://yaml.org/type/",
    ),
    note(
        "reader",
        "The parser read something differently from how it looks.",
        "The service gets the value that the parser read.",
        "Write it so that it is unambiguous.",
        YAML,
    ),
];
