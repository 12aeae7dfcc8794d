//! The files that codegen's golden tests expect, compiled and used: small specifications with every oddity of AWS's.

#![allow(dead_code, missing_docs, unreachable_pub, unused_imports, reason = "as generated")]
#![allow(clippy::new_without_default, clippy::upper_case_acronyms, reason = "as generated")]

/// Included, because the formatter would follow a module's path.
macro_rules! golden {
    ($name:ident, $path:literal) => {
        mod $name {
            include!($path);
        }
    };
}

golden!(aliases, "../../codegen/tests/golden/expected/aliases.rs");
golden!(attributes, "../../codegen/tests/golden/expected/attributes.rs");
golden!(choices, "../../codegen/tests/golden/expected/choices.rs");
golden!(collisions, "../../codegen/tests/golden/expected/collisions.rs");
golden!(keywords, "../../codegen/tests/golden/expected/keywords.rs");
golden!(recursion, "../../codegen/tests/golden/expected/recursion.rs");
golden!(required, "../../codegen/tests/golden/expected/required.rs");
golden!(sets, "../../codegen/tests/golden/expected/sets.rs");
golden!(shadows, "../../codegen/tests/golden/expected/shadows.rs");
golden!(duplicates, "../../codegen/tests/golden/expected/duplicates.rs");

use serde_json::{Value, json};

use crate::{Literal, ResourceAttributes, Stack, id};

fn written(properties: impl Literal) -> Value {
    properties.into_node().to_json()
}

#[test]
fn aliases_are_what_they_name_and_empty_types_are_objects() {
    use aliases::{Group, group};
    let group =
        Group::new([group::Rule::new("r")]).labels(["a", "b"]).mode(group::Mode::Slow).nothing(group::Nothing::new());
    let expected = json!({ "Rules": [{ "Name": "r" }], "Labels": ["a", "b"], "Mode": "slow", "Nothing": {} });
    assert_eq!(written(group), expected);
}

#[test]
fn types_contain_themselves() {
    use recursion::{Rule, rule};
    let leaf = || rule::Statement::new();
    let statement = leaf().not(rule::NotStatement::new(leaf().and(rule::AndStatement::new([leaf(), leaf()]))));
    let expected = json!({ "Statement": { "Not": { "Statement": { "And": { "Statements": [{}, {}] } } } } });
    assert_eq!(written(Rule::new(statement)), expected);
}

