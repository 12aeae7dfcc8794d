//! Typed CloudFormation authoring: a wrong template does not compile.
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
//! let template = stack.synth()?; // or everything that is wrong, at once
//! assert!(template.to_yaml().contains("KmsMasterKeyId: !GetAtt Key.Arn"));
//! # Ok::<(), models::check::Findings>(())
//! ```
//!
//! # Services
//!
//! Every service is a feature, named as in CloudFormation and in lower case: `s3`, `dynamodb`, `elasticloadbalancingv2`.
//! Since crates.io takes 300 features of a crate, the smallest services are in the feature of the service that their name
//! begins with: `kinesis` has `kinesisvideo` too. `Cargo.toml` says so beside each, and so does `cfn explain`. A feature brings a module with the service's resource types, a module for each resource type's property types, and the
//! service's IAM actions. `full` has all of them; without a feature there is no service.
//!
//! # Properties
//!
//! `new` takes what is required: up to three properties as arguments, more as a struct of their names. What is optional is
//! set by methods of the properties' names. A property takes anything that is [`IntoValue`] of its type:
//!
//! - a literal: `"text"`, `true`, `5`, a property type, a member of a closed set (an enum), an array or a vector; [`list!`],
//!   [`map!`] and [`json!`] mix literals with what follows;
//! - a reference: [`Handle`]s are made by [`Stack::add`] only, so what they refer to exists, and a circle cannot be written.
//!   `queue.reference()` is `Ref`, `queue.arn()` is `Fn::GetAtt`; both have the type of their result. Strings that denote
//!   something have a [`meaning`]: the ARN of a role cannot stand where a key is wanted;
//! - an [`intrinsic`] function, typed by its result: [`sub!`] checks its placeholders at compile time,
//!   [`if_`](intrinsic::if_) chooses between any two values that fit, [`NoValue`](intrinsic::NoValue) leaves out.
//!
//! # The rest of a template
//!
//! [`Stack`] has a method for each section: [`parameter`](Stack::parameter), [`condition`](Stack::condition),
//! [`mapping`](Stack::mapping), [`rule`](Stack::rule), [`output`](Stack::output), [`metadata`](Stack::metadata),
//! [`interface`](Stack::interface), [`transform`](Stack::transform), [`for_each`](Stack::for_each). What is declared is
//! referred to by the handle that is returned. Resource attributes (`DeletionPolicy`, `DependsOn`, …) are the methods of
//! [`ResourceAttributes`], on any properties. [`policy`] has IAM policies. A finished [`Template`] may itself stand where a
//! property wants a template's text, such as the body of a StackSet.
//!
//! # Several stacks
//!
//! [`app`] is a program of several stacks that take values from each other; [`Stack::nested`] holds a nested stack against its template.
//! [`helpers`] has the statements and resources that nearly every stack needs.
//!
//! # Tests of one's own stacks
//!
//! [`Template::find`], [`resources_of`](Template::resources_of) and [`property`](TemplateResource::property) ask a finished template what
//! it has; its text is the same for the same program, so that a snapshot of it can be reviewed. [`permissions::of`] says what deploying
//! it needs. What a role of it may do, the crate `iam-evaluator` decides (`TemplateRole`). [`synth_test!`] makes a test of a function that
//! builds a stack.
//!
//! # What is checked when
//!
//! The compiler refuses unknown properties, attributes and members of closed sets, missing properties, wrong types,
//! references to what is not declared, bad logical ids and placeholders. What types cannot hold,
//! [`synth`](Stack::synth) finds: values against patterns, lengths, bounds and the rules between properties, duplicate ids,
//! handles of another stack, CloudFormation's limits, and faults that no schema knows, such as retained data whose key is
//! deleted. Each [`Finding`](check::Finding) names the place, the line of the program that declares it, what AWS allows and the remedy. `docs/mistakes.md` lists over a
//! hundred kinds of mistake with what one reads. [`check::template`] applies the same rules to a template from a file.
//!
//! # When AWS is ahead
//!
//! What AWS added after this version of the specification can be written, and is easily seen in the source:
//! [`Value::unchecked`] for a value, [`raw_property`](RawProperties::raw_property) for a property, [`RawResource`] for a
//! resource type, [`raw_attribute`](Handle::raw_attribute) for an attribute, [`Action::unchecked`](policy::Action::unchecked)
//! for an action, [`Stack::raw_section`] for a section. `synth` reports where it contradicts the specification;
//! [`Stack::accept`] accepts one such finding with a reason, and [`Stack::synth_unchecked`] all of them.

pub mod app;
pub mod check;
mod facts;
pub mod handle;
pub mod helpers;
pub mod intrinsic;
mod logical_id;
pub mod node;
pub mod permissions;
pub mod policy;
mod resource;
mod stack;
mod value;

pub use handle::Handle;
pub use intrinsic::StringifyError;
pub use logical_id::{IntoLogicalId, LogicalId, LogicalIdError};
pub use resource::{
    CodeDeployLambdaAliasUpdate, CreationPolicy, CustomResource, DeletionPolicy, RawProperties, RawResource, Resource,
    ResourceAttributes, ResourceType, RollingUpdate, UpdatePolicy, UpdateReplacePolicy,
};
pub use stack::{
    Condition, ConditionHandle, ForEachOutput, ForEachResource, Interface, Mapping, MappingHandle, NoMatch, Output,
    Parameter, ParameterDefault, ParameterGroup, ParameterHandle, RawSection, Rule, RuleExpression, SsmParameterName,
    Stack, Template, TemplateResource, Transform,
};
pub use value::{
    Boolean, IntoJson, IntoValue, Json, JsonType, List, Literal, Map, Number, Timestamp, Value, ValueType, meaning,
};

mod generated;
#[cfg(test)]
mod golden;

/// A test that a stack can be synthesised without errors: `models::synth_test!(orders_synthesises, stacks::orders());`, outside of
/// functions. The expression is the [`Stack`]; what is wrong with it is what the test prints.
///
/// ```
/// fn orders() -> models::Stack {
///     let mut stack = models::Stack::new();
///     stack.add(models::id!("Queue"), models::sqs::Queue::new());
///     stack
/// }
///
/// models::synth_test!(orders_synthesises, orders());
/// ```
#[macro_export]
macro_rules! synth_test {
    ($name:ident, $stack:expr) => {
        #[cfg(test)]
        #[test]
        fn $name() -> ::std::result::Result<(), $crate::check::SynthFailure> {
            $crate::Stack::synth(&$stack).map(|_| ()).map_err($crate::check::SynthFailure::from)
        }
    };
}

pub use generated::{OptionalProperties, Tag};

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
