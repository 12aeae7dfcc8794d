//! What `doctor` finds, and that it finds nothing where nothing is wrong.

use serde_json::json;

use crate::place::{ACCOUNT, OTHER, Place};

const STACK_SET_ROLES: [&str; 2] =
    ["AWSCloudFormationStackSetAdministrationRole", "AWSCloudFormationStackSetExecutionRole"];

#[test]
fn a_sound_account_has_no_findings_and_takes_the_documented_calls() {
    let place = Place::new();
    let ended = place.run(&["doctor"]);
    assert_eq!((ended.code, ended.complaints()), (0, Vec::new()));
    for subject in
        ["credentials", "region eu-north-1", "bucket name acme-archive-replication-eu-west-1", STACK_SET_ROLES[0]]
    {
        assert!(!ended.checks(subject).is_empty(), "{subject} was not examined");
    }
    let expected = [
        ("CloudFormation.DescribeStackSet", 1),
        ("CloudFormation.DescribeStacks", 1),
        ("CloudFormation.ListStackSets", 1),
        ("IAM.GetRole", 4),
        ("IAM.SimulatePrincipalPolicy", 6),
        ("KMS.DescribeKey", 3),
        ("KMS.ListAliases", 3),
        ("KMS.ListKeys", 3),
        ("S3.HeadBucket", 3),
        ("S3.ListBuckets", 1),
        ("STS.GetCallerIdentity", 3),
        ("Service Quotas.GetServiceQuota", 6),
    ];
    assert_eq!(ended.calls(), expected.map(|(name, count)| (name.to_owned(), count)));
    let documented = include_str!("../../docs/calls.md");
    for (name, _) in expected {
        let operation = name.split('.').nth(1).unwrap();
        assert!(documented.contains(operation), "{operation} is not in docs/calls.md");
    }
}

#[test]
fn what_an_earlier_archive_left_behind_is_in_nobodys_way_and_what_others_hold_is() {
    let place = Place::with("", |config| config.other_accounts = vec![OTHER.into()]);
    assert_eq!(place.run(&["deploy", "--yes"]).code, 0);
    assert_eq!(place.run(&["doctor"]).complaints(), Vec::<String>::new(), "what the stack has is the stack's");

    let others = place.run_as(OTHER, &["doctor"]);
    assert_eq!(others.code, 2);
    let taken = others.bad("bucket name acme-archive-replication-eu-west-1");
    assert!(taken.message.contains("another account") && taken.remedy.contains("prefix"), "{}", taken.message);

    assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 0);
    let left = place.run(&["doctor"]);
    assert_eq!(left.code, 0, "`deploy` takes it back, so nothing is in its way");
    let left = left.checks("bucket name acme-archive-replication-eu-west-1").remove(0);
    assert_eq!(left.passed, None);
    assert!(
        left.message.contains("the account has such a bucket") && left.remedy.contains("archive deploy"),
        "{}",
        left.message
    );
}

#[test]
fn names_of_keys_and_roles_that_are_taken_are_found() {
    let place = Place::new();
    let key = place.kms("eu-west-1", "CreateKey", &json!({}))["KeyMetadata"]["KeyId"].clone();
    place.kms(
        "eu-west-1",
        "CreateAlias",
        &json!({ "AliasName": "alias/acme/archive/replication", "TargetKeyId": key }),
    );
    let trust = "%7B%22Statement%22%3A%5B%5D%7D";
    place.iam(&format!(
        "Action=CreateRole&RoleName=acme-archive-replication-eu-central-1&AssumeRolePolicyDocument={trust}"
    ));
    let ended = place.run(&["doctor"]);
    assert!(
        ended.bad("key alias/acme/archive/replication in eu-west-1").message.contains("taken by arn:aws:kms:eu-west-1")
    );
    assert!(ended.bad("role name acme-archive-replication-eu-central-1").message.contains("taken by arn:aws:iam"));
    assert_eq!(ended.complaints().len(), 2);
}

#[test]
fn a_region_that_is_not_enabled_is_found_with_the_way_to_enable_it() {
    let place = Place::with("detached = ['me-central-1']\n", |_| {});
    let ended = place.run(&["doctor"]);
    let region = ended.bad("region me-central-1");
    assert!(region.message.contains("not enabled") && region.remedy.contains("account settings"), "{}", region.remedy);
    let role = ended.bad(STACK_SET_ROLES[0]);
    assert!(role.message.contains("does not trust cloudformation.me-central-1.amazonaws.com"), "{}", role.message);

    let enabled =
        Place::with("detached = ['me-central-1']\n", |config| config.enabled_regions = vec!["me-central-1".into()]);
    assert_eq!(enabled.run(&["doctor"]).complaints(), Vec::<String>::new());
}

#[test]
fn missing_roles_are_found_and_bootstrap_makes_them_as_doctor_wants_them() {
    let place = Place::with("", |config| config.stack_set_roles = false);
    let ended = place.run(&["doctor"]);
    for role in STACK_SET_ROLES {
        let bad = ended.bad(&format!("role {role}"));
        assert!(bad.message.contains("missing") && bad.remedy.contains("archive bootstrap"), "{}", bad.message);
    }
    assert_eq!(place.run(&["bootstrap", "--yes"]).code, 0);
    assert_eq!(place.run(&["doctor"]).complaints(), Vec::<String>::new());

    let everything = "[access_logs]\nenabled = true\n[inventory]\nenabled = true\n[keys]\nstrategy = 'multi-region'\n\
                      [object_lock]\nmode = 'governance'\ndays = 1\n";
    let place = Place::with(everything, |config| config.stack_set_roles = false);
    assert_eq!(place.run(&["bootstrap", "--yes"]).code, 0);
    assert_eq!(place.run(&["doctor"]).complaints(), Vec::<String>::new(), "with every option");
    let deployed = place.run(&["deploy", "--yes"]);
    assert_eq!(deployed.code, 0, "{:#?}", deployed.events.last());

    let place = Place::with("", |config| config.stack_set_roles = false);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n[replication]\ntwo_way = true\n");
    assert_eq!(place.run(&["bootstrap", "--yes"]).code, 0);
    let ended = place.run(&["doctor"]);
    assert_eq!(ended.complaints(), Vec::<String>::new(), "two-way");
    let deployed = place.run(&["deploy", "--yes"]);
    assert_eq!(deployed.code, 0, "{:#?}", deployed.events.last());
}

