//! The whole life of an archive in an account without an administrator: the StackSet works with the roles of `archive bootstrap`, and
//! whoever deploys has the statements that `archive doctor` asks for, and nothing else.

use serde_json::{Value, json};

use crate::permissions::{MAY_ASK, allow};
use crate::place::{ACCOUNT, Ended, Place};

const ONE_REGION: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n";
const TWO_REGIONS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";
const LOGS: &str = "[access_logs]\nenabled = true\n";
const ROLE: &str = "AWSCloudFormationStackSetExecutionRole";
const DEPLOYER: &str = "DEPLOYER";
/// What a change of a role's scope is asked for.
const WIDER: [&str; 2] = ["--allow", "policy-broadening"];

/// An account without the roles of StackSets, and with the caller DEPLOYER, who may ask IAM what it may do.
struct Account {
    place: Place,
    granted: std::cell::RefCell<Vec<Value>>,
}

impl std::ops::Deref for Account {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Account {
    fn new(configuration: &str) -> Self {
        Self::with(configuration, |_| {})
    }

    fn with(configuration: &str, change: impl FnOnce(&mut archive_simulator::Config)) -> Self {
        let may_ask = allow(json!(MAY_ASK), "*");
        let policy = json!({ "Version": "2012-10-17", "Statement": [may_ask] });
        let place = Place::with("", |config| {
            config.stack_set_roles = false;
            config.callers = [(DEPLOYER.to_owned(), policy)].into();
            change(config);
        });
        place.configure(configuration);
        Self { place, granted: Vec::new().into() }
    }

    /// Grants DEPLOYER what `doctor` asks for in this state, until it asks for nothing more.
    fn grant_what_doctor_asks_for(&self, words: &[&str]) {
        for _ in 0..3 {
            let ended = self.run_as(DEPLOYER, &[&["doctor"], words].concat());
            let checks = ended.checks("permissions");
            let remedies = checks.iter().filter(|check| check.passed == Some(false)).map(|check| check.remedy);
            let asked: Vec<Value> = remedies
                .map(|remedy| serde_json::from_str(remedy.strip_prefix("ask for this statement: ").unwrap()).unwrap())
                .collect();
            if asked.is_empty() {
                return;
            }
            let mut granted = self.granted.borrow_mut();
            granted.extend(asked);
            put_policy(self, DEPLOYER, "Granted", &granted);
        }
        panic!("doctor goes on asking for permissions");
    }

    /// An administrator creates the roles.
    fn bootstrap(&self) {
        succeeds(&self.run(&[&["bootstrap", "--yes"], WIDER.as_slice()].concat()));
    }

    /// DEPLOYER deploys.
    fn deploy(&self) -> Ended {
        self.run_as(DEPLOYER, &[&["deploy", "--yes"], WIDER.as_slice()].concat())
    }

    /// An archive that DEPLOYER has deployed.
    fn deployed(configuration: &str) -> Self {
        let account = Self::new(configuration);
        account.bootstrap();
        account.grant_what_doctor_asks_for(&[]);
        succeeds(&account.deploy());
        account
    }

    fn destroy(&self) {
        succeeds(&self.run_as(DEPLOYER, &["destroy", "--allow", "stack-deletion"]));
    }

