//! What we make of AWS's model: typed Rust source. Pure: no file, no network, no clock, no environment.
//!
//! ```text
//! Spec ──shape, names, closed sets, kinds of strings, duplicates──▶ lowered model ──▶ source text, one a service
//! ```
//!
//! A generated type is a newtype over the dynamic tree of `models`; a setter is a line whose signature is the check.

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

pub use show::show;
pub use string_kind::accepts;

/// The source of everything in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The types that belong to no service (`Tag`).
    pub shared: String,
    /// A module a service, in the order of their names.
    pub services: Vec<Module>,
}

/// The source of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// `AWS::S3`.
    pub service: ServiceName,
    /// The module's name, `s3`.
    pub name: String,
    /// How many resource types it has.
    pub resources: usize,
    /// What is in the module.
    pub source: String,
}

/// What is generated beside types and setters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Types implement `Debug` and `PartialEq` too, closed sets also `Eq`, types without required properties also
    /// `Default`. Left out by default: for all services these take the
    /// compiler a third more time and memory.
    pub extra_traits: bool,
}

/// IAM actions, which become constants of a service's module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actions {
    /// What stands before the colon: `s3`.
    pub prefix: String,
    /// What stands after it: `GetObject`.
    pub names: Vec<String>,
}

/// Generates the source of all services in `spec`, with the actions of each by its stem (`s3`).
///
/// # Errors
/// All of what cannot be generated, each with its path (`AWS::S3::Bucket.ReplicationRule/Status`): names for which no rule
/// finds a Rust name, a type that is another name for itself, an overlay entry that matches nothing.
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

/// The model that [`generate`] writes: what each of AWS's types and properties is in Rust.
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
/// When no rule finds a name for one.
pub fn action_fields(actions: &[Actions]) -> Result<Vec<(String, String)>, Errors> {
    let mut problems = Vec::new();
    let fields = emit::actions::fields(actions, &mut problems);
    Errors::check(fields, problems)
}

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
