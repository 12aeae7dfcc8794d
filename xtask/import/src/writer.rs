//! The state of an import: declarations, written statements, required imports.

use std::collections::{BTreeMap, BTreeSet};

use cfn_template::{Entry, Kind, Value};
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
    /// The imports of the program: paths below `models`.
    pub(super) imports: BTreeSet<&'static str>,
    /// The modules of services that the program imports, and their Cargo features.
    pub(super) services: BTreeSet<(String, String)>,
    pub(super) actions: &'m Constants,
    pub(super) statements: Vec<Statement>,
    pub(super) raw: Vec<RawPart>,
    pub(super) properties: usize,
    pub(super) raw_properties: usize,
    /// The comments of the current statement.
    comments: Vec<String>,
    /// The path in the template of the value that is being written.
    path: Vec<String>,
    /// The maximum recursion depth of `json!`.
    pub(super) longest_json: usize,
    /// By section, the keys in the order in which the program writes them; by no name, the sections that it writes as a whole.
    pub(super) written: BTreeMap<String, Vec<String>>,
    /// The objects whose keys the library writes in another order than the template.
    pub(super) orders: Vec<KeyOrder>,
}

/// The order of the keys of an object in the template.
pub(super) struct KeyOrder {
    /// The keys and indices that lead to it from the root.
    pub(super) place: Vec<String>,
    pub(super) keys: Vec<String>,
}

/// A statement of the function `stack`.
pub(super) struct Statement {
    pub(super) comments: Vec<String>,
    /// The variable that it declares.
    pub(super) binding: Binding,
    pub(super) tokens: TokenStream,
    /// Whether it is the first of a section.
    pub(super) begins: bool,
}

/// The variable that a statement declares.
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
            orders: Vec::new(),
        }
    }

    /// Ends a statement.
    pub(super) fn statement(&mut self, binding: Binding, tokens: TokenStream) {
        let comments = std::mem::take(&mut self.comments);
        self.statements.push(Statement { comments, binding, tokens, begins: false });
    }

    /// Begins a section with the statement `first`.
    pub(super) fn section(&mut self, first: usize) {
        if let Some(statement) = self.statements.get_mut(first) {
            statement.begins = true;
        }
    }

    /// Adds an import of the module of a service, and its feature.
    pub(super) fn service(&mut self, place: Place<'_>) {
        self.services.insert((place.service_module().to_owned(), place.feature()));
    }

    /// Adds an import from `models`; returns it.
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

    /// The current path in the template.
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    /// Records that the current place is raw, with the reason.
    pub(super) fn note_raw(&mut self, reason: impl Into<String>) {
        let (path, reason) = (self.place(), reason.into());
        let shown = self.path.get(2..).filter(|inner| !inner.is_empty()).map_or(path.clone(), |inner| inner.join("."));
        self.comments.push(format!("raw: {shown}: {reason}"));
        self.raw.push(RawPart { path, reason });
    }

    /// Adds a comment to the current statement.
    pub(super) fn comment(&mut self, comment: impl Into<String>) {
        let comment = comment.into();
        if !self.comments.contains(&comment) {
            self.comments.push(comment);
        }
    }

    /// Runs `write`; if it returns nothing or has raw parts, its comments and imports are discarded.
    pub(super) fn attempt<T>(&mut self, write: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (imports, services, comments) = (self.imports.clone(), self.services.clone(), self.comments.clone());
        let before = (self.raw.len(), self.properties, self.raw_properties, self.path.len());
        let orders = self.orders.len();
        let result = write(self).filter(|_| self.raw.len() == before.0);
        if result.is_none() {
            (self.imports, self.services, self.comments) = (imports, services, comments);
            self.raw.truncate(before.0);
            self.orders.truncate(orders);
            (self.properties, self.raw_properties) = (before.1, before.2);
            self.path.truncate(before.3);
        }
        result
    }

    /// Records the order of the keys of the object at the current place, if the library writes it in another: `first` those of these that it
    /// has, then the others as the template has them.
    pub(super) fn written_first<'k>(&mut self, entries: &'k [Entry], first: impl IntoIterator<Item = &'k str>) {
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        let mut written: Vec<&str> = Vec::with_capacity(keys.len());
        for key in first.into_iter().filter(|key| keys.contains(key)).chain(keys.iter().copied()) {
            if !written.contains(&key) {
                written.push(key);
            }
        }
        if keys != written && !self.orders.iter().any(|order| order.place == self.path) {
            let keys = keys.into_iter().map(str::to_owned).collect();
            self.orders.push(KeyOrder { place: self.path.clone(), keys });
        }
    }

    /// A value that the compiler does not check.
    pub(super) fn raw(&mut self, value: &Value, reason: impl Into<String>) -> Expr {
        self.note_raw(reason);
        self.raw_properties += 1;
        self.count_raw(value);
        self.import("Value");
        let json = self.json_argument(value);
        Expr::unchecked(quote!(Value::unchecked(#json)))
    }

    /// Counts the properties of a value that is kept raw.
    pub(super) fn count_raw(&mut self, value: &Value) {
        let count = count(value);
        self.properties += count;
        self.raw_properties += count;
    }
}

/// The number of entries of the maps in `value`, except functions.
fn count(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => items.iter().map(count).sum(),
        Kind::Map(_) if super::text::function(value).is_some() => 0,
        Kind::Map(entries) => entries.iter().map(|entry| 1 + count(&entry.value)).sum(),
        _ => 0,
    }
}
