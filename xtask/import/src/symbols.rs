//! What the template declares, and what the program calls it.

use std::cell::Cell;
use std::collections::BTreeMap;

use cfn_template::{Entry, Value};
use proc_macro2::Ident;

use super::model::Place;
use super::text::ident;
use codegen::model::Ty;

/// Everything that the template declares under a name and that other parts refer to.
pub(super) struct Symbols<'m> {
    pub(super) parameters: BTreeMap<String, Symbol<Ty>>,
    pub(super) mappings: BTreeMap<String, Symbol<Ty>>,
    pub(super) conditions: BTreeMap<String, Symbol<()>>,
    pub(super) resources: BTreeMap<String, Symbol<ResourceKind<'m>>>,
}

/// Something declared, with what is known of it.
pub(super) struct Symbol<T> {
    pub(super) variable: Ident,
    pub(super) about: T,
    /// The program has declared it before the place that is being written.
    pub(super) declared: Cell<bool>,
}

/// Which Rust type a resource has.
#[derive(Clone, Copy)]
pub(super) enum ResourceKind<'m> {
    /// A generated one.
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

    /// The variable, if the program has it by now.
    pub(super) fn refer(&self) -> Option<&Ident> {
        self.declared.get().then_some(&self.variable)
    }
}

/// The entries of a section, as far as it is a map.
pub(super) fn entries<'t>(template: &'t Value, section: &str) -> &'t [Entry] {
    template.get(section).and_then(Value::as_map).unwrap_or_default()
}
