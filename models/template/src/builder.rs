//! Builds a template from the events of a parser, with the rules of both languages: unique keys and limits.

use std::collections::HashSet;

use crate::error::shorten;
use crate::{Entry, Error, ErrorKind, Errors, Kind, Options, Span, Value};

/// Values under construction.
pub(crate) struct Builder {
    max_depth: usize,
    max_values: usize,
    values: usize,
    errors: Vec<Error>,
}

/// Parsing cannot continue.
pub(crate) struct Stop;

impl Builder {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            max_depth: options.max_depth.min(Options::DEEPEST),
            max_values: options.max_values,
            values: 0,
            errors: Vec::new(),
        }
    }

    /// Records an error after which parsing can continue.
    pub(crate) fn report(&mut self, error: Error) -> Result<(), Stop> {
        self.errors.push(error);
        if self.errors.len() < Errors::MAX { Ok(()) } else { Err(Stop) }
    }

    /// Records an error after which it cannot.
    pub(crate) fn stop(&mut self, error: Error) -> Stop {
        self.errors.push(error);
        Stop
    }

    /// Counts `count` more values.
    pub(crate) fn count(&mut self, count: usize, span: Span) -> Result<(), Stop> {
        self.values = self.values.saturating_add(count);
        if self.values <= self.max_values {
            return Ok(());
        }
        let message = format!("the template has more than {} values after aliases are expanded", self.max_values);
        Err(self.stop(Error::new(ErrorKind::Limit, span, message, "use fewer aliases, or split the template")))
    }

    /// Checks the depth of a list or map inside `depth` others.
    pub(crate) fn enter(&mut self, depth: usize, span: Span) -> Result<(), Stop> {
        if depth < self.max_depth {
            return Ok(());
        }
        let message = format!("lists and maps are nested deeper than {}", self.max_depth);
        Err(self.stop(Error::new(ErrorKind::Limit, span, message, "reduce the nesting")))
    }

    /// Reports duplicate keys and keeps the first.
    pub(crate) fn unique(&mut self, entries: Vec<Entry>) -> Result<Vec<Entry>, Stop> {
        let mut repeated = Vec::new();
        {
            let mut seen = HashSet::with_capacity(entries.len());
            for (at, entry) in entries.iter().enumerate() {
                if !seen.insert(entry.key.as_str()) {
                    repeated.push(at);
                }
            }
        }
        if repeated.is_empty() {
            return Ok(entries);
        }
        for at in &repeated {
            let entry = &entries[*at];
            let first = entries.iter().find(|other| other.key == entry.key).unwrap_or(entry);
            let (key, place) = (shorten(&entry.key), first.key_span.start);
            let message = format!("duplicate key `{key}`, first at {place}");
            let remedy = "remove or rename one of them";
            self.report(Error::new(ErrorKind::DuplicateKey, entry.key_span, message, remedy))?;
        }
        let mut seen = HashSet::with_capacity(entries.len());
        Ok(entries.into_iter().filter(|entry| seen.insert(entry.key.clone())).collect())
    }

    /// The template, or all errors.
    pub(crate) fn finish(mut self, root: Result<Value, Stop>) -> Result<Value, Errors> {
        if let Ok(root) = &root
            && root.as_map().is_none()
        {
            let message = format!("a template has to be a map of sections, found {}", root.kind.name());
            let remedy = "add sections such as `Resources:`";
            self.errors.push(Error::new(ErrorKind::NotAMap, root.span, message, remedy));
        }
        match (Errors::of(self.errors), root) {
            (None, Ok(root)) => Ok(root),
            (Some(errors), _) => Err(errors),
            // A parser stops only with a recorded error.
            (None, Err(Stop)) => Err(Error::new(
                ErrorKind::Syntax,
                Span::default(),
                "the template could not be read",
                "report this as a bug, with the template",
            )
            .into()),
        }
    }
}

/// The number of values in `value`, itself included.
pub(crate) fn size(value: &Value) -> usize {
    1 + match &value.kind {
        Kind::List(items) => items.iter().map(size).sum(),
        Kind::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => 0,
    }
}

/// The depth of lists and maps in `value`: 0 for a scalar.
pub(crate) fn depth(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => 0,
    }
}
