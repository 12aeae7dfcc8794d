//! Public templates, read here and by an independent reader.

use std::path::PathBuf;

use cfn_template::{Entry, Format, Kind, Options, Tree, Value, read, write_yaml};

use crate::common::{corpus, independent_reader, same, yaml};

#[test]
fn public_templates_are_read_as_an_independent_reader_reads_them() {
    let templates = corpus();
    let files: Vec<PathBuf> = templates.iter().map(|(path, _)| path.clone()).collect();
    let ours: Vec<_> = templates
        .iter()
        .map(|(path, text)| {
            let document =
                read(text, &Options::default()).unwrap_or_else(|errors| panic!("{}: {errors}", path.display()));
            document.root.to_json()
        })
        .collect();
    if files.is_empty() {
        return;
    }
    let Some(theirs) = independent_reader(&[], &files) else { return };
    assert_eq!(theirs.len(), ours.len());
    for ((path, ours), theirs) in files.iter().zip(&ours).zip(&theirs) {
        assert!(same(ours, theirs), "{}:\n{ours}\n{theirs}", path.display());
    }
}

#[test]
fn public_templates_survive_the_writer() {
    for (path, text) in corpus() {
        let document = read(&text, &Options::default()).unwrap_or_else(|errors| panic!("{}: {errors}", path.display()));
        let tree = Tree::from(&document.root);
        let written = write_yaml(&tree);
        let again = yaml(&written);
        assert_eq!(Tree::from(&again.root), tree, "{}:\n{written}", path.display());
        assert_eq!(again.notes, [], "{}", path.display());
        assert_eq!(write_yaml(&Tree::from(&again.root)), written, "{}", path.display());
    }
}

#[test]
fn every_value_and_key_has_its_place() {
    for (path, text) in corpus() {
        let document = read(&text, &Options::default()).unwrap_or_else(|errors| panic!("{}: {errors}", path.display()));
        let json = document.format == Format::Json;
        check_places(&document.root, &text, json, &path.display().to_string());
    }
}

/// Checks that each place is inside that of its parent, that line and column agree with the offset, and that the source
/// has the key or plain value there.
fn check_places(value: &Value, source: &str, json: bool, file: &str) {
    let context = || format!("{file} {:?}: {:?}", value.span, value.kind);
    let text = value.span.text(source).unwrap_or_else(|| panic!("{}", context()));
    let before = &source[..value.span.start.offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(value.span.start.line, before.matches('\n').count() + 1, "{}", context());
    assert_eq!(value.span.start.column, before[line_start..].chars().count() + 1, "{}", context());
    let inside = |child: &Value| {
        let (child, parent) = (child.span.bytes(), value.span.bytes());
        assert!(parent.start <= child.start && child.end <= parent.end, "{}", context());
    };
    match &value.kind {
        Kind::Bool(_) | Kind::Number(_) => {
            assert!(!text.is_empty() && !text.contains(char::is_whitespace), "{}", context())
        }
        Kind::String(string) if json => assert!(text.starts_with('"') && text.ends_with('"'), "{} {string}", context()),
        Kind::String(string) => {
            let plain = text == string || text.contains(['\'', '"', '\n']);
            assert!(plain || string.is_empty(), "{} {text}", context());
        }
        Kind::Null => {}
        Kind::List(items) => items.iter().for_each(|item| {
            inside(item);
            check_places(item, source, json, file);
        }),
        Kind::Map(entries) => entries.iter().for_each(|Entry { key, key_span, value: child }| {
            let written = key_span.text(source).unwrap_or_default();
            let short = value.short_form && key.ends_with(written.trim_start_matches('!'));
            assert!(short || written.trim_matches(['"', '\'']) == key, "{written} {key} {}", context());
            inside(child);
            check_places(child, source, json, file);
        }),
    }
}

#[test]
fn scalars_differ_from_cfn_lint_only_where_the_service_does() {
    let scalars = [
        "yes",
        "Off",
        "y",
        "N",
        "~",
        "null",
        "0300",
        "0x1F",
        "0b11",
        "1_000",
        "1:30",
        "22:22",
        "+1",
        ".5",
        "1.",
        "-0",
        "2012-10-17",
        "10.0.0.0/16",
        "0o17",
        "123456789012345678901234567890",
        "1.5e+3",
        "1:30.5",
        "80:80",
        "'0300'",
        "''",
        // Floats to SnakeYAML, strings to PyYAML.
        "012345678901",
        "08",
        "1e3",
        "1.5e3",
    ];
    let known = ["012345678901", "08", "1e3", "1.5e3"];
    let text: String = scalars.iter().enumerate().map(|(at, scalar)| format!("k{at}: {scalar}\n")).collect();
    let aliases = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: [*a, *a]\nd:\n  <<: [*a, {x: 4, z: 5}]\n";
    let text = format!("{text}{aliases}");
    let file = std::env::temp_dir().join(format!("cfn-template-scalars-{}.yaml", std::process::id()));
    std::fs::write(&file, &text).expect("a temporary file");
    let theirs = independent_reader(&[], std::slice::from_ref(&file));
    std::fs::remove_file(&file).expect("the temporary file");
    let Some(theirs) = theirs else { return };
    let ours = yaml(&text).root.to_json();
    let differs = |at: &usize| !same(&ours[format!("k{at}")], &theirs[0][format!("k{at}")]);
    let different: Vec<&str> = (0..scalars.len()).filter(differs).map(|at| scalars[at]).collect();
    assert_eq!(different, known);
    for key in ["a", "b", "c", "d"] {
        assert!(same(&ours[key], &theirs[0][key]), "{key}: {ours}");
    }
}
