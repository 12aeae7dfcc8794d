//! What we make of AWS's model: typed Rust source. Pure: no file, no network, no clock, no environment.
//!
//! ```text
//! Spec ──overlays, aliases, closed sets, meanings, names──▶ lowered model ──▶ source text, one a service
//! ```
//!
//! A generated type is a newtype over the dynamic tree of `models`; a setter is a line whose signature is the check.

mod access;
mod emit;
pub mod features;
#[cfg(feature = "import")]
pub mod import;
mod lower;
mod meaning;
mod model;
mod names;
mod overlay;
mod sets;
mod show;
mod twins;
mod words;

use std::collections::BTreeMap;

use cfn_spec::Errors;
use cfn_spec::name::ServiceName;
use cfn_spec::spec::Spec;

pub use show::show;

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
    let (shared, services) = lower::lower(spec, &mut problems);
    let mut modules = Vec::with_capacity(services.len());
    for service in services {
        let actions = actions.get(&service.name.stem()).map_or(&[][..], Vec::as_slice);
        let source = emit::service(&service, actions, options, &mut problems);
        let resources = service.resources.len();
        modules.push(Module { service: service.name, name: service.module, resources, source });
    }
    Errors::check(Generated { shared: emit::shared(&shared, options), services: modules }, problems)
}
