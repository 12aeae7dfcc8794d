//! Writes the lowered model as Rust source.
//!
//! The source is written as text, not as tokens: it is very regular, users of `models` should not have to compile a
//! tokenizer for the build script, and compiler messages quote its lines. Tests parse and compile it. Generated code
//! refers to everything through one path, `g` (`models::generated`), because a property type can be named `String` or
//! `Value`.

pub(crate) mod actions;
mod docs;
mod enum_type;
mod literals;
mod resource;
mod source;
mod structs;
pub(crate) mod types;

use cfn_spec::Problem;
use source::Source;
use types::{Names, Scope};

use crate::model::{Resource, Service, Struct};
use crate::{Actions, Options};

/// The module of a service.
pub(crate) fn service(service: &Service, actions: &[Actions], options: Options, problems: &mut Vec<Problem>) -> String {
    let mut out = Source::new(options);
    out.line("use crate::generated as g;");
    for resource in &service.resources {
        resource::write(&mut out, resource);
    }
    actions::write(&mut out, actions, problems);
    literals::write(&mut out, service);
    out.finish()
}

/// A resource type with its property types and enums.
pub(crate) fn resource(resource: &Resource, options: Options) -> String {
    let mut out = Source::new(options);
    resource::write(&mut out, resource);
    out.finish()
}

/// A property type of a resource.
pub(crate) fn property_type(resource: &Resource, ty: &Struct, options: Options) -> String {
    let mut out = Source::new(options);
    structs::write(&mut out, ty, &Scope::Resource(&Names::of(resource)));
    out.finish()
}

/// The types that belong to no service.
pub(crate) fn shared(types: &[Struct], options: Options) -> String {
    let mut out = Source::new(options);
    out.line("use crate::generated as g;");
    for body in types {
        structs::write(&mut out, body, &Scope::Shared);
    }
    out.finish()
}
