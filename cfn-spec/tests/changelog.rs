//! What a changelog says, and what it makes of it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use cfn_spec::diff::{Changelog, Impact, Kind, Step, compare};
use cfn_spec::documents::snapshot::{Input, Snapshot};
use cfn_spec::lock::Document;
use cfn_spec::spec::Spec;

const OLD: &str = r##"
service AWS::A

resource Gone
  property A String

resource R
  attribute Arn String
  attribute Id String
  property Kept String
    allow "a"
    allow "b"
    length 1..5
    pattern old
  property KmsKeyArn String
  property Lost Json
  property Req String

resource Renamed
  property One String
  property Two String
  property Three String

type R.Old
  property X String
  property Y String
"##;

const NEW: &str = r##"
service AWS::A

resource Fresh
  property A Integer
  property B .Inner

resource R
  at-least-one Kept More
  attribute Arn [String]
  attribute New String
  property Kept String immutable
    allow "b"
    allow "c"
    length 0..9
  property KmsKeyArns String
  property More Integer
  property Must Boolean required
  property Req String required

resource Renewed
  property One String
  property Two String
  property Three String

type Fresh.Inner
  property Z String

type R.Young
  property X String
  property Y String
"##;

fn load(text: &str) -> Spec {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("spec")).unwrap();
    std::fs::write(folder.path().join("spec/a.txt"), text).unwrap();
    cfn_spec::load(folder.path(), &["a"]).unwrap()
}

fn changelog() -> Changelog {
    compare(&load(OLD), &load(NEW))
}

#[test]
fn every_kind_of_change_is_said_and_weighed() {
    let found: Vec<String> = changelog()
        .changes
        .iter()
        .filter(|change| change.kind != Kind::DocumentationChanged)
        .map(|change| format!("{} {}: {}", change.impact.as_str(), change.at.replace("AWS::A::", ""), change.text))
        .collect();
    let expected = [
        "additive Fresh: was added, with 2 properties",
        "breaking Gone: was removed, with 1 property",
        "breaking R: has a new rule: at least one of `Kept`, `More`",
        "breaking R.Old: seems to be `Young` now (a guess: it has the same properties)",
        "breaking R/Arn: an attribute, is a list of `String` now, was `String`",
        "breaking R/Id: was removed (an attribute)",
        "docs R/Kept: an update of it replaces the resource now; it needed no replacement",
        "additive R/Kept: allows `c` now",
        "breaking R/Kept: does not allow `a` any more",
        "additive R/Kept: the pattern was `old`, has no constraint now",
        "additive R/Kept: the length is 0 to 9 now, was 1 to 5",
        "breaking R/KmsKeyArn: seems to be `KmsKeyArns` now (a guess: the names are alike)",
        "breaking R/Lost: was removed",
        "additive R/More: was added, optional, `Integer`",
        "breaking R/Must: was added, required, `Boolean`",
        "additive R/New: was added, an attribute, `String`",
        "breaking R/Req: is required now",
        "breaking Renamed: seems to be `AWS::A::Renewed` now (a guess: it has the same properties)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_step_follows_the_gravest_change() {
    assert_eq!(changelog().step(), Step::Major);
    assert_eq!(compare(&load(OLD), &load(OLD)).step(), Step::None);
    let more = OLD.replace("  property Lost", "  property Another String\n  property Lost");
    assert_eq!(compare(&load(OLD), &load(&more)).step(), Step::Minor);
    let moved = OLD.replace("property Lost Json", "property Lost Json immutable");
    assert_eq!(compare(&load(OLD), &load(&moved)).step(), Step::Patch);
}

#[test]
fn markdown_groups_by_impact_and_service() {
    let text = changelog().to_markdown();
    let breaking = text.find("## Breaking (11)").unwrap();
    let additive = text.find("## Additive (").unwrap();
    assert!(breaking < additive, "{text}");
    assert!(text.contains("### AWS::A\n\n- `AWS::A::Gone` was removed, with 1 property\n"), "{text}");
    assert!(text.contains("suggested step: major"));
}

#[test]
fn json_can_be_read_back() {
    let changelog = changelog();
    let read: serde_json::Value = serde_json::from_str(&changelog.to_json()).unwrap();
    assert_eq!(read["step"], "major");
    assert_eq!(read["changes"].as_array().unwrap().len(), changelog.changes.len());
    assert_eq!(read["counts"]["resource-renamed"], 1);
    let breaking = read["changes"].as_array().unwrap().iter().filter(|change| change["impact"] == "breaking").count();
    assert_eq!(breaking, changelog.with_impact(Impact::Breaking).count());
}

/// The specification 215.0.0 against the pinned 236.0.0, where a copy of it is at hand. The numbers were counted in the
/// two documents by a script that shares nothing with this crate.
#[test]
fn from_215_to_236_the_counts_are_right() {
    let Some(path) = std::env::var_os("CFN_SPECIFICATION_215") else {
        let why = "CFN_SPECIFICATION_215 does not name the file (crate stratosphere-core 0.0.1 has it)";
        test_support::machine::skip("specification-215", why);
        return;
    };
    let input = Input { bytes: std::fs::read(path).unwrap(), source: "test".to_owned(), date: None };
    let old = Snapshot::default().regenerate(&BTreeMap::from([(Document::Specification, input)]), "us-east-1").unwrap();
    let new = Snapshot::read(cfn_spec::snapshot::directory()).unwrap().without(Document::Schemas);
    let changelog = compare(&old.load_uncorrected().unwrap(), &new.load_uncorrected().unwrap());
    assert_eq!((changelog.old.as_str(), changelog.new.as_str()), ("215.0.0", "236.0.0"));
    let counts: Vec<(Kind, usize)> = changelog.counts().into_iter().collect();
    assert_eq!(
        counts,
        [
            (Kind::ResourceAdded, 72),
            (Kind::ResourceRemoved, 4),
            (Kind::TypeAdded, 338),
            (Kind::TypeRemoved, 56),
            (Kind::PropertyAdded, 399),
            (Kind::PropertyRemoved, 23),
            (Kind::AttributeAdded, 102),
            (Kind::AttributeRemoved, 13),
            (Kind::TypeChanged, 72),
            (Kind::RequiredChanged, 59),
            (Kind::UpdateChanged, 49),
            (Kind::DocumentationChanged, 21),
        ]
    );
}
