//! Converts a template to a Rust program that uses `models`.
//!
//! ```text
//! cfn_template::Value ──declarations, order──▶ Symbols ──each value for its expected type──▶ tokens ──▶ source
//! ```
//! Every expression is generated for the expected type, with the names of the generated code: both come from the same
//! lowered model. What the types cannot express is kept as raw JSON, with the reason as a comment. The program prints
//! the imported template even if it has errors (`synth_unchecked`), and the findings on standard error, so that one can
//! first verify that the conversion is complete.

#![warn(clippy::disallowed_methods)]

mod actions;
mod aggregate;
mod attribute;
mod condition;
mod declarations;
mod expression;
mod function;
mod json;
mod layout;
mod mapping;
mod metadata;
mod model;
mod order;
mod output;
mod parameter;
mod policy;
mod program;
mod project;
mod resource;
mod rule;
mod scalar;
mod sub;
mod symbols;
mod text;
mod variables;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;
use cfn_template::Value;

pub use project::{ModelsSource, manifest};

use codegen::Actions;

/// Options of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the template in the documentation of the program.
    pub title: Option<String>,
    /// Omit `main` and crate attributes, for a module of another program.
    pub module: bool,
}

/// A template converted to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The source: a function `stack`, and a `main` that prints its template.
    pub source: String,
    /// The required Cargo features of `cfn-models`.
    pub features: Vec<String>,
    /// The parts that are not typed, in the order of the template.
    pub raw: Vec<RawPart>,
    /// The number of properties of the resources, including those of nested objects.
    pub properties: usize,
    /// The number of properties in raw parts.
    pub raw_properties: usize,
    /// The macro recursion limit that the program needs; the compiler's default is 128.
    pub recursion_limit: usize,
}

/// A part of the template that is kept as raw JSON, which the compiler does not check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPart {
    /// The path: `Resources.Bucket.Properties.Tags`.
    pub path: String,
    /// The reason.
    pub reason: String,
}

/// Why a template cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It has no section `Resources`.
    NoResources,
    /// It is nested deeper than [`DEEPEST`].
    Depth,
    /// No code can be generated from the specification.
    Specification(cfn_spec::Errors),
    /// The program is not valid Rust, which is a bug of this crate.
    Source(String),
}

/// The maximum nesting of lists and maps, which is more than CloudFormation's services accept.
pub const DEEPEST: usize = 60;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoResources => f.write_str("it has no section `Resources`, so it is not a CloudFormation template"),
            Self::Depth => write!(f, "its lists and maps are nested deeper than {DEEPEST} levels; split the template"),
            Self::Specification(errors) => errors.fmt(f),
            Self::Source(message) => {
                write!(
                    f,
                    "the generated program is not valid Rust ({message}); this is a bug, please report it with the template"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

/// The facts that [`program`] needs for a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequiredFacts {
    /// The stems of the services of its resource types: `s3`.
    pub services: BTreeSet<String>,
    /// The prefixes before a colon in its strings, which can be the prefixes of IAM actions: `s3`, `arn`.
    pub prefixes: BTreeSet<String>,
}

/// The facts that a template needs.
#[derive(Clone, Debug, Default)]
pub struct LoadedFacts {
    /// The services of its resource types.
    pub spec: Spec,
    /// The IAM actions of services, by the stem of the service.
    pub actions: BTreeMap<String, Vec<Actions>>,
}

/// The facts that a template needs.
pub fn needs(template: &Value) -> RequiredFacts {
    let mut prefixes = BTreeSet::new();
    text::prefixes(template, &mut prefixes);
    RequiredFacts { services: services(template), prefixes }
}

/// The stems of the services of a template's resource types, including unknown ones.
fn services(template: &Value) -> BTreeSet<String> {
    let resources = template.get("Resources").map_or(&[][..], Value::entries);
    let types = resources.iter().filter_map(|entry| entry.value.get("Type")?.as_str());
    // What `Fn::GetAtt` returns of a type of the Serverless Application Model is known of the type that it becomes.
    let types = types.flat_map(|name| [name, cfn_spec::serverless::deployed(name)]);
    types.filter_map(|name| Some(ResourceName::of(name)?.service().stem())).collect()
}

/// Converts `template` to a program. `known` has the facts that it [`needs`]; types that are not in it become raw
/// resources, and such actions become unchecked actions.
///
/// # Errors
/// If the template has no resources or is nested too deeply.
pub fn program(template: &Value, known: &LoadedFacts, options: &Options) -> Result<Import, Error> {
    if template.get("Resources").is_none() {
        return Err(Error::NoResources);
    }
    if text::depth(template) > DEEPEST {
        return Err(Error::Depth);
    }
    let model = codegen::lower(&known.spec).map_err(Error::Specification)?;
    let actions = actions::Constants::of(known).map_err(Error::Specification)?;
    program::write(template, &model::Model::new(&model), &actions, options)
}
