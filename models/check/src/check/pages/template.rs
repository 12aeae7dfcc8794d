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
        "A parameter is given to a nested stack or a StackSet that its template does not declare, or one that it needs is not given.",
        "The nested stack, or the stack instance, fails before it creates anything.",
        "Correct the name, or give the parameter.",
        NESTED,
    ),
    error(
        "template",
        "The root of the template is not an object.",
        "CloudFormation rejects the template before it validates any resource.",
        "Write an object with at least the section `Resources`.",
        ANATOMY,
    ),
    error(
        "unknown-section",
        "A key at the root of the template is not a template section.",
        "CloudFormation rejects a template with an unknown section.",
        "Correct the spelling, or move its content into `Metadata`.",
        ANATOMY,
    ),
    error(
        "no-resources",
        "The template declares no resource.",
        "A stack needs at least one resource; CloudFormation rejects the template.",
        "Add a resource.",
        RESOURCES,
    ),
    error(
        "format-version",
        "`AWSTemplateFormatVersion` is not the string `2010-09-09`.",
        "It is the only version of the format; CloudFormation rejects any other.",
        "Write `AWSTemplateFormatVersion: \"2010-09-09\"`, or leave it out.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/format-version-structure.html",
    ),
    error(
        "limit",
        "The template exceeds a quota of CloudFormation: its size, the length of a description, or the number of its \
         resources, parameters, mappings or outputs. A template that has to be uploaded to S3 because of its size is \
         a note.",
        "CloudFormation rejects a template that exceeds a quota.",
        "Split the stack into nested stacks, or into stacks that export and import values; shorten a description.",
        LIMITS,
    ),
    error(
        "logical-id",
        "A logical ID has characters other than ASCII letters and digits, or is longer than 255 characters.",
        "CloudFormation rejects the template.",
        "Rename it, and every reference to it.",
        RESOURCES,
    ),
    error(
        "duplicate-id",
        "Two parts of the template have the same logical ID: a parameter and a resource, two resources that loops \
         create, or two declarations in a program.",
        "`Ref` refers to parameters and resources alike, so their names must differ; CloudFormation rejects the \
         template.",
        "Give one of them another logical ID.",
        RESOURCES,
    ),
    error(
        "missing-type",
        "A resource or a parameter has no `Type`.",
        "CloudFormation rejects the template.",
        "Add a `Type`.",
        RESOURCES,
    ),
    error(
        "unknown-type",
        "The snapshot of the CloudFormation resource specification in this program has no resource type of that name.",
        "CloudFormation rejects the template, unless the type is registered in the account.",
        "Correct the spelling. Accept the finding if the type is newer than the snapshot or private to the account.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
    ),
    error(
        "unknown-attribute",
        "A resource, output, parameter or export has an unknown attribute, or `Fn::GetAtt` names an attribute that \
         the resource type does not have.",
        "CloudFormation rejects the template, or the stack operation fails when the attribute is read.",
        "Correct the spelling; `cfn explain TYPE` lists the attributes that `Fn::GetAtt` returns.",
        ATTRIBUTES,
    ),
    error(
        "no-snapshot",
        "`DeletionPolicy` or `UpdateReplacePolicy` is `Snapshot` for a resource type that does not support snapshots.",
        "CloudFormation rejects the template.",
        "Use `Retain` or `Delete`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
    ),
    error(
        "update-policy",
        "`UpdatePolicy` or `CreationPolicy` has an unknown key or value, or one that the resource type does not \
         support.",
        "CloudFormation rejects the template, or ignores the policy that was meant to protect an update.",
        "Use the keys and values that the finding lists, on a resource type that supports them.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html",
    ),
    error(
        "parameter-type",
        "A parameter has an unknown type, or an attribute that its type does not support.",
        "CloudFormation rejects the template.",
        "Use one of the types that the finding lists.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html",
    ),
    error(
        "parameter-default",
        "The default value of a parameter violates the parameter's own constraints.",
        "CloudFormation rejects the template.",
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
        "`MinValue` or `MinLength` of a parameter is greater than `MaxValue` or `MaxLength`.",
        "No value is valid, and CloudFormation rejects the template.",
        "Swap or correct the two bounds.",
        PARAMETERS,
    ),
    error(
        "parameter-pattern",
        "`AllowedPattern` of a parameter is not a regular expression.",
        "CloudFormation rejects the template.",
        "Correct the expression; escape a literal special character with `\\`.",
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
        "`Transform` names a transform that begins with `AWS::` but that AWS does not document.",
        "CloudFormation rejects an unknown transform.",
        "Correct the spelling.",
        TRANSFORMS,
    ),
    error(
        "missing-transform",
        "The template uses functions or loops of `AWS::LanguageExtensions`, or types or sections of the Serverless \
         Application Model, and does not declare the transform.",
        "CloudFormation rejects the function, type or section without the transform.",
        "Add the transform that the finding names; `cfn check --fix` does.",
        TRANSFORMS,
    ),
    error(
        "loop-key",
        "The key of the output of `Fn::ForEach` does not contain the loop's identifier.",
        "Every iteration would create the same key.",
        "Put `${Identifier}` or `&{Identifier}` into the key.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html",
    ),
    error(
        "circular-dependency",
        "Resources depend on each other, through references or `DependsOn`.",
        "CloudFormation cannot determine an order of creation, and rejects the template.",
        "Break the cycle that the finding shows: move one of the references into a resource of its own, such as a \
         policy or a security group rule.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    ),
    error(
        "template-body",
        "The template in a StackSet's `TemplateBody` cannot be parsed.",
        "The creation of the StackSet fails.",
        "Correct the string; it must be a template as JSON or YAML.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html",
    ),
    error(
        "unused-acceptance",
        "An acceptance does not match any finding. In a program that is an error, in a template or a configuration \
         file a warning.",
        "An unused acceptance would hide the next finding of the rule.",
        "Remove the acceptance, or correct its rule or place.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html",
    ),
    error(
        "foreign-handle",
        "A program refers to a resource of another stack by its handle.",
        "The template has no resource of that logical ID, or a different one.",
        "Export the value there and import it here, or pass it as a parameter.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
    ),
    warning(
        "conditional-reference",
        "A reference or `DependsOn` to a conditional resource, used where the condition may be false.",
        "The stack operation fails if the resource is not created but the reference remains.",
        "Give both the same condition, or put the reference into `Fn::If`.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html",
    ),
    note(
        "deprecated-property",
        "A property is deprecated.",
        "It may have no effect, or be removed.",
        "Use the alternative that AWS's page of the resource type names.",
        ATTRIBUTES,
    ),
    note(
        "custom-resource",
        "The properties of a custom resource are not checked: only its own code defines them.",
        "A mistake in its properties is only found when it is created.",
        "No change is needed.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    ),
    error(
        "rule-facts",
        "The rules of a resource type cannot be parsed.",
        "The resource was not checked against them.",
        "With `--snapshot`, correct the file that the finding names; otherwise report it as a bug.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html",
    ),
];
