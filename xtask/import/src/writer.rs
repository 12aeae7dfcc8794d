//! The state of an import: what is declared, what was written so far, what the program has to name at its top.

use std::collections::{BTreeMap, BTreeSet};

use cfn_template::{Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::RawPart;
use super::actions::Constants;
use super::expression::Expr;
use super::model::Place;
use super::symbols::Symbols;

/// Writes the program.
pub(super) struct Writer<'m> {
    pub(super) symbols: Symbols<'m>,
    /// What the program imports: paths below `models`.
    pub(super) imports: BTreeSet<&'static str>,
    /// The modules of services that it imports, and their Cargo features.
    pub(super) services: BTreeSet<(String, String)>,
    pub(super) actions: &'m Constants,
    pub(super) statements: Vec<Statement>,
    pub(super) raw: Vec<RawPart>,
    pub(super) properties: usize,
    pub(super) raw_properties: usize,
    /// What the statement that is being written has to say in comments.
    comments: Vec<String>,
    /// Where in the template the value is that is being written.
    path: Vec<String>,
    /// How many levels deep the deepest `json!` goes.
    pub(super) longest_json: usize,
    /// By section, the keys in the order in which the program writes them; by no name, the sections that it writes as a whole.
    pub(super) written: BTreeMap<String, Vec<String>>,
}

/// A statement of the function `stack`.
pub(super) struct Statement {
    pub(super) comments: Vec<String>,
    /// The variable that it declares, if others refer to that.
    pub(super) binding: Binding,
    pub(super) tokens: TokenStream,
    /// The first of a section.
    pub(super) begins: bool,
}

/// What a statement declares.
pub(super) enum Binding {
    Nothing,
    Parameter(String),
    Mapping(String),
    Condition(String),
    Resource(String),
}

impl<'m> Writer<'m> {
    pub(super) fn new(symbols: Symbols<'m>, actions: &'m Constants) -> Self {
        Self {
            symbols,
            imports: BTreeSet::from(["Stack"]),
            services: BTreeSet::new(),
            actions,
            statements: Vec::new(),
            raw: Vec::new(),
            properties: 0,
            raw_properties: 0,
            comments: Vec::new(),
            path: Vec::new(),
            longest_json: 0,
            written: BTreeMap::new(),
        }
    }

    /// Ends a statement.
    pub(super) fn statement(&mut self, binding: Binding, tokens: TokenStream) {
        let comments = std::mem::take(&mut self.comments);
        self.statements.push(Statement { comments, binding, tokens, begins: false });
    }

    /// The statements from number `first` on are a section of their own.
    pub(super) fn section(&mut self, first: usize) {
        if let Some(statement) = self.statements.get_mut(first) {
            statement.begins = true;
        }
    }

    /// Has the program import the module of a service, and need its feature.
    pub(super) fn service(&mut self, place: Place<'_>) {
        self.services.insert((place.service_module().to_owned(), place.feature()));
    }

    /// Has the program import something of `models`; returns it.
    pub(super) fn import(&mut self, path: &'static str) {
        self.imports.insert(path);
    }

    /// Runs `write` for the entry `key` of the current place.
    pub(super) fn at<T>(&mut self, key: impl Into<String>, write: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.into());
        let result = write(self);
        self.path.pop();
        result
    }

    /// Where in the template the writer is.
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    /// Notes that the current place is raw, and why.
    pub(super) fn note_raw(&mut self, reason: impl Into<String>) {
        let (path, reason) = (self.place(), reason.into());
        let shown = self.path.get(2..).filter(|inner| !inner.is_empty()).map_or(path.clone(), |inner| inner.join("."));
        self.comments.push(format!("raw: {shown}: {reason}"));
        self.raw.push(RawPart { path, reason });
    }

    /// A comment about the statement that is being written.
    pub(super) fn comment(&mut self, comment: impl Into<String>) {
        let comment = comment.into();
        if !self.comments.contains(&comment) {
            self.comments.push(comment);
        }
    }

    /// Runs `write`; when it finds no form, or one with raw parts, nothing of what it noted stays.
    pub(super) fn attempt<T>(&mut self, write: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (imports, services, comments) = (self.imports.clone(), self.services.clone(), self.comments.clone());
        let before = (self.raw.len(), self.properties, self.raw_properties, self.path.len());
        let result = write(self).filter(|_| self.raw.len() == before.0);
        if result.is_none() {
            (self.imports, self.services, self.comments) = (imports, services, comments);
            self.raw.truncate(before.0);
            (self.properties, self.raw_properties) = (before.1, before.2);
            self.path.truncate(before.3);
        }
        result
    }

    /// A value that the compiler will not see.
    pub(super) fn raw(&mut self, value: &Value, reason: impl Into<String>) -> Expr {
        self.note_raw(reason);
        self.raw_properties += 1;
        self.count_raw(value);
        self.import("Value");
        let json = self.json_argument(value);
        Expr::unchecked(quote!(Value::unchecked(#json)))
    }

    /// Counts the properties of a value that is kept as it is.
    pub(super) fn count_raw(&mut self, value: &Value) {
        let count = count(value);
        self.properties += count;
        self.raw_properties += count;
    }
}

/// How many entries the maps in `value` have, functions excepted.
fn count(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => items.iter().map(count).sum(),
        Kind::Map(_) if super::text::function(value).is_some() => 0,
        Kind::Map(entries) => entries.iter().map(|entry| 1 + count(&entry.value)).sum(),
        _ => 0,
    }
}