#[test]
fn keywords_are_written_as_aws_writes_them() {
    use keywords::{Macro, Type, r#macro, r#type};
    let of_macro = Macro::new("m", "t").r#else(r#macro::Else::new().r#static(true)).self_property("s");
    assert_eq!(written(of_macro), json!({ "Match": "m", "Type": "t", "else": { "static": true }, "Self": "s" }));
    let of_type = Type::new().r#enum(r#type::Enum::new().crate_property("c"));
    assert_eq!(written(of_type), json!({ "Enum": { "crate": "c" } }));
}

#[test]
fn a_property_named_like_a_method_is_set_beside_it() {
    use collisions::{Thing, thing};
    let mut stack = Stack::new();
    let metadata = thing::Thing::new().nested(thing::Status::new()).status(thing::ThingStatus::Off);
    let thing = Thing::new().condition_property("text").metadata_property(metadata);
    let handle = stack.add(id!("Thing"), thing.deletion_policy(crate::DeletionPolicy::Retain));
    assert_eq!(handle.logical_id(), "Thing");
    assert_eq!(handle.logical_id_attribute().node().to_json(), json!({ "Fn::GetAtt": ["Thing", "LogicalId"] }));
    assert_eq!(handle.reference_attribute().node().to_json(), json!({ "Fn::GetAtt": ["Thing", "Reference"] }));
}

#[test]
fn types_named_like_those_of_the_language_do_not_shadow_them() {
    use shadows::{List, Tag, list, tag};
    let map = list::Map::new().names(["a"]).pairs([("k", "v")]).text(list::String::new("t")).value(list::Value::new());
    let written_map = json!({ "Map": { "Names": ["a"], "Pairs": { "k": "v" }, "Text": { "Text": "t" }, "Value": {} } });
    assert_eq!(written(List::new(map)), written_map);
    let json = tag::Json::new().line(tag::Option::new().vec([tag::Timestamp::new("2026-01-31T00:00:00Z")]));
    let written_json = json!({ "Own": { "Line": { "Vec": [{ "Value": "2026-01-31T00:00:00Z" }] } } });
    assert_eq!(written(Tag::new().own(json)), written_json);
}

#[test]
fn four_required_properties_are_fields_and_take_literals_and_references_alike() {
    use required::cluster::{Engine, Node, NodeRequired};
    use required::{Cluster, ClusterRequired};
    let mut stack = Stack::new();
    let other = stack.add(id!("Other"), required::Single::new("n"));
    let node = Node::new(NodeRequired { a: other.reference(), b: true, c: 0.5, r#type: "t" });
    let cluster = Cluster::new(ClusterRequired { engine: Engine::Mysql, nodes: [node], port: 5432, role_arn: "arn" });
    let node = json!({ "A": { "Ref": "Other" }, "B": true, "C": 0.5, "Type": "t" });
    assert_eq!(written(cluster), json!({ "Engine": "mysql", "Nodes": [node], "Port": 5432, "RoleArn": "arn" }));
}

#[test]
fn one_of_several_properties_is_chosen_by_its_constructor() {
    use choices::{Route, route};
    let route = Route::new(route::Target::instance("i-1", 80).weight(5)).fallback(route::Fallback::status(404));
    let target = json!({ "Instance": "i-1", "Port": 80, "Weight": 5 });
    assert_eq!(written(route), json!({ "Target": target, "Fallback": { "Status": 404 } }));
}

#[test]
fn members_of_enums_are_written_as_aws_writes_them() {
    use sets::{Bucket, bucket};
    let written_of = |bucket: Bucket| written(bucket);
    for (member, text) in [
        (bucket::Version::V1_0, "1.0"),
        (bucket::Version::V1_10, "1.10"),
        (bucket::Version::Python3_12, "python3.12"),
        (bucket::Version::UsEast1, "us-east-1"),
    ] {
        assert_eq!(written_of(Bucket::new().version(member)), json!({ "Version": text }));
    }
    assert_eq!(written_of(Bucket::new().algorithm(bucket::Algorithm::AwsKms)), json!({ "Algorithm": "aws:kms" }));
    assert_eq!(written_of(Bucket::new().algorithm(bucket::Algorithm::Empty)), json!({ "Algorithm": "" }));
    assert_eq!(written_of(Bucket::new().methods([bucket::Method::Asterisk])), json!({ "Methods": ["*"] }));
    for (member, text) in [
        (bucket::When::ONDEMAND, "ON_DEMAND"),
        (bucket::When::OnDemand, "OnDemand"),
        (bucket::When::Default, "Default"),
        (bucket::When::DefaultLowerCase, "default"),
    ] {
        assert_eq!(written_of(Bucket::new().when(member)), json!({ "When": text }));
    }
    // The set of most properties has the name; the order of its members is AWS's affair.
    let second =
        bucket::Second::new().first(bucket::First::new().status(bucket::Status::On)).status(bucket::Status::Off);
    let bucket = Bucket::new().second(second).status(bucket::BucketStatus::Suspended);
    let expected = json!({ "Second": { "First": { "Status": "On" }, "Status": "Off" }, "Status": "Suspended" });
    assert_eq!(written_of(bucket), expected);
}

#[test]
fn equal_types_of_a_service_are_one() {
    use duplicates::{Analysis, Dashboard, analysis, dashboard};
    let leaf: analysis::Leaf = dashboard::Leaf::new().size(analysis::Size::Large);
    let sheet = dashboard::Sheet::new().leaves([leaf.clone()]).other(dashboard::Other::new("required here"));
    assert_eq!(written(Dashboard::new().sheet(sheet))["Sheet"]["Leaves"], json!([{ "Size": "large" }]));
    let sheet = analysis::Sheet::new().leaves([leaf]).other(analysis::Other::new());
    assert_eq!(written(Analysis::new().sheet(sheet))["Sheet"]["Other"], json!({}));
}

#[test]
fn attributes_are_methods_of_the_handle() {
    let mut stack = Stack::new();
    let database = attributes::Database::new().endpoint(attributes::database::Endpoint::new().address("a"));
    let handle = stack.add(id!("Database"), database);
    let port: crate::Value<i64> = handle.endpoint_port();
    assert_eq!(port.node().to_json(), json!({ "Fn::GetAtt": ["Database", "Endpoint.Port"] }));
    let custom = attributes::Custom::new("token").property("Anything", 5);
    assert_eq!(written(custom), json!({ "ServiceToken": "token", "Anything": 5 }));
}
