//! The IAM actions that a deployment takes: what the engine calls itself, and what CloudFormation calls for the resources of the templates,
//! from the permissions that the handlers of the resource types name in their schemas.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::Target;
use cfn_template::{Template, Unreadable};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::policy::Action;

use super::Examination;
use crate::config::options::PermissionModel;
use crate::stacks::permissions::{self, Permission};
use crate::stacks::{self, administration_role_name};
use cfn_deploy::StackRequest;

/// Actions on the same resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequiredActions {
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
enum ResourceKind {
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

impl RequiredActions {
    fn new(what: &'static str, actions: impl IntoIterator<Item = Action>, resources: Vec<String>) -> Self {
        let actions = actions.into_iter().map(|action| action.as_str().to_owned()).collect();
        Self { what, actions, resources, passed_to: "s3.amazonaws.com" }
    }
}

/// What the engine calls for the caller, whoever creates the resources.
pub(super) fn of_caller(context: &Examination<'_>, service_role: Option<&str>) -> Vec<RequiredActions> {
    let stack = format!("stack/{}/*", context.config.stack_name());
    let stack = context.arn("cloudformation", context.region(), &stack);
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
    let set = context.config.stack_set_name();
    let set = context.arn("cloudformation", context.region(), &format!("stackset/{set}:*"));
    let looks = [
        CLOUDFORMATION.describe_stack_set,
        CLOUDFORMATION.describe_stack_instance,
        CLOUDFORMATION.describe_stack_set_operation,
        CLOUDFORMATION.list_stack_instances,
        CLOUDFORMATION.list_stack_set_operations,
        CLOUDFORMATION.list_stack_set_operation_results,
    ];
    let mut required = vec![
        RequiredActions::new("the stack", calls, vec![stack]),
        RequiredActions::new("the StackSet's operations", looks, vec![set]),
    ];
    if let Some(role) = service_role {
        let actions_needed = RequiredActions::new("the service role", [IAM.pass_role], vec![role.to_owned()]);
        required.push(RequiredActions { passed_to: CLOUDFORMATION_ITSELF, ..actions_needed });
    }
    required
}

/// What CloudFormation does for the resources of the primary stack.
///
/// # Errors
/// The template cannot be read.
pub(super) fn of_stack(context: &Examination<'_>, request: &StackRequest) -> Result<Vec<RequiredActions>, Unreadable> {
    let config = context.config;
    let partition = config.region().partition();
    let buckets = std::iter::once(config.bucket_name()).chain(config.log_bucket_name(config.region()));
    let arns: Vec<String> = buckets.map(|name| format!("arn:{partition}:s3:::{name}")).collect();
    let (account, region) = (context.caller.account.as_str(), context.region());
    let prefix = config.prefix();
    let resources = |on: ResourceKind| match on {
        ResourceKind::Everything => vec!["*".to_owned()],
        ResourceKind::Bucket => arns.clone(),
        ResourceKind::Key => vec![format!("arn:{partition}:kms:{region}:{account}:key/*")],
        ResourceKind::PrimaryKey => vec![format!("arn:{partition}:kms:{region}:{account}:key/mrk-*")],
        ResourceKind::Alias => vec![format!("arn:{partition}:kms:{region}:{account}:alias/{prefix}/archive")],
        ResourceKind::Role => {
            vec![format!("arn:{partition}:iam::{account}:role/service-role/{}", config.replication_role_name())]
        }
        ResourceKind::Policy => vec![format!("arn:{partition}:iam::{account}:policy/{}-*", config.stack_name())],
        ResourceKind::StackSet => {
            vec![format!("arn:{partition}:cloudformation:{region}:{account}:stackset/{}:*", config.stack_set_name())]
        }
        ResourceKind::Topic => vec![format!("arn:{partition}:sns:{region}:{account}:{prefix}-archive-failures")],
        ResourceKind::Alarm => vec![format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:*")],
    };
    let mut required = required(&request.template, &request.tags, resources)?;
    if config.options().stack_set.permission_model == PermissionModel::SelfManaged {
        let role = context.arn("iam", "", &format!("role/{}", administration_role_name(config)));
        let actions_needed = RequiredActions::new("the administration role", [IAM.pass_role], vec![role]);
        required.push(RequiredActions { passed_to: CLOUDFORMATION_ITSELF, ..actions_needed });
    }
    Ok(required)
}

/// What the execution role does for the resources of the replica stacks.
///
/// # Errors
/// Why there is no template for them, in words.
pub(super) fn of_replicas(context: &Examination<'_>) -> Result<Vec<RequiredActions>, String> {
    let config = context.config;
    let template = stacks::replica(config).map_err(|findings| findings.to_string())?;
    let partition = config.region().partition();
    let account = context.caller.account.as_str();
    let everywhere = |of: &dyn Fn(&str) -> String| -> Vec<String> {
        config.replica_regions().map(|region| of(region.as_str())).collect()
    };
    let resources = |on: ResourceKind| match on {
        ResourceKind::Bucket => config
            .replica_regions()
            .flat_map(|region| {
                std::iter::once(config.replica_bucket_name(region)).chain(config.log_bucket_name(region))
            })
            .map(|name| format!("arn:{partition}:s3:::{name}"))
            .collect(),
        ResourceKind::Key => everywhere(&|region| format!("arn:{partition}:kms:{region}:{account}:key/*")),
        ResourceKind::PrimaryKey => vec![format!("arn:{partition}:kms:{}:{account}:key/mrk-*", config.region())],
        ResourceKind::Alias => {
            let alias = format!("alias/{}/archive/replication", config.prefix());
            everywhere(&|region| format!("arn:{partition}:kms:{region}:{account}:{alias}"))
        }
        ResourceKind::Role => {
            vec![context.arn("iam", "", &format!("role/service-role/{}", config.replication_role_name()))]
        }
        _ => vec!["*".to_owned()],
    };
    required(&template.to_json_compact(), &BTreeMap::new(), resources).map_err(|unreadable| unreadable.to_string())
}

/// The actions for the resources of a template, by what they act on.
fn required(
    template: &str,
    tags: &BTreeMap<String, String>,
    resources: impl Fn(ResourceKind) -> Vec<String>,
) -> Result<Vec<RequiredActions>, Unreadable> {
    let template = Template::read(template)?.root().to_json();
    let mut by_kind: BTreeMap<ResourceKind, BTreeSet<String>> = BTreeMap::new();
    for permission in permissions::of_template(&template, !tags.is_empty()) {
        if let Some(on) = ResourceKind::of(&permission) {
            by_kind.entry(on).or_default().insert(permission.needed.action);
        }
    }
    let required = by_kind
        .into_iter()
        .map(|(on, actions)| RequiredActions {
            what: on.what(),
            actions: actions.into_iter().collect(),
            resources: resources(on),
            passed_to: "s3.amazonaws.com",
        })
        .collect();
    Ok(required)
}

impl ResourceKind {
    /// What a permission is on; `None` for what is asked about apart.
    fn of(permission: &Permission) -> Option<Self> {
        Some(match (permission.resource_type.as_str(), permission.needed.on) {
            ("AWS::S3::Bucket", Target::PassedRoles) => Self::Role,
            // Whom the StackSet's role is given to is asked about apart.
            (_, Target::PassedRoles) => return None,
            (_, Target::Anything) => Self::Everything,
            ("AWS::S3::Bucket" | "AWS::S3::BucketPolicy", _) => Self::Bucket,
            ("AWS::KMS::ReplicaKey", Target::Property(_)) => Self::PrimaryKey,
            ("AWS::KMS::Alias", Target::Itself) => Self::Alias,
            ("AWS::KMS::Alias" | "AWS::KMS::Key" | "AWS::KMS::ReplicaKey", _) => Self::Key,
            ("AWS::IAM::ManagedPolicy", Target::Itself) => Self::Policy,
            ("AWS::IAM::ManagedPolicy" | "AWS::IAM::Policy" | "AWS::IAM::Role", _) => Self::Role,
            ("AWS::CloudFormation::StackSet", _) => Self::StackSet,
            ("AWS::SNS::Topic" | "AWS::SNS::TopicPolicy", _) => Self::Topic,
            ("AWS::CloudWatch::Alarm", _) => Self::Alarm,
            _ => return None,
        })
    }

    fn what(self) -> &'static str {
        match self {
            Self::Everything => "what has no name before it is created",
            Self::Bucket => "the buckets",
            Self::Key => "the keys",
            Self::PrimaryKey => "the primary key",
            Self::Alias => "the aliases",
            Self::Role => "the replication role",
            Self::Policy => "the role's managed policies",
            Self::StackSet => "the StackSet",
            Self::Topic => "the topic of failures",
            Self::Alarm => "the alarms",
        }
    }
}
