//! What the text of a template shows: reported by `cfn check`, and by nothing that checks a finished tree.

use super::{RulePage, error, note, warning};

const YAML: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "unreadable",
        "The file cannot be read as a template: it is not there, not UTF-8, too large, or neither JSON nor YAML.",
        "CloudFormation refuses it.",
        "Correct it at the place of the finding.",
        YAML,
    ),
    error(
        "acceptance",
        "What a template accepts in its `Metadata` is not written as it has to be: an unknown key or rule, or no reason.",
        "Nothing is accepted by it.",
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
        "The template has YAML aliases or merge keys.",
        "CloudFormation itself refuses them; `aws cloudformation package` expands them.",
        "Package the template, or write out what the alias stands for.",
        YAML,
    ),
    error(
        "short-form",
        "A function that CloudFormation knows by its long form only is written with a tag.",
        "CloudFormation refuses the template.",
        "Write the function out: `Fn::Length:` in place of `!Length`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html",
    ),
    note(
        "key-not-text",
        "YAML reads a key as something else than text, such as a number.",
        "It is taken as the text of what YAML reads, which may not be what is written.",
        "Put the key in quotation marks.",
        "https://yaml.org/type/",
    ),
    note(
        "reinterpreted",
        "YAML reads a plain value otherwise than it looks: `0300` is 192, `yes` is true.",
        "The service gets the value that YAML reads.",
        "Put the value in quotation marks if the text is meant.",
        "https://yaml.org/type/",
    ),
    note(
        "reader",
        "The reader took something otherwise than it looks.",
        "The service gets what the reader took it for.",
        "Write it so that there is one way to read it.",
        YAML,
    ),
];
