//! The YAML that the writer produces.

use cfn_template::{Number, Tree, write_yaml};
use serde_json::{Value as Json, json};

use crate::common::yaml;

/// Writes `value` and checks that it reads back as itself.
fn write(value: &Json) -> String {
    let written = write_yaml(&Tree::from(value));
    assert_eq!(&yaml(&written).root.to_json(), value, "{written}");
    written
}

#[test]
fn a_template_looks_as_people_write_it() {
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A queue; and more",
        "Parameters": {"Env": {"Type": "String", "AllowedValues": ["prod", "no", "123"], "Default": ""}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}, "IsTest": {"Fn::Not": [{"Condition": "IsProd"}]}},
        "Resources": {
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Condition": "IsProd",
                "DependsOn": ["Role"],
                "Properties": {
                    "Code": {"ZipFile": "def handler(event, context):\n    return 1\n"},
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Timeout": 30,
                    "Layers": [],
                    "Environment": {"Variables": {
                        "BUCKET": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}"},
                        "ZONE": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
                        "ZONES": {"Fn::GetAZs": {"Ref": "AWS::Region"}},
                        "DATA": {"Fn::Base64": {"Fn::Sub": "#!/bin/sh\necho ${Env}\n"}},
                        "LONG": {"Fn::Join": ["", ["a rather long string, so that ", {"Ref": "Env"}, " does not fit on one line of it"]]},
                        "MAP": {"Fn::Sub": ["${A}", {"A": {"Fn::If": ["IsProd", 1, {"Ref": "AWS::NoValue"}]}}]},
                    }},
                },
            },
        },
    });
    let expected = "\
AWSTemplateFormatVersion: '2010-09-09'
Description: A queue; and more
Parameters:
  Env:
    Type: String
    AllowedValues:
      - prod
      - 'no'
      - '123'
    Default: ''
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Not [!Condition IsProd]
Resources:
  Function:
    Type: AWS::Lambda::Function
    Condition: IsProd
    DependsOn:
      - Role
    Properties:
      Code:
        ZipFile: |
          def handler(event, context):
              return 1
      Role: !GetAtt Role.Arn
      Timeout: 30
      Layers: []
      Environment:
        Variables:
          BUCKET: !Sub arn:${AWS::Partition}:s3:::${Bucket}
          ZONE: !Select [0, !GetAZs '']
          ZONES:
            Fn::GetAZs: !Ref AWS::Region
          DATA:
            Fn::Base64: !Sub |
              #!/bin/sh
              echo ${Env}
          LONG: !Join
            - ''
            - - 'a rather long string, so that '
              - !Ref Env
              - ' does not fit on one line of it'
          MAP: !Sub
            - ${A}
            - A: !If [IsProd, 1, !Ref 'AWS::NoValue']
";
    assert_eq!(write(&template), expected);
}

#[test]
fn short_forms_are_used_only_where_they_read_back() {
    let table = [
        (json!({"Ref": 1}), "a:\n  Ref: 1\n"),
        (json!({"Ref": {"Ref": "x"}}), "a:\n  Ref: !Ref x\n"),
        (json!({"Fn::GetAtt": "A.B"}), "a:\n  Fn::GetAtt: A.B\n"),
        (json!({"Fn::GetAtt": ["A.B", "C"]}), "a: !GetAtt [A.B, C]\n"),
        (json!({"Fn::GetAtt": ["A", "B.C"]}), "a: !GetAtt A.B.C\n"),
        (json!({"Fn::GetAtt": ["A", {"Ref": "B"}]}), "a: !GetAtt [A, !Ref B]\n"),
        (json!({"Fn::Sub": null}), "a:\n  Fn::Sub: null\n"),
        (json!({"Fn::Length": ["x"]}), "a:\n  Fn::Length:\n    - x\n"),
        (json!({"Condition": {"StringEquals": {"k": "v"}}}), "a:\n  Condition:\n    StringEquals:\n      k: v\n"),
        (json!({"Ref": "x", "z": 1}), "a:\n  Ref: x\n  z: 1\n"),
        (json!({"Fn::Ref": "x"}), "a:\n  Fn::Ref: x\n"),
        (json!({"Fn::Transform": {"Name": "AWS::Include"}}), "a: !Transform\n  Name: AWS::Include\n"),
        (json!({"Fn::Transform": {"Fn::Sub": "x"}}), "a:\n  Fn::Transform: !Sub x\n"),
        (json!({"Fn::Or": []}), "a: !Or []\n"),
        (
            json!([{"Fn::Join": ["", {"Fn::Split": [",", {"k": [1]}]}]}]),
            "a:\n  - !Join\n    - ''\n    - !Split\n      - ','\n      - k:\n          - 1\n",
        ),
    ];
    for (value, expected) in table {
        assert_eq!(write(&json!({"a": value})), expected, "{value}");
    }
}

