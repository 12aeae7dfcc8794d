//! The whole life of an archive in an account without an administrator: the StackSet works with the roles of `archive bootstrap`, and
//! whoever deploys has the statements that `archive doctor` asks for.

use archive_simulator::ResourceFault;
use serde_json::json;
use test_support::simulated_aws::fault;

use crate::permissions::{MAY_ASK, allow, asked_for, with_policy};
use crate::place::{ACCOUNT, Ended, Place};

const ONE_REGION: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n";
const TWO_REGIONS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";
const ROLE: &str = "AWSCloudFormationStackSetExecutionRole";

/// A world without the roles of StackSets, and with the callers DEPLOYER and ADMINISTRATOR.
fn world() -> Place {
    world_with(Vec::new())
}

/// The same where resources fail.
fn world_with(faults: Vec<ResourceFault>) -> Place {
    let mut statements = asked_for(&with_policy(json!([allow(json!(MAY_ASK), "*")])));
    statements.push(allow(json!(MAY_ASK), "*"));
    // An import reads what it takes in as the caller, makes a stack in each region, and a StackSet of the stacks.
    statements.push(allow(json!(["s3:Get*", "s3:List*", "kms:Describe*", "kms:Get*", "kms:List*"]), "*"));
    statements.push(json!({
        "Effect": "Allow",
        "Action": "cloudformation:*",
        "Resource": [
            format!("arn:aws:cloudformation:*:{ACCOUNT}:stack/acme-archive-replication/*"),
            format!("arn:aws:cloudformation:*:{ACCOUNT}:stackset/acme-archive-replication:*"),
        ],
    }));
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    let place = Place::with("", |config| {
        config.stack_set_roles = false;
        let everything = json!({ "Version": "2012-10-17", "Statement": allow(json!("*"), "*") });
        config.callers = [("DEPLOYER".to_owned(), policy), ("ADMINISTRATOR".to_owned(), everything)].into();
        config.faults.resources = faults;
    });
    place.configure(ONE_REGION);
    place
}

fn succeeds(ended: &Ended) {
    assert_eq!(ended.code, 0, "{:#?}", ended.events.iter().rev().take(6).collect::<Vec<_>>());
}

fn fails(ended: &Ended, code: i32, why: &str) {
    let last = ended.events.last().unwrap();
    assert_eq!(ended.code, code, "{last:#}");
    assert!(format!("{:?}", ended.events).contains(why), "{last:#}");
}

fn deploy(place: &Place, words: &[&str]) -> Ended {
    place.run_as("DEPLOYER", &[&["deploy", "--yes"], words].concat())
}

#[test]
fn an_archive_lives_under_the_roles_of_its_bootstrap() {
    let place = world();
    // Both are found before anything is changed.
    fails(&deploy(&place, &[]), 2, "role AWSCloudFormationStackSetAdministrationRole: missing");
    succeeds(&place.run(&["bootstrap", "--yes"]));
    succeeds(&deploy(&place, &[]));

    // A region that the execution role does not know yet.
    place.configure(TWO_REGIONS);
    let wider = ["--allow", "policy-broadening"];
    fails(&deploy(&place, &wider), 2, "acme-archive-replication-eu-north-1");
    succeeds(&place.run(&["bootstrap", "--yes", "--allow", "policy-broadening"]));
    succeeds(&deploy(&place, &wider));
    succeeds(&place.run_as("DEPLOYER", &["status", "--check"]));

    // What was retained comes back under stacks that the StackSet did not create, and must be able to change.
    succeeds(&place.run_as("DEPLOYER", &["destroy", "--allow", "stack-deletion"]));
    succeeds(&place.run_as("DEPLOYER", &["adopt", "--yes"]));
    succeeds(&deploy(&place, &[]));
    succeeds(&place.run_as("DEPLOYER", &["status", "--check"]));
    succeeds(&place.run_as("DEPLOYER", &["destroy", "--allow", "stack-deletion"]));

    // A second archive has roles of its own.
    let roles = format!(
        "[stack_set]\nadministration_role_arn = 'arn:aws:iam::{ACCOUNT}:role/OtherAdministration'\n\
         execution_role_name = 'OtherExecution'\n"
    );
    place.configure(&format!("{}{roles}", TWO_REGIONS.replace("acme", "other")));
    succeeds(&place.run(&["bootstrap", "--yes"]));
    succeeds(&place.run(&["deploy", "--yes"]));
}

