//! What each option changes in the templates.

use archive::stacks;
use serde_json::{Value, json};

fn bucket(template: &Value) -> &Value {
    &template["Resources"]["Bucket"]["Properties"]
}

fn both(text: &str) -> [Value; 2] {
    [super::primary(text), super::replica(text)]
}

fn rules(template: &Value) -> &[Value] {
    bucket(template)["ReplicationConfiguration"]["Rules"].as_array().map_or(&[], Vec::as_slice)
}

/// The statement of a policy document that is called `sid`.
fn statement<'t>(document: &'t Value, sid: &str) -> &'t Value {
    document["Statement"].as_array().unwrap().iter().find(|statement| statement["Sid"] == sid).unwrap()
}

fn role_policy(template: &Value) -> &Value {
    &template["Resources"]["ReplicationPolicy"]["Properties"]["PolicyDocument"]
}

#[test]
fn keys_rotate_when_told_and_wait_as_long_as_told() {
    for template in both("[keys]\nrotation_period_days = 90\npending_window_days = 7") {
        let key = &template["Resources"]["Key"]["Properties"];
        assert_eq!((&key["RotationPeriodInDays"], &key["PendingWindowInDays"]), (&json!(90), &json!(7)));
        assert_eq!(key["EnableKeyRotation"], true);
    }
}

