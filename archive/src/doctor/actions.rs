//! The IAM actions that a deployment takes, from the templates: by resource type, and for a bucket by property.
//!
//! They are the permissions that the handlers of the resource types name in their schemas, for creating, changing in place, and rolling
//! back. A test holds that they are what `archive bootstrap` gives to the execution role, request by request.

use std::collections::BTreeMap;

use cfn_template::{Template, Unreadable};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::cloudwatch::ACTIONS as CLOUDWATCH;
use models::iam::ACTIONS as IAM;
use models::kms::ACTIONS as KMS;
use models::policy::Action;
use models::s3::ACTIONS as S3;
use models::sns::ACTIONS as SNS;

use super::Examined;
use crate::config::options::PermissionModel;
use crate::stacks::{self, administration_role_name};
use cfn_deploy::StackRequest;

/// Actions on the same resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    /// What they are for, as a person would say it.
    pub(super) what: &'static str,
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<String>,
    /// Whom a role would be given to, if one of the actions gives one.
    pub(super) passed_to: &'static str,
}

/// The service that is CloudFormation.
pub(super) const CLOUDFORMATION_ITSELF: &str = "cloudformation.amazonaws.com";

/// What is acted on. Resources of one kind are asked about together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum On {
    Everything,
    Bucket,
    Key,
    PrimaryKey,
    Alias,
    Role,
    Policy,
    StackSet,
    Topic,
    Alarm,
}

impl Need {
    fn new(what: &'static str, actions: impl IntoIterator<Item = Action>, resources: Vec<String>) -> Self {
        let actions = actions.into_iter().map(|action| action.as_str().to_owned()).collect();
        Self { what, actions, resources, passed_to: "s3.amazonaws.com" }
    }
}

/// What the engine calls for the caller, whoever creates the resources.
pub(super) fn of_caller(examined: &Examined<'_>, service_role: Option<&str>) -> Vec<Need> {
    let stack = format!("stack/{}/*", examined.config.stack_name());
    let stack = examined.arn("cloudformation", examined.region(), &stack);
    let calls = [
        CLOUDFORMATION.create_change_set,
        CLOUDFORMATION.describe_change_set,
        CLOUDFORMATION.execute_change_set,
        CLOUDFORMATION.delete_change_set,
        CLOUDFORMATION.list_change_sets,
        CLOUDFORMATION.describe_stacks,
        CLOUDFORMATION.describe_stack_events,
        CLOUDFORMATION.describe_events,
        CLOUDFORMATION.list_stack_resources,
        CLOUDFORMATION.get_template,
        CLOUDFORMATION.get_stack_policy,
        CLOUDFORMATION.set_stack_policy,
        CLOUDFORMATION.update_termination_protection,
        CLOUDFORMATION.delete_stack,
    ];
    let mut needs = vec![Need::new("the stack", calls, vec![stack])];
    if let Some(role) = service_role {
        let need = Need::new("the service role", [IAM.pass_role], vec![role.to_owned()]);
        needs.push(Need { passed_to: CLOUDFORMATION_ITSELF, ..need });
    }
    needs
}

