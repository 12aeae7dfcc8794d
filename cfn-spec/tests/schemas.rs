//! How schemas, rules and lists of policies are reduced to facts, on documents small enough to be read.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use cfn_spec::Errors;
use cfn_spec::documents::snapshot::{Input, Snapshot};
use cfn_spec::lock::{self, Document};

/// The lines of the layer that a schema with these properties and further keywords yields, without the first two.
fn facts(properties: &str, further: &str) -> String {
    read(&[("aws-a-r.json", &schema(properties, further))]).unwrap()["schemas/a.txt"]
        .lines()
        .skip(3)
        .map(|line| format!("{line}\n"))
        .collect()
}

fn schema(properties: &str, further: &str) -> String {
    format!(r#"{{"typeName": "AWS::A::R", "properties": {{{properties}}}{further}}}"#)
}

fn read(files: &[(&str, &str)]) -> Result<BTreeMap<String, String>, Errors> {
    read_as(Document::Schemas, files)
}

fn read_as(document: Document, files: &[(&str, &str)]) -> Result<BTreeMap<String, String>, Errors> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let input = Input { bytes, source: "test".to_owned(), date: None };
    let snapshot = Snapshot::default().regenerate(&BTreeMap::from([(document, input)]), "us-east-1")?;
    Ok(snapshot.files)
}

#[test]
fn scalars_have_their_constraints() {
    assert_eq!(
        facts(
            r#""S": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^\\d+ $", "description": "prose"},
               "E": {"type": "string", "enum": ["a", "b\nc"], "default": "a"},
               "I": {"type": "integer", "minimum": 0, "maximum": 60, "multipleOf": 5},
               "L": {"type": "integer", "minimum": 0},
               "N": {"type": "number", "exclusiveMinimum": 0.5},
               "K": {"type": "string", "anyOf": [{"format": "AWS::KMS::Key.Arn"}, {"format": "AWS::KMS::Alias.AliasName"}]}"#,
            r#", "required": ["S"]"#
        ),
        "  property E String\n    allow \"a\"\n    allow \"b\\ua;c\"\n    default \"a\"\n\
         \x20 property I Integer\n    range 0..60\n    multiple-of 5\n\
         \x20 property K String\n    format AWS::KMS::Key.Arn\n    format AWS::KMS::Alias.AliasName\n\
         \x20 property L Long\n    range 0..\n\
         \x20 property N Double\n    exclusive-range 0.5..\n\
         \x20 property S String required\n    pattern ^\\d+ $\n    length 1..9\n"
    );
}

#[test]
fn definitions_of_scalars_and_lists_are_put_in_place_and_objects_become_types() {
    assert_eq!(
        facts(
            r##""Tags": {"$ref": "#/definitions/TagList", "maxItems": 5},
               "Inline": {"type": "object", "properties": {"Deep": {"type": "object", "properties": {"X": {"type": "boolean"}}}}},
               "Free": {"type": "object"},
               "Map": {"type": "object", "patternProperties": {"^k": {"$ref": "#/definitions/Name"}}, "maxProperties": 3}"##,
            r##", "definitions": {
                "Name": {"type": "string", "maxLength": 7},
                "TagList": {"type": "array", "items": {"$ref": "#/definitions/Label"}, "uniqueItems": true},
                "Label": {"type": "object", "properties": {"Name": {"$ref": "#/definitions/Name"}, "Sub": {"$ref": "#/definitions/Label"}}},
                "Unused": {"type": "object", "properties": {"Y": {"type": "string"}}}}"##
        ),
        "  property Free Json\n  property Inline .Inline\n  property Map {String}\n    entries ..3\n    key-pattern ^k\n    each length ..7\n\
         \x20 property Tags [.Label]\n    items ..5\n    unique-items\n\n\
         type R.Deep\n  property X Boolean\n\n\
         type R.Inline\n  property Deep .Deep\n\n\
         type R.Label\n  property Name String\n    length ..7\n  property Sub .Label\n"
    );
}