/// The execution role as it was before adopted stacks had a statement of their own.
#[test]
fn a_role_without_the_adopted_stacks_cannot_change_them() {
    let place = world();
    succeeds(&place.run(&["bootstrap", "--yes"]));
    succeeds(&deploy(&place, &[]));
    succeeds(&place.run_as("DEPLOYER", &["destroy", "--allow", "stack-deletion"]));
    succeeds(&place.run_as("DEPLOYER", &["adopt", "--yes"]));

    let statements = json!([
        { "Effect": "Allow", "NotAction": "cloudformation:*", "Resource": "*" },
        {
            "Effect": "Allow",
            "Action": "cloudformation:*",
            "Resource": format!("arn:aws:cloudformation:*:{ACCOUNT}:stack/StackSet-acme-archive-replication-*/*"),
        },
    ]);
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let policy: String = policy.bytes().map(|byte| format!("%{byte:02X}")).collect();
    place.iam(&format!("Action=PutRolePolicy&RoleName={ROLE}&PolicyName=Replicas&PolicyDocument={policy}"));
    // The rollback needs the same right, and does not have it either.
    fails(&deploy(&place, &[]), 5, "is not authorized to perform: cloudformation:UpdateStack");
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

#[test]
fn an_archive_lives_dies_and_lives_again_with_tampering_denied() {
    let place = world();
    place.configure(&format!("{ONE_REGION}{UNTAMPERED}"));
    succeeds(&place.run(&["bootstrap", "--yes"]));
    succeeds(&deploy(&place, &[]));
    assert_denied(&place);
    succeeds(&place.run_as("DEPLOYER", &["status", "--check"]));

    // Updates of everything that the policies keep others from: keys, buckets, their policies; and one region more.
    place.configure(&format!(
        "{TWO_REGIONS}{UNTAMPERED}[keys]\nrotation_period_days = 200\n[lifecycle]\nabort_incomplete_uploads_days = 3\n"
    ));
    succeeds(&place.run(&["bootstrap", "--yes", "--allow", "policy-broadening"]));
    succeeds(&deploy(&place, &["--allow", "policy-broadening"]));
    assert_denied(&place);
    succeeds(&place.run_as("DEPLOYER", &["status", "--check"]));

    succeeds(&place.run_as("DEPLOYER", &["destroy", "--allow", "stack-deletion"]));
    succeeds(&deploy(&place, &["--allow", "adoption"]));
    assert_denied(&place);
    // The option is taken away as it came.
    place.configure(TWO_REGIONS);
    succeeds(&deploy(&place, &["--allow", "policy-broadening"]));
    place.caller("ADMINISTRATOR", "eu-central-1").s3("DELETE", &format!("/{PRIMARY}?replication"), "");
}

/// What a failed creation made is removed again, although the policies deny removing it to everybody else.
#[test]
fn a_failed_creation_is_cleaned_up_with_tampering_denied() {
    let mut late = fault("BucketPolicy", "CREATE_IN_PROGRESS", 1, "out of luck");
    late.region = Some("eu-central-1".to_owned());
    let place = world_with(vec![late]);
    place.configure(&format!("{ONE_REGION}{UNTAMPERED}"));
    succeeds(&place.run(&["bootstrap", "--yes"]));
    fails(&deploy(&place, &[]), 4, "out of luck");
    succeeds(&deploy(&place, &["--allow", "failed-stack-deletion,adoption"]));
    succeeds(&place.run_as("DEPLOYER", &["status", "--check"]));
}
