//! Generates Rust source from the model of AWS's specification.
//!
//! Pure: no file, no network, no clock, no environment.
//!
//! ```text
//! Spec ──shape, names, enums, kinds of strings, duplicates──▶ lowered model ──▶ source text, one file per service
//! ```
//! A generated type is a newtype over the dynamic tree of `models`; the signatures of its setters are the type check.

#![warn(clippy::disallowed_methods)]

mod api;
mod emit;
pub mod features;
mod lower;
pub mod model;
pub mod names;
mod overlay;
mod show;
mod string_kind;
mod words;

use std::collections::BTreeMap;

use cfn_spec::Errors;
use cfn_spec::name::ServiceName;
use cfn_spec::spec::Spec;

use model::Model;

pub use api::{Api, ApiChange};
pub use show::show;
pub use string_kind::accepts;

/// The generated source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The types that belong to no service (`Tag`).
    pub shared: String,
    /// One module per service, sorted by name.
    pub services: Vec<Module>,
}

/// The source of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// `AWS::S3`.
    pub service: ServiceName,
    /// The module's name, `s3`.
    pub name: String,
    /// The number of resource types.
    pub resources: usize,
    /// The source of the module.
    pub source: String,
}

/// Options of the generated code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Types also implement `Debug` and `PartialEq`, enums also `Eq`, types without required properties also `Default`.
    /// Off by default: for all services, these cost the compiler a third more time and memory.
    pub extra_traits: bool,
}

/// IAM actions, which become constants in the module of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actions {
    /// The service prefix: `s3`.
    pub prefix: String,
    /// The name: `GetObject`.
    pub names: Vec<String>,
}

/// Generates the source of all services in `spec`, with the actions of each by its stem (`s3`).
///
/// # Errors
/// Everything that cannot be generated, each with its path (`AWS::S3::Bucket.ReplicationRule/Status`): names without a free Rust name, a type that is an alias of itself, an overlay entry that matches nothing.
pub fn generate(spec: &Spec, actions: &BTreeMap<String, Vec<Actions>>, options: Options) -> Result<Generated, Errors> {
    let mut problems = Vec::new();
    let model = lower::lower(spec, &mut problems);
    let mut modules = Vec::with_capacity(model.services.len());
    for service in model.services {
        let actions = actions.get(&service.name.stem()).map_or(&[][..], Vec::as_slice);
        let source = emit::service(&service, actions, options, &mut problems);
        let resources = service.resources.len();
        modules.push(Module { service: service.name, name: service.module, resources, source });
    }
    Errors::check(Generated { shared: emit::shared(&model.shared, options), services: modules }, problems)
}

/// The lowered model: AWS's types and properties with their Rust types and names.
///
/// # Errors
/// As [`generate`].
pub fn lower(spec: &Spec) -> Result<Model, Errors> {
    let mut problems = Vec::new();
    let model = lower::lower(spec, &mut problems);
    Errors::check(model, problems)
}

/// The fields of the constant `ACTIONS` of a service that has these actions: the Rust name and the action, such as
/// `get_object` and `s3:GetObject`.
///
/// # Errors
/// If an action has no free Rust name.
pub fn action_fields(actions: &[Actions]) -> Result<Vec<(String, String)>, Errors> {
    let mut problems = Vec::new();
    let fields = emit::actions::fields(actions, &mut problems);
    Errors::check(fields, problems)
}

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