#[test]
fn roles_that_do_not_trust_or_may_not_act_are_found() {
    // A caller's role trusts the account alone, and may do what the test says.
    let may_assume = json!({ "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/Another" } });
    let makes_buckets = json!({ "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } });
    let settings = format!(
        "[stack_set]\nadministration_role_arn = 'arn:aws:iam::{ACCOUNT}:role/Administers'\nexecution_role_name = 'Executes'\n"
    );
    let callers = [("Administers".to_owned(), may_assume), ("Executes".to_owned(), makes_buckets)];
    let place = Place::with(&settings, |config| config.callers = callers.into());
    let ended = place.run(&["doctor"]);
    let administers: Vec<_> = ended.checks("role Administers").iter().map(|check| check.message.to_owned()).collect();
    assert!(administers[0].contains("does not trust cloudformation.amazonaws.com"), "{administers:?}");
    assert!(
        administers[1].contains(&format!("may not assume arn:aws:iam::{ACCOUNT}:role/Executes")),
        "{administers:?}"
    );
    let executes = ended.checks("role Executes");
    assert_eq!(executes[0].passed, Some(true), "the account is trusted, and with it the administration role");
    let keys = ended.bad("role Executes: the keys");
    assert!(keys.message.contains("not allowed: ") && keys.remedy.contains("kms:PutKeyPolicy"), "{}", keys.remedy);
    assert!(!ended.complaints().iter().any(|complaint| complaint.contains("the buckets")), "{:?}", ended.complaints());
}

#[test]
fn a_role_in_the_replicas_account_is_not_claimed_to_be_known() {
    let settings = format!("[replica]\naccount = '{OTHER}'\n");
    let place = Place::with(&settings, |config| config.other_accounts = vec![OTHER.into()]);
    let ended = place.run(&["doctor"]);
    let role = &ended.checks(&format!("role {}", STACK_SET_ROLES[1]))[0];
    assert!(role.passed.is_none() && role.remedy.contains("--replica-account"), "{}", role.message);
    // From within that account it is.
    let there = place.run_as(OTHER, &["doctor"]);
    assert_eq!(there.complaints(), Vec::<String>::new());
    let role = &there.checks(&format!("role {}", STACK_SET_ROLES[1]))[0];
    assert!(role.passed == Some(true) && role.message.contains(ACCOUNT), "{}", role.message);
}

#[test]
fn a_delegated_administrator_needs_to_list_the_delegated_administrators() {
    let settings = format!(
        "[replica]\naccount = '{OTHER}'\n[stack_set]\npermission_model = 'service-managed'\ncall_as = 'delegated-admin'\n\
         organizational_units = ['ou-abcd-12345678']\n"
    );
    let policy = json!({ "Statement": { "Effect": "Allow", "NotAction": "organizations:*", "Resource": "*" } });
    let units = [("ou-abcd-12345678".to_owned(), vec![OTHER.to_owned()])];
    let place = Place::with(&settings, |config| {
        config.organizational_units = units.into();
        config.callers = [("LIMITED".to_owned(), policy)].into();
    });
    let list = place.run_as("LIMITED", &["doctor"]);
    let list = list.bad("permissions: the organization's delegated administrators");
    assert!(list.remedy.contains("organizations:ListDelegatedAdministrators"), "{}", list.remedy);
}

#[test]
fn an_organization_that_does_not_trust_stack_sets_is_found() {
    let settings = format!(
        "[replica]\naccount = '{OTHER}'\n[stack_set]\npermission_model = 'service-managed'\norganizational_units = ['ou-abcd-12345678']\n"
    );
    let alone = Place::with(&settings, |_| {}).run(&["doctor"]);
    assert!(alone.bad("organization").remedy.contains("trusted access"));
    let units = [("ou-abcd-12345678".to_owned(), vec![OTHER.to_owned()])];
    let member = Place::with(&settings, |config| config.organizational_units = units.into()).run(&["doctor"]);
    assert_eq!(member.complaints(), Vec::<String>::new());
}

#[test]
fn a_stack_in_a_bad_state_says_what_helps() {
    let place = Place::with("", |config| {
        let fault = archive_simulator::ResourceFault {
            logical_id: Some("Bucket".into()),
            status: Some("CREATE_IN_PROGRESS".into()),
            times: 1,
            reason: "no luck".into(),
            ..archive_simulator::ResourceFault::default()
        };
        config.faults.resources = vec![fault];
    });
    assert_eq!(place.run(&["deploy", "--yes"]).code, 4);
    let ended = place.run(&["doctor"]);
    let stack = ended.bad("stack acme-archive");
    assert!(stack.message.contains("ROLLBACK_COMPLETE") && stack.remedy.contains("archive deploy"), "{}", stack.remedy);
}
