//! What can prevent a change: stack policies, roles, and permissions.

use std::time::Duration;

use archive_simulator::Config;
use serde_json::{Value, json};

use crate::aws::{Aws, HOME, field};
use crate::templates::{bucket, primary, replica};

const PROTECT: &str = r#"{"Statement": [
    {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "*",
     "Condition": {"StringEquals": {"ResourceType": ["AWS::S3::Bucket"]}}}
]}"#;

#[tokio::test]
async fn a_stack_policy_denies_updates_of_protected_resources() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme-one")).await;
    let (_, message) = aws.refused("SetStackPolicy", &[("StackName", "stack"), ("StackPolicyBody", "{}")]).await;
    assert!(message.starts_with("Error validating stack policy"), "{message}");
    aws.cfn("SetStackPolicy", &[("StackName", "stack"), ("StackPolicyBody", PROTECT)]).await;
    assert_eq!(aws.cfn("GetStackPolicy", &[("StackName", "stack")]).await.get("StackPolicyBody"), PROTECT);

    assert_eq!(aws.deploy("UPDATE", "stack", &bucket("acme-two")).await, "UPDATE_ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Bucket", "UPDATE_FAILED").await;
    assert_eq!(
        reason,
        "Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/Bucket]"
    );
    let other = json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}});
    assert_eq!(aws.deploy("UPDATE", "stack", &other).await, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), ["acme-one"]);

    let mut tagged = bucket("acme-one");
    tagged["Resources"]["Bucket"]["Properties"]["Tags"] = json!([{"Key": "a", "Value": "b"}]);
    assert_eq!(aws.deploy("UPDATE", "stack", &tagged).await, "UPDATE_COMPLETE");

    // The policy of the request overrides the stack policy.
    let fields = [
        ("StackName", "stack"),
        ("TemplateBody", &*bucket("acme-two").to_string()),
        (
            "StackPolicyDuringUpdateBody",
            r#"{"Statement": {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}}"#,
        ),
    ];
    aws.cfn("UpdateStack", &fields).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_COMPLETE");
}

/// A state without the StackSet roles, and the two roles created by requests.
async fn with_roles(service: &str, execution: &Value) -> Aws {
    let config = Config {
        resource_delay: Duration::ZERO,
        stack_set_roles: false,
        enabled_regions: vec!["eu-central-2".into()],
        ..Config::in_memory()
    };
    let aws = Aws::start(config).await;
    let role = async |name: &str, principal: Value, policy: &Value| {
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"},
        ]});
        aws.iam("CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &trust.to_string())]).await;
        let fields = [("RoleName", name), ("PolicyName", "own"), ("PolicyDocument", &*policy.to_string())];
        let put = aws.iam("PutRolePolicy", &fields).await;
        assert_eq!(put.status, 200, "{}", put.text());
    };
    let assume = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": "arn:aws:iam::*:role/AWSCloudFormationStackSetExecutionRole",
    }]});
    role("AWSCloudFormationStackSetAdministrationRole", json!({"Service": service}), &assume).await;
    let administration = "arn:aws:iam::123456789012:role/AWSCloudFormationStackSetAdministrationRole";
    role("AWSCloudFormationStackSetExecutionRole", json!({"AWS": administration}), execution).await;
    aws
}

async fn deploy_replica(aws: &Aws, account: &str, region: &str) -> (String, String) {
    let fields = [
        ("StackSetName", "set"),
        ("TemplateBody", &*replica().to_string()),
        ("Parameters.member.1.ParameterKey", "Prefix"),
        ("Parameters.member.1.ParameterValue", "acme"),
    ];
    aws.cfn("CreateStackSet", &fields).await;
    let fields = [("StackSetName", "set"), ("Accounts.member.1", account), ("Regions.member.1", region)];
    let id = aws.cfn("CreateStackInstances", &fields).await.get("OperationId");
    let results = aws.cfn("ListStackSetOperationResults", &[("StackSetName", "set"), ("OperationId", &id)]).await;
    let results = results.items("Summaries");
    (field(&results[0], "Status").to_owned(), field(&results[0], "StatusReason").to_owned())
}

fn allow(actions: &[&str]) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
}