#[test]
fn a_multi_region_key_is_named_by_its_arn_everywhere() {
    let text = "[keys]\nstrategy = 'multi-region'";
    let [primary, replica] = both(text);
    assert_eq!(primary["Resources"]["Key"]["Properties"]["MultiRegion"], true);
    let key = &replica["Resources"]["Key"];
    assert_eq!(key["Type"], "AWS::KMS::ReplicaKey");
    assert_eq!(key["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(key["Properties"]["PrimaryKeyArn"], json!({ "Ref": "PrimaryKey" }));
    let arn = json!({ "Fn::Sub": "arn:${AWS::Partition}:kms:eu-west-1:${AWS::AccountId}:key/${Key}" });
    assert_eq!(rules(&primary)[0]["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"], arn);
    let use_keys = statement(role_policy(&primary), "UseReplicaKeys");
    assert_eq!(use_keys["Resource"][0], arn);
    assert!(use_keys["Condition"].get("ForAnyValue:StringEquals").is_none(), "no alias is needed");
    let parameters = primary["Resources"]["StackSet"]["Properties"]["Parameters"].as_array().unwrap();
    assert!(
        parameters
            .contains(&json!({ "ParameterKey": "PrimaryKey", "ParameterValue": { "Fn::GetAtt": ["Key", "Arn"] } }))
    );
}

#[test]
fn account_regional_buckets_have_account_and_region_in_their_names() {
    let text = "prefix = 'acme'\n[bucket]\nnamespace = 'account-regional'";
    let [primary, replica] = both(text);
    assert_eq!(bucket(&primary)["BucketName"], json!({ "Fn::Sub": "acme-archive-${AWS::AccountId}-eu-central-1-an" }));
    assert_eq!(
        bucket(&replica)["BucketName"],
        json!({ "Fn::Sub": "${Prefix}-archive-${AWS::AccountId}-${AWS::Region}-an" })
    );
    for template in [&primary, &replica] {
        assert_eq!(bucket(template)["BucketNamespace"], "account-regional");
    }
    assert_eq!(
        rules(&primary)[0]["Destination"]["Bucket"],
        json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-archive-${AWS::AccountId}-eu-west-1-an" })
    );
}

#[test]
fn object_lock_is_on_both_sides_and_its_retention_may_be_read() {
    let text = "[object_lock]\nmode = 'compliance'\nyears = 7";
    for template in both(text) {
        assert_eq!(bucket(&template)["ObjectLockEnabled"], true);
        assert_eq!(
            bucket(&template)["ObjectLockConfiguration"],
            json!({ "ObjectLockEnabled": "Enabled", "Rule": { "DefaultRetention": { "Mode": "COMPLIANCE", "Years": 7 } } })
        );
    }
    let primary = super::primary(text);
    let actions = &statement(role_policy(&primary), "ReadVersions")["Action"];
    for action in ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] {
        assert!(actions.as_array().unwrap().contains(&json!(action)), "{actions}");
    }
    assert!(super::config(text).needs_typed_confirmation());
    assert!(!super::config("[object_lock]\nmode = 'governance'\ndays = 1").needs_typed_confirmation());
}

#[test]
fn the_lifecycle_is_the_same_on_both_sides() {
    let [primary, replica] = both(
        "[lifecycle]\nabort_incomplete_uploads_days = 3\nnoncurrent_expiration_days = 365\nkept_noncurrent_versions = 5\n\
         transitions = [{ storage_class = 'GLACIER_IR', days = 0 }]\nnoncurrent_transitions = [{ storage_class = 'GLACIER', days = 30 }]",
    );
    assert_eq!(
        bucket(&primary)["LifecycleConfiguration"]["Rules"],
        json!([
            { "Status": "Enabled", "Id": "abort-incomplete-uploads", "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 3 } },
            { "Status": "Enabled", "Id": "transitions", "Transitions": [{ "StorageClass": "GLACIER_IR", "TransitionInDays": 0 }] },
            {
                "Status": "Enabled",
                "Id": "noncurrent-versions",
                "NoncurrentVersionTransitions": [{ "StorageClass": "GLACIER", "TransitionInDays": 30 }],
                "NoncurrentVersionExpiration": { "NoncurrentDays": 365, "NewerNoncurrentVersions": 5 }
            }
        ])
    );
    assert_eq!(bucket(&primary)["LifecycleConfiguration"], bucket(&replica)["LifecycleConfiguration"]);
}

#[test]
fn markers_without_versions_are_removed_on_both_sides_when_told() {
    let text = "[lifecycle]\nnoncurrent_expiration_days = 365\nexpired_delete_markers = true";
    for template in both(text) {
        let rules = bucket(&template)["LifecycleConfiguration"]["Rules"].as_array().unwrap();
        let last = json!({ "Status": "Enabled", "Id": "expired-delete-markers", "ExpiredObjectDeleteMarker": true });
        assert_eq!(rules.last(), Some(&last));
    }
    let without = super::primary("[lifecycle]\nnoncurrent_expiration_days = 365").to_string();
    assert!(!without.contains("ExpiredObjectDeleteMarker"));
}

#[test]
fn time_control_is_fifteen_minutes_with_metrics() {
    let primary =
        super::primary("[replication]\ntime_control = true\nstorage_class = 'STANDARD_IA'\ndelete_markers = false");
    for rule in rules(&primary) {
        let to = &rule["Destination"];
        assert_eq!(to["ReplicationTime"], json!({ "Status": "Enabled", "Time": { "Minutes": 15 } }));
        assert_eq!(to["Metrics"], json!({ "Status": "Enabled", "EventThreshold": { "Minutes": 15 } }));
        assert_eq!(to["StorageClass"], "STANDARD_IA");
        assert_eq!(rule["DeleteMarkerReplication"]["Status"], "Disabled");
    }
    let without = super::primary("[replication]\nmetrics = false");
    assert!(rules(&without).iter().all(|rule| rule["Destination"].get("Metrics").is_none()));
}

#[test]
fn two_way_replication_takes_two_deployments_of_one_template() {
    let text = "prefix = 'acme'\nreplications = ['eu-west-1']\n[replication]\ntwo_way = true";
    let [primary, replica] = both(text);
    let back = &bucket(&replica)["ReplicationConfiguration"]["Fn::If"];
    assert_eq!(back[0], "ReplicatesBack");
    assert_eq!(
        back[1]["Rules"][0]["Destination"]["Bucket"],
        json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-archive" })
    );
    assert_eq!(back[2], json!({ "Ref": "AWS::NoValue" }));
    for rule in [&back[1]["Rules"][0], &rules(&primary)[0]] {
        assert_eq!(rule["SourceSelectionCriteria"]["ReplicaModifications"]["Status"], "Enabled");
    }
    // The role reads what it writes, on both sides.
    let policy = role_policy(&primary);
    assert_eq!(statement(policy, "ReadVersions")["Resource"].as_array().unwrap().len(), 2);
    assert_eq!(
        statement(policy, "WritePrimary")["Resource"],
        json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-archive/*" })
    );
    let config = super::config(text);
    let (before, last) = stacks::steps(&config, false);
    let [first] = before.as_slice() else { panic!("{before:?}") };
    assert_eq!(
        (first.parameters["ReplicateBack"].as_str(), last.parameters["ReplicateBack"].as_str()),
        ("false", "true")
    );
    assert_eq!(primary["Parameters"]["ReplicateBack"]["AllowedValues"], json!(["true", "false"]));
    assert_eq!(stacks::steps(&config, true), (Vec::new(), last), "where the bucket exists, one deployment is enough");
    let (before, last) = stacks::steps(&super::config(""), false);
    assert!(before.is_empty() && last.parameters.is_empty());
}

#[test]
fn a_region_of_another_account_has_no_rule_until_its_key_is_known() {
    let account = "prefix = 'acme'\n[replica]\naccount = '210987654321'\n";
    let primary = super::primary(account);
    assert!(bucket(&primary).get("ReplicationConfiguration").is_none());
    assert!(!role_policy(&primary).to_string().contains("ReplicateObject"));
    assert_eq!(super::config(account).awaiting_key().len(), 2);
    let instances = &primary["Resources"]["StackSet"]["Properties"]["StackInstancesGroup"][0];
    assert_eq!(instances["DeploymentTargets"]["Accounts"], json!(["210987654321"]));
    assert_eq!(instances["Regions"], json!(["eu-west-1", "eu-north-1"]));

    let arn = "arn:aws:kms:eu-west-1:210987654321:key/11111111-2222-3333-4444-555555555555";
    let text = format!("{account}[replica.keys]\neu-west-1 = '{arn}'");
    let [primary, replica] = both(&text);
    let [rule] = rules(&primary) else { panic!("one rule: {:#}", bucket(&primary)) };
    assert_eq!(rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"], arn);
    assert_eq!(rule["Destination"]["Account"], "210987654321");
    assert_eq!(statement(role_policy(&primary), "UseReplicaKeys")["Resource"], json!([arn]));
    // The bucket lets the role of the other account in, and nobody else of that account.
    let grant = statement(&replica["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"], "Replication");
    assert_eq!(grant["Condition"], json!({ "ArnEquals": { "aws:PrincipalArn": { "Ref": "ReplicationRole" } } }));
    assert_eq!(super::config(&text).awaiting_key(), [super::config(&text).replications()[1]]);
}

#[test]
fn failures_reach_a_topic_that_only_this_bucket_and_these_alarms_may_use() {
    let primary = super::primary(
        "prefix = 'acme'\n[notifications]\nfailure_topic = 'create'\nevent_bridge = true\n[alarm]\nenabled = true",
    );
    let resources = &primary["Resources"];
    let notifications = &bucket(&primary)["NotificationConfiguration"];
    assert_eq!(notifications["EventBridgeConfiguration"], json!({ "EventBridgeEnabled": true }));
    assert_eq!(notifications["TopicConfigurations"][0]["Event"], "s3:Replication:OperationFailedReplication");
    assert!(resources["Bucket"]["DependsOn"].as_array().unwrap().contains(&json!("FailureTopicPolicy")));
    let document = &resources["FailureTopicPolicy"]["Properties"]["PolicyDocument"];
    assert_eq!(
        statement(document, "S3ReportsFailures")["Condition"]["ArnLike"]["aws:SourceArn"],
        json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-archive" })
    );
    let key = statement(&resources["Key"]["Properties"]["KeyPolicy"], "FailureTopic");
    assert_eq!(
        key["Condition"]["StringEquals"]["kms:EncryptionContext:aws:sns:topicArn"],
        json!({ "Fn::Sub": "arn:${AWS::Partition}:sns:eu-central-1:${AWS::AccountId}:acme-archive-failures" })
    );
    assert_eq!(resources["FailureTopic"]["Properties"]["TopicName"], "acme-archive-failures");
    let alarm = &resources["FailedReplicationToEuWest1"]["Properties"];
    assert_eq!(alarm["MetricName"], "OperationsFailedReplication");
    assert_eq!(alarm["Dimensions"][2], json!({ "Name": "RuleId", "Value": "eu-west-1" }));
    assert_eq!(alarm["AlarmActions"], json!([{ "Fn::GetAtt": ["FailureTopic", "TopicArn"] }]));
    assert!(resources["FailedReplicationToEuNorth1"].is_object());
}

/// S3 publishes to topics of the bucket's region, and counts failures in the region of their source.
#[test]
fn with_two_way_replication_the_replica_reports_failures_too() {
    let text = "prefix = 'acme'\nreplications = ['eu-west-1']\n[replication]\ntwo_way = true\n\
                [notifications]\nfailure_topic = 'create'\n[alarm]\nenabled = true";
    let [_, replica] = both(text);
    let resources = &replica["Resources"];
    let reported = &bucket(&replica)["NotificationConfiguration"]["TopicConfigurations"][0];
    assert_eq!(reported["Event"], "s3:Replication:OperationFailedReplication");
    assert_eq!(reported["Topic"], json!({ "Fn::GetAtt": ["FailureTopic", "TopicArn"] }));
    assert!(resources["Bucket"]["DependsOn"].to_string().contains("FailureTopicPolicy"));
    let publish = statement(&resources["FailureTopicPolicy"]["Properties"]["PolicyDocument"], "S3ReportsFailures");
    assert!(
        publish["Condition"]["ArnLike"]["aws:SourceArn"].to_string().contains("-archive-replication-"),
        "{publish}"
    );
    assert!(resources["Key"]["Properties"]["KeyPolicy"].to_string().contains("kms:EncryptionContext:aws:sns:topicArn"));
    let alarm = &resources["FailedReplicationBack"]["Properties"];
    assert_eq!(alarm["Dimensions"][2], json!({ "Name": "RuleId", "Value": "back" }));
    assert_eq!(alarm["AlarmActions"], json!([{ "Fn::GetAtt": ["FailureTopic", "TopicArn"] }]));

    let [_, one_way] = both(&text.replace("two_way = true", "two_way = false"));
    assert!(one_way["Resources"].get("FailureTopic").is_none());
    assert!(one_way["Resources"].get("FailedReplicationBack").is_none());
    // A topic that is named is in the primary region.
    let named = text.replace("'create'", "'arn:aws:sns:eu-central-1:123456789012:on-call'");
    let [_, replica] = both(&named);
    assert!(replica["Resources"].get("FailureTopic").is_none());
    assert!(replica["Resources"]["FailedReplicationBack"]["Properties"].get("AlarmActions").is_none());
    assert!(archive::consequences::of(&super::config(&named)).iter().any(|told| told.contains("in another region")));
}

#[test]
fn the_topic_has_the_subscribers_that_are_named() {
    let text = "prefix = 'acme'\n[notifications]\nfailure_topic = 'create'\n";
    let told = |text: &str| archive::consequences::of(&super::config(text)).join("\n");
    assert!(told(text).contains("nobody is subscribed"));
    let queue = "arn:aws:sqs:eu-central-1:123456789012:failures";
    let text = format!("{text}subscribers = ['ops@example.com', 'https://example.com/hook', '{queue}']\n");
    assert!(!told(&text).contains("nobody is subscribed"));
    let primary = super::primary(&text);
    let of = |id: &str| primary["Resources"][id]["Properties"].clone();
    let mail = of("FailureSubscriptionopsexamplecom");
    assert_eq!((&mail["Protocol"], &mail["Endpoint"]), (&json!("email"), &json!("ops@example.com")));
    assert_eq!(mail["TopicArn"], json!({ "Ref": "FailureTopic" }));
    assert_eq!(of("FailureSubscriptionhttpsexamplecomhook")["Protocol"], "https");
    assert_eq!(of("FailureSubscriptionarnawssqseucentral1123456789012failures")["Protocol"], "sqs");
}

#[test]
fn an_existing_topic_is_used_as_it_is() {
    let arn = "arn:aws:sns:eu-central-1:123456789012:on-call";
    let primary =
        super::primary(&format!("[notifications]\nfailure_topic = '{arn}'\n[replication]\ntime_control = true"));
    let topics = bucket(&primary)["NotificationConfiguration"]["TopicConfigurations"].as_array().unwrap();
    assert!(topics.iter().all(|topic| topic["Topic"] == arn));
    assert_eq!(topics.len(), 4, "with time control S3 reports missed thresholds too");
    assert!(primary["Resources"].get("FailureTopic").is_none());
}

#[test]
fn logs_and_inventories_go_to_a_bucket_of_their_own_in_each_region() {
    for template in
        both("[access_logs]\nenabled = true\nexpire_days = 30\n[inventory]\nenabled = true\nfrequency = 'daily'")
    {
        let logs = &template["Resources"]["LogBucket"]["Properties"];
        let encryption = &logs["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        assert_eq!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256");
        assert!(logs.get("ObjectLockEnabled").is_none());
        assert_eq!(logs["VersioningConfiguration"]["Status"], "Enabled");
        let rules = logs["LifecycleConfiguration"]["Rules"].as_array().unwrap();
        let deleted = rules.iter().find(|rule| rule["Id"] == "deleted-logs").unwrap();
        assert_eq!(deleted["NoncurrentVersionExpiration"]["NoncurrentDays"], 30);
        assert_eq!(bucket(&template)["LoggingConfiguration"]["DestinationBucketName"], json!({ "Ref": "LogBucket" }));
        let inventory = &bucket(&template)["InventoryConfigurations"][0];
        assert_eq!(inventory["ScheduleFrequency"], "Daily");
        assert_eq!(inventory["Destination"]["BucketArn"], json!({ "Fn::GetAtt": ["LogBucket", "Arn"] }));
        let document = &template["Resources"]["LogBucketPolicy"]["Properties"]["PolicyDocument"];
        for (sid, action) in
            [("NobodyDeletesTheBucket", "s3:DeleteBucket"), ("NobodyDeletesVersions", "s3:DeleteObjectVersion")]
        {
            let statement = statement(document, sid);
            assert_eq!((&statement["Effect"], &statement["Action"]), (&json!("Deny"), &json!(action)));
            assert_eq!(statement["Principal"], json!({ "AWS": "*" }));
        }
        for (sid, service) in [("AccessLogs", "logging.s3.amazonaws.com"), ("Inventory", "s3.amazonaws.com")] {
            let statement = statement(document, sid);
            assert_eq!(statement["Principal"]["Service"], service);
            assert_eq!(statement["Condition"]["StringEquals"]["aws:SourceAccount"], json!({ "Ref": "AWS::AccountId" }));
        }
        assert!(template["Resources"]["Bucket"]["DependsOn"].to_string().contains("LogBucketPolicy"));
    }
}

#[test]
fn a_detached_region_keeps_its_instance_and_loses_its_rule() {
    let primary = super::primary("replications = ['eu-west-1']\ndetached = ['eu-north-1']");
    assert_eq!(
        primary["Resources"]["StackSet"]["Properties"]["StackInstancesGroup"][0]["Regions"],
        json!(["eu-west-1", "eu-north-1"])
    );
    let ids: Vec<&Value> = rules(&primary).iter().map(|rule| &rule["Id"]).collect();
    assert_eq!(ids, ["eu-west-1"]);
    assert!(!role_policy(&primary).to_string().contains("eu-north-1"), "the role writes there no longer");
    assert_eq!(primary["Outputs"]["BucketReplications"]["Value"], "eu-west-1");
}

#[test]
fn a_stack_set_may_have_roles_of_its_own() {
    let text = "[stack_set]\nadministration_role_arn = 'arn:aws:iam::123456789012:role/paths/Admin'\nexecution_role_name = 'Exec'\nregion_concurrency = 'sequential'";
    let primary = super::primary(text);
    let stack_set = &primary["Resources"]["StackSet"]["Properties"];
    assert_eq!(stack_set["AdministrationRoleARN"], "arn:aws:iam::123456789012:role/paths/Admin");
    assert_eq!(stack_set["ExecutionRoleName"], "Exec");
    assert_eq!(stack_set["OperationPreferences"]["RegionConcurrencyType"], "SEQUENTIAL");
}

#[test]
fn the_bootstrap_trusts_cloudformation_for_this_stack_set_only() {
    let text = "prefix = 'acme'\nreplications = ['eu-west-1', 'ap-east-1']";
    let template = stacks::bootstrap(&super::config(text), None).unwrap().to_value();
    let roles = &template["Resources"];
    let trust = &roles["AdministrationRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(
        trust["Principal"]["Service"],
        json!(["cloudformation.amazonaws.com", "cloudformation.ap-east-1.amazonaws.com"]),
        "a region that must be enabled has a principal of its own"
    );
    assert!(trust["Condition"]["ArnLike"]["aws:SourceArn"].to_string().contains("stackset/acme-archive-replication:*"));
    assert_eq!(roles["ExecutionRole"]["Properties"]["RoleName"], "AWSCloudFormationStackSetExecutionRole");

    let elsewhere = super::config(&format!("{text}\n[replica]\naccount = '210987654321'"));
    let here = stacks::bootstrap(&elsewhere, None).unwrap().to_value();
    assert!(here["Resources"].get("ExecutionRole").is_none());
    let there = stacks::bootstrap_replica_account(&elsewhere).unwrap().to_value();
    assert!(
        there["Resources"]["ExecutionRole"]["Properties"]["AssumeRolePolicyDocument"]
            .to_string()
            .contains("iam::${AdministratorAccountId}:root")
    );
}

/// A role is known by its path too.
#[test]
fn the_bootstrap_makes_the_roles_where_the_stack_set_looks_for_them() {
    let text = "prefix = 'acme'\n[stack_set]\nadministration_role_arn = 'arn:aws:iam::123456789012:role/paths/Admin'\n\
                execution_role_name = 'Exec'";
    let template = stacks::bootstrap(&super::config(text), None).unwrap().to_value();
    let administration = &template["Resources"]["AdministrationRole"]["Properties"];
    assert_eq!((&administration["Path"], &administration["RoleName"]), (&json!("/paths/"), &json!("Admin")));
    let execution = &template["Resources"]["ExecutionRole"]["Properties"];
    assert_eq!(execution["RoleName"], "Exec");
    assert!(execution["AssumeRolePolicyDocument"].to_string().contains("role/paths/Admin"));
}

#[test]
fn the_execution_role_may_have_the_minimum_that_aws_documents() {
    let text = "prefix = 'acme'\n[stack_set]\nexecution_role_permissions = 'aws-minimum'";
    let template = stacks::bootstrap(&super::config(text), None).unwrap().to_value();
    let document = &template["Resources"]["ExecutionRole"]["Properties"]["Policies"][0]["PolicyDocument"];
    let minimum = statement(document, "MinimumOfStackSets");
    assert_eq!((&minimum["Action"], &minimum["Resource"]), (&json!(["cloudformation:*", "s3:*"]), &json!("*")));
    assert!(statement(document, "AdministerKeys")["Resource"].is_array());
}

/// The configuration tells people the names that the templates compute.
#[test]
fn names_are_the_same_in_messages_and_in_templates() {
    for namespace in ["global", "account-regional"] {
        let text = format!("prefix = 'acme'\n[bucket]\nnamespace = '{namespace}'");
        let config = super::config(&text);
        let written = |name: &Value| match name {
            Value::String(name) => name.clone(),
            sub => sub["Fn::Sub"].as_str().unwrap().replace("${AWS::AccountId}", "ACCOUNT"),
        };
        let [primary, replica] = both(&text);
        assert_eq!(config.bucket_name(), written(&bucket(&primary)["BucketName"]));
        let in_ireland = written(&bucket(&replica)["BucketName"])
            .replace("${Prefix}", "acme")
            .replace("${AWS::Region}", "eu-west-1");
        assert_eq!(config.replica_bucket_name(&config.replications()[0]), in_ireland);
        assert_eq!(
            primary["Resources"]["ReplicationRole"]["Properties"]["RoleName"],
            config.replication_role_name().as_str()
        );
        assert_eq!(primary["Resources"]["StackSet"]["Properties"]["StackSetName"], config.stack_set_name().as_str());
    }
}
