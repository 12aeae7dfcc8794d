//! From a template to the Rust program that writes it: "bring your own template".
//!
//! ```text
//! cfn_template::Value ──names declared, order──▶ Symbols ──each value for the type its place wants──▶ tokens ──▶ source
//! ```
//!
//! Every expression is generated for the type that its place wants, with the names that the generated library has, since
//! both come from the same lowered model. What the types cannot hold is kept as raw JSON, with the reason as a comment.
//!
//! The program prints the template that was imported even where the specification finds faults in it
//! (`synth_unchecked`), and the faults on standard error: whoever brings a template first wants to see that nothing was
//! lost, and then what is wrong with it.

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

/// How a template is imported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the program's documentation calls the template: a file's name.
    pub title: Option<String>,
    /// Leave out `main` and what only the root of a program may say: for a module among others.
    pub module: bool,
}

/// A template as a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The program: a function `stack`, and a `main` that prints its template.
    pub source: String,
    /// The Cargo features of `models` that it needs.
    pub features: Vec<String>,
    /// What is not typed, in the template's order.
    pub raw: Vec<RawPart>,
    /// How many properties the template's resources have, those of nested objects included.
    pub properties: usize,
    /// How many of them are in raw parts.
    pub raw_properties: usize,
    /// The depth of macros that the program needs; the compiler's own limit is 128.
    pub recursion_limit: usize,
}

/// A part of the template that is kept as it is, unseen by the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPart {
    /// Where: `Resources.Bucket.Properties.Tags`.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Why a template cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It has no section `Resources`, so it is not a template.
    NoResources,
    /// It is nested deeper than [`DEEPEST`].
    Depth,
    /// The specification cannot be generated from.
    Specification(cfn_spec::Errors),
    /// The program would be no Rust: a fault of the importer.
    Source(String),
}

/// The deepest nesting of lists and maps that is imported: more than CloudFormation's own services take.
pub const DEEPEST: usize = 60;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoResources => f.write_str("it has no section `Resources`, so it is not a CloudFormation template"),
            Self::Depth => write!(f, "its lists and maps are nested deeper than {DEEPEST} levels; split the template"),
            Self::Specification(errors) => errors.fmt(f),
            Self::Source(message) => {
                write!(f, "the generated program is not Rust ({message}); please report the template")
            }
        }
    }
}

impl std::error::Error for Error {}

/// What [`program`] has to know of AWS for a template: what of it exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The stems of the services of its resource types: `s3`.
    pub services: BTreeSet<String>,
    /// What its texts begin with before a colon, which may be the prefixes of IAM actions: `s3`, `arn`.
    pub prefixes: BTreeSet<String>,
}

/// What AWS says about what a template needs.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The services of its resource types.
    pub spec: Spec,
    /// By the stem of a service that has them as constants, IAM actions: all that the service has.
    pub actions: BTreeMap<String, Vec<Actions>>,
}

/// What a template needs.
pub fn needs(template: &Value) -> Needs {
    let mut prefixes = BTreeSet::new();
    text::prefixes(template, &mut prefixes);
    Needs { services: services(template), prefixes }
}

/// The stems of the services that a template's resource types name, those that AWS does not have included.
fn services(template: &Value) -> BTreeSet<String> {
    let resources = template.get("Resources").and_then(Value::as_map).unwrap_or_default();
    let types = resources.iter().filter_map(|entry| entry.value.get("Type")?.as_str());
    types.filter_map(|name| Some(ResourceName::new(name).ok()?.service().stem())).collect()
}

/// The program that writes `template`. `known` holds what it [`needs`]; types that are not in it become raw resources, and
/// actions unchecked ones.
///
/// # Errors
/// When the template has no resources or is nested too deeply.
pub fn program(template: &Value, known: &Known, options: &Options) -> Result<Import, Error> {
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
