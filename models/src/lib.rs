//! CloudFormation templates in Rust, with types for every resource type: most mistakes do not compile.
//!
//! ```
//! use models::policy::{Action, Principal, ResourcePolicy, Statement};
//! use models::{Parameter, ResourceAttributes, Stack, id, kms, sqs, sub};
//!
//! let mut stack = Stack::new();
//! let stage = stack.parameter(id!("Stage"), Parameter::string().allowed_values(["prod", "test"]));
//! let administer = Statement::allow_to(Principal::this_account(), Action::unchecked("kms:*"), "*");
//! let key = stack.add(
//!     id!("Key"),
//!     kms::Key::new().key_policy(ResourcePolicy::new([administer])).enable_key_rotation(true).retain_except_on_create(),
//! );
//! let queue = stack.add(
//!     id!("Queue"),
//!     sqs::Queue::new().queue_name(sub!("orders-${stage}", stage = stage.reference())).kms_master_key_id(key.arn()),
//! );
//! stack.output(id!("QueueUrl"), queue.reference()).description("Where orders go");
//!
//! let template = stack.synth()?; // or all errors at once
//! assert!(template.to_yaml().contains("KmsMasterKeyId: !GetAtt Key.Arn"));
//! # Ok::<(), models::check::Findings>(())
//! ```
//!
//! # Services
//!
//! Every service is a Cargo feature with its CloudFormation name in lower case: `s3`, `dynamodb`,
//! `elasticloadbalancingv2`. crates.io allows 300 features per crate, so the smallest services share a feature with the
//! service whose name is a prefix of theirs: `kinesis` includes `kinesisvideo`. `Cargo.toml` and `cfn explain` show
//! which. A feature adds a module with the service's resource types, one submodule per resource type for its property
//! types, and the service's IAM actions. The feature `full` enables all services; there are no default services.
//!
//! # Properties
//!
//! `new` takes the required properties: up to three as arguments, more as a struct. Optional properties are set by
//! methods. A property accepts every type that implements [`IntoValue`] for the property's type:
//!
//! - a literal: `"text"`, `true`, `5`, a property type, an enum, an array or a vector; [`list!`], [`map!`] and
//!   [`json!`] mix literals with references and functions;
//! - a reference: `queue.reference()` is `Ref`, `queue.arn()` is `Fn::GetAtt`. A [`Handle`] is returned by
//!   [`Stack::add`] only, so the resource exists, and circular dependencies do not compile. References have the type of
//!   their result, which distinguishes [kinds of strings](string_kind): the ARN of a role is not accepted as the ARN of
//!   a KMS key;
//! - an [`intrinsic`] function, typed by its result: [`sub!`] checks its placeholders at compile time,
//!   [`if_`](intrinsic::if_) selects one of two values, [`NoValue`](intrinsic::NoValue) removes a property.
//!
//! # Other sections
//!
//! [`Stack`] has a method for each section: [`parameter`](Stack::parameter), [`condition`](Stack::condition),
//! [`mapping`](Stack::mapping), [`rule`](Stack::rule), [`output`](Stack::output), [`metadata`](Stack::metadata),
//! [`interface`](Stack::interface), [`transform`](Stack::transform), [`for_each`](Stack::for_each). They return handles
//! to refer to what was declared. Resource attributes (`DeletionPolicy`, `DependsOn`, …) are set by the methods of
//! [`ResourceAttributes`]. [`policy`] has types for IAM policies. A finished [`Template`] is accepted for properties
//! that take a template as a string, such as `TemplateBody` of a StackSet.
//!
//! # Checks
//!
//! The compiler rejects unknown properties, attributes and enum values, missing required properties, wrong types,
//! undeclared references, invalid logical IDs and invalid placeholders. [`synth`](Stack::synth) reports what types
//! cannot express: patterns, lengths, ranges, constraints between properties, duplicate logical IDs, handles of another
//! stack, CloudFormation's quotas, and mistakes across resources, such as retained data whose KMS key is deleted. Each
//! [`Finding`](check::Finding) has the path, what AWS allows and the remedy. `docs/mistakes.md` lists more than a
//! hundred kinds of mistakes with their messages. [`check::template`] applies the same checks to a template from a
//! file.
//!
//! # Newer AWS features
//!
//! What AWS added after this version of the specification can be used explicitly: [`Value::unchecked`] for a value,
//! [`raw_property`](RawProperties::raw_property) for a property, [`RawResource`] for a resource type,
//! [`raw_attribute`](Handle::raw_attribute) for an attribute, [`Action::unchecked`](policy::Action::unchecked) for an
//! IAM action, [`Stack::raw_section`] for a section. `synth` reports it if it contradicts the specification;
//! [`Stack::accept`] accepts one such finding with a reason, and [`Stack::synth_unchecked`] skips all checks.

pub mod check;
mod facts;
pub mod handle;
pub mod intrinsic;
mod logical_id;
pub mod node;
pub mod policy;
mod resource;
mod stack;
mod value;

pub use handle::Handle;
pub use logical_id::{LogicalId, LogicalIdError};
pub use resource::{
    CodeDeployLambdaAliasUpdate, CreationPolicy, CustomResource, DeletionPolicy, RawProperties, RawResource, Resource,
    ResourceAttributes, ResourceType, RollingUpdate, UpdatePolicy, UpdateReplacePolicy,
};
pub use stack::{
    Condition, ConditionHandle, ForEachOutput, ForEachResource, Interface, Mapping, MappingHandle, Output, Parameter,
    ParameterDefault, ParameterGroup, ParameterHandle, RawSection, Rule, RuleExpression, SsmParameterName, Stack,
    Template, Transform,
};
pub use value::{Boolean, IntoJson, IntoValue, Json, List, Literal, Map, Number, Timestamp, Value, string_kind};

mod generated;
#[cfg(test)]
mod golden;

pub use generated::Tag;

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