    fn assert_healthy(&self) {
        succeeds(&self.run(&["status", "--check"]));
        succeeds(&self.run(&["drift", "--check"]));
        succeeds(&self.run(&["verify", "--timeout", "1"]));
    }
}

fn put_policy(place: &Place, role: &str, name: &str, statements: &[Value]) {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let policy: String = policy.bytes().map(|byte| format!("%{byte:02X}")).collect();
    place.iam(&format!("Action=PutRolePolicy&RoleName={role}&PolicyName={name}&PolicyDocument={policy}"));
}

#[track_caller]
fn succeeds(ended: &Ended) {
    assert_eq!(ended.code, 0, "{:#?}", ended.events.iter().rev().take(6).collect::<Vec<_>>());
}

#[track_caller]
fn fails(ended: &Ended, code: i32, why: &str) {
    let last = ended.events.last().unwrap();
    assert_eq!(ended.code, code, "{last:#}");
    assert!(format!("{:?}", ended.events).contains(why), "{why}: {last:#}");
}

#[test]
fn an_archive_is_bootstrapped_and_deployed() {
    let account = Account::new(TWO_REGIONS);
    account.grant_what_doctor_asks_for(&[]);
    let before = account.resources();
    fails(&account.deploy(), 2, "role AWSCloudFormationStackSetAdministrationRole: missing");
    assert_eq!(account.resources(), before, "something was changed");
    account.bootstrap();
    succeeds(&account.deploy());
    succeeds(&account.run_as(DEPLOYER, &["status", "--check"]));
    account.assert_healthy();
    // Bootstrapped again, nothing is to do.
    let again = account.run(&["bootstrap", "--yes"]);
    succeeds(&again);
    assert_eq!(again.events.last().unwrap()["result"], "unchanged");
}

#[test]
fn options_are_changed() {
    let account = Account::deployed(TWO_REGIONS);
    account.configure(&format!("{TWO_REGIONS}{LOGS}"));
    account.grant_what_doctor_asks_for(&[]);
    let before = account.resources();
    fails(&account.deploy(), 2, "`archive bootstrap` makes AWSCloudFormationStackSetExecutionRole");
    assert_eq!(account.resources(), before, "something was changed");
    account.bootstrap();
    succeeds(&account.deploy());
    account.assert_healthy();
}

/// Less is configured: the roles still serve what is there, whichever of the two commands comes first.
#[test]
fn options_are_narrowed_with_the_deployment_first_or_the_bootstrap_first() {
    for bootstrap_first in [false, true] {
        let account = Account::deployed(&format!("{TWO_REGIONS}{LOGS}"));
        let logs = "acme-archive-logs-eu-north-1";
        let names_logs = || account.policies(ROLE).contains(logs);
        account.configure(ONE_REGION);
        if bootstrap_first {
            let told = account.run(&["bootstrap", "--yes"]);
            succeeds(&told);
            assert!(format!("{:?}", told.events).contains("which needs more than the configuration"));
            assert!(names_logs(), "the role was taken the right to what is deployed");
        }
        succeeds(&account.run_as(
            DEPLOYER,
            &["deploy", "--yes", "--allow", "deletion,weaker-protection,region-removal,policy-broadening"],
        ));
        account.assert_healthy();
        assert!(names_logs());
        account.bootstrap();
        assert!(!names_logs(), "the role keeps the right to what nothing needs any more");
        succeeds(&account.deploy());
        account.assert_healthy();
    }
}

#[test]
fn a_region_is_added() {
    let account = Account::deployed(ONE_REGION);
    account.configure(TWO_REGIONS);
    let before = account.resources();
    fails(&account.deploy(), 2, "acme-archive-replication-eu-north-1");
    assert_eq!(account.resources(), before, "something was changed");
    account.bootstrap();
    succeeds(&account.deploy());
    account.assert_healthy();
}

#[test]
fn a_region_is_removed_and_added_again() {
    let account = Account::deployed(TWO_REGIONS);
    account.configure(ONE_REGION);
    succeeds(
        &account
            .run_as(DEPLOYER, &["deploy", "--yes", "--allow", "region-removal,weaker-protection,policy-broadening"]),
    );
    account.bootstrap();
    account.assert_healthy();
    account.configure(TWO_REGIONS);
    fails(&account.deploy(), 2, "acme-archive-replication-eu-north-1");
    account.bootstrap();
    // Whose bucket it is can be seen with the permissions of an import only.
    fails(&account.deploy(), 2, "or by a bucket that you may not access");
    account.grant_what_doctor_asks_for(&[]);
    // What the region retained is imported, and the rest of the archive stays as it is.
    succeeds(&account.run_as(DEPLOYER, &["deploy", "--yes", "--allow", "adoption,policy-broadening"]));
    account.assert_healthy();
}

#[test]
fn an_archive_is_destroyed_and_deployed_again() {
    let account = Account::deployed(TWO_REGIONS);
    account.destroy();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["deploy", "--yes", "--allow", "adoption,policy-broadening"]));
    account.assert_healthy();
    // Its replicas' stacks are not those that the StackSet created, and are changed all the same.
    account.configure(&format!("{TWO_REGIONS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    succeeds(&account.deploy());
    account.assert_healthy();
}

#[test]
fn an_archive_is_adopted() {
    let account = Account::deployed(TWO_REGIONS);
    account.destroy();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["adopt", "--yes"]));
    succeeds(&account.deploy());
    account.assert_healthy();
    account.destroy();
}

#[test]
fn drift_in_a_replica_is_reverted() {
    let account = Account::deployed(TWO_REGIONS);
    account.s3("eu-west-1", "DELETE", "/acme-archive-replication-eu-west-1?policy", "");
    let reverted = ["deploy", "--yes", "--revert-drift", "--allow", "policy-broadening"];
    let refused = account.run_as(DEPLOYER, &reverted);
    assert_ne!(refused.code, 0, "without the permissions in the replica's region");
    account.grant_what_doctor_asks_for(&["--revert-drift"]);
    succeeds(&account.run_as(DEPLOYER, &reverted));
    account.assert_healthy();
}

/// The account has the roles of the first archive, which do not serve a second.
#[test]
fn a_second_archive_is_deployed_in_the_same_account() {
    let account = Account::deployed(TWO_REGIONS);
    let second = TWO_REGIONS.replace("acme", "other");
    account.configure(&second);
    account.grant_what_doctor_asks_for(&[]);
    let before = account.resources();
    fails(&account.deploy(), 2, "`archive bootstrap` makes AWSCloudFormationStackSetAdministrationRole");
    let refused = account.run(&["bootstrap", "--yes"]);
    fails(&refused, 2, "does not serve this archive");
    assert_eq!(account.resources(), before, "something was changed");
    // As it is advised.
    let advice = refused.events.last().unwrap()["remedy"].as_str().unwrap().to_owned();
    let settings: Vec<&str> = advice.split("  ").filter(|part| part.contains(" = \"")).collect();
    assert_eq!(settings.len(), 2, "{advice}");
    account.configure(&format!("{second}[stack_set]\n{}\n", settings.join("\n")));
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    account.assert_healthy();
    // The first one still works.
    account.configure(TWO_REGIONS);
    succeeds(&account.deploy());
    account.assert_healthy();
}

