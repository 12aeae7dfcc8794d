//! Sections, names, limits, parameters and attributes of resources.

use super::{RulePage, error, note, warning};

const ANATOMY: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html";
const LIMITS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
const PARAMETERS: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";
const RESOURCES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";
const ATTRIBUTES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html";
const OUTPUTS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
const TRANSFORMS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html";

const NESTED: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "nested-stack-output",
        "An output of a nested stack is referred to that the nested stack's template does not have.",
        "CloudFormation refuses the stack when it comes to the reference.",
        "Correct the name, or add the output to the nested stack's template.",
        NESTED,
    ),
    error(
        "nested-stack-parameter",
        "A parameter is given to a nested stack that its template does not declare, or one that it needs is not given.",
        "The nested stack fails before it creates anything.",
        "Correct the name, or give the parameter.",
        NESTED,
    ),
    error(
        "template",
        "The root of the template is not an object.",
        "CloudFormation refuses the template before it looks at any resource.",
        "Write an object with at least the section `Resources`.",
        ANATOMY,
    ),
    error(
        "unknown-section",
        "A key at the root of the template is not a section that CloudFormation has.",
        "CloudFormation refuses a template with a section that it does not know.",
        "Correct the spelling, or move what it holds into `Metadata`.",
        ANATOMY,
    ),
    error(
        "no-resources",
        "The template declares no resource.",
        "A stack needs at least one resource; CloudFormation refuses the template.",
        "Add a resource.",
        RESOURCES,
    ),
    error(
        "format-version",
        "`AWSTemplateFormatVersion` is not the text `2010-09-09`.",
        "There is one version of the format, and CloudFormation refuses any other.",
        "Write `AWSTemplateFormatVersion: \"2010-09-09\"`, or leave it out.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/format-version-structure.html",
    ),
    error(
        "limit",
        "The template exceeds a quota of CloudFormation: its size, the length of a description, or the number of its \
         resources, parameters, mappings or outputs. A template that can only be read from S3 is a note.",
        "CloudFormation refuses what exceeds a quota.",
        "Split the stack into nested stacks, or into stacks that export and import values; shorten a description.",
        LIMITS,
    ),
    error(
        "logical-id",
        "A logical id has other characters than ASCII letters and digits, or more than 255 of them.",
        "CloudFormation refuses the template.",
        "Rename it, and every reference to it.",
        RESOURCES,
    ),
    error(
        "duplicate-id",
        "Two parts of the template have the same logical id: a parameter and a resource, two resources that loops make, or \
         two declarations in a program.",
        "`Ref` takes parameters and resources alike, so a name that both have says nothing; CloudFormation refuses it.",
        "Give one of them another logical id.",
        RESOURCES,
    ),
    error(
        "missing-type",
        "A resource or a parameter has no `Type`.",
        "CloudFormation refuses the template.",
        "Add a `Type`.",
        RESOURCES,
    ),
    error(
        "unknown-type",
        "AWS has no resource type of that name, as far as the snapshot of its documents in this program knows.",
        "CloudFormation refuses the template, unless the type is registered in the account.",
        "Correct the spelling. A type that is newer than the snapshot, or private to the account, can be accepted.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    ),
    error(
        "unknown-attribute",
        "A resource, output, parameter or export has an attribute that there is not, or `Fn::GetAtt` asks a resource for one \
         that its type does not have.",
        "CloudFormation refuses the template, or the stack fails when the attribute is read.",
        "Correct the spelling; `cfn explain TYPE` lists the attributes that `Fn::GetAtt` returns.",
        ATTRIBUTES,
    ),
    error(
        "no-snapshot",
        "`DeletionPolicy` or `UpdateReplacePolicy` is `Snapshot` for a type that has no snapshots.",
        "CloudFormation refuses the template.",
        "Use `Retain` or `Delete`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
    ),
    error(
        "update-policy",
        "`UpdatePolicy` or `CreationPolicy` has a key or value that CloudFormation does not know, or one that the resource's \
         type does not take.",
        "CloudFormation refuses the template, or ignores what was meant to protect an update.",
        "Use the keys and values that the finding lists, on a type that takes them.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html",
    ),
    error(
        "parameter-type",
        "A parameter has a type that CloudFormation does not have, or an attribute that its type does not take.",
        "CloudFormation refuses the template.",
        "Use one of the types that the finding lists.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html",
    ),
    error(
        "parameter-default",
        "The default of a parameter is not among the values that the parameter itself allows.",
        "CloudFormation refuses the template.",
        "Change the default, or the parameter's constraints.",
        PARAMETERS,
    ),
    error(
        "parameter-value",
        "A value that a parameter is given, in the configuration or on the command line, is not among those that it allows.",
        "CloudFormation refuses to create or update the stack with that value.",
        "Change the value, or the parameter's constraints.",
        PARAMETERS,
    ),
    error(
        "parameter-range",
        "The least value or length that a parameter allows is greater than the greatest.",
        "No value can be given, and CloudFormation refuses the template.",
        "Exchange or correct the two bounds.",
        PARAMETERS,
    ),
    error(
        "parameter-pattern",
        "`AllowedPattern` of a parameter is not a regular expression.",
        "CloudFormation refuses the template.",
        "Close the bracket that is open, or write `\\` before a character that stands for itself.",
        PARAMETERS,
    ),
    error(
        "duplicate-export",
        "Two outputs export the same name.",
        "The names of exports are unique in an account and region; the stack fails.",
        "Give one of them another name, for instance with `${AWS::StackName}` in it.",
        OUTPUTS,
    ),
    warning(
        "unknown-transform",
        "`Transform` names one that begins with `AWS::` and that AWS does not document.",
        "CloudFormation refuses a transform that it does not have.",
        "Correct the spelling.",
        TRANSFORMS,
    ),
    error(
        "missing-transform",
        "The template uses what only a transform makes possible, and does not declare it: functions and loops of \
         `AWS::LanguageExtensions`, or types and sections of the Serverless Application Model.",
        "CloudFormation does not know the function, type or section by itself, and refuses it.",
        "Add the transform that the finding names; `cfn check --fix` does.",
        TRANSFORMS,
    ),
    error(
        "loop-key",
        "What `Fn::ForEach` makes has a name that does not contain the loop's identifier.",
        "Every repetition would have the same name.",
        "Put `${Identifier}` or `&{Identifier}` into the name.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html",
    ),
    error(
        "circular-dependency",
        "Resources need each other, through references or `DependsOn`.",
        "CloudFormation cannot tell which to create first, and refuses the template.",
        "Break the circle that the finding shows: move one of the references into a resource of its own, such as a policy \
         or a security group rule.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    ),
    error(
        "template-body",
        "The template in the text of a StackSet's `TemplateBody` cannot be read.",
        "The StackSet fails when it is created.",
        "Correct the text; it is a template as JSON or YAML.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html",
    ),
    error(
        "accepted-nothing",
        "A finding is accepted that is not there. In a program that is an error, in a template or a configuration file a \
         warning.",
        "What is accepted without a cause would hide the next finding of the rule.",
        "Remove the acceptance, or correct its rule or place.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html",
    ),
    error(
        "foreign-handle",
        "A program refers to a resource of another stack by its handle.",
        "The template has no resource of that name, or another one.",
        "Export the value there and import it here, or pass it as a parameter.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
    ),
    warning(
        "conditional-reference",
        "A reference or `DependsOn` to a resource that a condition may leave out, where the condition is not known to hold.",
        "The stack fails where the resource is left out and the reference is not.",
        "Give both the same condition, or choose with `Fn::If` whether to refer to it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html",
    ),
    note(
        "deprecated-property",
        "AWS advises against a property.",
        "It may have no effect, or be removed.",
        "Use what the page of the resource type names in its place.",
        ATTRIBUTES,
    ),
    note(
        "custom-resource",
        "A custom resource is not examined: what it takes is known to its own code.",
        "A mistake in its properties is found when it is created.",
        "Nothing is to be fixed.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    ),
    error(
        "rule-facts",
        "The rules of a resource type cannot be read.",
        "The resource was not examined by them.",
        "With `--snapshot`, correct the file that the finding names; otherwise report it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html",
    ),
];
