//! The declarations of the template and their names in the program.

use std::cell::Cell;
use std::collections::BTreeMap;

use cfn_template::{Entry, Value};
use proc_macro2::Ident;

use super::model::Place;
use super::text::ident;
use codegen::model::Ty;

/// The declarations that other parts of the template can refer to.
pub(super) struct Symbols<'m> {
    pub(super) parameters: BTreeMap<String, Symbol<Ty>>,
    pub(super) mappings: BTreeMap<String, Symbol<Ty>>,
    pub(super) conditions: BTreeMap<String, Symbol<()>>,
    pub(super) resources: BTreeMap<String, Symbol<ResourceKind<'m>>>,
}

/// A declaration.
pub(super) struct Symbol<T> {
    pub(super) variable: Ident,
    pub(super) about: T,
    /// Whether the program has declared it before the current place.
    pub(super) declared: Cell<bool>,
}

/// The Rust type of a resource.
#[derive(Clone, Copy)]
pub(super) enum ResourceKind<'m> {
    /// A generated type.
    Typed(Place<'m>),
    /// `CustomResource` of the runtime.
    Custom,
    /// `RawResource` of the runtime.
    Raw,
}

impl<T> Symbol<T> {
    pub(super) fn new(variable: &str, about: T) -> Self {
        Self { variable: ident(variable), about, declared: Cell::new(false) }
    }

    /// The variable, if it is already declared.
    pub(super) fn refer(&self) -> Option<&Ident> {
        self.declared.get().then_some(&self.variable)
    }
}

/// The entries of a section, if it is a map.
pub(super) fn entries<'t>(template: &'t Value, section: &str) -> &'t [Entry] {
    template.get(section).map_or(&[][..], Value::entries)
}