#[test]
fn strings_that_a_reader_may_take_for_something_else_are_quoted() {
    for text in [
        "",
        "~",
        "null",
        "Null",
        "true",
        "True",
        "yes",
        "NO",
        "on",
        "Off",
        "y",
        "N",
        "=",
        "<<",
        "-",
        "- a",
        "?",
        "? a",
        ":",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "!Ref a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "'a",
        "\"a",
        "[a",
        "]",
        "{a",
        "}",
        ",a",
        " a",
        "a ",
        "1",
        "-1",
        "+1",
        "0",
        "007",
        "0x1F",
        "0o17",
        "0b1",
        "1_000",
        "1.5",
        ".5",
        "1.",
        "1e3",
        "1E-3",
        "1:30",
        "22:22",
        "190:20:30.5",
        ".inf",
        "-.INF",
        ".NaN",
        "2012-10-17",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43",
        "---",
        "...",
        "--- a",
        "123456789012",
        "012345678901",
        "12e4",
        "a\tb",
        "a\u{a0}",
        "\u{a0}a",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "\u{7f}",
        "\r",
        "a\rb",
        "\n",
        "\n\n",
        " a\nb",
        "a\n b\n ",
        "\ta\nb",
        "a\r\nb",
        "\u{fffe}",
        "😀 \u{10ffff}",
        "a\\b",
        "it's",
        "\u{1}\n",
        "nil",
        "a: b\nc: d\n",
        "# a\nb\n",
        "a\n\n\n",
        "- a\nb",
    ] {
        for value in [
            json!({"a": text}),
            json!({ text: "a" }),
            json!([text]),
            json!({"Fn::If": [text, text]}),
            json!({"Fn::Sub": text}),
        ] {
            write(&json!({ "r": value }));
        }
    }
}

#[test]
fn strings_that_need_no_quotes_have_none() {
    for text in [
        "a",
        "t3.micro",
        "10.0.0.0/16",
        "arn:aws:s3:::b/*",
        "AWS::S3::Bucket",
        "${A}",
        "it's",
        "a#b",
        "a, b [c]",
        "é",
        "/x",
        "3a.large",
    ] {
        assert_eq!(write(&json!({"k": text})), format!("k: {text}\n"));
    }
}

#[test]
fn lines_become_blocks_where_that_loses_nothing() {
    assert_eq!(write(&json!({"a": "x\ny"})), "a: |-\n  x\n  y\n");
    assert_eq!(write(&json!({"a": "x\n\n  y \n\tz\n"})), "a: |\n  x\n\n    y \n  \tz\n");
    assert_eq!(write(&json!({"a": ["x\n\n", "z"]})), "a:\n  - |+\n    x\n\n  - z\n");
    assert_eq!(write(&json!({"a": " x\ny"})), "a: \" x\\ny\"\n");
    assert_eq!(write(&json!({"a": "x\r\ny\u{1b}"})), "a: \"x\\r\\ny\\x1B\"\n");
}

#[test]
fn long_keys_are_marked() {
    let key = "k".repeat(1100);
    assert_eq!(write(&json!({ &key: {"b": 1} })), format!("? {key}\n:\n  b: 1\n"));
    write(&json!({"a": [{ &key: [1], "x": {"y": 2} }]}));
}

#[test]
fn numbers_are_spelt_for_every_reader() {
    let written = |text: &str| {
        let number = Number::from_json_text(text).expect("a JSON number");
        let written = write_yaml(&Tree::Map(vec![("a".into(), Tree::Number(number.clone()))]));
        assert_eq!(Tree::from(&yaml(&written).root), Tree::Map(vec![("a".into(), Tree::Number(number))]), "{written}");
        written
    };
    for (text, expected) in [
        ("1", "a: 1\n"),
        ("-0.5", "a: -0.5\n"),
        ("3.10", "a: 3.10\n"),
        ("1e3", "a: 1.0e+3\n"),
        ("-1.5E7", "a: -1.5e+7\n"),
        ("2E-7", "a: 2.0e-7\n"),
        ("123456789012345678901234567890", "a: 123456789012345678901234567890\n"),
    ] {
        assert_eq!(written(text), expected);
    }
}

#[test]
fn any_tree_can_be_the_root() {
    for (tree, expected) in [
        (Tree::Null, "null\n"),
        (Tree::String("x".into()), "x\n"),
        (Tree::List(vec![]), "[]\n"),
        (Tree::Map(vec![]), "{}\n"),
        (Tree::List(vec![Tree::Bool(true)]), "- true\n"),
        (Tree::String("x\ny\n".into()), "|\n  x\n  y\n"),
        (Tree::from(&json!({"Ref": "x"})), "!Ref x\n"),
    ] {
        assert_eq!(write_yaml(&tree), expected);
    }
}
