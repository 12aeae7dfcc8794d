//! What intrinsic functions are written as.

use models::intrinsic::{
    NoValue, base64, cidr, cidr_bits, dynamic, get_azs, if_, import_value, join, length, pseudo, select, split,
    to_json_string, transform, unchecked,
};
use models::{Condition, IntoValue, Json, List, Parameter, RawResource, Stack, Value, id, json, list, map, sub};
use serde_json::json as plain;

fn written<T>(value: impl IntoValue<T>) -> serde_json::Value {
    value.into_value().node().to_json()
}

#[test]
fn functions_on_text_and_lists() {
    assert_eq!(written::<String>(join("-", ["a", "b"])), plain!({ "Fn::Join": ["-", ["a", "b"]] }));
    assert_eq!(
        written::<String>(join("", list!["a", pseudo::region()])),
        plain!({ "Fn::Join": ["", ["a", { "Ref": "AWS::Region" }]] })
    );
    assert_eq!(
        written::<String>(select(1, get_azs(pseudo::region()))),
        plain!({ "Fn::Select": [1, { "Fn::GetAZs": { "Ref": "AWS::Region" } }] })
    );
    assert_eq!(written::<List<String>>(split(",", "a,b")), plain!({ "Fn::Split": [",", "a,b"] }));
    assert_eq!(written::<List<String>>(cidr("10.0.0.0/16", 4)), plain!({ "Fn::Cidr": ["10.0.0.0/16", 4] }));
    assert_eq!(written::<List<String>>(cidr_bits("10.0.0.0/16", 4, 8)), plain!({ "Fn::Cidr": ["10.0.0.0/16", 4, 8] }));
    assert_eq!(written::<String>(base64("x")), plain!({ "Fn::Base64": "x" }));
    assert_eq!(written::<String>(import_value("Vpc")), plain!({ "Fn::ImportValue": "Vpc" }));
    assert_eq!(
        written::<String>(to_json_string(json!({ "Region": pseudo::region() }))),
        plain!({ "Fn::ToJsonString": { "Region": { "Ref": "AWS::Region" } } })
    );
    assert_eq!(written::<i64>(length(split(",", "a,b"))), plain!({ "Fn::Length": { "Fn::Split": [",", "a,b"] } }));
    assert_eq!(
        written::<Json>(transform("AWS::Include", map! { "Location" => json!("s3://bucket/key") })),
        plain!({ "Fn::Transform": { "Name": "AWS::Include", "Parameters": { "Location": "s3://bucket/key" } } })
    );
}

#[test]
fn an_if_has_the_type_that_its_place_wants() {
    let mut stack = Stack::new();
    let stage = stack.parameter(id!("Stage"), Parameter::string());
    let production = stack.condition(id!("Production"), Condition::equals(stage.reference(), "prod"));
    assert_eq!(
        written::<i64>(if_(&production, 9, NoValue)),
        plain!({ "Fn::If": ["Production", 9, { "Ref": "AWS::NoValue" }] })
    );
    assert_eq!(
        written::<List<String>>(list!["a", if_(&production, "b", if_(&production, stage.reference(), NoValue))]),
        plain!(["a", { "Fn::If": ["Production", "b", { "Fn::If": ["Production", { "Ref": "Stage" }, { "Ref": "AWS::NoValue" }] }] }])
    );
    assert_eq!(
        written::<List<String>>(if_(&production, ["a"], NoValue)),
        plain!({ "Fn::If": ["Production", ["a"], { "Ref": "AWS::NoValue" }] })
    );
}

