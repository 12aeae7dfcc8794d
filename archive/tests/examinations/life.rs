//! The whole life of an archive in an account without an administrator: the StackSet works with the roles of `archive bootstrap`, and
//! whoever deploys has the statements that `archive doctor` asks for.

use serde_json::json;

use crate::permissions::{MAY_ASK, allow, asked_for, with_policy};
use crate::place::{ACCOUNT, Ended, Place};

const ONE_REGION: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n";
const TWO_REGIONS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";
const ROLE: &str = "AWSCloudFormationStackSetExecutionRole";

/// A world without the roles of StackSets, and with the caller DEPLOYER.
fn world() -> Place {
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
        config.callers = [("DEPLOYER".to_owned(), policy)].into();
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
