//! The evaluation of an expression.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use cfn_template::{Entry, Kind, Value};

use crate::error::Step;
use crate::function::loops;
use crate::{Error, ErrorKind, Outcome, Scope, Truth};

/// The state of a condition.
#[derive(Clone)]
pub(crate) enum State {
    Begun,
    Done(Truth),
}

/// Evaluates expressions in one [`Scope`]. Each condition is evaluated once.
pub struct Evaluator<'s> {
    pub(crate) scope: &'s dyn Scope,
    pub(crate) conditions: RefCell<BTreeMap<String, State>>,
    depth: Cell<usize>,
    bytes: Cell<usize>,
    pub(crate) copies: Cell<usize>,
}

/// The maximum nesting, including references between conditions, which fits into the default stack of a thread.
const DEEPEST: usize = 256;
/// The maximum size of all strings that functions return, in bytes, because repeated parameters multiply.
const MOST_BYTES: usize = 64 * 1024 * 1024;

impl<'s> Evaluator<'s> {
    /// An evaluator with a scope.
    #[must_use]
    pub fn new(scope: &'s dyn Scope) -> Self {
        Self { scope, conditions: RefCell::default(), depth: Cell::new(0), bytes: Cell::new(0), copies: Cell::new(0) }
    }

    /// Evaluates an expression: a property, or any other value outside of `Conditions`.
    ///
    /// # Errors
    /// The first function that CloudFormation would reject, with its place.
    pub fn value(&self, value: &Value) -> Result<Outcome, Error> {
        self.deeper(value, |this| match &value.kind {
            Kind::List(items) => this.list(items, value),
            Kind::Map(entries) => match function_of(value) {
                Some((name, argument)) => {
                    this.function(name, argument, value).map_err(|error| error.within(Step::Key(name.to_owned())))
                }
                None => this.map(entries, value),
            },
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => Ok(Outcome::Known(value.clone())),
        })
    }

    fn list(&self, items: &[Value], at: &Value) -> Result<Outcome, Error> {
        let (items, known) = self.items(items)?;
        Ok(finished(known, rebuilt(at, Kind::List(items))))
    }

    /// The items without those that are `AWS::NoValue`, and whether all of them are known.
    pub(crate) fn items(&self, items: &[Value]) -> Result<(Vec<Value>, bool), Error> {
        let mut known = true;
        let mut evaluated = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match self.item(index, item)? {
                Outcome::Known(item) => evaluated.push(item),
                Outcome::NoValue => {}
                Outcome::Residual(item) => {
                    known = false;
                    evaluated.push(item);
                }
            }
        }
        Ok((evaluated, known))
    }

    /// One item of a list, or argument of a function.
    pub(crate) fn item(&self, index: usize, item: &Value) -> Result<Outcome, Error> {
        self.value(item).map_err(|error| error.within(Step::Index(index)))
    }

    fn map(&self, entries: &[Entry], at: &Value) -> Result<Outcome, Error> {
        let (entries, known) = self.entries(entries)?;
        Ok(finished(known, rebuilt(at, Kind::Map(entries))))
    }

    /// The entries without those that are `AWS::NoValue`, with loops expanded, and whether all of them are known.
    pub(crate) fn entries(&self, entries: &[Entry]) -> Result<(Vec<Entry>, bool), Error> {
        let mut known = true;
        let mut evaluated: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries {
            let step = |error: Error| error.within(Step::Key(entry.key.clone()));
            if entry.key.starts_with(loops::PREFIX) {
                let (copies, all) = self.repeated(entry).map_err(step)?;
                known &= all;
                evaluated.extend(copies);
                continue;
            }
            let value = match self.value(&entry.value).map_err(step)? {
                Outcome::NoValue => continue,
                Outcome::Known(value) => value,
                Outcome::Residual(value) => {
                    known = false;
                    value
                }
            };
            // A macro beside other keys inserts its result; the meaning of other functions beside keys is known only to
            // the service.
            known &= !entry.key.starts_with("Fn::");
            evaluated.push(Entry { key: entry.key.clone(), key_span: entry.key_span, value });
        }
        if entries.iter().any(|entry| entry.key.starts_with(loops::PREFIX)) {
            loops::check_unique(&evaluated)?;
        }
        Ok((evaluated, known))
    }

    /// Evaluates one level within the depth limit.
    pub(crate) fn deeper<T>(&self, value: &Value, walk: impl FnOnce(&Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth.get() >= DEEPEST {
            let message = format!("functions and conditions are nested deeper than {DEEPEST}");
            return Err(Error::new(ErrorKind::Limit, value.span, message, "reduce the nesting"));
        }
        self.depth.set(self.depth.get() + 1);
        let result = walk(self);
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// A string that a function returns, within the limit for all strings.
    pub(crate) fn text(&self, at: &Value, text: String) -> Result<Value, Error> {
        self.check_bytes(at, text.len())?;
        self.bytes.set(self.bytes.get() + text.len());
        Ok(rebuilt(at, Kind::String(text)))
    }

    /// Fails if a string of this size would exceed the limit, before it is created.
    pub(crate) fn check_bytes(&self, at: &Value, more: usize) -> Result<(), Error> {
        if more <= MOST_BYTES - self.bytes.get() {
            return Ok(());
        }
        let message = format!("the functions of the template return strings of more than {MOST_BYTES} bytes in total");
        Err(Error::new(ErrorKind::Limit, at.span, message, "reduce repeated parameters and functions"))
    }
}

/// The function of a map: its only key, unless it is a loop.
///
/// `{"Condition": …}` is a function in conditions only; elsewhere it can be the condition of a policy statement.
pub(crate) fn function_of(value: &Value) -> Option<(&str, &Value)> {
    value.as_function().filter(|(name, _)| *name != "Condition" && !name.starts_with(loops::PREFIX))
}

/// A value that replaces `at`.
pub(crate) fn rebuilt(at: &Value, kind: Kind) -> Value {
    Value::new(kind, at.span)
}

/// An unresolved function that replaces `at`.
pub(crate) fn call(at: &Value, name: &str, argument: Value) -> Value {
    let key_span = at.as_map().and_then(<[Entry]>::first).map_or(at.span, |entry| entry.key_span);
    rebuilt(at, Kind::Map(vec![Entry { key: name.to_owned(), key_span, value: argument }]))
}

/// An unresolved function with a list of arguments.
pub(crate) fn call_with(at: &Value, name: &str, argument: &Value, arguments: Vec<Value>) -> Outcome {
    Outcome::Residual(call(at, name, rebuilt(argument, Kind::List(arguments))))
}

pub(crate) fn finished(known: bool, value: Value) -> Outcome {
    if known { Outcome::Known(value) } else { Outcome::Residual(value) }
}