#[tokio::test]
async fn both_stack_set_roles_have_to_be_assumable() {
    let everything = allow(&["*"]);
    let aws = with_roles("cloudformation.amazonaws.com", &everything).await;
    assert_eq!(deploy_replica(&aws, "123456789012", "eu-west-1").await.0, "SUCCEEDED");

    let aws = with_roles("lambda.amazonaws.com", &everything).await;
    let (status, reason) = deploy_replica(&aws, "123456789012", "eu-west-1").await;
    assert_eq!(status, "FAILED");
    assert_eq!(
        reason,
        "Account 123456789012 should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship to Role 'AWSCloudFormationStackSetAdministrationRole'."
    );
    // Opt-in regions have their own service principal.
    let aws = with_roles("cloudformation.amazonaws.com", &everything).await;
    assert_eq!(deploy_replica(&aws, "123456789012", "eu-central-2").await.0, "FAILED");
    let aws = with_roles("cloudformation.eu-central-2.amazonaws.com", &everything).await;
    assert_eq!(deploy_replica(&aws, "123456789012", "eu-central-2").await.0, "SUCCEEDED");
}

#[tokio::test]
async fn the_execution_role_needs_the_permissions_for_all_resources() {
    // The permissions of the handlers of a key, an alias and a bucket with these properties, for creating and reading
    // them.
    let enough = [
        "cloudformation:CreateStack",
        "cloudformation:DescribeStacks",
        "kms:CreateAlias",
        "kms:CreateKey",
        "kms:DescribeKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "s3:CreateBucket",
        "s3:GetAccelerateConfiguration",
        "s3:GetAnalyticsConfiguration",
        "s3:GetBucketAbac",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketMetadataTableConfiguration",
        "s3:GetBucketNotification",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetIntelligentTieringConfiguration",
        "s3:GetInventoryConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetMetricsConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
    ];
    let aws = with_roles("cloudformation.amazonaws.com", &allow(&enough)).await;
    assert_eq!(deploy_replica(&aws, "123456789012", "eu-west-1").await, ("SUCCEEDED".into(), String::new()));
    for missing in enough {
        let rest: Vec<&str> = enough.into_iter().filter(|action| *action != missing).collect();
        let aws = with_roles("cloudformation.amazonaws.com", &allow(&rest)).await;
        let (status, reason) = deploy_replica(&aws, "123456789012", "eu-west-1").await;
        assert_eq!(status, "FAILED", "{missing}");
        assert!(reason.contains(&format!("is not authorized to perform: {missing} on resource")), "{reason}");
    }
}

#[tokio::test]
async fn other_accounts_have_resources_of_their_own() {
    let config =
        Config { resource_delay: Duration::ZERO, other_accounts: vec!["210987654321".into()], ..Config::in_memory() };
    let aws = Aws::start(config).await;
    assert_eq!(deploy_replica(&aws, "210987654321", "eu-west-1").await.0, "SUCCEEDED");
    let instance = aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await;
    assert!(instance.get("StackId").starts_with("arn:aws:cloudformation:eu-west-1:210987654321:stack/"));
    assert_eq!(aws.kms("eu-west-1", "ListKeys", &json!({})).await.json()["Keys"], json!([]));
    assert_eq!(aws.s3("eu-west-1", "GET", "/", "").await.all("Name").len(), 0, "the bucket is another account's");
    let denied = aws.s3("eu-west-1", "GET", "/acme-replica-eu-west-1?versioning", "").await;
    assert_eq!((denied.status, denied.get("Code").as_str()), (403, "AccessDenied"));
}

/// The key policy of the reference has a role that was created shortly before.
#[tokio::test]
async fn a_new_role_is_not_yet_a_principal_in_other_regions() {
    let mut template = primary(&["eu-west-1"]);
    let mut inner = replica();
    inner["Resources"]["Key"]["Properties"]["KeyPolicy"] = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"},
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:role/acme-replication"},
            "Action": "kms:Encrypt",
            "Resource": "*",
        },
    ]});
    template["Resources"]["StackSet"]["Properties"]["TemplateBody"] = json!(inner.to_string());
    template["Resources"]["StackSet"]["DependsOn"] = json!("Role");
    let config =
        Config { resource_delay: Duration::from_millis(10), iam_delay: Duration::from_secs(10), ..Config::in_memory() };
    let aws = Aws::start(config).await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", &template).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "StackSet", "CREATE_FAILED").await;
    assert!(reason.contains("one or more invalid principals"), "{reason}");
}

