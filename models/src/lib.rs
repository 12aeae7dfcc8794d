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
//! methods. Where a property type wants exactly one of several properties, each of these is a constructor, and there is no `new`:
//! `ViewerCertificate::acm_certificate_arn(…)`. A property accepts every type that implements [`IntoValue`] for the property's type:
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
//! # Components
//!
//! A function that takes a [`Scope`] is a component: what it adds has the scope's prefix and default tags, so that a stack can have it
//! several times. [`Stack::tag`] is for all resources, and [`Stack::visit`] changes every resource with the setters of its own type.
//!
//! # Several stacks
//!
//! [`app`] is a program of several stacks that take values from each other, with [settings](app::Context) by environment. [`Stack::nested`]
//! and [`Stack::stack_set`] hold what is given to a nested stack or a StackSet against its template; with [`ParameterValues`] and
//! [`Stack::typed_output`] the compiler does.
//! [`helpers`] has the statements and resources that nearly every stack needs.
//!
//! # Tests of one's own stacks
//!
//! [`Template::find`], [`resources_of`](Template::resources_of) and [`property`](TemplateResource::property) ask a finished template what
//! it has; its text is the same for the same program, so that a snapshot of it can be reviewed. [`permissions::of`] says what deploying
//! it needs. What a role of it may do, the crate `iam-evaluator` says: `assert_allows(&role, sqs::ACTIONS.send_message, queue.arn())`. [`synth_test!`] makes a test of a function that
//! builds a stack.
//!
//! # What is checked when
//!
//! The compiler refuses unknown properties, attributes and members of enums, missing properties, wrong types,
//! references to what is not declared, bad logical IDs and placeholders; and a literal outside of its bounds, where it is written with
//! [`literal!`]. What types cannot hold,
//! [`synth`](Stack::synth) finds: values against patterns, lengths, bounds and the rules between properties, duplicate ids,
//! handles of another stack, CloudFormation's limits, and faults that no schema knows, such as retained data whose key is
//! deleted. Each [`Finding`](check::Finding) names the place, the line of the program that declares it, what AWS allows and the remedy. `docs/mistakes.md` lists over two
//! hundred kinds of mistake with what one reads. [`check::template`] applies the same rules to a template from a file.
//!
//! # Newer AWS features
//!
//! What AWS added after this version of the specification can be used explicitly: [`Value::unchecked`] for a value,
//! [`raw_property`](RawProperties::raw_property) for a property, [`RawResource`] for a resource type,
//! [`raw_attribute`](Handle::raw_attribute) for an attribute, [`Action::unchecked`](policy::Action::unchecked) for an
//! IAM action, [`Stack::raw_section`] for a section. `synth` reports it if it contradicts the specification;
//! [`Stack::accept`] accepts one such finding with a reason, and [`Stack::synth_unchecked`] skips all checks.

#![warn(clippy::disallowed_methods)]
// docs.rs builds with a nightly compiler and sets this.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod app;
mod environment;
mod facts;
pub mod handle;
pub mod helpers;
pub mod intrinsic;
pub mod literal;
mod logical_id;
pub mod permissions;
pub mod policy;
mod resource;
mod stack;
mod value;

pub use cfn_check::node;
pub use handle::Handle;
pub use intrinsic::StringifyError;
pub use logical_id::{IntoLogicalId, LogicalId, LogicalIdError};
pub use resource::{
    CodeDeployLambdaAliasUpdate, CreationPolicy, CustomResource, DeletionPolicy, RawProperties, RawResource,
    ResourceAttributes, ResourceType, RollingUpdate, UpdatePolicy, UpdateReplacePolicy,
};
pub use stack::{
    Condition, ConditionHandle, ForEachOutput, ForEachResource, Interface, Mapping, MappingHandle, NoMatch, Output,
    OutputHandle, Parameter, ParameterDefault, ParameterGroup, ParameterHandle, ParameterValues, RawSection, Rule,
    RuleExpression, Scope, SsmParameterName, Stack, StackResource, Template, TemplateResource, Transform,
};
pub use value::{
    Boolean, IntoJson, IntoValue, Json, JsonType, List, Literal, Map, Number, Timestamp, Value, ValueType, string_kind,
};

/// What types cannot hold: checked when the stack is finished, and on templates that were read from a file.
///
/// The rules are those of the crate `cfn-check`; [`Enabled`](check::Enabled) are the facts of the services whose features are enabled.
pub mod check {
    pub use cfn_check::check::*;

    pub use crate::facts::Enabled;
}

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

/// The documents beside the code, for docs.rs.
#[cfg(docsrs)]
#[allow(rustdoc::broken_intra_doc_links, reason = "messages in them have brackets")]
pub mod documents {
    /// The kinds of mistake, where each is found and what one reads.
    #[doc = include_str!("../docs/mistakes.md")]
    pub mod mistakes {}

    /// What a program of several stacks writes.
    #[doc = include_str!("../docs/app.md")]
    pub mod app {}

    /// The rules of `synth()`.
    #[doc = include_str!("../docs/rules.md")]
    pub mod rules {}

    /// Literals that the compiler checks, beside those of another crate.
    #[doc = include_str!("../docs/literals.md")]
    pub mod literals {}

    /// What a new version of the crate may change.
    #[doc = include_str!("../docs/versions.md")]
    pub mod versions {}
}

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
