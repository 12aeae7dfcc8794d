//! Refused templates: which rule, where, and what the user is told.

use crate::common::{fault, refused};
use cfn_template::{ErrorKind, Errors, Excerpt, Format, Options, Span, read};

#[test]
fn each_fault_has_its_rule_and_place() {
    let table = [
        // YAML.
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", ErrorKind::DuplicateKey, "line 5, column 3"),
        ("a: {b: 1, 'b': 2}\n", ErrorKind::DuplicateKey, "line 1, column 11"),
        ("a: 1\n0x1: 2\n1: 3\n", ErrorKind::DuplicateKey, "line 3, column 1"),
        ("a: 1\n~: 2\n", ErrorKind::Key, "line 2, column 1"),
        ("a: 1\n? [x]\n: 2\n", ErrorKind::Key, "line 2, column 3"),
        ("!Ref a: 1\n", ErrorKind::Key, "line 1, column 6"),
        ("a: \"x\n", ErrorKind::Syntax, "line 1, column 4"),
        ("a: [1, 2\n", ErrorKind::Syntax, "line 1, column 4"),
        ("a:\n\tb: 1\n", ErrorKind::Syntax, "line 2, column 2"),
        ("a: b: c\n", ErrorKind::Syntax, "line 1, column 5"),
        ("a: \"\\d\"\n", ErrorKind::Syntax, "line 1, column 4"),
        ("a: 1\n---\nb: 2\n", ErrorKind::Syntax, "line 2, column 1"),
        ("", ErrorKind::NotAMap, "line 1, column 1"),
        ("# only a comment\n", ErrorKind::NotAMap, "line 2, column 1"),
        ("just text\n", ErrorKind::NotAMap, "line 1, column 1"),
        ("- a\n", ErrorKind::NotAMap, "line 1, column 1"),
        // JSON.
        ("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", ErrorKind::DuplicateKey, "line 3, column 2"),
        ("{\"a\": 1,}", ErrorKind::Syntax, "line 1, column 9"),
        ("{\"a\": [1,]}", ErrorKind::Syntax, "line 1, column 10"),
        ("{\"a\" 1}", ErrorKind::Syntax, "line 1, column 6"),
        ("{\"a\": 1 \"b\": 2}", ErrorKind::Syntax, "line 1, column 9"),
        ("{a: 1}", ErrorKind::Syntax, "line 1, column 2"),
        ("{'a': 1}", ErrorKind::Syntax, "line 1, column 2"),
        ("{\"a\": 01}", ErrorKind::Syntax, "line 1, column 7"),
        ("{\"a\": 1e999}", ErrorKind::Number, "line 1, column 7"),
        ("{\"a\": yes}", ErrorKind::Syntax, "line 1, column 7"),
        ("{\"a\": \"x\ty\"}", ErrorKind::Syntax, "line 1, column 9"),
        ("{\"a\": \"\\q\"}", ErrorKind::Syntax, "line 1, column 8"),
        ("{\"a\": \"\\ud83d\"}", ErrorKind::Syntax, "line 1, column 8"),
        ("{\"a\": \"\\ud83d\\u0041\"}", ErrorKind::Syntax, "line 1, column 8"),
        ("{\"a\": \"x", ErrorKind::Syntax, "line 1, column 7"),
        ("{\"é😀\": x}", ErrorKind::Syntax, "line 1, column 8"),
        ("{\"a\": 1} x", ErrorKind::Syntax, "line 1, column 10"),
        ("{", ErrorKind::Syntax, "line 1, column 2"),
        ("\u{feff} {\r\n\"a\"\r\n}", ErrorKind::Syntax, "line 3, column 1"),
    ];
    for (text, kind, place) in table {
        let error = fault(text);
        assert_eq!((error.kind, error.span.start.to_string().as_str()), (kind, place), "{text:?}: {error}");
        assert!(!error.remedy.is_empty() && error.span.text(text).is_some(), "{text:?}: {error:?}");
    }
}

#[test]
fn every_duplicate_is_reported_in_document_order() {
    let errors = refused("a:\n  b: 1\n  b: 2\n  b: 3\nc: {d: 1, d: 2}\na: 1\n");
    let places: Vec<_> = errors.iter().map(|error| error.span.start.to_string()).collect();
    assert_eq!(places, ["line 3, column 3", "line 4, column 3", "line 5, column 11", "line 6, column 1"]);
    assert_eq!(
        errors[0].to_string(),
        "line 3, column 3: duplicate key `b`, first at line 2, column 3; \
         remove or rename one of them"
    );
    assert_eq!(errors.to_string().lines().count(), 4);
}

#[test]
fn reading_stops_at_the_most_errors() {
    let text = "a: 1\n".repeat(1000);
    assert_eq!(refused(&text).len(), Errors::MAX);
}

#[test]
fn the_language_can_be_given() {
    let options = |format| Options { format: Some(format), ..Options::default() };
    let flow = "{a: 1, b: [x,]}";
    assert!(read(flow, &options(Format::Yaml)).is_ok());
    assert!(read(flow, &options(Format::Json)).is_err());
    assert_eq!(Format::detect("\u{feff}\r\n {"), Format::Json);
    assert_eq!(Format::detect("# {\n{"), Format::Yaml);
}

#[test]
fn an_excerpt_underlines_the_fault() {
    let text = "Resources:\r\n  Büro: 1\r\n  Büro: 22\r\n";
    assert_eq!(fault(text).excerpt(text).to_string(), "  |\n2 |   Büro: 1\n3 |   Büro: 22\n  |   ^^^^\n");
    let text = "{\"a\": 1, \"a\": 2}";
    assert_eq!(fault(text).excerpt(text).to_string(), "  |\n1 | {\"a\": 1, \"a\": 2}\n  |          ^^^\n");
}

#[test]
fn an_excerpt_of_a_long_line_is_short() {
    let text = format!("{{{}\"x\": 1, \"x\": 2}}", (0..10_000).map(|at| format!("\"k{at}\": 0, ")).collect::<String>());
    let shown = fault(&text).excerpt(&text).to_string();
    assert!(shown.lines().all(|line| line.chars().count() < 140), "{shown}");
    let [.., line, marker] = shown.lines().collect::<Vec<_>>()[..] else { panic!("{shown}") };
    let at = marker.find('^').expect("a marker");
    assert_eq!(&line[at..at + 3], "\"x\"");
}

#[test]
fn an_excerpt_of_a_foreign_span_is_empty() {
    let text = "a: é\n";
    let mut span = Span::default();
    span.start.offset = 4;
    assert_eq!(Excerpt::new(text, span).to_string(), "");
    span.start.offset = 400;
    assert_eq!(Excerpt::new(text, span).to_string(), "");
    assert_eq!(Excerpt::new(text, Span::default()).to_string().lines().count(), 3);
}
