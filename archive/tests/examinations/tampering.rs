//! The life of an archive whose policies deny tampering (`protection.deny_tampering`), and what an administrator can do all the same.

use serde_json::json;

use crate::account::{Account, DEPLOYER, ONE_REGION, TWO_REGIONS, fails, succeeds};
use crate::permissions::allow;
use crate::place::{ACCOUNT, Place};

const UNTAMPERED: &str = "[protection]\ndeny_tampering = true\n";
const PRIMARY: &str = "acme-archive";
const REPLICA: &str = "acme-archive-replication-eu-west-1";

/// What an administrator does with their own hands is denied, in the primary region and in that of the replica.
fn assert_denied(place: &Place) {
    const EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>x</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
                          <Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    const SUSPENDED: &str = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    for (region, bucket, alias) in
        [("eu-central-1", PRIMARY, "alias/acme/archive"), ("eu-west-1", REPLICA, "alias/acme/archive/replication")]
    {
        let administrator = place.caller("ADMINISTRATOR", region);
        administrator.s3_denied("PUT", &format!("/{bucket}?lifecycle"), EXPIRY);
        administrator.s3_denied("PUT", &format!("/{bucket}?versioning"), SUSPENDED);
        for configuration in ["policy", "publicAccessBlock", "replication", "lifecycle", "encryption"] {
            administrator.s3_denied("DELETE", &format!("/{bucket}?{configuration}"), "");
        }
        let key = place.key(region, alias);
        for operation in ["ScheduleKeyDeletion", "DisableKey", "DisableKeyRotation"] {
            administrator.kms_denied(operation, &json!({ "KeyId": key }));
        }
        administrator.kms_denied("DeleteAlias", &json!({ "AliasName": alias }));
        administrator.s3("GET", &format!("/{bucket}?policy"), "");
    }
    place.caller("ADMINISTRATOR", "eu-west-1").s3_denied("PUT", &format!("/{REPLICA}/forged"), "data");
    place.caller("ADMINISTRATOR", "eu-central-1").s3("PUT", &format!("/{PRIMARY}/wanted"), "data");
}

/// An archive of an account with an administrator who is no deployer.
fn untampered() -> Account {
    untampered_with(|_| {})
}

fn untampered_with(change: impl FnOnce(&mut archive_simulator::Config)) -> Account {
    Account::with(&format!("{ONE_REGION}{UNTAMPERED}"), |config| {
        let everything = json!({ "Version": "2012-10-17", "Statement": allow(json!("*"), "*") });
        config.callers.insert("ADMINISTRATOR".to_owned(), everything);
        change(config);
    })
}

#[test]
fn an_archive_lives_with_tampering_denied() {
    let account = untampered();
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    assert_denied(&account);
    succeeds(&account.run(&["status", "--check"]));

    // Updates of everything that the policies keep others from: keys, buckets, their policies; and one region more.
    account.configure(&format!(
        "{TWO_REGIONS}{UNTAMPERED}[keys]\nrotation_period_days = 200\n[lifecycle]\nabort_incomplete_uploads_days = 3\n"
    ));
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    assert_denied(&account);
    succeeds(&account.run(&["status", "--check"]));

    // Destroyed, its buckets and keys are as protected as before; and so they are after the import.
    account.destroy();
    let administrator = account.caller("ADMINISTRATOR", "eu-central-1");
    administrator.s3_denied("DELETE", &format!("/{PRIMARY}?policy"), "");
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["deploy", "--yes", "--allow", "adoption,policy-broadening"]));
    assert_denied(&account);
    account.assert_healthy();

    // The option is taken away as it came, after approval.
    account.configure(TWO_REGIONS);
    fails(&account.run_as(DEPLOYER, &["deploy", "--yes"]), 3, "policy-broadening");
    assert_denied(&account);
    succeeds(&account.deploy());
    account.assert_healthy();
    administrator.s3("DELETE", &format!("/{PRIMARY}?replication"), "");
    let replica = account.caller("ADMINISTRATOR", "eu-west-1");
    replica.s3("DELETE", &format!("/{REPLICA}?policy"), "");
}

/// What a failed creation has made is deleted again, although the policies deny deleting it to everybody else.
#[test]
fn a_failed_creation_is_cleaned_up_with_tampering_denied() {
    for (logical_id, region) in [("BucketPolicy", "eu-central-1"), ("KeyAlias", "eu-west-1")] {
        let fault = archive_simulator::ResourceFault {
            logical_id: Some(logical_id.into()),
            region: Some(region.into()),
            status: Some("CREATE_IN_PROGRESS".into()),
            times: 1,
            reason: "out of luck".into(),
            ..archive_simulator::ResourceFault::default()
        };
        let account = untampered_with(|config| config.faults.resources = vec![fault]);
        account.bootstrap();
        account.grant_what_doctor_asks_for(&[]);
        fails(&account.deploy(), 4, "out of luck");
        account.grant_what_doctor_asks_for(&[]);
        let again = ["deploy", "--yes", "--allow", "failed-stack-deletion,adoption,policy-broadening"];
        succeeds(&account.run_as(DEPLOYER, &again));
        assert_denied(&account);
        account.assert_healthy();
    }
}

/// What the documentation says an administrator can do all the same.
#[test]
fn what_an_administrator_can_do_with_tampering_denied_is_what_is_documented() {
    let documented = include_str!("../../docs/protection.md");
    let said = "An administrator can still do all of it through a stack update, by assuming or changing an exempt role, or by changing a key's policy\n\
                (`kms:PutKeyPolicy`)";
    assert!(documented.contains(said), "the documentation says something else");
    let emergency = format!("{UNTAMPERED}exempt_roles = ['arn:aws:iam::{ACCOUNT}:role/EMERGENCY']\n");
    let account = untampered_with(|config| {
        let everything = json!({ "Version": "2012-10-17", "Statement": allow(json!("*"), "*") });
        config.callers.insert("EMERGENCY".to_owned(), everything);
    });
    account.configure(&format!("{ONE_REGION}{emergency}"));
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    assert_denied(&account);
    let key = account.key("eu-west-1", "alias/acme/archive/replication");

    // As an exempt role.
    account.caller("EMERGENCY", "eu-west-1").s3("DELETE", &format!("/{REPLICA}?lifecycle"), "");
    account.caller("EMERGENCY", "eu-west-1").kms("DisableKey", &json!({ "KeyId": key }));
    account.caller("EMERGENCY", "eu-west-1").kms("EnableKey", &json!({ "KeyId": key }));
    // By changing a key's policy.
    let administrator = account.caller("ADMINISTRATOR", "eu-west-1");
    let open = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") } }] });
    administrator.kms_denied("DisableKey", &json!({ "KeyId": key }));
    administrator.kms("PutKeyPolicy", &json!({ "KeyId": key, "PolicyName": "default", "Policy": open.to_string() }));
    administrator.kms("DisableKey", &json!({ "KeyId": key }));
    administrator.kms("EnableKey", &json!({ "KeyId": key }));
    // Through an update of the stack.
    account.configure(&format!("{ONE_REGION}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    let through = ["deploy", "--yes", "--allow", "policy-broadening,weaker-protection"];
    let updated = account.run_as("ADMINISTRATOR", &through);
    assert_eq!(updated.code, 0, "{:?}", updated.events.last());
    account.caller("ADMINISTRATOR", "eu-central-1").s3("DELETE", &format!("/{PRIMARY}?lifecycle"), "");
}
