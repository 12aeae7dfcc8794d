//! `Fn::ForEach`:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>.

use std::collections::BTreeSet;

use cfn_template::{Entry, Kind, Template, Unreadable, Value};

use super::{argument_error, scalar};
use crate::error::Step;
use crate::evaluator::rebuilt;
use crate::{Error, ErrorKind, Evaluator, Outcome};

/// The prefix of the key of a loop.
pub(crate) const PREFIX: &str = "Fn::ForEach::";
/// The sections that can have loops.
const SECTIONS: [&str; 3] = ["Resources", "Conditions", "Outputs"];
/// The maximum number of entries that all loops generate, which nested loops multiply; far above CloudFormation's quotas.
const MOST_COPIES: usize = 10_000;

impl Evaluator<'_> {
    /// The template with its loops expanded. A loop over an unknown collection is kept, and so are all other functions.
    ///
    /// # Errors
    /// If CloudFormation would reject a loop.
    pub fn without_loops(&self, template: &Template) -> Result<Template, Error> {
        let mut root = template.root().clone();
        if let Kind::Map(sections) = &mut root.kind {
            for section in sections.iter_mut().filter(|section| SECTIONS.contains(&section.key.as_str())) {
                let step = |error: Error| error.within(Step::Key(section.key.clone()));
                section.value = self.written_out(&section.value).map_err(step)?;
            }
        }
        let span = root.span;
        Template::from_root(root).map_err(|Unreadable { errors }| {
            let message = errors.first().map_or_else(String::new, |error| error.message.clone());
            Error::new(ErrorKind::Argument, span, message, "use loops that generate entries of their section")
        })
    }

    fn written_out(&self, value: &Value) -> Result<Value, Error> {
        self.deeper(value, |this| {
            let kind = match &value.kind {
                Kind::List(items) => {
                    let items = items.iter().enumerate();
                    let items = items.map(|(at, item)| this.written_out(item).map_err(|e| e.within(Step::Index(at))));
                    Kind::List(items.collect::<Result<_, _>>()?)
                }
                Kind::Map(entries) => {
                    let mut all = Vec::with_capacity(entries.len());
                    for entry in entries {
                        let step = |error: Error| error.within(Step::Key(entry.key.clone()));
                        for entry in this.copies(entry).map_err(step)? {
                            let value = if entry.key.starts_with(PREFIX) {
                                entry.value
                            } else {
                                this.written_out(&entry.value).map_err(step)?
                            };
                            all.push(Entry { value, ..entry });
                        }
                    }
                    check_unique(&all)?;
                    Kind::Map(all)
                }
                _ => return Ok(value.clone()),
            };
            Ok(Value { kind, span: value.span, short_form: value.short_form })
        })
    }

    /// The entries that a loop generates, evaluated, and whether all of them are known.
    pub(crate) fn repeated(&self, entry: &Entry) -> Result<(Vec<Entry>, bool), Error> {
        let copies = self.copies(entry)?;
        if copies.iter().any(|copy| copy.key.starts_with(PREFIX)) {
            return Ok((copies, false));
        }
        self.entries(&copies)
    }

    /// The entries that a loop generates, or the loop itself with its collection as far as known.
    ///
    /// An entry that is not a loop is unchanged. A loop is kept if a nested one is kept, because the keys of its copies
    /// would not be unique.
    fn copies(&self, entry: &Entry) -> Result<Vec<Entry>, Error> {
        if !entry.key.starts_with(PREFIX) {
            return Ok(vec![entry.clone()]);
        }
        self.deeper(&entry.value, |this| {
            let expected = "an identifier, a collection (a list), and a map that is repeated for each item";
            let (identifier, collection, fragment) = match entry.value.as_list() {
                Some([identifier, collection, fragment]) => (identifier.as_str(), collection, fragment.as_map()),
                _ => return Err(argument_error(&entry.value, expected)),
            };
            let (Some(identifier), Some(fragment)) = (identifier, fragment) else {
                return Err(argument_error(&entry.value, expected));
            };
            let (items, known) = match this.required(1, collection)? {
                Outcome::Known(items) => (items, true),
                rest => (rest.value().unwrap_or_else(|| collection.clone()), false),
            };
            let open = |items: Value| {
                let arguments = entry.value.as_list().into_iter().flatten().enumerate();
                let arguments = arguments.map(|(at, argument)| if at == 1 { items.clone() } else { argument.clone() });
                let value = rebuilt(&entry.value, Kind::List(arguments.collect()));
                Ok(vec![Entry { value, ..entry.clone() }])
            };
            if !known {
                return open(items);
            }
            let mut copies = Vec::new();
            for item in items.as_list().ok_or_else(|| argument_error(collection, "a list of items"))? {
                let item = scalar(item).ok_or_else(|| argument_error(item, "strings as items"))?;
                for template in fragment {
                    this.copies.set(this.copies.get() + 1);
                    if this.copies.get() > MOST_COPIES {
                        let message = format!("the loops of the template generate more than {MOST_COPIES} entries");
                        return Err(Error::new(ErrorKind::Limit, entry.key_span, message, "use fewer items"));
                    }
                    let copy = Item { identifier, text: &item }.put_into_entry(template);
                    let inner = |error: Error| error.within(Step::Key(template.key.clone())).within(Step::Index(2));
                    copies.extend(this.copies(&copy).map_err(inner)?);
                }
            }
            if copies.iter().any(|copy| copy.key.starts_with(PREFIX)) { open(items) } else { Ok(copies) }
        })
    }
}

