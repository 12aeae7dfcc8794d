//! The IAM actions that a deployment takes: what the engine calls itself, and what CloudFormation calls for the resources of the templates,
//! from the permissions that the handlers of the resource types name in their schemas.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::Target;
use cfn_template::{Template, Unreadable};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::policy::Action;

use super::Examined;
use crate::config::options::PermissionModel;
use crate::stacks::permissions::{self, Permission};
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
    let set = examined.config.stack_set_name();
    let set = examined.arn("cloudformation", examined.region(), &format!("stackset/{set}:*"));
    let looks = [
        CLOUDFORMATION.describe_stack_set,
        CLOUDFORMATION.describe_stack_instance,
        CLOUDFORMATION.describe_stack_set_operation,
        CLOUDFORMATION.list_stack_instances,
        CLOUDFORMATION.list_stack_set_operations,
        CLOUDFORMATION.list_stack_set_operation_results,
    ];
    let mut needs =
        vec![Need::new("the stack", calls, vec![stack]), Need::new("the StackSet's operations", looks, vec![set])];
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
    let template = Template::read(template)?.root().to_json();
    let mut by_kind: BTreeMap<On, BTreeSet<String>> = BTreeMap::new();
    for permission in permissions::of_template(&template, !tags.is_empty()) {
        if let Some(on) = On::of(&permission) {
            by_kind.entry(on).or_default().insert(permission.needed.action);
        }
    }
    let needs = by_kind
        .into_iter()
        .map(|(on, actions)| Need {
            what: on.what(),
            actions: actions.into_iter().collect(),
            resources: resources(on),
            passed_to: "s3.amazonaws.com",
        })
        .collect();
    Ok(needs)
}

impl On {
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
