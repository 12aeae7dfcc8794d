//! The YAML parser: converts the events of the low-level parser to values, and CloudFormation's short forms to their full form.

mod merge;
mod open;
mod syntax;
mod tag;

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

use crate::builder::{self, Builder, Stop};
use crate::note::{Note, NoteKind};
use crate::scalar;
use crate::short_form;
use crate::{Entry, Error, ErrorKind, Errors, Kind, Options, Position, Span, Value};

use open::OpenCollection;
use tag::Tag;

/// Parses a YAML document.
pub(crate) fn read(text: &str, options: &Options) -> Result<(Value, Vec<Note>), Errors> {
    let depth = options.max_depth.min(Options::DEEPEST);
    let parser = Parser::new_from_str_with_options(
        text,
        granit_parser::options! {
            // As SnakeYAML, PyYAML and libyaml do; the YAML test suite expects a line feed.
            block_scalar_eof_without_line_feed: true,
            flow_nesting_limit: depth,
            block_nesting_limit: depth,
        },
    );
    let mut reader = Reader {
        text,
        parser,
        builder: Builder::new(options),
        // Anchored values are kept only if there can be an alias.
        anchored: text.contains('*').then(HashMap::new),
        notes: Vec::new(),
    };
    let root = reader.document();
    let root = reader.builder.finish(root)?;
    // A tag on a list or map is checked at its end.
    reader.notes.sort_by_key(|note| note.span.start);
    Ok((root, reader.notes))
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    builder: Builder,
    anchored: Option<HashMap<usize, Value>>,
    notes: Vec<Note>,
}

/// A scalar of the low-level parser.
struct Scalar<'a> {
    text: Cow<'a, str>,
    plain: bool,
    span: Span,
}