/// Checks that loops have not generated duplicate keys.
pub(crate) fn check_unique(entries: &[Entry]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    match entries.iter().find(|entry| !seen.insert(entry.key.as_str())) {
        None => Ok(()),
        Some(entry) => {
            let message = format!("a loop generates the key `{}`, which already exists", entry.key);
            let remedy = "use items that result in different names";
            Err(Error::new(ErrorKind::DuplicateKey, entry.key_span, message, remedy))
        }
    }
}

/// An item of a loop's collection, which replaces the loop's identifier.
///
/// `Ref` of the identifier and `${Identifier}` are the item; `&{Identifier}` is the item without characters that are
/// not allowed in a logical ID.
#[derive(Clone, Copy)]
struct Item<'a> {
    identifier: &'a str,
    text: &'a str,
}

impl Item<'_> {
    fn put_into(self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::String(text) => Kind::String(self.filled(text)),
            Kind::List(items) => Kind::List(items.iter().map(|item| self.put_into(item)).collect()),
            Kind::Map(entries) => match value.as_function() {
                Some(("Ref", name)) if name.as_str() == Some(self.identifier) => Kind::String(self.text.to_owned()),
                Some(("Fn::Sub", argument)) if self.is_variable_of(argument) => value.kind.clone(),
                _ => Kind::Map(entries.iter().map(|entry| self.put_into_entry(entry)).collect()),
            },
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => value.kind.clone(),
        };
        rebuilt(value, kind)
    }

    fn put_into_entry(self, entry: &Entry) -> Entry {
        let key = if entry.key.starts_with(PREFIX) { entry.key.clone() } else { self.filled(&entry.key) };
        let value = match entry.value.as_list() {
            // A nested loop with the same identifier has its own items.
            Some([identifier, collection, fragment])
                if entry.key.starts_with(PREFIX) && identifier.as_str() == Some(self.identifier) =>
            {
                let items = vec![identifier.clone(), self.put_into(collection), fragment.clone()];
                rebuilt(&entry.value, Kind::List(items))
            }
            _ => self.put_into(&entry.value),
        };
        Entry { key, key_span: entry.key_span, value }
    }

    /// Whether `Fn::Sub` has a variable with the name of the loop's identifier.
    fn is_variable_of(self, argument: &Value) -> bool {
        argument.as_list().and_then(|all| all.get(1)?.get(self.identifier)).is_some()
    }

    fn filled(self, text: &str) -> String {
        let Self { identifier, text: item } = self;
        let (whole, short) = (format!("${{{identifier}}}"), format!("&{{{identifier}}}"));
        if !text.contains(&whole) && !text.contains(&short) {
            return text.to_owned();
        }
        let alphanumeric: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
        text.replace(&short, &alphanumeric).replace(&whole, item)
    }
}
