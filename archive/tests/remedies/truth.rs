//! What the program says is true: exit codes, and what stays.

use archive_simulator::WireFaultKind;
use cfn_deploy::StackRequest;
use serde_json::json;
use test_support::deployer::{ApproveAll, Deployer};

use crate::place::{ACCOUNT, Place, REGION, SETTINGS, Well as _, help, resource_fault};

#[test]
fn exit_code_two_is_only_of_commands_that_changed_nothing() {
    let place = Place::new();
    place.wire_fault("ExecuteChangeSet", 0, 1, WireFaultKind::Denied);
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert_eq!(place.status(), None, "something was begun, or is left");

    place.wire_fault("UpdateTerminationProtection", 0, 1, WireFaultKind::Denied);
    let partly = place.run(&["deploy", "--yes"]);
    assert_eq!(partly.code, 5, "{}", partly.err);
    assert!(partly.err.contains("a part of the operation was done before this"), "{}", partly.err);
    assert!(help(&partly).contains("it continues where this one stopped"), "{}", partly.err);
    assert_eq!(place.status().as_deref(), Some("CREATE_COMPLETE"));
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();

    // The object that is written to verify the replication stays where it cannot be deleted.
    place.wire_fault("DELETE", 0, 1, WireFaultKind::Denied);
    let partly = place.run(&["verify", "--timeout", "1"]);
    assert_eq!(partly.code, 5, "{}", partly.err);
    assert!(partly.err.contains("a part of the operation was done before this"), "{}", partly.err);
    place.wire_fault("PUT", 0, 1, WireFaultKind::Denied);
    assert_eq!(place.run(&["verify", "--timeout", "1"]).code, 2);

    // A plan that cannot be kept is not left behind either.
    place.configure(&format!("{SETTINGS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    place.faults(Vec::new(), Vec::new());
    let unwritten = place.run(&["plan", "--out", "missing/plan.json"]);
    assert_eq!(unwritten.code, 2, "{}", unwritten.err);
    let sets = place
        .wait(async { place.another_tool().list_change_sets().stack_name(crate::place::STACK).send().await.unwrap() });
    let is_left = |set: &aws_sdk_cloudformation::types::ChangeSetSummary| {
        set.execution_status() == Some(&aws_sdk_cloudformation::types::ExecutionStatus::Available)
    };
    assert!(!sets.summaries().iter().any(is_left), "the change set is left: {sets:?}");
}

#[test]
fn a_connection_that_is_away_for_long_is_told_once() {
    let place = Place::new();
    // Each look is tried eight times.
    place.wire_fault("DescribeStackEvents", 0, 40, WireFaultKind::ServerError);
    let told = place.wait(async {
        let aws = place.aws.connect(archive::APPLICATION, REGION, ACCOUNT).await;
        let deployer = Deployer::new(aws, REGION);
        let key = json!({ "Type": "AWS::KMS::Key", "Properties": {}, "DeletionPolicy": "Delete" });
        let template = json!({ "Resources": { "Key": key } }).to_string();
        let request = StackRequest { name: "a-stack".into(), template, ..StackRequest::default() };
        deployer.engine(&ApproveAll).deploy(&request).await.unwrap();
        let all = deployer.kept.all();
        let notices =
            all.iter().filter(|event| format!("{event:?}").contains("AWS cannot be reached, and the operation"));
        notices.count()
    });
    assert_eq!(told, 1);
}

#[test]
fn an_unknown_region_and_a_failure_are_told_once() {
    let place = Place::new();
    place.configure("prefix = 'acme'\nreplications = ['eu-nowhere-1']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!((refused.code, refused.err.matches("eu-nowhere-1").count()), (2, 1), "{}", refused.err);
    place.configure(SETTINGS);
    place.faults(Vec::new(), vec![resource_fault("Key", "CREATE_IN_PROGRESS", 1, "out of luck")]);
    let failed = place.run(&["deploy", "--yes"]);
    assert_eq!(failed.code, 4, "{}", failed.err);
    let error = failed.err.lines().filter(|line| line.starts_with("error") && line.contains("out of luck")).count();
    assert_eq!(error, 1, "{}", failed.err);
}

#[test]
fn a_plan_without_changes_says_so() {
    let place = Place::deployed();
    let planned = place.run(&["plan"]).well();
    assert!(planned.err.contains("no changes"), "{}{}", planned.out, planned.err);
}

#[test]
fn the_status_after_a_deletion_lists_what_stays() {
    let place = Place::deployed();
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    let status = place.run(&["status"]).well();
    for bucket in ["acme-archive", "acme-archive-replication-eu-west-1", "acme-archive-replication-eu-north-1"] {
        assert!(status.err.contains(bucket), "{bucket}: {}", status.err);
    }
    assert!(!status.err.contains("does not exist yet"), "{}", status.err);
    place.follow_as_far_as_allowed(&status, "deploy").well();
    place.assert_healthy();
}

#[test]
fn a_region_that_leaves_is_told_to_keep_its_data_and_how_it_keeps_its_stack() {
    let place = Place::deployed();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("its bucket and its key stay in the account"), "{}", refused.err);
    let advice = help(&refused);
    let line = advice.split("write  ").nth(1).unwrap().lines().next().unwrap();
    place.configure(&format!("prefix = 'acme'\nreplications = ['eu-west-1']\n{line}\n"));
    place.deploy_as_far_as_allowed().well();
    place.configure(SETTINGS);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn a_region_more_does_not_list_the_others_as_wider() {
    let place = Place::deployed();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'eu-north-1', 'eu-west-3']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    let (_, dangers) = refused.err.split_once("Needs approval").unwrap();
    assert!(dangers.contains("eu-west-3"), "{dangers}");
    for unchanged in ["eu-west-1", "eu-north-1"] {
        assert!(!dangers.contains(unchanged), "{unchanged} is listed: {dangers}");
    }
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn a_longer_list_shows_the_item_that_differs() {
    let place = Place::deployed();
    place.configure(&format!("{SETTINGS}[lifecycle]\nnoncurrent_expiration_days = 365\n"));
    let diff = place.run(&["diff"]).well();
    let of_rules: Vec<&str> = diff.out.lines().filter(|line| line.contains("/LifecycleConfiguration/Rules")).collect();
    assert!(!of_rules.is_empty() && of_rules.iter().all(|line| line.contains("/Rules/1")), "{}", diff.out);
}

#[test]
fn a_verification_says_that_its_version_stays() {
    let place = Place::deployed();
    let verified = place.run(&["verify"]).well();
    assert!(verified.err.contains("its version stays"), "{}", verified.err);
}

#[test]
fn the_hint_after_a_local_deployment_names_the_program_as_it_was_called() {
    let place = Place::new();
    let deployed = place.run(&["deploy", "--local"]).well();
    let called = format!("{} simulate --port 4566", env!("CARGO_BIN_EXE_archive"));
    assert!(deployed.err.contains(&called) && !deployed.err.contains("cargo run"), "{}", deployed.err);
}

#[test]
fn a_region_that_is_not_enabled_is_refused_before_anything_is_changed() {
    let place = Place::with(|config| config.enabled_regions = vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-central-1']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("region me-central-1: not enabled in the account"), "{}", refused.err);
    assert_eq!(place.status(), None);
    // Of the two ways that are advised, the one that needs no settings of the account.
    assert!(help(&refused).contains("or leave it out"), "{}", refused.err);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
    // Adding it later is refused too, and the archive stays as it is.
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-central-1']\n");
    assert_eq!(place.deploy_as_far_as_allowed().code, 2);
    assert_eq!(place.status().as_deref(), Some("CREATE_COMPLETE"));
}

#[test]
fn names_of_keys_and_roles_that_are_taken_are_refused_before_anything_is_changed() {
    let place = Place::new();
    let key = place.kms("eu-west-1", "CreateKey", &json!({}))["KeyMetadata"]["KeyId"].clone();
    let alias = json!({ "AliasName": "alias/acme/archive/replication", "TargetKeyId": key });
    place.kms("eu-west-1", "CreateAlias", &alias);
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("key alias/acme/archive/replication in eu-west-1: taken by"), "{}", refused.err);
    assert_eq!(place.status(), None);
    place.configure("prefix = 'other'\nreplications = ['eu-west-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}

/// A fault of the primary stack's resource, again and again.
fn at_home(logical_id: &str, status: &str) -> archive_simulator::ResourceFault {
    let fault = resource_fault(logical_id, status, 9, "out of luck");
    archive_simulator::ResourceFault { region: Some(REGION.to_owned()), ..fault }
}

#[test]
fn a_role_and_an_alias_that_belong_to_no_stack_are_deleted_after_asking() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.faults(Vec::new(), ["KeyAlias", "ReplicationRole"].map(|id| at_home(id, "DELETE_IN_PROGRESS")).into());
    assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
    place.run(&["destroy", "--allow", "stack-deletion", "--force"]).well();
    place.faults(Vec::new(), Vec::new());
    let doctor = place.run(&["doctor"]);
    for subject in ["role name acme-archive-replication-eu-central-1", "key alias/acme/archive in eu-central-1"] {
        let line = doctor.out.lines().find(|line| line.contains(subject)).unwrap_or_default();
        assert!(line.starts_with("??") && line.contains("belongs to no stack"), "{subject}: {}", doctor.out);
    }
    let before = place.resources();
    let refused = place.run(&["deploy", "--yes", "--allow", "adoption,failed-stack-deletion,policy-broadening"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert_eq!(place.resources(), before, "something was changed");
    place.follow_as_far_as_allowed(&doctor, "deploy").well();
    place.assert_healthy();
}

/// CloudFormation forgets a resource that an update has created, and its rollback cannot delete.
#[test]
fn what_a_rollback_could_not_delete_is_in_nobodys_way() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    place.run(&["adopt", "--yes"]).well();
    let undeletable = ["KeyAlias", "ReplicationRole"].map(|id| at_home(id, "DELETE_IN_PROGRESS"));
    let failing = at_home("ReplicationPolicy", "CREATE_IN_PROGRESS");
    place.faults(Vec::new(), undeletable.into_iter().chain([failing]).collect());
    let failed = place.deploy_as_far_as_allowed();
    assert_eq!(place.status().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"), "{}{}", failed.out, failed.err);
    place.faults(Vec::new(), Vec::new());
    let doctor = place.run(&["doctor"]);
    let left = doctor.out.lines().filter(|line| line.starts_with("??") && line.contains("belongs to no stack")).count();
    assert_eq!(left, 2, "{}", doctor.out);
    place.follow_as_far_as_allowed(&doctor, "deploy").well();
    place.assert_healthy();
}

#[test]
fn what_options_cost_and_bind_is_told_with_the_plan() {
    let place = Place::new();
    assert!(!place.run(&["plan"]).well().err.contains("billed"), "nothing of the default is out of the ordinary");
    place.configure(&format!(
        "{SETTINGS}[object_lock]\nmode = 'governance'\nyears = 7\n[replication]\ntime_control = true\n"
    ));
    let planned = place.run(&["plan"]).well();
    assert!(planned.err.contains("is kept, and billed, for 7 years"), "{}", planned.err);
    assert!(planned.err.contains("Replication Time Control is billed"), "{}", planned.err);
}

#[test]
fn a_plan_says_that_compliance_mode_has_to_be_approved() {
    let place = Place::new();
    place.configure(&format!("{SETTINGS}[object_lock]\nmode = 'compliance'\ndays = 1\n"));
    let planned = place.run(&["plan"]).well();
    assert!(help(&planned).contains("--allow compliance"), "{}", planned.err);
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    place.run(&["deploy", "--yes", "--allow", "compliance"]).well();
    place.assert_healthy();
}

#[test]
fn a_bucket_in_a_region_that_the_configuration_does_not_name_is_told() {
    let place = Place::deployed();
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    let told = "acme-archive-replication-eu-north-1 is in eu-north-1, which the configuration does not name";
    let status = place.run(&["status"]).well();
    assert!(status.err.contains(told), "{}", status.err);
    // Where nothing of the regions that are named is left, it is told just as well.
    place.configure("prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']\n");
    let plan = place.run(&["deploy"]);
    assert!(plan.code == 2 && plan.err.contains("acme-archive exists already"), "{}", plan.err);
    assert!(plan.err.contains(told), "{}", plan.err);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    let refused = place.run(&["deploy"]);
    assert!(refused.code == 3 && refused.err.contains(told), "{}", refused.err);
    // As it is advised.
    assert!(help(&refused).contains("add \"eu-north-1\" to  replications"), "{}", refused.err);
    place.configure(SETTINGS);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
    // And of a stack that stands.
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    place.deploy_as_far_as_allowed().well();
    let status = place.run(&["status", "--check"]).well();
    assert!(status.err.contains(told), "{}", status.err);
}

/// An archive with a replica in a region that the account has disabled since.
fn with_a_disabled_region() -> Place {
    let place = Place::with(|config| config.enabled_regions = vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.aws.set_enabled_regions(Vec::new());
    place
}

#[test]
fn a_region_that_was_disabled_after_the_deployment_leaves_and_comes_back() {
    let place = with_a_disabled_region();
    // Whoever changes something while it is in the configuration fails, cannot roll back, and is told why.
    place
        .configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n[keys]\nrotation_period_days = 200\n");
    let failed = place.deploy_as_far_as_allowed();
    assert_eq!(failed.code, 5, "{}", failed.err);
    assert_eq!(place.status().as_deref(), Some("UPDATE_ROLLBACK_FAILED"));
    assert!(failed.err.contains("the region is not enabled in the account"), "{}", failed.err);
    assert!(failed.err.contains("or leave it out: its stack, bucket and key then stay"), "{}", failed.err);
    // As it is advised.
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
    // Enabled again, it is taken in with the stack that stayed, and with what is in it.
    place.aws.set_enabled_regions(vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n");
    let examined = place.run(&["doctor"]);
    assert!(examined.out.contains("if an earlier archive retained it"), "{}{}", examined.out, examined.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

/// The stacks of an adopted archive do not have the names that a StackSet gives.
#[test]
fn a_disabled_region_of_an_adopted_archive_comes_back() {
    let place = Place::with(|config| config.enabled_regions = vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    place.deploy_as_far_as_allowed().well();
    place.aws.set_enabled_regions(Vec::new());
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    place.deploy_as_far_as_allowed().well();
    place.aws.set_enabled_regions(vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n");
    let examined = place.run(&["doctor"]);
    assert!(examined.out.contains("if an earlier archive retained the replica"), "{}{}", examined.out, examined.err);
    place.follow_as_far_as_allowed(&examined, "deploy").well();
    place.assert_healthy();
}

/// The region leaves the StackSet before the stack is changed, so what is refused after that changed something.
#[test]
fn a_refusal_after_a_disabled_region_has_left_says_that_a_part_was_done() {
    let place = with_a_disabled_region();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(!refused.err.contains("out of the StackSet"), "{}", refused.err);
    let partly = place.run(&["deploy", "--yes", "--allow", "region-removal"]);
    assert_eq!(partly.code, 5, "{}", partly.err);
    assert!(partly.err.contains("taking me-south-1 out of the StackSet"), "{}", partly.err);
    assert!(partly.err.contains("a part of the operation was done before this"), "{}", partly.err);
    assert!(help(&partly).contains("--allow "), "{}", partly.err);
    // Asked again, nothing more is done without the approval.
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn an_archive_with_a_region_that_was_disabled_is_destroyed_and_comes_back() {
    let place = with_a_disabled_region();
    let destroyed = place.run(&["destroy", "--allow", "stack-deletion,region-removal"]).well();
    assert!(destroyed.err.contains("taking me-south-1 out of the StackSet"), "{}", destroyed.err);
    assert_eq!(place.status(), None);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
    place.aws.set_enabled_regions(vec!["me-south-1".into()]);
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'me-south-1']\n");
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn a_quota_without_room_is_refused_before_anything_is_changed() {
    for (code, value, subject) in [
        ("L-DC2B2D3D", 2.0, "quota of buckets in eu-central-1: 0 used and 3 needed, of 2"),
        ("L-EC62D81A", 0.0, "quota of StackSets in eu-central-1: 0 used and 1 needed, of 0"),
        ("L-C8225BA5", 1.0, "quota of instances of a StackSet in eu-central-1: 0 used and 2 needed, of 1"),
        ("L-C2F1777E", 0.0, "quota of keys in eu-west-1: 0 used and 1 needed, of 0"),
    ] {
        let place = Place::with(|config| config.quotas = [(code.to_owned(), value)].into());
        let before = place.resources();
        let refused = place.run(&["deploy", "--yes"]);
        assert_eq!(refused.code, 2, "{code}: {}", refused.err);
        assert_eq!(place.resources(), before, "{code}: something was changed");
        assert!(refused.err.contains(subject), "{code}: {}", refused.err);
        assert!(help(&refused).contains(&format!("--quota-code {code}")), "{}", refused.err);
        assert_eq!(place.status(), None);
        let doctor = place.run(&["doctor"]);
        assert!(doctor.code == 2 && doctor.out.contains(subject.split(": ").next().unwrap()), "{}", doctor.out);
    }
    // Where there is just enough room, it is used, and nothing is needed any more.
    let place = Place::with(|config| config.quotas = [("L-DC2B2D3D".to_owned(), 3.0)].into());
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
    place.configure(&format!("{SETTINGS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    place.run(&["deploy", "--yes"]).well();
}

/// The stack of an instance whose creation fails is rolled back and can only be deleted; where its rollback fails too, so may that of the
/// StackSet. The next deployment gets out of it, whether its cause is gone or not, and the archive stays as it was until then.
#[test]
fn an_instance_whose_creation_failed_is_created_again() {
    let in_new_region = |logical_id: &str, status: &str, times| {
        let fault = resource_fault(logical_id, status, times, "out of luck");
        archive_simulator::ResourceFault { region: Some("eu-west-3".to_owned()), ..fault }
    };
    for (undeletable, times) in [(None, 0), (Some("Key"), 1), (Some("KeyAlias"), 9)] {
        let place = Place::deployed();
        place.s3(REGION, "PUT", "/acme-archive/report", "data");
        let failing = in_new_region("BucketPolicy", "CREATE_IN_PROGRESS", 1);
        let undeleted = undeletable.map(|id| in_new_region(id, "DELETE_IN_PROGRESS", times));
        place.faults(Vec::new(), std::iter::once(failing).chain(undeleted).collect());
        place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'eu-north-1', 'eu-west-3']\n");
        let failed = place.deploy_as_far_as_allowed();
        assert!(failed.code == 4 || failed.code == 5, "{undeletable:?}: {}\n{}", failed.out, failed.err);
        place.faults(Vec::new(), Vec::new());
        let again = place.deploy_as_far_as_allowed();
        assert_eq!(again.code, 0, "{undeletable:?} {times}: {}\n{}", again.out, again.err);
        place.assert_healthy();
    }
}

#[test]
fn a_replica_that_is_not_deployed_is_not_waited_for() {
    let place = Place::deployed();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1', 'eu-west-3']\n");
    let verified = place.run(&["verify"]);
    assert_eq!(verified.code, 5, "{}", verified.err);
    assert!(
        verified.out.contains("replica in eu-west-3: is in the configuration and not deployed"),
        "{}",
        verified.out
    );
    assert!(verified.out.contains("replica in eu-west-1: arrived"), "{}", verified.out);
    place.follow_as_far_as_allowed(&verified, "deploy").well();
    place.assert_healthy();
}