type Item<'a> = (Event<'a>, granit_parser::Span);

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Value, Stop> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd => {
                    let message = "the template is empty";
                    let error = Error::new(ErrorKind::NotAMap, place(span), message, "add a `Resources` section");
                    return Err(self.builder.stop(error));
                }
                _ => {
                    let root = self.root((event, span))?;
                    self.end()?;
                    return Ok(root);
                }
            }
        }
    }

    /// The value that starts with `first`.
    fn root(&mut self, first: Item<'a>) -> Result<Value, Stop> {
        let mut open: Vec<OpenCollection> = Vec::new();
        let mut item = first;
        loop {
            if let Some((value, end)) = self.event(item, &mut open)? {
                match open.last_mut() {
                    Some(parent) => parent.value(value, end, &mut self.builder)?,
                    None => return Ok(value),
                }
            }
            item = self.next()?;
        }
    }

    /// Processes an event; returns the value that it completes and its end in the source.
    fn event(
        &mut self,
        (event, span): Item<'a>,
        open: &mut Vec<OpenCollection>,
    ) -> Result<Option<(Value, Position)>, Stop> {
        let here = place(span);
        let tag_span = span.tag_span().map_or(here, place);
        let depth = open.last().map_or(0, |parent| parent.depth + 1);
        if let Some(parent) = open.last_mut().filter(|parent| parent.expects_key())
            && self.key(&event, here, parent)?
        {
            return Ok(None);
        }
        let value = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.builder.count(1, here)?;
                let scalar = Scalar { text, plain: style == ScalarStyle::Plain, span: here };
                let value = self.scalar(scalar, tag.as_deref(), tag_span, depth)?;
                self.keep(anchor, value)?
            }
            Event::Alias(anchor) => self.alias(anchor, here, depth)?,
            Event::SequenceStart(_, anchor, tag) => {
                let function = self.start(tag.as_deref(), "seq", tag_span, depth)?;
                open.push(OpenCollection::list(here, depth + usize::from(function.is_some()), function, anchor));
                return Ok(None);
            }
            Event::MappingStart(_, anchor, tag) => {
                let function = self.start(tag.as_deref(), "map", tag_span, depth)?;
                open.push(OpenCollection::map(here, depth + usize::from(function.is_some()), function, anchor));
                return Ok(None);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(mut ended) = open.pop() else { return Ok(None) };
                let (function, anchor) = (ended.function.take(), ended.anchor);
                let mut value = ended.close(here, &mut self.builder)?;
                if let Some((name, tag_span)) = function {
                    value = self.long_form(&name, value, tag_span)?;
                }
                self.keep(anchor, value)?
            }
            _ => return Ok(None),
        };
        let end = if value.span.start >= here.start { value.span.end } else { here.end };
        Ok(Some((value, end)))
    }

    /// Checks that nothing follows the document.
    fn end(&mut self) -> Result<(), Stop> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(..) => {
                    let message = "unexpected second document";
                    let remedy = "use one template per file: remove this `---` and everything after it";
                    return Err(self.builder.stop(Error::new(ErrorKind::Syntax, place(span), message, remedy)));
                }
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<Item<'a>, Stop> {
        match self.parser.next_event() {
            Some(Ok(item)) => Ok(item),
            Some(Err(error)) => Err(self.builder.stop(syntax::explain(&error, self.text))),
            None => {
                let end = Position { offset: self.text.len(), ..Position::START };
                let message = "YAML not well-formed: unexpected end of the template";
                let error = Error::new(ErrorKind::Syntax, Span::at(end), message, "complete the template");
                Err(self.builder.stop(error))
            }
        }
    }

    fn note(&mut self, kind: NoteKind, span: Span) {
        self.notes.push(Note { kind, span });
    }

    /// Processes a key of `parent`. Returns false if it is a list or map, which is an error when it ends.
    fn key(&mut self, event: &Event<'a>, here: Span, parent: &mut OpenCollection) -> Result<bool, Stop> {
        let fault = match event {
            Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<" => {
                self.note(NoteKind::MergeKey, here);
                parent.merge_key();
                return Ok(true);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let kind = match tag {
                    None if *style == ScalarStyle::Plain => scalar::resolve(text),
                    Some(tag) if tag.core_suffix() != Some("str") && !matches!(Tag::of(tag), Tag::NonSpecific) => {
                        Kind::Null
                    }
                    _ => Kind::String(text.to_string()),
                };
                if let Some(name) = key_text(&kind) {
                    if !matches!(kind, Kind::String(_)) {
                        self.note(NoteKind::KeyNotString, here);
                    }
                    self.keep(*anchor, Value::new(kind, here))?;
                    parent.key(Some(name), here);
                    return Ok(true);
                }
                if tag.is_some() { "a key has a tag" } else { "null is not a key" }
            }
            Event::Alias(_) => "a key is an alias",
            _ => return Ok(false),
        };
        parent.key(None, here);
        self.builder.report(Error::new(ErrorKind::Key, here, fault, "write the key as a string"))?;
        Ok(true)
    }

    fn scalar(
        &mut self,
        scalar: Scalar<'a>,
        tag: Option<&granit_parser::Tag>,
        tag_span: Span,
        depth: usize,
    ) -> Result<Value, Stop> {
        let span = scalar.span;
        let kind = match tag.map(Tag::of) {
            None if scalar.plain => {
                let kind = scalar::resolve(&scalar.text);
                self.note_reinterpreted(&kind, &scalar.text, span);
                kind
            }
            None | Some(Tag::NonSpecific) => Kind::String(scalar.text.into_owned()),
            Some(Tag::Core(name)) => match tag::core_scalar(&name, &scalar.text, tag_span) {
                Ok(kind) => kind,
                Err(error) => {
                    self.builder.report(error)?;
                    Kind::Null
                }
            },
            Some(Tag::Function(name)) => {
                let argument = if name == "GetAtt" {
                    self.builder.count(2, span)?;
                    self.builder.enter(depth + 1, span)?;
                    self.attribute(&scalar)
                } else {
                    // A tag makes its scalar a string: `!Ref 123` refers to the name "123".
                    Value::new(Kind::String(scalar.text.into_owned()), span)
                };
                self.builder.enter(depth, tag_span)?;
                return self.long_form(&name, argument, tag_span);
            }
            Some(Tag::Unsupported(name)) => {
                self.builder.report(tag::unsupported(&name, tag_span))?;
                Kind::Null
            }
        };
        Ok(Value::new(kind, span))
    }

    /// Adds a note for a boolean or number in a notation that JSON does not have.
    fn note_reinterpreted(&mut self, kind: &Kind, written: &str, span: Span) {
        let read = match kind {
            Kind::Bool(value) if !written.eq_ignore_ascii_case("true") && !written.eq_ignore_ascii_case("false") => {
                value.to_string()
            }
            Kind::Number(number) if number.written() != number.text() => number.text().to_owned(),
            _ => return,
        };
        self.note(NoteKind::Reinterpreted { written: written.to_owned(), read }, span);
    }

    /// `!GetAtt Nested.Outputs.Arn`: the resource up to the first dot, the attribute after it.
    fn attribute(&self, scalar: &Scalar<'_>) -> Value {
        let text = scalar.text.as_ref();
        let (resource, attribute) = match text.split_once('.') {
            Some((resource, attribute)) => (resource, Some(attribute)),
            None => (text, None),
        };
        // Parts have their own places if the scalar has no escapes in the source.
        let quote = usize::from(!scalar.plain);
        let source = scalar.span.text(self.text).unwrap_or("");
        let verbatim = source.get(quote..).is_some_and(|source| source.starts_with(text)) && !text.contains('\n');
        let part = |at: usize, part: &str| {
            let place = if verbatim {
                let start = scalar.span.start.after(&source[..quote + at]);
                Span::new(start, start.after(part))
            } else {
                scalar.span
            };
            Value::new(Kind::String(part.to_owned()), place)
        };
        let mut parts = vec![part(0, resource)];
        parts.extend(attribute.map(|attribute| part(resource.len() + 1, attribute)));
        Value::new(Kind::List(parts), scalar.span)
    }

    /// Starts a list or map, where `expected` is the name of YAML's tag for it; returns the function of its tag.
    fn start(
        &mut self,
        tag: Option<&granit_parser::Tag>,
        expected: &str,
        tag_span: Span,
        depth: usize,
    ) -> Result<Option<(String, Span)>, Stop> {
        self.builder.count(1, tag_span)?;
        let function = match tag.map(Tag::of) {
            None | Some(Tag::NonSpecific) => None,
            Some(Tag::Core(name)) if name == expected => None,
            Some(Tag::Function(name)) => Some((name, tag_span)),
            Some(Tag::Core(name) | Tag::Unsupported(name)) => {
                self.builder.report(tag::unsupported(&name, tag_span))?;
                None
            }
        };
        self.builder.enter(depth + usize::from(function.is_some()), tag_span)?;
        Ok(function)
    }

    /// The full form of the function `name`.
    fn long_form(&mut self, name: &str, argument: Value, tag_span: Span) -> Result<Value, Stop> {
        self.builder.count(1, tag_span)?;
        if !short_form::is_known(name) {
            self.note(NoteKind::UnknownFunction(name.to_owned()), tag_span);
        } else if short_form::is_long_only(name) {
            self.note(NoteKind::LongFormOnly(name.to_owned()), tag_span);
        }
        let span = Span::new(tag_span.start, argument.span.end);
        let entry = Entry { key: short_form::long_name(name).into_owned(), key_span: tag_span, value: argument };
        Ok(Value { kind: Kind::Map(vec![entry]), span, short_form: true })
    }

    fn keep(&mut self, anchor: usize, value: Value) -> Result<Value, Stop> {
        if anchor > 0
            && let Some(anchored) = &mut self.anchored
        {
            self.builder.count(builder::size(&value), value.span)?;
            anchored.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn alias(&mut self, anchor: usize, place: Span, depth: usize) -> Result<Value, Stop> {
        self.note(NoteKind::Alias, place);
        let Some(value) = self.anchored.as_ref().and_then(|anchored| anchored.get(&anchor)) else {
            let message = "the alias is inside the value that it refers to";
            let error = Error::new(ErrorKind::Alias, place, message, "repeat the value instead of using an alias");
            return Err(self.builder.stop(error));
        };
        self.builder.count(builder::size(value), place)?;
        let levels = builder::depth(value);
        if levels > 0 {
            self.builder.enter(depth + levels - 1, place)?;
        }
        Ok(value.clone())
    }
}

/// A scalar as a key: a number or boolean is converted to its JSON text.
fn key_text(kind: &Kind) -> Option<String> {
    match kind {
        Kind::String(text) => Some(text.clone()),
        Kind::Number(number) => Some(number.text().to_owned()),
        Kind::Bool(value) => Some(value.to_string()),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

fn place(span: granit_parser::Span) -> Span {
    Span::new(position(&span.start), position(&span.end))
}

fn position(marker: &Marker) -> Position {
    Position { offset: marker.byte_offset().unwrap_or(0), line: marker.line(), column: marker.col() + 1 }
}
