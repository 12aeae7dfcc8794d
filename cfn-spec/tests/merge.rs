//! How the two layers become one model, on layers small enough to be read.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use cfn_spec::constraint::{Range, Rule, Scalar};
use cfn_spec::name::{ResourceName, TypeName};
use cfn_spec::spec::{Primitive, Property, Resource, Shape, Source, Spec, Type, UpdateType};
use cfn_spec::{Errors, load};

const TAG: &str = "type Tag\n  property Key String required\n  property Value String required\n";

fn try_merge(spec: &str, schemas: &str) -> Result<Spec, Errors> {
    let folder = tempfile::tempdir().unwrap();
    for (layer, stem, text) in
        [("spec", "_shared", TAG.to_owned()), ("spec", "a", service(spec)), ("schemas", "a", service(schemas))]
    {
        std::fs::create_dir_all(folder.path().join(layer)).unwrap();
        std::fs::write(folder.path().join(layer).join(format!("{stem}.txt")), text).unwrap();
    }
    load(folder.path(), &["a"])
}

fn service(text: &str) -> String {
    format!("service AWS::A\n{text}")
}

fn merge(spec: &str, schemas: &str) -> Spec {
    try_merge(spec, schemas).unwrap()
}

fn resource<'a>(spec: &'a Spec, name: &str) -> &'a Resource {
    &spec.resources[&ResourceName::new(&format!("AWS::A::{name}")).unwrap()]
}

fn shape<'a>(spec: &'a Spec, name: &str) -> &'a Shape {
    &spec.types[&TypeName::new(&format!("AWS::A::{name}")).unwrap()].shape
}

fn property<'a>(spec: &'a Spec, ty: &str, name: &str) -> &'a Property {
    match shape(spec, ty) {
        Shape::Struct { properties, .. } => &properties[name],
        Shape::Alias(..) => panic!("{ty} is an alias"),
    }
}

#[test]
fn the_schema_says_what_is_allowed_and_required() {
    let spec = merge(
        "resource R\n  property A String required\n  property B String\n  property C String immutable\n",
        "resource R\n  property A String\n    length 1..5\n  property B String required\n    allow \"x\"\n",
    );
    let r = resource(&spec, "R");
    assert_eq!((r.properties["A"].required, r.properties["B"].required), (false, true));
    assert_eq!(r.properties["A"].constraints.length, Range { min: Some(1), max: Some(5) });
    assert_eq!(r.properties["B"].constraints.allowed, [Scalar::String("x".to_owned())]);
    assert_eq!((r.properties["C"].source, r.properties["C"].update), (Source::Specification, UpdateType::Immutable));
}

#[test]
fn a_type_in_several_places_keeps_only_what_holds_in_all() {
    let spec = merge(
        "resource R\n  property X .T\n  property Y .T\n\ntype R.T\n  property A String\n  property B String\n",
        "resource R\n  property X .T1\n  property Y .T2\n\n\
         type R.T1\n  property A String required\n    length 1..5\n    pattern a+\n    allow \"x\"\n  property B String required\n\n\
         type R.T2\n  property A String required\n    length 3..9\n    pattern b+\n    allow \"y\"\n",
    );
    let a = property(&spec, "R.T", "A");
    assert!(a.required);
    assert_eq!(a.constraints.length, Range { min: Some(1), max: Some(9) });
    assert_eq!(a.constraints.pattern, None);
    assert_eq!(a.constraints.allowed.len(), 2);
    // Where T2 stands, B cannot be given at all.
    assert!(!property(&spec, "R.T", "B").required);
    assert_eq!(spec.types.len(), 2, "the schemas' names for the type are not types of their own");
}

#[test]
fn types_are_followed_through_lists_maps_aliases_and_circles() {
    let spec = merge(
        "resource R\n  property L .Many\n  property M {.T}\n\n\
         type R.Many\n  alias [.T]\n\ntype R.T\n  property Deep .T\n  property S String\n",
        "resource R\n  property L [.Item]\n    items 1..3\n  property M {.Item}\n    entries 1..\n\n\
         type R.Item\n  property Deep .Item\n  property S String\n    length 2..2\n",
    );
    assert_eq!(property(&spec, "R.T", "S").constraints.length.max, Some(2));
    assert_eq!(resource(&spec, "R").properties["L"].constraints.items.max, Some(3));
    assert_eq!(resource(&spec, "R").properties["M"].constraints.entries.min, Some(1));
}

#[test]
fn constraints_that_do_not_fit_the_type_are_dropped() {
    let spec = merge(
        "resource R\n  property A String\n  property B Integer\n  property C Json\n  property D [String]\n",
        "resource R\n  property A Integer\n    range 1..5\n  property B String\n    allow \"1\"\n    length 1..2\n\
         \x20 property C .T\n  property D String\n    length 1..2\n\ntype R.T\n  property X String\n",
    );
    for (name, property) in &resource(&spec, "R").properties {
        assert_eq!(property.constraints, cfn_spec::constraint::Constraints::default(), "{name}");
    }
    assert!(!spec.types.keys().any(|name| name.simple() == "T"), "nothing refers to the schema's type");
}

