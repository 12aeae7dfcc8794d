//! What `bootstrap` grants and `doctor` asks for is what is needed: in one life that has everything in it, each granted action is needed by a
//! request or by a handler, or has its reason here.

use std::collections::BTreeSet;

use archive_simulator::ResourceFault;
use serde_json::{Value, json};

use crate::account::{Account, DEPLOYER, ONE_REGION, TWO_REGIONS, succeeds};

/// What is granted and this life does not need: the role, how the action begins, and why it is granted.
const BESIDE: &[(&str, &str, &str)] = &[
    (EXECUTION, "cloudformation:Describe", MINIMUM),
    (EXECUTION, "cloudformation:ListStackResources", MINIMUM),
    (EXECUTION, "cloudformation:Detect", DRIFT),
    (EXECUTION, "cloudformation:GetTemplate", IMPORT),
    (EXECUTION, "cloudformation:TagResource", TAGS),
    (EXECUTION, "cloudformation:UntagResource", TAGS),
    (EXECUTION, "sns:SetSubscriptionAttributes", ATTRIBUTES),
    (DEPLOYER, "sns:SetSubscriptionAttributes", ATTRIBUTES),
    (EXECUTION, "s3:DeleteBucketPolicy", CLEANUP),
    (DEPLOYER, "s3:DeleteBucketPolicy", CLEANUP),
    (DEPLOYER, "cloudformation:DescribeEvents", EARLY),
];

/// AWS documents all of CloudFormation as the least that the execution role needs, and not which calls a StackSet makes to follow its stacks. [CloudFormation User
/// Guide, "Grant self-managed permissions"]
const MINIMUM: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html";
/// What detecting drift takes in each stack. [CloudFormation User Guide, "Detect unmanaged configuration changes"]
const DRIFT: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html";
/// A StackSet gives its tags to its stacks. [CloudFormation API Reference, "CreateStackSet"]
const TAGS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html";
/// Where CloudFormation refuses a change set before it is executed, only these events say why. [CloudFormation User Guide, "Validate stack
/// deployments"]
const EARLY: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html";
/// A creation that fails after the policy of a bucket was put takes it away again, with the call that the handler in the type's schema names.
/// [S3 API Reference, "DeleteBucketPolicy"]
const CLEANUP: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html";
/// What updating a subscription takes: one of another address is another subscription, and the archive sets no attribute. [Template Reference,
/// "AWS::SNS::Subscription"]
const ATTRIBUTES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html";
/// What importing a stack takes in its account. [CloudFormation User Guide, "Self-managed stack import"]
const IMPORT: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/self-managed-import.html";

const EXECUTION: &str = "AWSCloudFormationStackSetExecutionRole";
const ADMINISTRATION: &str = "AWSCloudFormationStackSetAdministrationRole";

