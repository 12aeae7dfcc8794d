//! Validation of replication configurations.

use crate::aws::{Aws, HOME};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const VERSIONED: &str = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
const ROLE: &str = "arn:aws:iam::123456789012:role/acme";
const MALFORMED: &str = "The XML you provided was not well-formed or did not validate against our published schema";

/// A source bucket and two destination buckets, with versioning.
async fn buckets() -> Aws {
    let aws = Aws::instant().await;
    for name in ["/source", "/replica-one", "/replica-two"] {
        assert_eq!(aws.s3(HOME, "PUT", name, LOCATION).await.status, 200);
        assert_eq!(aws.s3(HOME, "PUT", &format!("{name}?versioning"), VERSIONED).await.status, 200);
    }
    aws
}

fn configuration(role: &str, rules: &[String]) -> String {
    format!("<ReplicationConfiguration><Role>{role}</Role>{}</ReplicationConfiguration>", rules.concat())
}

fn to(bucket: &str) -> String {
    format!("<Destination><Bucket>arn:aws:s3:::{bucket}</Bucket></Destination>")
}

const STATUS: &str = "<Status>Enabled</Status>";
const MARKERS: &str = "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>";

/// A rule of the second version, with additional elements in it and in its destination.
fn second(id: &str, priority: &str, more: &str, destination: &str) -> String {
    format!(
        "<Rule><ID>{id}</ID><Priority>{priority}</Priority><Filter><Prefix></Prefix></Filter>{STATUS}{MARKERS}{more}\
         <Destination><Bucket>arn:aws:s3:::replica-one</Bucket>{destination}</Destination></Rule>"
    )
}

fn filtered(filter: &str, markers: &str) -> String {
    let markers = format!("<DeleteMarkerReplication><Status>{markers}</Status></DeleteMarkerReplication>");
    let to = to("replica-one");
    format!("<Rule><Priority>1</Priority><Filter>{filter}</Filter>{STATUS}{markers}{to}</Rule>")
}

fn first(prefix: &str, more: &str, bucket: &str) -> String {
    format!("<Rule><Prefix>{prefix}</Prefix>{STATUS}{more}{}</Rule>", to(bucket))
}

const TAG: &str = "<Tag><Key>a</Key><Value>b</Value></Tag>";

fn time(minutes: u32, metrics: &str) -> String {
    format!(
        "<ReplicationTime><Status>Enabled</Status><Time><Minutes>{minutes}</Minutes></Time></ReplicationTime>{metrics}"
    )
}

const METRICS: &str =
    "<Metrics><Status>Enabled</Status><EventThreshold><Minutes>15</Minutes></EventThreshold></Metrics>";

