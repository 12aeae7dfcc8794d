//! What plain and quoted scalars mean.

use crate::common::{value_of_a, yaml};
use cfn_template::{Kind, NoteKind};
use serde_json::{Value as Json, json};

/// The value of a scalar, as JSON, and the text of a number.
fn read(scalar: &str) -> (Json, Option<String>) {
    let value = value_of_a(&format!("a: {scalar}\n"));
    let text = match &value.kind {
        Kind::Number(number) => Some(number.text().to_owned()),
        _ => None,
    };
    (value.to_json(), text)
}

#[test]
fn plain_scalars_are_null_booleans_or_strings() {
    let table: [(&str, Json); 39] = [
        ("", Json::Null),
        ("~", Json::Null),
        ("null", Json::Null),
        ("Null", Json::Null),
        ("NULL", Json::Null),
        ("nULL", json!("nULL")),
        ("true", json!(true)),
        ("True", json!(true)),
        ("TRUE", json!(true)),
        ("tRUE", json!("tRUE")),
        ("yes", json!(true)),
        ("YES", json!(true)),
        ("On", json!(true)),
        ("on", json!(true)),
        ("No", json!(false)),
        ("no", json!(false)),
        ("OFF", json!(false)),
        ("False", json!(false)),
        ("y", json!("y")),
        ("N", json!("N")),
        ("Y", json!("Y")),
        ("n", json!("n")),
        ("2012-10-17", json!("2012-10-17")),
        ("2001-12-14 21:59:43.10 -5", json!("2001-12-14 21:59:43.10 -5")),
        ("2001-12-14t21:59:43.10-05:00", json!("2001-12-14t21:59:43.10-05:00")),
        (".inf", json!(".inf")),
        ("-.INF", json!("-.INF")),
        (".nan", json!(".nan")),
        ("1e999", json!("1e999")),
        ("0o17", json!("0o17")),
        ("1.2.3", json!("1.2.3")),
        ("10.0.0.0/16", json!("10.0.0.0/16")),
        ("80:80", json!("80:80")),
        ("02:30-03:00", json!("02:30-03:00")),
        ("+", json!("+")),
        (".", json!(".")),
        ("0x", json!("0x")),
        ("1__e", json!("1__e")),
        ("arn:aws:s3:::bucket/*", json!("arn:aws:s3:::bucket/*")),
    ];
    for (scalar, expected) in table {
        assert_eq!(read(scalar).0, expected, "{scalar:?}");
    }
}

#[test]
fn plain_numbers_keep_their_digits() {
    let table = [
        // Decimal.
        ("0", "0"),
        ("7", "7"),
        ("-7", "-7"),
        ("+7", "7"),
        ("-0", "0"),
        ("123456789012", "123456789012"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1_000_000", "1000000"),
        // Other bases.
        ("0300", "192"),
        ("012345670123", "1402433619"),
        ("-010", "-8"),
        ("00", "0"),
        ("0_7", "7"),
        ("0x1F", "31"),
        ("-0xff", "-255"),
        ("0b101", "5"),
        ("1:30", "90"),
        ("22:22", "1342"),
        ("190:20:30", "685230"),
        // Fractions.
        ("1.0", "1.0"),
        ("3.10", "3.10"),
        ("0.10000000000000000555", "0.10000000000000000555"),
        ("1.", "1.0"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("+1.5", "1.5"),
        ("1_0.2_5", "10.25"),
        ("1e3", "1e3"),
        ("1.5E-7", "1.5E-7"),
        ("1.e+2", "1.0e+2"),
        ("1:30.5", "90.5"),
        ("-0.0", "-0.0"),
        // A leading zero before a digit above 7.
        ("08", "8.0"),
        ("012345678901", "12345678901.0"),
        ("099720109477", "99720109477.0"),
    ];
    for (scalar, expected) in table {
        assert_eq!(read(scalar).1.as_deref(), Some(expected), "{scalar:?}");
        let value = value_of_a(&format!("a: {scalar}\n"));
        let Kind::Number(number) = value.kind else { unreachable!("it has a text") };
        assert_eq!(number.written(), scalar);
    }
}

#[test]
fn quotes_blocks_and_str_make_strings() {
    for text in ["yes", "0300", "1.0", "null", "2012-10-17", "~"] {
        for written in [
            format!("'{text}'"),
            format!("\"{text}\""),
            format!("|-\n  {text}"),
            format!("!!str {text}"),
            format!("! {text}"),
        ] {
            assert_eq!(read(&written).0, json!(text), "{written}");
        }
    }
}

#[test]
fn tags_of_yaml_check_their_value() {
    assert_eq!(read("!!int \"0300\"").0, json!(192));
    assert_eq!(read("!!bool \"on\"").0, json!(true));
    assert_eq!(read("!!float 1").0, json!(1));
    assert_eq!(read("!!null ''").0, Json::Null);
    for wrong in [
        "!!int x",
        "!!int 1.5",
        "!!bool 1",
        "!!null x",
        "!!binary aGk=",
        "!!timestamp 2012-10-17",
        "!!set {x}",
        "!!seq {x: 1}",
        "!<tag:example.com,2000:x> y",
    ] {
        let error = crate::common::fault(&format!("a: {wrong}\n"));
        assert_eq!(error.kind, cfn_template::ErrorKind::Tag, "{wrong}");
        assert_eq!((error.span.start.line, error.span.start.column), (1, 4), "{wrong}");
    }
}

#[test]
fn block_scalars_keep_their_lines() {
    let table = [
        ("|\n  x\n  y\n", "x\ny\n"),
        ("|-\n  x\n  y\n", "x\ny"),
        ("|+\n  x\n\n", "x\n\n"),
        (">\n  x\n  y\n\n  z\n", "x y\nz\n"),
        (">-\n  x\n    y\n  z\n", "x\n  y\nz"),
        ("|2\n    x\n   y\n", "  x\n y\n"),
        ("|\n  x  \n\n  \ty\n", "x  \n\n\ty\n"),
        ("|\n  no line feed at the end", "no line feed at the end"),
        ("|\r\n  x\r\n  y\r\n", "x\ny\n"),
        ("|\n  # no comment\n  a: b\n", "# no comment\na: b\n"),
    ];
    for (written, expected) in table {
        assert_eq!(value_of_a(&format!("a: {written}")).to_json(), json!(expected), "{written:?}");
    }
    let under_indented = yaml("a: \"one\ntwo\"\nb: 'one\n\n  two'\n").root.to_json();
    assert_eq!(under_indented, json!({"a": "one two", "b": "one\ntwo"}), "as PyYAML and SnakeYAML read it");
}

#[test]
fn surprising_scalars_are_noted() {
    let document = yaml("a: 0300\nb: yes\nc: true\nd: 12\n200: ok\ne: '0300'\non: x\nf: !Ref 0300\n");
    let notes: Vec<_> = document.notes.iter().map(|note| (note.span.start.to_string(), note.kind.clone())).collect();
    let reinterpreted =
        |written: &str, read: &str| NoteKind::Reinterpreted { written: written.into(), read: read.into() };
    assert_eq!(
        notes,
        [
            ("line 1, column 4".to_owned(), reinterpreted("0300", "192")),
            ("line 2, column 4".to_owned(), reinterpreted("yes", "true")),
            ("line 5, column 1".to_owned(), NoteKind::KeyNotString),
            ("line 7, column 1".to_owned(), NoteKind::KeyNotString),
        ]
    );
    assert_eq!(document.root.get("200").and_then(|value| value.as_str()), Some("ok"));
    assert_eq!(document.root.get("true").and_then(|value| value.as_str()), Some("x"));
}