#[test]
fn branches_of_objects_become_one_type_with_a_rule() {
    let branch = |name: &str| {
        format!(
            r#"{{"type": "object", "additionalProperties": false, "required": ["{name}"], "properties": {{"{name}": {{"type": "string"}}}}}}"#
        )
    };
    let facts = facts(&format!(r#""U": {{"type": "object", "oneOf": [{}, {}]}}"#, branch("A"), branch("B")), "");
    assert_eq!(facts, "  property U .U\n\ntype R.U\n  exactly-one A B\n  property A String\n  property B String\n");
}

#[test]
fn what_all_branches_require_is_required() {
    let facts = facts(
        r#""A": {"type": "string"}, "B": {"type": "string"}, "C": {"type": "string"}"#,
        r#", "oneOf": [{"required": ["A", "B"]}, {"required": ["A", "C"]}]"#,
    );
    assert_eq!(facts, "  one-group A+B A+C\n  property A String required\n  property B String\n  property C String\n");
}

#[test]
fn branches_of_scalars_keep_what_holds_in_all() {
    let facts = facts(
        r#""V": {"type": "string", "minLength": 2, "anyOf": [{"enum": ["x"], "maxLength": 3}, {"maxLength": 8, "pattern": "y"}]}"#,
        "",
    );
    assert_eq!(facts, "  property V String\n    length 2..8\n");
}

#[test]
fn rules_between_properties_are_read() {
    let facts = facts(
        r#""A": {"type": "string"}, "B": {"type": "string"}, "C": {"type": "string"}"#,
        r#", "requiredXor": ["A", "B"], "dependentRequired": {"A": ["C"]}, "dependentExcluded": {"B": ["C"]},
            "anyOf": [{"required": ["A", "B"]}, {"required": ["C"]}], "allOf": [{"oneOf": [{"required": ["A"]}, {"required": ["C"]}]}],
            "dependencies": {"B": ["Unknown"]}"#,
    );
    let rules: Vec<&str> = facts.lines().filter(|line| !line.contains("property")).collect();
    assert_eq!(
        rules,
        ["  exactly-one A B", "  requires A C", "  excludes B C", "  any-group A+B C", "  exactly-one A C"]
    );
}

#[test]
fn paths_keep_their_steps() {
    let facts = facts(
        r#""A": {"type": "string"}"#,
        r#", "primaryIdentifier": ["/properties/B", "/properties/A"], "readOnlyProperties": ["/properties/B/*/C", "/properties/A"],
            "createOnlyProperties": ["/properties/A"]"#,
    );
    assert_eq!(
        facts,
        "  identifier B\n  identifier A\n  read-only A\n  read-only B/*/C\n  create-only A\n  property A String\n"
    );
}

#[test]
fn types_that_the_base_region_lacks_are_kept_apart() {
    let (here, there) =
        (schema(r#""A": {"type": "string"}"#, ""), schema(r#""A": {"type": "string"}"#, "").replace("::R", "::S"));
    let files = read(&[
        ("providers/us-east-1.json", r#"{"AWS::A::R": "01"}"#),
        ("providers/eu-west-1.json", r#"{"AWS::A::R": "01", "AWS::A::S": "02"}"#),
        ("providers/us-west-2.json", r#"{"AWS::A::S": "02"}"#),
        ("resources/01.json", &here),
        ("resources/02.json", &there),
        ("version.json", r#"{"schema_date": "2026-10-20T22:11:15Z"}"#),
    ])
    .unwrap();
    assert!(!files["schemas/a.txt"].contains("resource S"));
    assert!(files["schemas/elsewhere/a.txt"].contains("resource S\n  only-in eu-west-1 us-west-2\n"));
    assert!(files["lock.txt"].contains("date 2026-10-20T22:11:15Z"));
}

#[test]
fn a_region_that_the_archive_lacks_is_named_with_those_it_has() {
    let files = [("providers/eu-west-1.json", r#"{"AWS::A::R": "01"}"#), ("resources/01.json", &schema("", ""))];
    let error = read(&files).unwrap_err().to_string();
    assert!(error.contains("has no region `us-east-1`; it has eu-west-1"), "{error}");
}

#[test]
fn a_file_of_another_type_than_its_name_says_is_refused() {
    let files = [("providers/us-east-1.json", r#"{"AWS::A::Other": "01"}"#), ("resources/01.json", &schema("", ""))];
    let error = read(&files).unwrap_err().to_string();
    assert_eq!(error, "AWS::A::Other: its schema has the type AWS::A::R");
}

#[test]
fn a_wrong_kind_of_value_is_named_with_its_path() {
    let error = read(&[("r.json", &schema(r#""A": {"type": "string", "maxLength": "long", "enum": [["x"]]}"#, ""))])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "AWS::A::R/properties/A/enum: has an item that is not a scalar\n\
         AWS::A::R/properties/A/maxLength: is not an integer\n2 problems"
    );
}

#[test]
fn lists_and_objects_of_a_wrong_type_are_named_with_their_path() {
    for (properties, further, expected) in [
        (r#""A": {"type": "object", "properties": []}"#, "", "AWS::A::R/properties/A/properties: is not an object"),
        (r#""A": {"anyOf": {}}"#, "", "AWS::A::R/properties/A/anyOf: is not a list"),
        ("", r#", "required": "A""#, "AWS::A::R/required: is not a list"),
        ("", r#", "required": ["A", 1]"#, "AWS::A::R/required/1: is not a string"),
        ("", r#", "dependentRequired": {"A": "B"}"#, "AWS::A::R/dependentRequired/A: is not a list"),
        ("", r#", "readOnlyProperties": "/properties/A""#, "AWS::A::R/readOnlyProperties: is not a list"),
        ("", r#", "handlers": []"#, "AWS::A::R/handlers: is not an object"),
        (
            "",
            r#", "handlers": {"create": {"permissions": "s3:CreateBucket"}}"#,
            "AWS::A::R/handlers/create/permissions: is not a list",
        ),
        ("", r#", "tagging": {"permissions": {}}"#, "AWS::A::R/tagging/permissions: is not a list"),
    ] {
        let error = read(&[("r.json", &schema(properties, further))]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let files = [
        ("providers/sam.json", r#"{"AWS::Serverless::Api": 1}"#),
        ("providers/us-east-1.json", r#"{"AWS::A::R": "01"}"#),
        ("resources/01.json", &schema("", "")),
    ];
    let error = read(&files).unwrap_err();
    assert_eq!(error.to_string(), "providers/sam.json/AWS::Serverless::Api: is not a string");
}

#[test]
fn rules_of_a_wrong_type_are_named_with_their_path() {
    let file = "schemas/extensions/aws_lambda_function/zipfile_runtime_exists.json";
    let files = |rule, policies, runtimes| {
        [
            (file, rule),
            ("AdditionalSpecs/Policies.json", policies),
            ("AdditionalSpecs/LmbdRuntimeLifecycle.json", runtimes),
        ]
    };
    for (files, expected) in [
        (files(r#"{"allOf": {}}"#, "{}", "{}"), format!("{file}/allOf: is not a list")),
        (files(r#"{"if": {"required": "A"}}"#, "{}", "{}"), format!("{file}/if/required: is not a list")),
        (files(r#"{"properties": {"A": "B"}}"#, "{}", "{}"), format!("{file}: `property A` is not a schema")),
        (
            files("{}", r#"{"s3": {"Actions": []}}"#, "{}"),
            "AdditionalSpecs/Policies.json/s3/Actions: is not an object".to_owned(),
        ),
        (
            files("{}", r#"{"s3": {"Resources": {"bucket": {"ARNFormats": [1]}}}}"#, "{}"),
            "AdditionalSpecs/Policies.json/s3/Resources/bucket/ARNFormats/0: is not a string".to_owned(),
        ),
        (files("{}", "{}", "[]"), "AdditionalSpecs/LmbdRuntimeLifecycle.json: is not an object".to_owned()),
    ] {
        let error = read_as(Document::Rules, &files).unwrap_err();
        // The others are the files of the package that are missing here.
        assert!(error.problems().iter().any(|problem| problem.to_string() == expected), "{expected} is not in {error}");
    }
}

#[test]
fn schemas_that_nest_without_end_are_refused() {
    let definitions: Vec<String> = (0..5_000)
        .map(|index| {
            format!(r##""D{index}": {{"type": "array", "items": {{"$ref": "#/definitions/D{}"}}}}"##, index + 1)
        })
        .collect();
    let further = format!(r#", "definitions": {{{}, "D5000": {{"type": "string"}}}}"#, definitions.join(","));
    let error = read(&[("r.json", &schema(r##""A": {"$ref": "#/definitions/D0"}"##, &further))]).unwrap_err();
    assert!(error.to_string().contains("is nested deeper than the limit of 64"), "{error}");
}

#[test]
fn lists_of_themselves_end() {
    let facts = facts(
        r##""A": {"$ref": "#/definitions/L"}"##,
        r##", "definitions": {"L": {"type": "array", "items": {"$ref": "#/definitions/L"}}}"##,
    );
    assert_eq!(facts, "  property A [Json]\n");
}

const MANAGED: &str = "samtranslator/internal/data/aws_managed_policies.json";
const TEMPLATES: &str = "samtranslator/policy_templates_data/policy_templates.json";

#[test]
fn the_policies_of_all_partitions_and_the_templates_with_their_parameters_are_read() {
    let managed = r#"{"aws": {"A": "arn:aws:iam::aws:policy/A", "B": "arn:aws:iam::aws:policy/service-role/B"},
                      "aws-cn": {"A": "arn:aws-cn:iam::aws:policy/A", "C": "arn:aws-cn:iam::aws:policy/C"}}"#;
    let templates = r#"{"Version": "0.0.1", "Templates": {"Read": {"Parameters": {"Table": {}, "Index": {}}, "Definition": {}},
                        "All": {"Definition": {}}}}"#;
    let files = [(MANAGED, managed), (TEMPLATES, templates), ("aws_sam_translator-1.2.3.dist-info/METADATA", "")];
    let files = read_as(Document::Policies, &files).unwrap();
    assert_eq!(files["policies/managed.txt"], "A\nC\nservice-role/B\n");
    // In the order in which the package has the parameters.
    assert_eq!(files["policies/templates.txt"], "All\nRead Table Index\n");
    // The version of the package is that of its folder.
    assert!(files[lock::FILE].contains(" 1.2.3"), "{}", files[lock::FILE]);
}

#[test]
fn a_package_whose_policies_cannot_be_read_is_refused_with_each_place() {
    let refused = |files: &[(&str, &str)]| -> Vec<String> {
        read_as(Document::Policies, files).unwrap_err().problems().iter().map(ToString::to_string).collect()
    };
    let missing = |path| format!("the policies: has no file `{path}`: it is not a wheel of aws-sam-translator");
    assert_eq!(refused(&[("readme", "")]), [missing(MANAGED), missing(TEMPLATES)]);
    let one = |arn| format!(r#"{{"aws": {{"A": {arn}}}}}"#);
    let (role, spaced) = (one(r#""arn:aws:iam::aws:role/A""#), one(r#""arn:aws:iam::aws:policy/A B""#));
    let managed = one(r#""arn:aws:iam::aws:policy/A""#);
    let templates = r#"{"Templates": {"All": {}}}"#;
    for (wrong, told) in [
        ("{}", format!("{MANAGED}: has no names")),
        (r#"{"aws": []}"#, format!("{MANAGED}/aws: is not an object")),
        (&role, format!("{MANAGED}/aws/A: is not the ARN of a policy")),
        (&spaced, format!("{MANAGED}/aws/A: is not the ARN of a policy")),
        (&one("1"), format!("{MANAGED}/aws/A: is not the ARN of a policy")),
    ] {
        assert_eq!(refused(&[(MANAGED, wrong), (TEMPLATES, templates)]), [told]);
    }
    let broken = refused(&[(MANAGED, "{"), (TEMPLATES, templates)]);
    let told = format!("{MANAGED}: does not have the expected format: ");
    assert!(broken.len() == 1 && broken[0].starts_with(&told), "{broken:?}");
    for (wrong, told) in [
        ("[]", format!("{TEMPLATES}: has no `Templates`")),
        ("{}", format!("{TEMPLATES}: has no `Templates`")),
        (r#"{"Templates": {}}"#, format!("{TEMPLATES}: has no names")),
        (
            r#"{"Templates": {"All": {"Parameters": 1}}}"#,
            format!("{TEMPLATES}/Templates/All/Parameters: is not an object"),
        ),
    ] {
        assert_eq!(refused(&[(MANAGED, &managed), (TEMPLATES, wrong)]), [told]);
    }
}
