//! What `doctor` says of the caller's rights: it is right if what it asks for is enough to deploy, and nothing less is.

use serde_json::{Value, json};

use crate::place::Place;

pub(crate) const MAY_ASK: [&str; 2] = ["iam:SimulatePrincipalPolicy", "iam:GetRole"];

pub(crate) fn with_policy(statements: Value) -> Place {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    Place::with("", |config| config.callers = [("LIMITED".to_owned(), policy)].into())
}

pub(crate) fn allow(actions: Value, resources: &str) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resources })
}

/// The statements that the findings ask for.
pub(crate) fn asked_for(place: &Place) -> Vec<Value> {
    let ended = place.run_as("LIMITED", &["doctor"]);
    assert_eq!(ended.code, 2, "{:?}", ended.complaints());
    let checks = ended.checks("permissions");
    let remedies = checks.iter().filter(|check| check.passed == Some(false)).map(|check| check.remedy);
    remedies
        .map(|remedy| serde_json::from_str(remedy.strip_prefix("ask for this statement: ").unwrap()).unwrap())
        .collect()
}

#[test]
fn the_statements_that_doctor_asks_for_are_enough_to_deploy_and_to_destroy() {
    let mut statements = asked_for(&with_policy(json!([allow(json!(MAY_ASK), "*")])));
    assert!(statements.len() >= 7, "{statements:#?}");
    statements.push(allow(json!(MAY_ASK), "*"));
    let place = with_policy(json!(statements));
    let ended = place.run_as("LIMITED", &["doctor"]);
    let permissions = ended.checks("permissions");
    assert!(
        !permissions.is_empty() && permissions.iter().all(|check| check.passed != Some(false)),
        "{:?}",
        ended.complaints()
    );
    // What a deployment works without is not asked for.
    let open: Vec<&str> =
        permissions.iter().filter(|check| check.passed.is_none()).map(|check| check.subject).collect();
    assert_eq!(open, ["permissions: the list of buckets"]);

    let deployed = place.run_as("LIMITED", &["deploy", "--yes"]);
    assert_eq!(deployed.code, 0, "{:#?}", deployed.events.last());
    let destroyed = place.run_as("LIMITED", &["destroy", "--allow", "stack-deletion"]);
    assert_eq!(destroyed.code, 0, "{:#?}", destroyed.events.last());
}

#[test]
fn what_is_missing_and_what_is_denied_is_told_by_service() {
    let place = with_policy(json!([
        allow(json!("*"), "*"),
        { "Effect": "Deny", "Action": ["iam:PassRole", "s3:PutReplicationConfiguration"], "Resource": "*" },
    ]));
    let ended = place.run_as("LIMITED", &["doctor"]);
    let buckets = ended.bad("permissions: the buckets");
    assert!(
        buckets.message.contains("denied by a policy of its own: s3:PutReplicationConfiguration"),
        "{}",
        buckets.message
    );
    assert!(buckets.remedy.contains("the administrator of"), "{}", buckets.remedy);
    assert!(ended.bad("permissions: the replication role").message.contains("iam:PassRole"));
    assert!(ended.checks("permissions: the stack").iter().all(|check| check.passed == Some(true)));
}

#[test]
fn rights_on_another_archives_names_are_none() {
    let place = with_policy(json!([
        allow(json!(["cloudformation:*", "kms:*", "iam:*"]), "*"),
        allow(json!("s3:*"), "arn:aws:s3:::other-*"),
    ]));
    let ended = place.run_as("LIMITED", &["doctor"]);
    let buckets = ended.bad("permissions: the buckets");
    assert!(
        buckets.message.contains("s3:CreateBucket") && buckets.remedy.contains("arn:aws:s3:::acme-archive"),
        "{}",
        buckets.remedy
    );
}

#[test]
fn where_iam_may_not_be_asked_nothing_is_claimed() {
    let place = with_policy(json!([allow(json!("cloudformation:*"), "*")]));
    let ended = place.run_as("LIMITED", &["doctor"]);
    let permissions = ended.checks("permissions");
    assert!(permissions.iter().all(|check| check.passed.is_none()), "{:?}", ended.complaints());
    assert!(permissions[0].message.contains("iam:GetRole"), "{}", permissions[0].message);

    assert_eq!(place.run(&["deploy", "--yes"]).code, 0);
    let status = place.run_as("LIMITED", &["status", "--check"]);
    let open = status.checks("bucket acme-archive");
    assert_eq!((status.code, open[0].passed), (0, None), "what cannot be told is not a failure");
    assert_eq!(open[0].remedy, "ask for the permission s3:GetReplicationConfiguration");
}

