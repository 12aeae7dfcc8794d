//! Templates: YAML and JSON.

use cfn_template::{
    Document, ErrorKind, Errors, Format, Kind, NoteKind, Options, Position, Span, Tree, Value, read, write_yaml,
};

/// Reads `bytes` as YAML and checks the result. Whether it is a template.
pub fn yaml(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    check(text, Format::Yaml, &read_as(text, Format::Yaml))
}

/// Reads `bytes` as JSON and checks the result. Whether it is a template.
pub fn json(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let result = read_as(text, Format::Json);
    agrees_with_serde_json(text, &result);
    check(text, Format::Json, &result)
}

fn read_as(text: &str, format: Format) -> Result<Document, Errors> {
    read(text, &Options { format: Some(format), ..Options::default() })
}

/// Reads what was written of a tree, which may be longer and deeper than the text it was read from.
fn read_again(text: &str, format: Format) -> Document {
    let options =
        Options { format: Some(format), max_bytes: usize::MAX, max_depth: Options::DEEPEST, max_values: usize::MAX };
    read(text, &options).unwrap_or_else(|errors| panic!("what was written cannot be read: {errors}\n{text}"))
}

fn check(text: &str, format: Format, result: &Result<Document, Errors>) -> bool {
    let places = Places::new(text);
    match result {
        Ok(document) => {
            places.check_value(&document.root);
            document.notes.iter().for_each(|note| places.check(note.span));
            check_round_trips(document);
            assert!(format == Format::Yaml || document.notes.is_empty(), "JSON has no surprises: {:?}", document.notes);
        }
        Err(errors) => {
            assert!((1..=Errors::MAX).contains(&errors.len()), "{} errors", errors.len());
            assert!(errors.is_sorted_by_key(|error| error.span.start), "not in the document's order: {errors}");
            for error in errors.iter() {
                places.check(error.span);
                assert!(!error.message.is_empty() && !error.remedy.is_empty(), "{error:?}");
                assert!(!error.excerpt(text).to_string().is_empty(), "{error:?}");
            }
        }
    }
    result.is_ok()
}

/// The tree is the same after it was written and read: as YAML, as JSON, and as JSON that is read as YAML.
fn check_round_trips(document: &Document) {
    let tree = Tree::from(&document.root);
    let yaml = write_yaml(&tree);
    let again = read_again(&yaml, Format::Yaml);
    assert_eq!(Tree::from(&again.root), tree, "written and read as YAML:\n{yaml}");
    let surprise = again.notes.iter().find(|note| !matches!(note.kind, NoteKind::UnknownFunction(_)));
    assert_eq!(surprise, None, "what is written has no surprises:\n{yaml}");
    assert_eq!(write_yaml(&Tree::from(&again.root)), yaml, "written twice");

    let json = json_text(&tree);
    assert_eq!(Tree::from(&read_again(&json, Format::Json).root), tree, "written and read as JSON:\n{json}");
    // YAML 1.2.2, 7.4.2 and 8.2.2: a key that is not marked with `?` has at most 1,024 characters.
    if longest_key(&tree) <= 1024 {
        assert_eq!(Tree::from(&read_again(&json, Format::Yaml).root), tree, "JSON read as YAML:\n{json}");
    }
}

/// JSON text of a tree with its numbers as they are. In strings, what YAML takes for a line break or refuses is escaped.
fn json_text(tree: &Tree<'_>) -> String {
    match tree {
        Tree::Null => "null".into(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.text().to_owned(),
        Tree::String(text) => quoted(text),
        Tree::List(items) => format!("[{}]", items.iter().map(json_text).collect::<Vec<_>>().join(", ")),
        Tree::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", quoted(key), json_text(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The characters of the longest key, as [`json_text`] writes it.
fn longest_key(tree: &Tree<'_>) -> usize {
    match tree {
        Tree::List(items) => items.iter().map(longest_key).max().unwrap_or(0),
        Tree::Map(entries) => {
            let longest = entries.iter().map(|(key, value)| quoted(key).chars().count().max(longest_key(value)));
            longest.max().unwrap_or(0)
        }
        _ => 0,
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' | '\u{10000}'.. => quoted.push(c),
            _ => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// The offsets of the lines of a template.
struct Places<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let breaks = (0..bytes.len()).filter(|at| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self { text, lines: std::iter::once(0).chain(breaks.map(|at| at + 1)).collect() }
    }

    fn check_value(&self, value: &Value) {
        self.check(value.span);
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| self.check_value(item)),
            Kind::Map(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    let again = entries[..at].iter().any(|before| before.key == entry.key);
                    assert!(!again, "duplicate key {:?}", entry.key);
                    self.check(entry.key_span);
                    self.check_value(&entry.value);
                }
            }
            _ => {}
        }
    }

    /// The span is a stretch of the text, and line and column are those of its offsets.
    fn check(&self, span: Span) {
        assert!(span.text(self.text).is_some(), "{span:?} is not a stretch of the text");
        self.check_position(span.start);
        self.check_position(span.end);
    }

    fn check_position(&self, position: Position) {
        let line = self.lines.partition_point(|start| *start <= position.offset);
        let before = &self.text[self.lines[line - 1]..position.offset];
        // A byte order mark that starts the text or a document is not a column: no editor shows it.
        let columns = before.trim_start_matches('\u{feff}').chars().count() + 1..=before.chars().count() + 1;
        let right = position.line == line && columns.contains(&position.column);
        assert!(right, "{position:?} is line {line}, column {columns:?}");
    }
}

/// serde_json takes the same texts for JSON, and reads the same from them.
fn agrees_with_serde_json(text: &str, ours: &Result<Document, Errors>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (ours, theirs) {
        (Ok(document), Ok(theirs)) => {
            let ours = document.root.to_json();
            assert!(same(&ours, &theirs), "serde_json reads\n{theirs}\nand we\n{ours}");
        }
        (Ok(_), Err(error)) => panic!("serde_json refuses what we read: {error}"),
        (Err(errors), Ok(_)) => {
            let stricter = |kind| matches!(kind, ErrorKind::DuplicateKey | ErrorKind::NotAMap | ErrorKind::Limit);
            assert!(errors.iter().any(|error| stricter(error.kind)), "serde_json reads what we refuse: {errors}");
        }
        (Err(_), Err(_)) => {}
    }
}

/// Whether two JSON values are equal; serde_json reads a long fraction to within one unit of the last place.
fn same(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    let near = |(left, right): (f64, f64)| (left - right).abs() <= left.abs() * 4.0 * f64::EPSILON;
    match (left, right) {
        (Number(left), Number(right)) => left == right || left.as_f64().zip(right.as_f64()).is_some_and(near),
        (Array(left), Array(right)) => left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r)),
        (Object(left), Object(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.0 == r.0 && same(l.1, r.1))
        }
        _ => left == right,
    }
}
