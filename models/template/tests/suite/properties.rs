//! What holds for any template and any text.

use std::borrow::Cow;
use std::collections::HashSet;

use cfn_template::{Format, Kind, Number, Options, Tree, Value, read, write_yaml};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::common::{independent_reader, same, yaml};

/// A runner that tries the same cases on every machine.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Text made of what readers trip over.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9]{1,6}",
        2 => prop::sample::select(vec![
            " ", "  ", "\n", "\n\n", "\t", ":", ": ", " #", "#", "-", "- ", "'", "\"", "\\", "|", ">", "&", "*", "!", "%",
            "@", "`", "{", "}", "[", "]", ",", "?", "? ", "~", "=", "<<", "${A}", "---", "...", "\r", "\r\n", "\u{85}",
            "\u{a0}", "\u{2028}", "\u{feff}", "\u{7f}", "\u{0}", "\u{1b}", "é", "漢", "😀", "\u{fffd}", "_", "+", ".", "0",
            "0x", "0o", "1e", ":30", "e+3", "2012-10-17", "true", "Yes", "no", "null", "y", "N", "on",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        prop::sample::select(vec![
            "Ref",
            "Condition",
            "Fn::Sub",
            "Fn::GetAtt",
            "Fn::Join",
            "Fn::If",
            "Fn::Transform",
            "Fn::Length"
        ])
        .prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = Number> {
    let float = prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL;
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (0_i64..100).prop_map(Number::from),
        float.prop_filter_map("finite", |value| Number::try_from(value).ok()),
        "-?[1-9][0-9]{0,30}(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?"
            .prop_filter_map("a JSON number", |text| Number::from_json_text(&text)),
    ]
}

fn tree() -> impl Strategy<Value = Tree<'static>> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        number().prop_map(Tree::Number),
        text().prop_map(|text| Tree::String(text.into())),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Tree::List),
            map(inner.clone(), 0..5),
            // Functions, which the writer treats apart.
            map(inner, 1..2),
        ]
    })
}

fn map(
    value: impl Strategy<Value = Tree<'static>>,
    size: std::ops::Range<usize>,
) -> impl Strategy<Value = Tree<'static>> {
    prop::collection::vec((key(), value), size).prop_map(|entries| {
        let mut seen = HashSet::new();
        let entries = entries.into_iter().filter(|(key, _)| seen.insert(key.clone()));
        Tree::Map(entries.map(|(key, value)| (Cow::Owned(key), value)).collect())
    })
}

fn template() -> impl Strategy<Value = Tree<'static>> {
    tree().prop_map(|tree| Tree::Map(vec![("a".into(), tree)]))
}

/// JSON text of a tree with the numbers as they are.
fn json_text(tree: &Tree<'_>) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match tree {
        Tree::Null => "null".into(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.text().to_owned(),
        Tree::String(text) => quoted(text),
        Tree::List(items) => format!("[{}]", items.iter().map(json_text).collect::<Vec<_>>().join(" ,\n\t")),
        Tree::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{} : {}", quoted(key), json_text(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(",\r\n"))
        }
    }
}

#[test]
fn what_is_written_as_yaml_reads_back_the_same() {
    let test = |tree: Tree<'static>| {
        let written = write_yaml(&tree);
        let document = read(&written, &Options { format: Some(Format::Yaml), ..Options::default() });
        let document = document.map_err(|errors| TestCaseError::fail(format!("{errors}\n{written}")))?;
        prop_assert_eq!(Tree::from(&document.root), tree, "{}", written);
        prop_assert_eq!(document.notes, vec![], "{}", written);
        Ok(())
    };
    runner(4_000).run(&template(), test).expect("every tree");
}

#[test]
fn json_reads_back_the_same() {
    let test = |tree: Tree<'static>| {
        let text = json_text(&tree);
        let document = read(&text, &Options::default());
        let document = document.map_err(|errors| TestCaseError::fail(format!("{errors}\n{text}")))?;
        prop_assert_eq!(Tree::from(&document.root), tree, "{}", text);
        Ok(())
    };
    runner(2_000).run(&template(), test).expect("every tree");
}

#[test]
fn independent_readers_read_the_written_yaml_alike() {
    let mut runner = runner(1);
    let folder = std::env::temp_dir().join(format!("cfn-template-{}", std::process::id()));
    let trees: Vec<Tree<'static>> =
        (0..400).map(|_| template().new_tree(&mut runner).expect("a tree").current()).collect();
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let write = |(at, tree): (usize, &Tree<'_>)| {
        let file = folder.join(format!("{at}.yaml"));
        std::fs::write(&file, write_yaml(tree)).expect("a temporary file");
        file
    };
    let files: Vec<_> = trees.iter().enumerate().map(write).collect();
    let theirs = independent_reader(&["--written"], &files);
    std::fs::remove_dir_all(&folder).expect("the temporary folder");
    let Some(theirs) = theirs else { return };
    assert_eq!(theirs.len(), trees.len() * 2, "by PyYAML and by ruamel.yaml");
    for (tree, theirs) in trees.iter().zip(theirs.chunks(2)) {
        let ours = yaml(&write_yaml(tree)).root.to_json();
        assert!(theirs.iter().all(|theirs| same(&ours, theirs)), "{}\n{ours}\n{theirs:?}", write_yaml(tree));
    }
}

/// Checks what must hold of a result for any text.
fn check(text: &str, format: Option<Format>) -> Result<(), TestCaseError> {
    match read(text, &Options { format, ..Options::default() }) {
        Ok(document) => {
            check_spans(&document.root, text)?;
            let tree = Tree::from(&document.root);
            let written = write_yaml(&tree);
            let again =
                read(&written, &Options { format: Some(Format::Yaml), max_bytes: usize::MAX, ..Options::default() });
            let again = again.map_err(|errors| TestCaseError::fail(format!("{errors}\n{written}")))?;
            prop_assert_eq!(Tree::from(&again.root), tree);
        }
        Err(errors) => {
            for error in errors {
                prop_assert!(error.span.start.line >= 1 && error.span.start.column >= 1, "{:?}", error);
                prop_assert!(error.span.text(text).is_some(), "{:?}", error);
                prop_assert!(!error.excerpt(text).to_string().is_empty(), "{:?}", error);
            }
        }
    }
    Ok(())
}

fn check_spans(value: &Value, source: &str) -> Result<(), TestCaseError> {
    prop_assert!(value.span.text(source).is_some(), "{:?}", value.span);
    match &value.kind {
        Kind::List(items) => items.iter().try_for_each(|item| check_spans(item, source)),
        Kind::Map(entries) => entries.iter().try_for_each(|entry| {
            prop_assert!(entry.key_span.text(source).is_some(), "{:?}", entry.key_span);
            check_spans(&entry.value, source)
        }),
        _ => Ok(()),
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let strategy = (prop::collection::vec(text(), 0..12).prop_map(|texts| texts.concat()), any::<bool>());
    let test = |(text, json): (String, bool)| {
        check(&text, Some(if json { Format::Json } else { Format::Yaml }))?;
        check(&format!("{{\"a\": {text}}}"), None)?;
        check(&format!("a: {text}"), None)
    };
    runner(3_000).run(&strategy, test).expect("no panic");
}