#[test]
fn a_deployment_without_the_right_names_the_permission_and_changes_nothing() {
    let place = with_policy(json!([allow(json!("cloudformation:Describe*"), "*")]));
    let ended = place.run_as("LIMITED", &["deploy", "--yes"]);
    let error = ended.events.last().unwrap();
    assert_eq!(ended.code, 2, "{error}");
    assert!(
        error["message"].as_str().unwrap().contains("is not authorized to perform: cloudformation:CreateChangeSet"),
        "{error}"
    );
    assert!(error["remedy"].as_str().unwrap().contains("cloudformation:CreateChangeSet"), "{error}");
}

#[test]
fn a_resource_that_the_caller_may_not_make_fails_with_the_action_that_doctor_would_have_named() {
    let place = with_policy(json!([
        allow(json!("*"), "*"),
        { "Effect": "Deny", "Action": "kms:CreateKey", "Resource": "*" },
    ]));
    let named = place.run_as("LIMITED", &["doctor"]);
    assert!(named.bad("what has no name").message.contains("kms:CreateKey"), "{:?}", named.complaints());
    let ended = place.run_as("LIMITED", &["deploy", "--yes"]);
    assert_eq!(ended.code, 4, "{:#?}", ended.events.last());
    let failure = ended.events.iter().find(|event| event["event"] == "failure").unwrap();
    let first = &failure["resources"][0];
    assert_eq!(first["logical_id"], "Key");
    assert!(first["reason"].as_str().unwrap().contains("is not authorized to perform: kms:CreateKey"), "{first}");
    assert!(first["explanation"]["remedy"].as_str().unwrap().contains("archive doctor"), "{first}");
}

#[test]
fn with_a_service_role_the_caller_needs_the_stack_and_the_role_the_resources() {
    let caller = json!({ "Statement": [allow(json!(["cloudformation:*", "iam:*"]), "*")] });
    let role = json!({ "Statement": [allow(json!(["s3:*", "iam:*", "cloudformation:*"]), "*")] });
    let callers = [("LIMITED".to_owned(), caller), ("Service".to_owned(), role)];
    let place = Place::with("", |config| config.callers = callers.into());
    let ended = place.run_as("LIMITED", &["doctor", "--role-arn", "arn:aws:iam::123456789012:role/Service"]);
    let is_told = |check: &crate::place::Check<'_>| {
        check.passed == if check.subject == "permissions: the list of buckets" { None } else { Some(true) }
    };
    assert!(ended.checks("permissions").iter().all(is_told), "{:?}", ended.complaints());
    assert!(ended.bad("service role arn:aws:iam::123456789012:role/Service: the keys").message.contains("kms:"));
}

/// What `doctor` asks for on the stack and the StackSet beside what CloudFormation's handlers need is exactly what the engine calls.
#[test]
fn no_right_is_asked_for_that_nothing_uses() {
    let asked = asked_for(&with_policy(json!([allow(json!(MAY_ASK), "*")])));
    // What CloudFormation's handlers call for the resources is not in the engine.
    let own = asked.iter().filter(|statement| {
        let text = statement.to_string();
        text.contains(":stack/acme-archive/") || (text.contains(":stackset/") && !text.contains("CreateStackInstances"))
    });
    let actions: Vec<&str> =
        own.flat_map(|statement| statement["Action"].as_array().unwrap()).filter_map(Value::as_str).collect();
    assert!(actions.len() > 15, "{actions:?}");
    let engine = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("engine/src/operation");
    let sources = std::fs::read_dir(engine).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let sources = sources.collect::<Vec<_>>().concat();
    for action in actions {
        let name = action.strip_prefix("cloudformation:").unwrap();
        let snake: String = name
            .char_indices()
            .flat_map(|(at, letter)| {
                let gap = (letter.is_uppercase() && at > 0).then_some('_');
                gap.into_iter().chain(letter.to_lowercase())
            })
            .collect();
        assert!(sources.contains(&format!(".{snake}()")), "{action} is asked for, and the engine never calls it");
    }
}