/// What CloudFormation does for the resources of the primary stack.
///
/// # Errors
/// The template cannot be read.
pub(super) fn of_stack(examined: &Examined<'_>, request: &StackRequest) -> Result<Vec<Need>, Unreadable> {
    let config = examined.config;
    let partition = config.region().partition();
    let buckets = std::iter::once(config.bucket_name()).chain(config.log_bucket_name(config.region()));
    let arns: Vec<String> = buckets.map(|name| format!("arn:{partition}:s3:::{name}")).collect();
    let (account, region) = (examined.caller.account.as_str(), examined.region());
    let prefix = config.prefix();
    let resources = |on: On| match on {
        On::Everything => vec!["*".to_owned()],
        On::Bucket => arns.clone(),
        On::Key => vec![format!("arn:{partition}:kms:{region}:{account}:key/*")],
        On::PrimaryKey => vec![format!("arn:{partition}:kms:{region}:{account}:key/mrk-*")],
        On::Alias => vec![format!("arn:{partition}:kms:{region}:{account}:alias/{prefix}/archive")],
        On::Role => {
            vec![format!("arn:{partition}:iam::{account}:role/service-role/{}", config.replication_role_name())]
        }
        On::Policy => vec![format!("arn:{partition}:iam::{account}:policy/{}-*", config.stack_name())],
        On::StackSet => {
            vec![format!("arn:{partition}:cloudformation:{region}:{account}:stackset/{}:*", config.stack_set_name())]
        }
        On::Topic => vec![format!("arn:{partition}:sns:{region}:{account}:{prefix}-archive-failures")],
        On::Alarm => vec![format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:*")],
    };
    let mut needs = needs(&request.template, &request.tags, resources)?;
    if config.options().stack_set.permission_model == PermissionModel::SelfManaged {
        let role = examined.arn("iam", "", &format!("role/{}", administration_role_name(config)));
        let need = Need::new("the administration role", [IAM.pass_role], vec![role]);
        needs.push(Need { passed_to: CLOUDFORMATION_ITSELF, ..need });
    }
    Ok(needs)
}

/// What the execution role does for the resources of the replica stacks.
///
/// # Errors
/// Why there is no template for them, in words.
pub(super) fn of_replicas(examined: &Examined<'_>) -> Result<Vec<Need>, String> {
    let config = examined.config;
    let template = stacks::replica(config).map_err(|findings| findings.to_string())?;
    let partition = config.region().partition();
    let account = examined.caller.account.as_str();
    let everywhere = |of: &dyn Fn(&str) -> String| -> Vec<String> {
        config.replica_regions().map(|region| of(region.as_str())).collect()
    };
    let resources = |on: On| match on {
        On::Bucket => config
            .replica_regions()
            .flat_map(|region| {
                std::iter::once(config.replica_bucket_name(region)).chain(config.log_bucket_name(region))
            })
            .map(|name| format!("arn:{partition}:s3:::{name}"))
            .collect(),
        On::Key => everywhere(&|region| format!("arn:{partition}:kms:{region}:{account}:key/*")),
        On::PrimaryKey => vec![format!("arn:{partition}:kms:{}:{account}:key/mrk-*", config.region())],
        On::Alias => {
            let alias = format!("alias/{}/archive/replication", config.prefix());
            everywhere(&|region| format!("arn:{partition}:kms:{region}:{account}:{alias}"))
        }
        On::Role => vec![examined.arn("iam", "", &format!("role/service-role/{}", config.replication_role_name()))],
        _ => vec!["*".to_owned()],
    };
    needs(&template.to_json_compact(), &BTreeMap::new(), resources).map_err(|unreadable| unreadable.to_string())
}

/// The actions for the resources of a template, by what they act on.
fn needs(
    template: &str,
    tags: &BTreeMap<String, String>,
    resources: impl Fn(On) -> Vec<String>,
) -> Result<Vec<Need>, Unreadable> {
    let template = Template::read(template)?;
    let mut by_kind: BTreeMap<On, Vec<Action>> = BTreeMap::new();
    for resource in template.resources() {
        let Some(kind) = resource.resource_type() else { continue };
        for (on, actions) in of_type(kind) {
            by_kind.entry(on).or_default().extend(actions);
        }
        let properties = resource.properties().and_then(|properties| properties.as_map()).into_iter().flatten();
        for property in properties.map(|entry| entry.key.as_str()).filter(|_| kind == "AWS::S3::Bucket") {
            by_kind.entry(On::Bucket).or_default().extend(of_bucket_property(property));
            if property == "ReplicationConfiguration" {
                by_kind.entry(On::Role).or_default().push(IAM.pass_role);
            }
        }
    }
    if !tags.is_empty() {
        for (on, action) in [
            (On::Bucket, S3.put_bucket_tagging),
            (On::Role, IAM.tag_role),
            (On::StackSet, CLOUDFORMATION.tag_resource),
            (On::Topic, SNS.tag_resource),
        ] {
            by_kind.entry(on).and_modify(|actions| actions.push(action));
        }
    }
    let needs = by_kind
        .into_iter()
        .map(|(on, mut actions)| {
            actions.sort_by(|one, other| one.as_str().cmp(other.as_str()));
            actions.dedup_by(|one, other| one.as_str() == other.as_str());
            let what = match on {
                On::Everything => "what has no name before it is created",
                On::Bucket => "the buckets",
                On::Key => "the keys",
                On::PrimaryKey => "the primary key",
                On::Alias => "the aliases",
                On::Role => "the replication role",
                On::Policy => "the role's managed policies",
                On::StackSet => "the StackSet",
                On::Topic => "the topic of failures",
                On::Alarm => "the alarms",
            };
            Need::new(what, actions, resources(on))
        })
        .collect();
    Ok(needs)
}

/// What a resource type takes, whatever its properties.
fn of_type(kind: &str) -> Vec<(On, Vec<Action>)> {
    match kind {
        "AWS::S3::Bucket" => {
            let mut actions = vec![S3.create_bucket, S3.delete_bucket];
            actions.extend(stacks::bucket_reads());
            vec![(On::Bucket, actions)]
        }
        "AWS::S3::BucketPolicy" => {
            vec![(On::Bucket, vec![S3.put_bucket_policy, S3.get_bucket_policy, S3.delete_bucket_policy])]
        }
        "AWS::KMS::Key" => vec![(On::Everything, vec![KMS.create_key]), (On::Key, of_key().into())],
        "AWS::KMS::ReplicaKey" => {
            vec![
                (On::Everything, vec![KMS.create_key]),
                (On::Key, of_key().into()),
                (On::PrimaryKey, vec![KMS.replicate_key]),
            ]
        }
        "AWS::KMS::Alias" => {
            let actions = vec![KMS.create_alias, KMS.update_alias, KMS.delete_alias];
            vec![(On::Everything, vec![KMS.list_aliases]), (On::Alias, actions.clone()), (On::Key, actions)]
        }
        "AWS::IAM::Role" => {
            vec![(On::Role, vec![IAM.create_role, IAM.get_role, IAM.delete_role, IAM.update_assume_role_policy])]
        }
        "AWS::IAM::Policy" => {
            vec![(On::Role, vec![IAM.put_role_policy, IAM.get_role_policy, IAM.delete_role_policy])]
        }
        "AWS::IAM::ManagedPolicy" => vec![
            (On::Role, vec![IAM.attach_role_policy, IAM.detach_role_policy]),
            (
                On::Policy,
                vec![
                    IAM.create_policy,
                    IAM.get_policy,
                    IAM.delete_policy,
                    IAM.create_policy_version,
                    IAM.get_policy_version,
                    IAM.list_policy_versions,
                    IAM.delete_policy_version,
                ],
            ),
        ],
        "AWS::CloudFormation::StackSet" => vec![
            (On::Everything, vec![CLOUDFORMATION.create_stack_set]),
            (
                On::StackSet,
                vec![
                    CLOUDFORMATION.update_stack_set,
                    CLOUDFORMATION.delete_stack_set,
                    CLOUDFORMATION.describe_stack_set,
                    CLOUDFORMATION.create_stack_instances,
                    CLOUDFORMATION.update_stack_instances,
                    CLOUDFORMATION.delete_stack_instances,
                    CLOUDFORMATION.list_stack_instances,
                    CLOUDFORMATION.describe_stack_instance,
                    CLOUDFORMATION.describe_stack_set_operation,
                    CLOUDFORMATION.list_stack_set_operations,
                    CLOUDFORMATION.list_stack_set_operation_results,
                ],
            ),
        ],
        "AWS::SNS::Topic" => vec![(
            On::Topic,
            vec![
                SNS.create_topic,
                SNS.get_topic_attributes,
                SNS.set_topic_attributes,
                SNS.list_subscriptions_by_topic,
                SNS.list_tags_for_resource,
                SNS.delete_topic,
            ],
        )],
        "AWS::SNS::TopicPolicy" => vec![(On::Topic, vec![SNS.get_topic_attributes, SNS.set_topic_attributes])],
        "AWS::CloudWatch::Alarm" => {
            vec![(On::Alarm, vec![CLOUDWATCH.put_metric_alarm, CLOUDWATCH.describe_alarms, CLOUDWATCH.delete_alarms])]
        }
        _ => Vec::new(),
    }
}

fn of_key() -> [Action; 9] {
    [
        KMS.describe_key,
        KMS.get_key_policy,
        KMS.put_key_policy,
        KMS.get_key_rotation_status,
        KMS.enable_key_rotation,
        KMS.list_resource_tags,
        KMS.tag_resource,
        KMS.untag_resource,
        KMS.schedule_key_deletion,
    ]
}

/// What a property of a bucket takes beyond creating the bucket.
fn of_bucket_property(property: &str) -> Option<Action> {
    Some(match property {
        "PublicAccessBlockConfiguration" => S3.put_bucket_public_access_block,
        "OwnershipControls" => S3.put_bucket_ownership_controls,
        "VersioningConfiguration" => S3.put_bucket_versioning,
        "BucketEncryption" => S3.put_encryption_configuration,
        "LifecycleConfiguration" => S3.put_lifecycle_configuration,
        "ReplicationConfiguration" => S3.put_replication_configuration,
        "ObjectLockConfiguration" => S3.put_bucket_object_lock_configuration,
        "LoggingConfiguration" => S3.put_bucket_logging,
        "InventoryConfigurations" => S3.put_inventory_configuration,
        "NotificationConfiguration" => S3.put_bucket_notification,
        _ => return None,
    })
}
