//! Compares every type of the snapshot with the facts that the simulator uses.

use cfn_spec::spec::UpdateType;

use super::{all, of, overlay};

#[test]
fn every_type_of_the_snapshot_has_its_facts() {
    let all = all();
    let spec = cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap();
    let names: Vec<&str> = all.iter().map(|facts| facts.kind()).collect();
    let mut wanted: Vec<&str> = spec.resources.keys().map(|name| name.as_str()).collect();
    wanted.sort_unstable();
    let mut found = names.clone();
    found.sort_unstable();
    assert_eq!(found, wanted);
    for (name, resource) in &spec.resources {
        assert_eq!(of(name.as_str()).unwrap().resource, resource, "{}", name.as_str());
    }
}

#[test]
fn each_create_only_property_replaces_and_nothing_else_does_by_schema() {
    for facts in all() {
        for path in &facts.resource.create_only {
            let name = path.split('/').next().unwrap();
            if overlay::fails_to_update(facts.kind(), name).is_some() {
                continue;
            }
            let place = format!("/{}", path.replace('*', "0"));
            assert_eq!(facts.update(&place), UpdateType::Immutable, "{} {path}", facts.kind());
        }
        let has_update = facts
            .handlers()
            .is_none_or(|handlers| handlers.permissions.contains_key(&cfn_spec::handlers::Handler::Update));
        for (name, property) in &facts.resource.properties {
            let stated = |paths: &[String]| paths.iter().any(|path| path.split('/').next() == Some(name.as_str()));
            if has_update && property.update == UpdateType::Mutable && !stated(&facts.resource.create_only) {
                let update = facts.update(&format!("/{}", name.as_str()));
                assert_ne!(update, UpdateType::Immutable, "{}.{}", facts.kind(), name.as_str());
            }
        }
    }
}

#[test]
fn each_overlay_entry_corrects_a_documented_type_or_property() {
    for entry in overlay::FAILING_UPDATES {
        let property = of(entry.kind).unwrap().property(entry.property);
        assert!(property.is_some(), "{}.{}", entry.kind, entry.property);
        assert!(entry.link.starts_with("https://docs.aws.amazon.com/"));
    }
    for entry in overlay::REF_VALUES {
        let facts = of(entry.kind).unwrap();
        assert!(facts.property(entry.returns).is_some() || facts.has_attribute(entry.returns), "{}", entry.kind);
        assert_ne!(facts.identifiers(), [entry.returns.to_owned()], "{}: the identifier is this already", entry.kind);
        assert!(entry.page.starts_with("aws-resource-"));
    }
    for entry in overlay::FORMATS {
        assert!(of(entry.kind).unwrap().has_attribute(entry.attribute), "{}.{}", entry.kind, entry.attribute);
        assert!(entry.link.starts_with("https://docs.aws.amazon.com/"));
    }
}

#[test]
fn write_only_properties_are_not_read() {
    let facts = of("AWS::RDS::DBInstance").unwrap();
    let given = serde_json::json!({ "MasterUserPassword": "secret", "Engine": "mysql" });
    let read = facts.read_back(given.as_object().unwrap());
    assert_eq!(serde_json::Value::from(read), serde_json::json!({ "Engine": "mysql" }));
}

#[test]
fn unknown_types_have_no_facts() {
    for name in ["AWS::S3::Buckets", "AWS::Nothing::Here", "Nothing", "AWS::S3::Bucket::MODULE"] {
        assert!(of(name).is_none(), "{name}");
    }
}

#[test]
fn errors_have_the_messages_of_cloudformation() {
    let wrong = |kind: &str, given: serde_json::Value| -> Vec<String> {
        let found = of(kind).unwrap().check(given.as_object().unwrap());
        found.into_iter().map(|(path, reason)| format!("#{path}: {reason}")).collect()
    };
    let cases = [
        ("AWS::SQS::Queue", serde_json::json!({ "Color": 1 }), "#/Color: extraneous key [Color] is not permitted"),
        ("AWS::SQS::Queue", serde_json::json!({ "Arn": "x" }), "#/Arn: extraneous key [Arn] is not permitted"),
        (
            "AWS::SQS::Queue",
            serde_json::json!({ "DelaySeconds": 901 }),
            "#/DelaySeconds: 901 is not less or equal to 900",
        ),
        (
            "AWS::SQS::Queue",
            serde_json::json!({ "DelaySeconds": [1] }),
            "#/DelaySeconds: expected type: Integer, found: JSONArray",
        ),
        (
            "AWS::SNS::Subscription",
            serde_json::json!({ "TopicArn": "arn:aws:sns:eu-west-1:1:t" }),
            "#: required key [Protocol] not found",
        ),
        (
            "AWS::S3::Bucket",
            serde_json::json!({ "VersioningConfiguration": { "Status": "On" } }),
            "#/VersioningConfiguration/Status: On is not a valid enum value",
        ),
        (
            "AWS::IAM::ManagedPolicy",
            serde_json::json!({ "PolicyDocument": {}, "Tags": [] }),
            "#/Tags: extraneous key [Tags] is not permitted",
        ),
    ];
    for (kind, given, expected) in cases {
        assert_eq!(wrong(kind, given), [expected], "{kind}");
    }
    assert_eq!(
        wrong("AWS::S3::Bucket", serde_json::json!({ "WebsiteConfiguration": { "IndexDocument": "i" } })),
        [""; 0]
    );
    assert_eq!(wrong("AWS::SQS::Queue", serde_json::json!({ "DelaySeconds": "5", "FifoQueue": "true" })), [""; 0]);
}
