//! The whole life of an archive in an account without an administrator.

use serde_json::{Value, json};

use crate::account::{Account, DEPLOYER, ONE_REGION, TWO_REGIONS, fails, put_policy, succeeds};
use crate::place::ACCOUNT;

const LOGS: &str = "[access_logs]\nenabled = true\n";
const ROLE: &str = "AWSCloudFormationStackSetExecutionRole";

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
