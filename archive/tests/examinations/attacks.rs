//! What somebody can do to the data who has what `doctor` asks for, and nothing else: it is refused, or the next `status` shows it.

use serde_json::json;

use crate::account::{Account, DEPLOYER, TWO_REGIONS, succeeds};

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