#[test]
fn sub_writes_references_and_literals_into_the_text_and_other_values_as_variables() {
    let mut stack = Stack::new();
    let bucket = stack.add(id!("Bucket"), RawResource::new("Acme::Storage::Bucket"));
    let name = "acme-${x}";
    let arn = sub!("arn:${AWS::Partition}:s3:::${bucket}-${name}/*", bucket = bucket.reference(), name);
    assert_eq!(written::<String>(&arn), plain!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}-acme-${!x}/*" }));
    let inner = sub!("${arn}#${attribute}", arn = arn, attribute = bucket.raw_attribute::<String>("Arn"));
    assert_eq!(
        written::<String>(inner),
        plain!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}-acme-${!x}/*#${Bucket.Arn}" })
    );
    assert_eq!(
        written::<String>(sub!("${Bucket}/${part}/${part}", Bucket = join("", ["a"]), part = bucket.reference())),
        plain!({ "Fn::Sub": ["${Bucket2}/${Bucket}/${Bucket}", { "Bucket2": { "Fn::Join": ["", ["a"]] } }] })
    );
    assert_eq!(written::<String>(sub!("${a}-${!b}", a = "x")), plain!("x-${b}"));
}

#[test]
fn dynamic_references() {
    assert_eq!(written::<String>(dynamic::ssm("/a/b")), plain!("{{resolve:ssm:/a/b}}"));
    assert_eq!(written::<String>(dynamic::ssm_version("n", 3)), plain!("{{resolve:ssm:n:3}}"));
    assert_eq!(written::<String>(dynamic::ssm_secure("n")), plain!("{{resolve:ssm-secure:n}}"));
    assert_eq!(written::<String>(dynamic::secret("s")), plain!("{{resolve:secretsmanager:s:SecretString}}"));
    assert_eq!(
        written::<String>(dynamic::secret("s").version_stage("AWSPREVIOUS")),
        plain!("{{resolve:secretsmanager:s:SecretString::AWSPREVIOUS}}")
    );
    let mut stack = Stack::new();
    let secret = stack.add(id!("Secret"), RawResource::new("AWS::SecretsManager::Secret"));
    assert_eq!(
        written::<String>(dynamic::secret(secret.reference()).json_key("password")),
        plain!({ "Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:password}}" })
    );
}

#[test]
fn unchecked_forms_are_written_as_they_were_given() {
    for json in [
        plain!({ "Ref": "X" }),
        plain!({ "Fn::GetAtt": "X.Arn" }),
        plain!({ "Fn::GetAtt": ["X", "Arn"] }),
        plain!({ "Fn::GetAtt": ["X", { "Ref": "Attribute" }] }),
        plain!({ "Fn::Sub": "${X} ${!Y} ${Z.Arn} $" }),
        plain!({ "Fn::Sub": ["${X}", {}] }),
        plain!({ "Fn::Sub": ["${X}", { "X": { "Ref": "Y" } }] }),
        plain!({ "Fn::Sub": "${not closed" }),
        plain!({ "Ref": ["X"] }),
        plain!({ "Condition": { "Bool": { "aws:SecureTransport": false } } }),
        plain!({ "Fn::If": ["C", { "Fn::Transform": { "Name": "M" } }, { "a": null, "b": [1.5, -2] }] }),
    ] {
        assert_eq!(written::<Json>(Value::unchecked(json.clone())), json);
    }
    assert_eq!(written::<bool>(unchecked::reference("X")), plain!({ "Ref": "X" }));
    assert_eq!(written::<String>(unchecked::get_att("X", "Arn")), plain!({ "Fn::GetAtt": ["X", "Arn"] }));
    assert_eq!(written::<String>(unchecked::sub("text")), plain!({ "Fn::Sub": "text" }));
    assert_eq!(
        written::<String>(unchecked::sub_with("${a}", map! { "a" => "b" })),
        plain!({ "Fn::Sub": ["${a}", { "a": "b" }] })
    );
    assert_eq!(
        written::<String>(unchecked::function("Fn::Sub", json!(["${a}", { "a": pseudo::region() }]))),
        plain!({ "Fn::Sub": ["${a}", { "a": { "Ref": "AWS::Region" } }] })
    );
}

#[test]
fn keys_of_json_may_be_expressions() {
    let mut stack = Stack::new();
    let stage = stack.parameter(id!("Stage"), Parameter::string());
    let key = format!("{}-{}", "a", 1);
    assert_eq!(
        written::<Json>(json!({ (key): { ("b"): [stage.reference(), null] }, "c": 3_usize })),
        plain!({ "a-1": { "b": [{ "Ref": "Stage" }, null] }, "c": 3 })
    );
}