/// With AWS's own two roles nothing is to be created.
#[test]
fn an_account_that_has_stack_sets_already_needs_no_bootstrap() {
    let account = Account::with(TWO_REGIONS, |config| config.stack_set_roles = true);
    let before = account.resources();
    let told = account.run(&["bootstrap", "--yes"]);
    succeeds(&told);
    assert!(format!("{:?}", told.events).contains("already, and what could be checked serves this archive"));
    assert_eq!(account.resources(), before, "something was changed");
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    account.assert_healthy();
}

#[test]
fn a_first_deployment_whose_first_region_fails_is_deployed_again() {
    let fault = archive_simulator::ResourceFault {
        logical_id: Some("BucketPolicy".into()),
        region: Some("eu-west-1".into()),
        status: Some("CREATE_IN_PROGRESS".into()),
        times: 1,
        reason: "out of luck".into(),
        ..archive_simulator::ResourceFault::default()
    };
    let account = Account::with(TWO_REGIONS, |config| config.faults.resources = vec![fault]);
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    assert_eq!(account.deploy().code, 4);
    account.grant_what_doctor_asks_for(&[]);
    let again = ["deploy", "--yes", "--allow", "adoption,failed-stack-deletion,policy-broadening"];
    succeeds(&account.run_as(DEPLOYER, &again));
    account.assert_healthy();
}

/// AWS's documented minimum for the execution role, with the same life.
#[test]
fn an_archive_lives_under_the_minimum_that_aws_documents() {
    let minimum = "[stack_set]\nexecution_role_permissions = 'aws-minimum'\n";
    let account = Account::deployed(&format!("{TWO_REGIONS}{minimum}"));
    account.assert_healthy();
    // Options of S3 need no other role.
    account.configure(&format!("{TWO_REGIONS}{LOGS}{minimum}"));
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    account.assert_healthy();
    account.destroy();
}

#[test]
fn multi_region_keys_need_the_service_linked_role_of_kms() {
    let keys = format!("{TWO_REGIONS}[keys]\nstrategy = 'multi-region'\n");
    let account = Account::new(&keys);
    let asked = account.run_as(DEPLOYER, &["doctor"]);
    let role = asked.bad("permissions: the role with which the service works");
    assert!(role.remedy.contains("iam:CreateServiceLinkedRole"), "{}", role.remedy);
    assert!(role.remedy.contains("role/aws-service-role/mrk.kms.amazonaws.com/"), "{}", role.remedy);
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    // Without that statement the key cannot be created.
    let all = account.granted.borrow().clone();
    let without: Vec<Value> =
        all.iter().filter(|one| !one.to_string().contains("iam:CreateServiceLinkedRole")).cloned().collect();
    assert_eq!(without.len() + 1, all.len());
    put_policy(&account, DEPLOYER, "Granted", &without);
    fails(&account.deploy(), 4, "is not authorized to perform: iam:CreateServiceLinkedRole");
    put_policy(&account, DEPLOYER, "Granted", &all);
    let again = ["deploy", "--yes", "--allow", "failed-stack-deletion,policy-broadening"];
    succeeds(&account.run_as(DEPLOYER, &again));
    account.assert_healthy();
}

#[test]
fn a_two_way_archive_reports_failures_on_both_sides() {
    let account = Account::deployed(&format!(
        "{ONE_REGION}[replication]\ntwo_way = true\n[alarm]\nenabled = true\n[notifications]\nfailure_topic = 'create'\n\
         subscribers = ['ops@example.com']\n"
    ));
    account.assert_healthy();
    let all = account.resources().to_string();
    for region in ["eu-central-1", "eu-west-1"] {
        let topic = format!("arn:aws:sns:{region}:{ACCOUNT}:acme-archive-failures");
        assert!(all.contains(&topic), "{topic}");
    }
    account.destroy();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["deploy", "--yes", "--allow", "adoption,policy-broadening"]));
    account.assert_healthy();
}

/// The execution role as it was before adopted stacks had a statement of their own.
#[test]
fn a_role_without_the_adopted_stacks_cannot_change_them() {
    let account = Account::deployed(ONE_REGION);
    account.destroy();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["adopt", "--yes"]));
    let statements = json!([
        { "Effect": "Allow", "NotAction": "cloudformation:*", "Resource": "*" },
        {
            "Effect": "Allow",
            "Action": "cloudformation:*",
            "Resource": format!("arn:aws:cloudformation:*:{ACCOUNT}:stack/StackSet-acme-archive-replication-*/*"),
        },
    ]);
    put_policy(&account, ROLE, "Replicas", statements.as_array().unwrap());
    // The rollback needs the same right, and does not have it either.
    fails(&account.deploy(), 5, "is not authorized to perform: cloudformation:UpdateStack");
}

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
