//! What somebody can do to the data who has what `doctor` asks for, and nothing else: it is refused, or the next `status` shows it.

use serde_json::json;

use crate::account::{Account, DEPLOYER, TWO_REGIONS, succeeds};
use crate::place::ACCOUNT;

const HOME: &str = "eu-central-1";
const AWAY: &str = "eu-west-1";
const BUCKET: &str = "/acme-archive";
const REPLICA: &str = "/acme-archive-replication-eu-west-1";

/// An expiry of a day.
const EXPIRES: &str = "<LifecycleConfiguration><Rule><ID>x</ID><Filter/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>\
                       <NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>";

/// Who deploys needs none of these, in any region.
const DATA: &[(&str, &str)] =
    &[("GET", "/report"), ("PUT", "/report"), ("DELETE", "/report"), ("DELETE", "/report?versionId=x"), ("DELETE", "")];

/// What a deployment changes in the primary bucket only, as CloudFormation works for who deploys. S3 itself refuses to suspend the versions
/// of a bucket that is replicated.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("DELETE", "?policy", ""),
    ("DELETE", "?publicAccessBlock", ""),
    ("DELETE", "?replication", ""),
    ("PUT", "?lifecycle", EXPIRES),
];

#[test]
fn who_deploys_may_not_touch_the_data_nor_the_replicas() {
    let account = Account::deployed(TWO_REGIONS);
    account.s3(HOME, "PUT", "/acme-archive/report", "data");
    for (region, bucket) in [(HOME, BUCKET), (AWAY, REPLICA)] {
        let caller = account.caller(DEPLOYER, region);
        for (method, target) in DATA {
            caller.s3_denied(method, &format!("{bucket}{target}"), "");
        }
        let key = json!({ "KeyId": account.key(region, if region == HOME { "alias/acme/archive" } else { "alias/acme/archive/replication" }) });
        caller.kms_denied("CreateGrant", &key);
    }
    let away = account.caller(DEPLOYER, AWAY);
    for (method, target, body) in SETTINGS {
        away.s3_denied(method, &format!("{REPLICA}{target}"), body);
    }
    let key = json!({ "KeyId": account.key(AWAY, "alias/acme/archive/replication"), "PendingWindowInDays": 7 });
    away.kms_denied("ScheduleKeyDeletion", &key);
    account.assert_healthy();
}

#[test]
fn what_who_deploys_changes_of_the_primary_bucket_and_its_key_is_shown_by_the_next_status() {
    let account = Account::deployed(TWO_REGIONS);
    let shown = |what: &str| {
        assert_eq!(account.run(&["status", "--check"]).code, 5, "{what} is not shown");
        let all = "weaker-protection,policy-broadening,deletion";
        succeeds(&account.run(&["deploy", "--yes", "--revert-drift", "--allow", all]));
        succeeds(&account.run(&["status", "--check"]));
    };
    for (method, target, body) in SETTINGS {
        account.caller(DEPLOYER, HOME).s3(method, &format!("{BUCKET}{target}"), body);
        shown(target);
    }
    let key = account.key(HOME, "alias/acme/archive");
    account.caller(DEPLOYER, HOME).kms("ScheduleKeyDeletion", &json!({ "KeyId": key, "PendingWindowInDays": 7 }));
    assert_eq!(account.run(&["status", "--check"]).code, 5, "the deletion of the key is not shown");
}

/// The access key of a caller that has got hold of the StackSet's execution role: its trust is changed for this test, which an administrator of the account can do.
fn as_the_execution_role(account: &Account) -> String {
    let role = "AWSCloudFormationStackSetExecutionRole";
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
    let refused = account.caller(DEPLOYER, HOME).assume_role_denied(&arn);
    assert!(refused.contains("is not authorized to perform: sts:AssumeRole"), "{refused}");
    let trust =
        json!({ "Statement": { "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sts:AssumeRole" } });
    let trust: String = trust.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    account.iam(&format!("Action=UpdateAssumeRolePolicy&RoleName={role}&PolicyDocument={trust}"));
    account.caller("ROOT", HOME).assume_role(&arn)
}

#[test]
fn the_execution_role_changes_only_the_replicas_and_every_change_is_refused_or_shown() {
    let account = Account::deployed(TWO_REGIONS);
    account.s3(HOME, "PUT", "/acme-archive/report", "data");
    let location =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    account.s3(AWAY, "PUT", "/somebody-elses", location);
    let role = as_the_execution_role(&account);
    for (region, bucket) in [(HOME, BUCKET), (AWAY, REPLICA), (AWAY, "/somebody-elses")] {
        let caller = account.caller(&role, region);
        for (method, target) in DATA {
            caller.s3_denied(method, &format!("{bucket}{target}"), "");
        }
    }
    for (region, bucket) in [(HOME, BUCKET), (AWAY, "/somebody-elses")] {
        for (method, target, body) in SETTINGS {
            account.caller(&role, region).s3_denied(method, &format!("{bucket}{target}"), body);
        }
    }
    // Of keys it may do nothing by itself, only through CloudFormation.
    for (region, alias) in [(HOME, "alias/acme/archive"), (AWAY, "alias/acme/archive/replication")] {
        let key = account.key(region, alias);
        let caller = account.caller(&role, region);
        for operation in ["ScheduleKeyDeletion", "DisableKey", "CreateGrant", "PutKeyPolicy"] {
            caller.kms_denied(operation, &json!({ "KeyId": key, "PendingWindowInDays": 7 }));
        }
        caller.kms_denied("DeleteAlias", &json!({ "AliasName": alias }));
    }
    account.assert_healthy();
    // What it may change of a replica, the next status shows, and a deployment puts back.
    for (method, target, body) in SETTINGS.iter().filter(|(_, target, _)| *target != "?replication") {
        account.caller(&role, AWAY).s3(method, &format!("{REPLICA}{target}"), body);
        assert_eq!(account.run(&["status", "--check"]).code, 5, "{target} is not shown");
        let all = "weaker-protection,policy-broadening,deletion";
        succeeds(&account.run(&["deploy", "--yes", "--revert-drift", "--allow", all]));
        succeeds(&account.run(&["status", "--check"]));
    }
}