#[tokio::test]
async fn a_service_role_has_to_exist_and_have_the_permissions() {
    let aws = Aws::instant().await;
    let missing = [
        ("StackName", "stack"),
        ("TemplateBody", &*bucket("acme").to_string()),
        ("RoleARN", "arn:aws:iam::123456789012:role/deployer"),
    ];
    let (_, message) = aws.refused("CreateStack", &missing).await;
    assert_eq!(message, "Role arn:aws:iam::123456789012:role/deployer is invalid or cannot be assumed");
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "cloudformation.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }]});
    aws.iam("CreateRole", &[("RoleName", "deployer"), ("AssumeRolePolicyDocument", &trust.to_string())]).await;
    aws.cfn("CreateStack", &missing).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Bucket", "CREATE_FAILED").await;
    assert!(
        reason.contains("is not authorized to perform: s3:CreateBucket on resource: arn:aws:s3:::acme"),
        "{reason}"
    );
}

#[tokio::test]
async fn an_existing_stack_can_be_imported_into_a_stack_set() {
    let aws = Aws::instant().await;
    let body = replica().to_string();
    let parameters = [("Parameters.member.1.ParameterKey", "Prefix"), ("Parameters.member.1.ParameterValue", "acme")];
    let mut fields = vec![("StackName", "replica"), ("TemplateBody", body.as_str())];
    fields.extend(parameters);
    let stack = aws.cfn_in("eu-west-1", "CreateStack", &fields).await.get("StackId");
    let mut fields = vec![("StackSetName", "set"), ("TemplateBody", body.as_str())];
    fields.extend(parameters);
    aws.cfn("CreateStackSet", &fields).await;
    aws.cfn("ImportStacksToStackSet", &[("StackSetName", "set"), ("StackIds.member.1", &stack)]).await;
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await;
    assert_eq!((instances.get("Status"), instances.get("StackId")), ("CURRENT".into(), stack.clone()));
    let (_, message) =
        aws.refused("ImportStacksToStackSet", &[("StackSetName", "set"), ("StackIds.member.1", &stack)]).await;
    assert!(message.contains("has an instance in account 123456789012 and region eu-west-1 already"), "{message}");
}

#[tokio::test]
async fn service_managed_stack_sets_need_an_organization_and_exclude_its_management_account() {
    let unit = "ou-root-storage1";
    let template = |filter: Value| {
        let mut template = primary(&["eu-west-1"]);
        let set = &mut template["Resources"]["StackSet"]["Properties"];
        set["PermissionModel"] = json!("SERVICE_MANAGED");
        set["AutoDeployment"] = json!({"Enabled": false});
        let mut targets = json!({"OrganizationalUnitIds": [unit]});
        if let Value::Object(more) = filter {
            targets.as_object_mut().expect("an object").extend(more);
        }
        set["StackInstancesGroup"] = json!([{"DeploymentTargets": targets, "Regions": ["eu-west-1"]}]);
        json!({"Resources": {"StackSet": template["Resources"]["StackSet"]}})
    };
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "stack", &template(Value::Null)).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "StackSet", "CREATE_FAILED").await;
    assert!(reason.starts_with("You must enable organizations access"), "{reason}");

    let members = ["123456789012", "210987654321", "333333333333"].map(str::to_owned).to_vec();
    let organization = |stack_set_roles| Config {
        resource_delay: Duration::ZERO,
        organizational_units: [(unit.to_owned(), members.clone())].into(),
        stack_set_roles,
        ..Config::in_memory()
    };
    // With AWS Organizations the roles are not required.
    let aws = Aws::start(organization(false)).await;
    let one = json!({"Accounts": ["333333333333"], "AccountFilterType": "DIFFERENCE"});
    assert_eq!(aws.deploy("CREATE", "stack", &template(one)).await, "CREATE_COMPLETE");
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(instances.all("Account"), ["210987654321"]);
    let set = aws.cfn("DescribeStackSet", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(set.get("PermissionModel"), "SERVICE_MANAGED");

    let missing = json!({"OrganizationalUnitIds": ["ou-none-00000000"]});
    let aws = Aws::start(organization(true)).await;
    assert_eq!(aws.deploy("CREATE", "stack", &template(missing)).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "StackSet", "CREATE_FAILED").await;
    assert!(reason.contains("Organizational unit ou-none-00000000 does not exist"), "{reason}");
}