/// The actions that statements allow.
fn allowed(statements: &[Value]) -> BTreeSet<String> {
    let of_statement = |statement: &Value| match &statement["Action"] {
        Value::Array(actions) => actions.clone(),
        one => vec![one.clone()],
    };
    statements.iter().flat_map(of_statement).map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// The actions that the policies of a role allow.
fn granted(account: &Account, role: &str) -> BTreeSet<String> {
    let policies: Value = serde_json::from_str(&account.policies(role)).unwrap();
    let statements = policies.as_object().unwrap().values().map(|policy| &policy["Statement"]);
    let statements: Vec<Value> = statements
        .flat_map(|statements| statements.as_array().cloned().unwrap_or_else(|| vec![statements.clone()]))
        .collect();
    allowed(&statements)
}

fn fault(logical_id: &str, region: &str, status: &str) -> ResourceFault {
    let fault = test_support::simulated_aws::fault(logical_id, status, 1, "out of luck");
    ResourceFault { region: Some(region.to_owned()), ..fault }
}

/// What watches an archive.
const WATCHED: &str = "[notifications]\nfailure_topic = 'create'\ndestructive_calls = true\nsubscribers = ['ops@example.com']\n\
                       [alarm]\nenabled = true\nlatency_minutes = 30\n[dashboard]\nenabled = true\n";

/// Everything that an archive with the default options goes through.
fn life() -> Account {
    let all = "adoption,failed-stack-deletion,policy-broadening,region-removal,weaker-protection,deletion,roll-back";
    let deploy = |account: &Account, further: &[&str]| {
        account.run_as(DEPLOYER, &[&["deploy", "--yes", "--allow", all], further].concat())
    };
    let account = Account::new(TWO_REGIONS);
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["plan"]));
    // What was created is deleted again.
    for region in ["eu-west-1", "eu-central-1"] {
        account.faults(vec![fault("BucketPolicy", region, "CREATE_IN_PROGRESS")]);
        assert_ne!(deploy(&account, &[]).code, 0);
        account.grant_what_doctor_asks_for(&[]);
    }
    succeeds(&deploy(&account, &[]));
    // A rollback that fails is continued.
    account.faults(vec![
        fault("BucketPolicy", "eu-central-1", "UPDATE_IN_PROGRESS"),
        fault("Bucket", "eu-central-1", "UPDATE_IN_PROGRESS"),
    ]);
    account.configure(&format!(
        "{TWO_REGIONS}[keys]\nrotation_period_days = 200\n[lifecycle]\nabort_incomplete_uploads_days = 3\n"
    ));
    let _ = deploy(&account, &[]);
    account.faults(Vec::new());
    succeeds(&deploy(&account, &[]));
    account.configure(&format!("{TWO_REGIONS}[access_logs]\nenabled = true\n{WATCHED}"));
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&deploy(&account, &[]));
    // Tags are of every resource, and stay with the stack.
    let tag = ["--tag", "team=storage"];
    account.grant_what_doctor_asks_for(&tag);
    succeeds(&deploy(&account, &tag));
    succeeds(&deploy(&account, &[]));
    account.configure(ONE_REGION);
    succeeds(&deploy(&account, &[]));
    account.configure(TWO_REGIONS);
    account.grant_what_doctor_asks_for(&["--revert-drift"]);
    succeeds(&deploy(&account, &[]));
    account.s3("eu-west-1", "DELETE", "/acme-archive-replication-eu-west-1?policy", "");
    for (region, alias) in [("eu-central-1", "alias/acme/archive"), ("eu-west-1", "alias/acme/archive/replication")] {
        let other = account.kms(region, "CreateKey", &json!({}))["KeyMetadata"]["KeyId"].clone();
        account.kms(region, "UpdateAlias", &json!({ "AliasName": alias, "TargetKeyId": other }));
    }
    succeeds(&deploy(&account, &["--revert-drift"]));
    succeeds(&account.run(&["drift", "--check"]));
    account.destroy();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.run_as(DEPLOYER, &["adopt", "--yes"]));
    succeeds(&deploy(&account, &[]));
    account
}

#[test]
fn what_is_granted_is_what_is_needed() {
    let account = life();
    let mut beside = Vec::new();
    for (role, granted) in [
        (EXECUTION, granted(&account, EXECUTION)),
        (ADMINISTRATION, granted(&account, ADMINISTRATION)),
        (DEPLOYER, allowed(&account.granted.borrow())),
    ] {
        let used = account.used_actions(role);
        beside.extend(granted.into_iter().filter(|action| !used.contains(action)).map(|action| (role, action)));
    }
    let has_reason =
        |(role, action): &(&str, String)| BESIDE.iter().any(|(of, begin, _)| of == role && action.starts_with(begin));
    let without: Vec<_> = beside.iter().filter(|one| !has_reason(one)).collect();
    assert!(without.is_empty(), "granted, and needed by nothing: {without:#?}");
    for (role, begin, why) in BESIDE {
        assert!(beside.iter().any(|(of, action)| of == role && action.starts_with(begin)), "{role} {begin}: {why}");
    }
}
