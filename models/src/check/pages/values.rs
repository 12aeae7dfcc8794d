//! Properties and their values.

use super::{RulePage, error, warning};

const SCHEMAS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html";
const TYPES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "unknown-property",
        "A property that the resource type, or the object that a property holds, does not have.",
        "CloudFormation refuses the resource.",
        "Correct the spelling; names are case-sensitive. `cfn explain TYPE` lists the properties. `cfn check --fix` corrects a \
         name where one other is near.",
        TYPES,
    ),
    error(
        "missing-property",
        "A property, attribute or key that is required is not given, or `AWS::NoValue` removes it under a condition (a warning).",
        "CloudFormation or the service refuses the resource.",
        "Add it; give a value in both branches of `Fn::If`.",
        TYPES,
    ),
    error(
        "read-only-property",
        "A property that AWS sets itself is given a value.",
        "CloudFormation refuses the resource.",
        "Leave it out; `Fn::GetAtt` reads it.",
        SCHEMAS,
    ),
    error(
        "wrong-type",
        "A value is of another type than its place wants: a list for a text, a text for an object, a word for a number.",
        "CloudFormation or the service refuses it. CloudFormation itself converts between texts, numbers and booleans where \
         that loses nothing, so those are no findings.",
        "Write a value of the type that the finding names. `cfn check --fix` makes a list of one value where a list of \
         simple values is wanted.",
        SCHEMAS,
    ),
    error(
        "allowed-values",
        "A value is none of those that AWS allows.",
        "The service refuses it.",
        "Use one of the values that the finding lists; they are case-sensitive. `cfn check --fix` corrects a value where one \
         other is near.",
        SCHEMAS,
    ),
    error(
        "pattern",
        "A text does not match the regular expression that AWS publishes for it.",
        "The service refuses it.",
        "Change the text; `cfn explain TYPE.PROPERTY` shows the pattern.",
        SCHEMAS,
    ),
    error(
        "format",
        "A text is not of the format that its property wants, such as the id of a VPC or a block of addresses.",
        "The service refuses it.",
        "Change the text, or refer to a resource that returns one.",
        SCHEMAS,
    ),
    error(
        "length",
        "A text has fewer or more characters than AWS allows.",
        "The service refuses it.",
        "Shorten or lengthen it to what the finding allows.",
        SCHEMAS,
    ),
    error(
        "range",
        "A number is less or greater than AWS allows.",
        "The service refuses it.",
        "Choose a number within the bounds that the finding names.",
        SCHEMAS,
    ),
    error(
        "multiple",
        "A number is not a multiple of the one that AWS wants.",
        "The service refuses it.",
        "Choose a multiple of the number that the finding names.",
        SCHEMAS,
    ),
    error(
        "item-count",
        "A list has fewer or more items than AWS allows.",
        "The service refuses it.",
        "Add or remove items.",
        SCHEMAS,
    ),
    error(
        "unique-items",
        "An item of a list is there twice, where AWS wants items that differ.",
        "The service refuses the list.",
        "Remove one of the two.",
        SCHEMAS,
    ),
    error(
        "entry-count",
        "An object has fewer or more entries than AWS allows.",
        "The service refuses it.",
        "Add or remove entries.",
        SCHEMAS,
    ),
    error(
        "key-pattern",
        "A key of an object does not match the regular expression that AWS publishes for its keys.",
        "The service refuses it.",
        "Rename the key.",
        SCHEMAS,
    ),
    error(
        "cross-field",
        "Properties that exclude each other are given together, or one is missing that another, or the group, requires.",
        "CloudFormation or the service refuses the resource.",
        "Add or remove the properties that the finding names.",
        SCHEMAS,
    ),
    error(
        "wrong-kind",
        "A value identifies something else than its property wants: the name of a role where an ARN is wanted, the URL of a \
         queue, the ARN of a bucket.",
        "The service refuses it, or acts on nothing.",
        "Use the function that the finding names: mostly `Fn::GetAtt` with the attribute that is the ARN.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html",
    ),
    error(
        "null-value",
        "A value is null, or a key has none.",
        "CloudFormation takes no null, and refuses the template.",
        "Give it a value or leave it out; `AWS::NoValue` leaves a property out.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    ),
    error(
        "duplicate-key",
        "A key is in an object twice.",
        "JSON cannot hold both, and readers differ in which one counts.",
        "Remove one of them, or put both values into one entry.",
        "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    ),
    warning(
        "local-path",
        "A property that takes a place in S3 has a path on this machine.",
        "CloudFormation cannot read it.",
        "`aws cloudformation package` uploads it and writes a template that names its place.",
        "https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html",
    ),
];
