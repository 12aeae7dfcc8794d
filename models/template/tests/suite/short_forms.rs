//! Functions in short form become functions in long form.

use crate::common::{value_of_a, yaml};
use cfn_template::NoteKind;
use serde_json::{Value as Json, json};

fn read(value: &str) -> Json {
    value_of_a(&format!("a: {value}\n")).to_json()
}

#[test]
fn each_short_form_becomes_its_long_form() {
    let table: [(&str, Json); 33] = [
        ("!Ref Bucket", json!({"Ref": "Bucket"})),
        ("!Ref AWS::Region", json!({"Ref": "AWS::Region"})),
        ("!Ref 123", json!({"Ref": "123"})),
        ("{! \"Ref\": AWS::Region}", json!({"Ref": "AWS::Region"})),
        ("!Condition IsProd", json!({"Condition": "IsProd"})),
        ("!GetAtt Bucket.Arn", json!({"Fn::GetAtt": ["Bucket", "Arn"]})),
        ("!GetAtt Nested.Outputs.Arn", json!({"Fn::GetAtt": ["Nested", "Outputs.Arn"]})),
        ("!GetAtt 'Bucket.Arn'", json!({"Fn::GetAtt": ["Bucket", "Arn"]})),
        ("!GetAtt [Bucket, Arn]", json!({"Fn::GetAtt": ["Bucket", "Arn"]})),
        ("!GetAtt [Nested, Outputs.Arn]", json!({"Fn::GetAtt": ["Nested", "Outputs.Arn"]})),
        ("!GetAtt [Bucket, !Ref Name]", json!({"Fn::GetAtt": ["Bucket", {"Ref": "Name"}]})),
        ("!GetAtt Bucket", json!({"Fn::GetAtt": ["Bucket"]})),
        ("!Sub '${A}-x'", json!({"Fn::Sub": "${A}-x"})),
        ("!Sub 2012-10-17", json!({"Fn::Sub": "2012-10-17"})),
        ("!Sub |\n  line\n  ${A}", json!({"Fn::Sub": "line\n${A}\n"})),
        ("!Sub\n  - ${A}\n  - A: !Ref B", json!({"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]})),
        ("!If [IsProd, 3, !Ref AWS::NoValue]", json!({"Fn::If": ["IsProd", 3, {"Ref": "AWS::NoValue"}]})),
        ("!Join ['', [a, !Ref B]]", json!({"Fn::Join": ["", ["a", {"Ref": "B"}]]})),
        ("!Join\n- ','\n- - a\n  - b", json!({"Fn::Join": [",", ["a", "b"]]})),
        ("!Select [0, !GetAZs '']", json!({"Fn::Select": [0, {"Fn::GetAZs": ""}]})),
        ("!GetAZs", json!({"Fn::GetAZs": ""})),
        ("!GetAZs {Ref: AWS::Region}", json!({"Fn::GetAZs": {"Ref": "AWS::Region"}})),
        ("!Split [',', x]", json!({"Fn::Split": [",", "x"]})),
        ("!FindInMap [A, !Ref AWS::Region, C]", json!({"Fn::FindInMap": ["A", {"Ref": "AWS::Region"}, "C"]})),
        ("!Base64 true", json!({"Fn::Base64": "true"})),
        ("!Cidr [!GetAtt Vpc.CidrBlock, 6, 8]", json!({"Fn::Cidr": [{"Fn::GetAtt": ["Vpc", "CidrBlock"]}, 6, 8]})),
        ("!ImportValue Net-Vpc", json!({"Fn::ImportValue": "Net-Vpc"})),
        (
            "!And [!Equals [a, b], !Not [!Condition C], !Or [!Condition D, !Condition E]]",
            json!({"Fn::And": [
                {"Fn::Equals": ["a", "b"]},
                {"Fn::Not": [{"Condition": "C"}]},
                {"Fn::Or": [{"Condition": "D"}, {"Condition": "E"}]},
            ]}),
        ),
        (
            "!Transform {Name: AWS::Include, Parameters: {Location: s3://b/k}}",
            json!({"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}}),
        ),
        ("!ToJsonString\n  k: !Ref P", json!({"Fn::ToJsonString": {"k": {"Ref": "P"}}})),
        ("!Length [1, 2]", json!({"Fn::Length": [1, 2]})),
        (
            "{'Fn::ForEach::Topics': [Name, [x, y], {'T${Name}': {Type: AWS::SNS::Topic}}]}",
            json!({"Fn::ForEach::Topics": ["Name", ["x", "y"], {"T${Name}": {"Type": "AWS::SNS::Topic"}}]}),
        ),
        ("\n  Fn::Base64: !Sub x", json!({"Fn::Base64": {"Fn::Sub": "x"}})),
    ];
    for (value, expected) in table {
        assert_eq!(read(value), expected, "{value}");
    }
}

#[test]
fn long_forms_stay_as_they_are() {
    assert_eq!(read("{Fn::GetAtt: Bucket.Arn}"), json!({"Fn::GetAtt": "Bucket.Arn"}));
    assert_eq!(read("{Ref: 123}"), json!({"Ref": 123}));
}

#[test]
fn places_of_a_short_form_point_at_its_parts() {
    let source = "a: !GetAtt Bücket.Arn\nb: !Sub |\n  x\nc: !Join\n  - ''\n  - [x]\n";
    let document = yaml(source);
    let text = |span: cfn_template::Span| span.text(source).expect("a span of this source");

    let get_att = document.root.get("a").expect("a");
    assert!(get_att.short_form);
    assert_eq!(text(get_att.span), "!GetAtt Bücket.Arn");
    let entry = get_att.entry("Fn::GetAtt").expect("the long form");
    assert_eq!(text(entry.key_span), "!GetAtt");
    let parts = entry.value.as_list().expect("a list");
    assert_eq!((text(parts[0].span), text(parts[1].span)), ("Bücket", "Arn"));
    assert_eq!(parts[1].span.start.to_string(), "line 1, column 19");

    let join = document.root.get("c").expect("c");
    assert_eq!(text(join.span), "!Join\n  - ''\n  - [x]");
    assert!(!join.get("Fn::Join").expect("the argument").short_form);
}

#[test]
fn unknown_functions_are_read_and_noted() {
    let document = yaml("a: !Rain::Embed file.txt\nb: !GetAttr x.y\n");
    assert_eq!(document.root.to_json(), json!({"a": {"Fn::Rain::Embed": "file.txt"}, "b": {"Fn::GetAttr": "x.y"}}));
    let notes: Vec<_> = document.notes.iter().map(|note| (note.span.start.line, note.kind.clone())).collect();
    assert_eq!(
        notes,
        [(1, NoteKind::UnknownFunction("Rain::Embed".into())), (2, NoteKind::UnknownFunction("GetAttr".into()))]
    );
}

#[test]
fn two_tags_on_one_value_are_refused_with_the_way_out() {
    let error = crate::common::fault("a:\n  b: !Base64 !Sub x\n");
    assert_eq!(error.span.start.line, 2);
    assert!(error.remedy.contains("full form"), "{error}");
}