#[tokio::test]
async fn invalid_replication_configurations_have_the_errors_of_s3() {
    let aws = buckets().await;
    let schema = |field: &str, how: &str| {
        format!(
            "{field} {how} for this version of Cross Region Replication configuration schema. Please refer to S3 \
             Developer Guide for more information."
        )
    };
    let translation = "<AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>";
    let key = "<EncryptionConfiguration><ReplicaKmsKeyID>arn:aws:kms:eu-central-1:123456789012:alias/a</ReplicaKmsKeyID></EncryptionConfiguration>";
    let encrypted = "<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>";
    let existing = "<ExistingObjectReplication><Status>Enabled</Status></ExistingObjectReplication>";
    let marker = schema("DeleteMarkerReplication", "cannot be used");
    let one = |rule: String| configuration(ROLE, &[rule]);
    let refusals: Vec<(&str, String, &str, &str)> = vec![
        ("a first version with delete markers", one(first("a", MARKERS, "replica-one")), "InvalidRequest", &marker),
        (
            "a tag filter with delete markers",
            one(filtered(TAG, "Enabled")),
            "InvalidRequest",
            "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.",
        ),
        (
            "tags beside a prefix with delete markers",
            one(filtered(&format!("<And><Prefix>a</Prefix>{TAG}</And>"), "Enabled")),
            "InvalidRequest",
            "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.",
        ),
        (
            "time control of 30 minutes",
            one(second("a", "1", "", &time(30, METRICS))),
            "InvalidArgument",
            "Invalid time minute value",
        ),
        (
            "time control without metrics",
            one(second("a", "1", "", &time(15, ""))),
            "InvalidRequest",
            "Replication destination must contain both ReplicationTime and Metrics or neither.",
        ),
        (
            "time control with metrics without a threshold",
            one(second("a", "1", "", &time(15, "<Metrics><Status>Enabled</Status></Metrics>"))),
            "InvalidArgument",
            "ReplicationMetrics must contain an event threshold",
        ),
        (
            "a threshold without time control",
            one(second("a", "1", "", METRICS)),
            "InvalidArgument",
            "Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled",
        ),
        (
            "neither a prefix nor a filter",
            one(format!("<Rule>{STATUS}{}</Rule>", to("replica"))),
            "MalformedXML",
            MALFORMED,
        ),
        ("a prefix beside a filter", one(second("a", "1", "<Prefix>a</Prefix>", "")), "MalformedXML", MALFORMED),
        ("an And of one", one(filtered("<And><Prefix>a</Prefix></And>", "Disabled")), "MalformedXML", MALFORMED),
        (
            "a prefix and a tag without And",
            one(filtered(&format!("<Prefix>a</Prefix>{TAG}"), "Disabled")),
            "MalformedXML",
            MALFORMED,
        ),
        ("existing objects", one(second("a", "1", existing, "")), "MalformedXML", MALFORMED),
        ("no rules", configuration(ROLE, &[]), "MalformedXML", MALFORMED),
        (
            "a status that is none",
            one(first("a", "", "replica-one").replace("Enabled", "On")),
            "MalformedXML",
            MALFORMED,
        ),
        (
            "one id twice",
            configuration(ROLE, &[second("a", "1", "", ""), second("a", "2", "", "")]),
            "InvalidArgument",
            "Rule Id must be unique. Found same Id for more than one rule",
        ),
        (
            "one priority twice",
            configuration(ROLE, &[second("a", "1", "", ""), second("b", "1", "", "")]),
            "InvalidRequest",
            "Found duplicate priority 1.",
        ),
        (
            "a negative priority",
            one(second("a", "-1", "", "")),
            "InvalidRequest",
            "Priority must be between 0 and 2147483647.",
        ),
        (
            "a role that is no ARN",
            configuration("acme", &[second("a", "1", "", "")]),
            "InvalidArgument",
            "Invalid Role specified in replication configuration",
        ),
        (
            "a role that is a user",
            configuration("arn:aws:iam::123456789012:user/acme", &[second("a", "1", "", "")]),
            "InvalidArgument",
            "The relative id should start with role",
        ),
        (
            "a destination that is no ARN",
            one(second("a", "1", "", "").replace("arn:aws:s3:::replica-one", "replica-one")),
            "InvalidArgument",
            "Invalid bucket ARN",
        ),
        (
            "an owner without an account",
            one(second("a", "1", "", translation)),
            "InvalidRequest",
            "Account must be specified if the Owner in AccessControlTranslation has a value",
        ),
        (
            "a key without a word on encrypted objects",
            one(second("a", "1", "", key)),
            "InvalidRequest",
            "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.",
        ),
        (
            "encrypted objects without a key",
            one(second("a", "1", encrypted, "")),
            "InvalidRequest",
            "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.",
        ),
        (
            "criteria that are empty",
            one(second("a", "1", "<SourceSelectionCriteria/>", "")),
            "InvalidRequest",
            "SourceSelectionCriteria cannot be empty.",
        ),
        (
            "two destinations in the first version",
            configuration(ROLE, &[first("a", "", "replica-one"), first("b", "", "replica-two")]),
            "InvalidRequest",
            "Number of distinct destination bucket ARNs cannot exceed 1",
        ),
        (
            "prefixes that overlap in the first version",
            configuration(ROLE, &[first("a", "", "replica-one"), first("ab", "", "replica-one")]),
            "InvalidRequest",
            "Found overlapping prefixes 'a' and 'ab'",
        ),
        (
            "a destination that is not there",
            one(second("a", "1", "", "").replace("replica-one", "replica-none")),
            "InvalidRequest",
            "Destination bucket must exist.",
        ),
        (
            "a destination that is the source",
            one(second("a", "1", "", "").replace("replica-one", "source")),
            "InvalidRequest",
            "Destination bucket cannot be the same as the source bucket.",
        ),
    ];
    for (what, document, code, message) in refusals {
        let reply = aws.s3(HOME, "PUT", "/source?replication", &document).await;
        assert_eq!(reply.status, 400, "{what}: {}", reply.text());
        assert_eq!((reply.get("Code").as_str(), reply.get("Message").as_str()), (code, message), "{what}");
    }
    let mixed = configuration(ROLE, &[second("a", "1", "", ""), first("b", "", "replica-one")]);
    let reply = aws.s3(HOME, "PUT", "/source?replication", &mixed).await;
    assert_eq!(reply.get("Message"), schema("Priority", "cannot be used"), "versions that are mixed");
    let bare = one(second("a", "1", "", "").replace(MARKERS, ""));
    let reply = aws.s3(HOME, "PUT", "/source?replication", &bare).await;
    assert_eq!(reply.get("Message"), schema("DeleteMarkerReplication", "must be specified"));
    let none = aws.s3(HOME, "GET", "/source?replication", "").await;
    assert_eq!(none.get("Code"), "ReplicationConfigurationNotFoundError", "a refused configuration is not kept");
}

#[tokio::test]
async fn valid_replication_configurations_are_accepted() {
    let aws = buckets().await;
    let two = second("b", "2", "", "").replace("replica-one", "replica-two");
    for rules in [
        vec![first("a", "", "replica-one"), first("b", "", "replica-one")],
        vec![second("a", "1", "", &time(15, METRICS)), two],
        vec![filtered(&format!("<And><Prefix>a</Prefix>{TAG}</And>"), "Disabled")],
        vec![filtered("", "Enabled")],
    ] {
        let reply = aws.s3(HOME, "PUT", "/source?replication", &configuration(ROLE, &rules)).await;
        assert_eq!(reply.status, 200, "{rules:?}: {}", reply.text());
        let kept = aws.s3(HOME, "GET", "/source?replication", "").await;
        assert_eq!(kept.all("ID").len(), rules.len(), "S3 gives an id to a rule that has none: {}", kept.text());
    }
}
