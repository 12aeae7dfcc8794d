//! What watches an archive: alarms, the rules about destructive calls, and the dashboard.

use serde_json::{Value, json};

const WATCHED: &str = "prefix = 'acme'\nreplications = ['eu-west-1', 'eu-north-1']\n[notifications]\nfailure_topic = 'create'\n\
                       destructive_calls = true\n[alarm]\nenabled = true\nlatency_minutes = 30\npending_mib = 1024\n\
                       [dashboard]\nenabled = true\n";

fn two_way(text: &str) -> String {
    format!("{}[replication]\ntwo_way = true\n", text.replace(", 'eu-north-1'", ""))
}

fn properties<'t>(template: &'t Value, id: &str) -> &'t Value {
    let properties = &template["Resources"][id]["Properties"];
    assert!(properties.is_object(), "there is no {id}: {:?}", template["Resources"].as_object().unwrap().keys());
    properties
}

#[test]
fn each_rule_has_the_alarms_that_are_wanted_with_the_statistics_of_s3() {
    let primary = super::primary(WATCHED);
    for region in ["EuWest1", "EuNorth1"] {
        let late = properties(&primary, &format!("LateReplicationTo{region}"));
        assert_eq!((&late["MetricName"], &late["Statistic"]), (&json!("ReplicationLatency"), &json!("Maximum")));
        assert_eq!((&late["Threshold"], &late["TreatMissingData"]), (&json!(1800.0), &json!("ignore")));
        let pending = properties(&primary, &format!("PendingReplicationTo{region}"));
        assert_eq!(
            (&pending["MetricName"], &pending["Threshold"]),
            (&json!("BytesPendingReplication"), &json!(1_073_741_824.0))
        );
        assert_eq!(pending["AlarmActions"], json!([{ "Fn::GetAtt": ["FailureTopic", "TopicArn"] }]));
    }
    let one = super::primary("[alarm]\nenabled = true");
    let alarms = one["Resources"].as_object().unwrap().values().filter(|one| one["Type"] == "AWS::CloudWatch::Alarm");
    assert_eq!(alarms.count(), 2, "without thresholds each rule has the alarm on failures only");
}

#[test]
fn a_replica_that_replicates_back_has_the_alarms_too() {
    let replica = super::replica(&two_way(WATCHED));
    for (id, metric) in [
        ("FailedReplicationBack", "OperationsFailedReplication"),
        ("LateReplicationBack", "ReplicationLatency"),
        ("PendingReplicationBack", "BytesPendingReplication"),
    ] {
        let alarm = properties(&replica, id);
        assert_eq!((&alarm["MetricName"], &alarm["Dimensions"][2]["Value"]), (&json!(metric), &json!("back")));
    }
    assert!(super::replica(WATCHED)["Resources"].get("LateReplicationBack").is_none());
}

#[test]
fn destructive_calls_are_reported_in_every_region_to_its_own_topic() {
    for (template, key, bucket) in [
        (super::primary(WATCHED), json!({ "Fn::GetAtt": ["Key", "Arn"] }), json!("acme-archive")),
        (
            super::replica(WATCHED),
            json!({ "Fn::GetAtt": ["Key", "Arn"] }),
            json!({ "Fn::Sub": "${Prefix}-archive-replication-${AWS::Region}" }),
        ),
    ] {
        let of_key = &properties(&template, "KeyCalls")["EventPattern"];
        assert_eq!(of_key["detail"]["resources"]["ARN"], json!([key]));
        assert!(of_key["detail"]["eventName"].to_string().contains("\"ScheduleKeyDeletion\""));
        let of_bucket = properties(&template, "BucketCalls");
        assert_eq!(of_bucket["EventPattern"]["detail"]["requestParameters"]["bucketName"], json!([bucket]));
        assert_eq!(
            of_bucket["Targets"],
            json!([{ "Arn": { "Fn::GetAtt": ["FailureTopic", "TopicArn"] }, "Id": "topic" }])
        );
        // EventBridge publishes by the topic's policy, which has no condition for it, and encrypts by the key's.
        let statements = properties(&template, "FailureTopicPolicy")["PolicyDocument"]["Statement"].as_array().unwrap();
        let of_events = statements.iter().find(|one| one["Sid"] == "RulesReportCalls").unwrap();
        assert_eq!(
            (&of_events["Principal"]["Service"], of_events.get("Condition")),
            (&json!("events.amazonaws.com"), None)
        );
        let statements = properties(&template, "Key")["KeyPolicy"]["Statement"].as_array().unwrap();
        let encrypts = statements.iter().find(|one| one["Sid"] == "FailureTopic").unwrap();
        assert!(encrypts["Principal"]["Service"].to_string().contains("events.amazonaws.com"));
    }
    // The replica's S3 and alarms report nothing where it does not replicate back.
    let replica = super::replica(WATCHED);
    assert!(properties(&replica, "Bucket").get("NotificationConfiguration").is_none());
    assert!(!properties(&replica, "FailureTopicPolicy").to_string().contains("S3ReportsFailures"));
}

/// Who has a call of a bucket's log bucket reported hears of it too.
#[test]
fn log_buckets_are_among_the_buckets_whose_calls_are_reported() {
    let primary = super::primary(&format!("{WATCHED}[inventory]\nenabled = true\n"));
    let buckets = &properties(&primary, "BucketCalls")["EventPattern"]["detail"]["requestParameters"]["bucketName"];
    assert_eq!(*buckets, json!(["acme-archive", "acme-archive-logs-eu-central-1"]));
}

#[test]
fn the_dashboard_shows_every_rule_where_its_metrics_are() {
    let body = |text: &str| -> Value {
        let primary = super::primary(text);
        let body = &properties(&primary, "Dashboard")["DashboardBody"];
        let text = body["Fn::Sub"].as_str().unwrap_or_else(|| panic!("{body}")).replace("${Key}", "the-key");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    let shown = body(WATCHED);
    let widgets = shown["widgets"].as_array().unwrap();
    assert_eq!(widgets.len(), 7);
    let latency = &widgets[0]["properties"];
    assert_eq!(latency["stat"], "Maximum");
    assert_eq!(
        latency["metrics"][1],
        json!(["AWS/S3", "ReplicationLatency", "SourceBucket", "acme-archive", "DestinationBucket",
            "acme-archive-replication-eu-north-1", "RuleId", "eu-north-1", { "region": "eu-central-1", "label": "eu-north-1" }])
    );
    let sizes = &widgets[4]["properties"]["metrics"];
    assert_eq!(sizes.as_array().unwrap().len(), 3);
    assert_eq!(sizes[2][0]["region"], "eu-north-1");
    let back = body(&two_way(WATCHED));
    let line = &back["widgets"][0]["properties"]["metrics"][1];
    assert_eq!((&line[7], &line[8]["region"]), (&json!("back"), &json!("eu-west-1")));
}

#[test]
fn what_would_not_be_reported_or_shown_is_refused() {
    let refused = |text: &str, why: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("archive.toml"), text).unwrap();
        let loaded = archive::config::Config::load(folder.path(), &archive::config::Overrides::default());
        let error = loaded.err().unwrap_or_else(|| panic!("not refused: {text}")).to_string();
        assert!(error.contains(why), "{error}");
    };
    refused("[notifications]\ndestructive_calls = true", "set  failure_topic = \"create\"");
    refused(
        "[dashboard]\nenabled = true\n[replication]\nmetrics = false",
        "the dashboard shows the replication metrics",
    );
    refused("[alarm]\nenabled = true\nlatency_minutes = 0", "latency_minutes");
}