#[test]
fn what_only_the_schema_has_is_added_under_a_free_name() {
    let spec = merge(
        "resource R\n  property A .T\n\ntype R.T\n  property X String\n\ntype R.New\n  property Unrelated String\n",
        "resource R\n  create-only N\n  property A .S\n  property N .New\n  property Tags [.Tag]\n\n\
         type R.S\n  property X String\n\n\
         type R.New\n  property Back .S\n  property Y String required\n\n\
         type R.Tag\n  property Key String required\n  property Value String required\n",
    );
    let r = resource(&spec, "R");
    assert_eq!(r.properties["N"].source, Source::Schemas);
    let Type::Named(name) = &r.properties["N"].ty else { panic!("not a named type") };
    assert_eq!(name.simple(), "New2", "`New` is another type of the specification");
    assert!(property(&spec, "R.New2", "Y").required);
    assert_eq!(property(&spec, "R.New2", "Back").ty, Type::Named(TypeName::new("AWS::A::R.T").unwrap()));
    // What belongs to something that cannot change cannot change.
    assert_eq!(r.properties["N"].update, UpdateType::Immutable);
    assert_eq!(property(&spec, "R.New2", "Y").update, UpdateType::Immutable);
    let tags = &r.properties["Tags"].ty;
    assert!(matches!(tags, Type::List { item, .. } if **item == Type::Named(TypeName::new("Tag").unwrap())));
}

#[test]
fn what_aws_sets_becomes_an_attribute() {
    let spec = merge(
        "resource Old\n  attribute Arn String\n  property A String\n",
        "resource Old\n  read-only Arn\n  read-only Id\n  property A String\n  property Arn String\n  property Id String\n\n\
         resource R\n  read-only Arn\n  read-only P/Url\n  read-only P/Parts\n  read-only L/*/Url\n\
         \x20 property Arn String\n  property P .T\n  property L [.U]\n\n\
         type R.T\n  property Url String\n  property Parts [.U]\n  property Name String\n\n\
         type R.U\n  property Url String\n  property Name String\n",
    );
    let old = resource(&spec, "Old");
    assert_eq!(old.attributes["Arn"].source, Source::Both);
    assert_eq!(old.attributes["Id"].source, Source::Schemas);
    assert_eq!(old.properties.len(), 1);
    let r = resource(&spec, "R");
    let attributes: Vec<&str> = r.attributes.keys().map(AsRef::as_ref).collect();
    assert_eq!(attributes, ["Arn", "P.Parts", "P.Url"]);
    assert_eq!(
        r.attributes["P.Parts"].ty,
        Type::List { item: Box::new(Type::Primitive(Primitive::Json)), duplicates_allowed: None }
    );
    let Shape::Struct { properties, .. } = shape(&spec, "R.T") else { panic!("not a struct") };
    assert_eq!(properties.keys().map(AsRef::as_ref).collect::<Vec<&str>>(), ["Name"]);
}

#[test]
fn rules_hold_where_all_counterparts_have_them() {
    let spec = merge(
        "resource R\n  property X .T\n  property Y .T\n\ntype R.T\n  property A String\n  property B String\n",
        "resource R\n  exactly-one X Y\n  property X .T1\n  property Y .T2\n\n\
         type R.T1\n  requires A B\n  at-least-one A B\n  property A String\n  property B String\n\n\
         type R.T2\n  requires A B\n  property A String\n  property B String\n",
    );
    assert_eq!(resource(&spec, "R").rules.len(), 1);
    let Shape::Struct { rules, .. } = shape(&spec, "R.T") else { panic!("not a struct") };
    assert!(matches!(&rules[..], [Rule::Requires(name, _)] if name.as_str() == "A"), "{rules:?}");
}

#[test]
fn all_that_is_wrong_with_the_files_is_said_at_once() {
    let error = try_merge(
        "resource R\n  property A Strin\n  property B String sometimes\n",
        "resource R\n  property A .T\n    length 1-5\n      deep\n  frobnicate\n",
    )
    .unwrap_err();
    let text = error.to_string();
    for part in [
        "spec/a.txt:3: `Strin` is not a type",
        "spec/a.txt:4: unknown keyword `sometimes`",
        "schemas/a.txt:4: `1-5` is not a range",
        "schemas/a.txt:5: the indentation",
        "schemas/a.txt:6: unknown keyword `frobnicate`",
        "5 problems",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn a_file_is_of_the_service_that_its_name_says() {
    let error = try_merge("\nservice AWS::Other\n\nresource R\n", "").unwrap_err().to_string();
    assert!(error.contains("the facts about `AWS::Other` belong to `other.txt`"), "{error}");
}

#[test]
fn dangling_types_are_named_with_their_path() {
    let error = try_merge("resource R\n  property A .T\n", "").unwrap_err().to_string();
    assert_eq!(error, "AWS::A::R/A: the property type `AWS::A::R.T` does not exist");
}
