//! Instances that a StackSet could not delete, and that its updates leave alone.

use archive_simulator::ResourceFault;

use crate::place::{Place, REGION, SETTINGS, Well as _, help, resource_fault};

const LEAVES: &str = "eu-north-1";
const WITHOUT: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n";

/// From now on the alias in the region that leaves cannot be deleted.
fn keep_the_alias(place: &Place) {
    let fault = resource_fault("KeyAlias", "DELETE_IN_PROGRESS", 99, "out of luck");
    place.faults(Vec::new(), vec![ResourceFault { region: Some(LEAVES.to_owned()), ..fault }]);
}

/// An archive with data from which a region was to be removed, whose stack could not be deleted.
fn with_an_inoperable_instance() -> Place {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    keep_the_alias(&place);
    place.configure(WITHOUT);
    let failed = place.deploy_as_far_as_allowed();
    assert_ne!(failed.code, 0, "{}", failed.err);
    let status = place.run(&["status", "--check"]);
    let line = status.out.lines().find(|line| line.contains("is INOPERABLE")).unwrap_or_default();
    assert!(line.starts_with("!!") && line.contains(LEAVES), "{}", status.out);
    place
}

#[test]
fn a_region_that_could_not_be_removed_is_put_back() {
    let place = with_an_inoperable_instance();
    place.configure(SETTINGS);
    let status = place.run(&["status", "--check"]);
    assert!(help(&status).contains("takes it out of the StackSet"), "{}", status.out);
    let before = place.resources();
    let refused = place.run(&["deploy", "--revert-drift", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert_eq!(place.resources(), before, "something was changed");
    let found =
        "the instance in eu-north-1 is INOPERABLE and leaves the StackSet: what is left of its stack is deleted";
    assert!(refused.err.contains(found), "{}", refused.err);
    // The cause is still there.
    place.follow_as_far_as_allowed(&status, "deploy").well();
    place.assert_healthy();
}

#[test]
fn a_region_that_could_not_be_removed_leaves_all_the_same_and_comes_back() {
    let place = with_an_inoperable_instance();
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
    place.faults(Vec::new(), Vec::new());
    place.configure(SETTINGS);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn an_archive_that_was_deleted_by_force_comes_back_with_its_inoperable_instance() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    keep_the_alias(&place);
    assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
    place.run(&["destroy", "--allow", "stack-deletion", "--force"]).well();
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

/// Lets `principal` assume the execution role of the StackSet.
fn trust(place: &Place, principal: &str) {
    let document = format!(
        "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B{principal}%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D"
    );
    let role = "AWSCloudFormationStackSetExecutionRole";
    place.iam(&format!("Action=UpdateAssumeRolePolicy&RoleName={role}&PolicyDocument={document}"));
}

/// Where the StackSet may not assume the role, nothing of the stack was deleted.
#[test]
fn an_instance_whose_role_was_gone_comes_back_with_its_stack() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    trust(&place, "%22Service%22%3A%22ec2.amazonaws.com%22");
    assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
    place.run(&["destroy", "--allow", "stack-deletion", "--force"]).well();
    trust(
        &place,
        "%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FAWSCloudFormationStackSetAdministrationRole%22",
    );
    let refused = place.run(&["deploy", "--yes"]);
    assert!(refused.err.contains("leaves the StackSet: its stack, bucket and key stay"), "{}", refused.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}
