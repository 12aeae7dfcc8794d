//! Roles that are missing, and permissions that callers lack.

use serde_json::{Value, json};

use crate::place::{OTHER_ACCOUNT, Place, Well as _, advised, help};

pub(crate) fn the_roles_of_the_stack_set_are_created() {
    let place = Place::with(|config| config.stack_set_roles = false);
    let refused = place.run(&["deploy", "--yes"]);
    assert_ne!(refused.code, 0);
    place.follow(&refused, "bootstrap", &["--yes"]).well();
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

/// A place where `deployer` may do everything but `action`.
fn without(action: &str) -> Place {
    let policy =
        json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "NotAction": action, "Resource": "*" } });
    Place::with(|config| config.callers = [("deployer".to_owned(), policy)].into())
}

pub(crate) fn permissions_are_checked_and_granted() {
    let place = without("kms:CreateAlias");
    let failed = place.run_as("deployer", &["deploy", "--yes"]);
    assert_ne!(failed.code, 0);
    assert!(advised(&failed).contains(&vec!["doctor".to_owned()]), "{}", failed.err);
    let doctor = place.run_as("deployer", &["doctor"]);
    assert_eq!(doctor.code, 2, "{}\n{}", doctor.out, doctor.err);
    let said = help(&doctor);
    let statements = said.lines().filter_map(|line| line.strip_prefix("ask for this statement: "));
    let statements: Vec<Value> = statements.map(|statement| serde_json::from_str(statement).unwrap()).collect();
    assert!(!statements.is_empty(), "{said}");
    assert!(statements.iter().all(|statement| statement["Action"] == json!(["kms:CreateAlias"])), "{said}");
    place.grant("deployer", &statements.into());
    place.deploy_as("deployer").well();
    place.assert_healthy();
}

pub(crate) fn a_permission_is_granted() {
    let place = without("cloudformation:CreateChangeSet");
    let refused = place.run_as("deployer", &["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    let said = help(&refused);
    let action = said.split("ask for the permission ").nth(1).unwrap_or_else(|| panic!("{}", refused.err));
    let action = action.split(|c: char| c.is_whitespace() || c == ';' || c == ',').next().unwrap();
    place.grant("deployer", &json!({ "Effect": "Allow", "Action": action, "Resource": "*" }));
    place.run_as("deployer", &["deploy", "--yes"]).well();
    place.assert_healthy();
}

pub(crate) fn drift_is_detected_in_the_other_account() {
    let place = Place::with(|config| config.other_accounts = vec![OTHER_ACCOUNT.to_owned()]);
    place
        .configure(&format!("prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '{OTHER_ACCOUNT}'\n"));
    place.run(&["deploy", "--yes"]).well();
    let drift = place.run(&["drift", "--check"]);
    assert_eq!(drift.code, 5, "{}\n{}", drift.out, drift.err);
    let said = help(&drift);
    let command =
        said.split("aws cloudformation detect-stack-drift ").nth(1).unwrap_or_else(|| panic!("{}", drift.err));
    let option = |name: &str| {
        let after = command.split(&format!("{name} ")).nth(1).unwrap_or_else(|| panic!("{command}"));
        after.split(|c: char| c.is_whitespace() || c == '`').next().unwrap().to_owned()
    };
    let client = place.aws.client(&option("--region"), OTHER_ACCOUNT);
    let detected =
        place.wait(async { client.detect_stack_drift().stack_name(option("--stack-name")).send().await.unwrap() });
    assert!(detected.stack_drift_detection_id().is_some());
}

/// An archive whose replica is in another account, with its key in the configuration, and a profile of that account.
fn across_accounts() -> Place {
    let place = Place::with(|config| config.other_accounts = vec![OTHER_ACCOUNT.to_owned()]);
    let settings = format!("prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '{OTHER_ACCOUNT}'\n");
    place.configure(&settings);
    place.run(&["deploy", "--yes"]).well();
    let key = place
        .aws
        .caller(OTHER_ACCOUNT, "eu-west-1")
        .kms("DescribeKey", &json!({ "KeyId": "alias/acme/archive/replication" }));
    let arn = key["KeyMetadata"]["Arn"].as_str().unwrap();
    place.configure(&format!("{settings}keys = {{ eu-west-1 = '{arn}' }}\n"));
    place.deploy_as_far_as_allowed().well();
    let profile =
        format!("[profile replicas]\naws_access_key_id = {OTHER_ACCOUNT}\naws_secret_access_key = simulated\n");
    std::fs::write(place.folder.path().join("config"), profile).unwrap();
    place
}

#[test]
fn replicas_in_another_account_are_looked_at_and_repaired_with_its_profile() {
    const WITH: [&str; 2] = ["--replica-profile", "replicas"];
    let place = across_accounts();
    let with = |arguments: &[&str]| place.run(&[arguments, &WITH].concat());
    with(&["status", "--check"]).well();
    let replica = place.aws.caller(OTHER_ACCOUNT, "eu-west-1");
    replica.s3("DELETE", "/acme-archive-replication-eu-west-1?policy", "");
    let suspended = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    replica.s3("PUT", "/acme-archive-replication-eu-west-1?versioning", suspended);
    // Without the profile it is not known; with it, it is shown and put right.
    assert!(place.run(&["status"]).well().out.contains("??  replica acme-archive-replication-eu-west-1"));
    let status = with(&["status", "--check"]);
    assert_eq!(status.code, 5, "{}", status.out);
    for said in ["its bucket policy is gone", "is not versioned"] {
        assert!(status.out.contains(said), "{said}: {}", status.out);
    }
    let repaired = with(&["deploy", "--revert-drift", "--yes"]);
    assert_eq!(repaired.code, 3, "{}\n{}", repaired.out, repaired.err);
    let words = crate::place::allowed_words(&repaired);
    with(&["deploy", "--revert-drift", "--yes", "--allow", &words]).well();
    for look in [["status", "--check"], ["drift", "--check"], ["verify", "--timeout=1"]] {
        with(&look).well();
    }
}

#[test]
fn a_profile_of_the_wrong_account_is_refused() {
    let place = across_accounts();
    std::fs::write(
        place.folder.path().join("config"),
        "[profile replicas]\naws_access_key_id = 123456789012\naws_secret_access_key = simulated\n",
    )
    .unwrap();
    let refused = place.run(&["status", "--replica-profile", "replicas"]);
    assert!(refused.code == 2 && refused.err.contains("the replicas are in 210987654321"), "{}", refused.err);
    place.configure(crate::place::SETTINGS);
    let refused = place.run(&["status", "--replica-profile", "replicas"]);
    assert!(refused.code == 2 && help(&refused).contains("leave out --replica-profile"), "{}", refused.err);
}
