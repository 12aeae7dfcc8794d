//! The IAM actions that a deployment takes: what the engine calls itself, and what CloudFormation calls for the resources of the templates,
//! from the permissions that the handlers of the resource types name in their schemas.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::Target;
use cfn_template::{Template, Unreadable};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::policy::Action;
use models::s3::ACTIONS as S3;

use super::Examination;
use super::names::Names;
use crate::config::Config;
use crate::config::options::{CallAs, PermissionModel};
use crate::stacks::permissions::{self, Permission};
use crate::stacks::{Scope, administration_role_arn};
use cfn_deploy::StackRequest;
use cfn_deploy::aws::CallContext;

/// Actions on the same resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequiredActions {
    /// What they are for, as a person would say it.
    pub(super) what: &'static str,
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<String>,
    /// The region of the calls.
    pub(super) requested: String,
    /// Whom a role would be given to, if one of the actions gives one.
    pub(super) passed_to: &'static str,
    /// Whether they are called by whom they are asked of, and not by CloudFormation for it.
    pub(super) is_direct: bool,
    /// What is not known without them, where a deployment works without them.
    pub(super) without: Option<&'static str>,
}

/// The service that is CloudFormation.
pub(super) const CLOUDFORMATION_ITSELF: &str = "cloudformation.amazonaws.com";

/// What the engine calls to update a stack that has no StackSet, to a template that is known.
pub(super) fn updates() -> [Action; 7] {
    [
        CLOUDFORMATION.create_change_set,
        CLOUDFORMATION.describe_change_set,
        CLOUDFORMATION.execute_change_set,
        CLOUDFORMATION.delete_change_set,
        CLOUDFORMATION.describe_stacks,
        CLOUDFORMATION.describe_stack_events,
        CLOUDFORMATION.describe_events,
    ]
}

/// What the engine calls to create a stack or to change one.
pub(super) fn changes() -> impl Iterator<Item = Action> {
    let further = [CLOUDFORMATION.list_change_sets, CLOUDFORMATION.list_stack_resources, CLOUDFORMATION.get_template];
    updates().into_iter().chain(further)
}

/// What the role of the jobs of `archive backfill` does to the objects that it replicates.
pub(super) fn of_backfill(context: &Examination<'_>) -> RequiredActions {
    let objects = format!("arn:{}:s3:::{}/*", context.config.region().partition(), context.config.bucket_name());
    RequiredActions::new("replicating again", [S3.initiate_replication], vec![objects], context.region()).direct()
}

/// What is acted on. Resources of one kind are asked about together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ResourceKind {
    Everything,
    Bucket,
    Key,
    PrimaryKey,
    Alias,
    Role,
    ServiceLinkedRole(&'static str, &'static str),
    Policy,
    StackSet,
    Topic,
    Alarm,
    Dashboard,
    EventRule,
}

impl RequiredActions {
    pub(super) fn new(
        what: &'static str,
        actions: impl IntoIterator<Item = Action>,
        resources: Vec<String>,
        requested: &str,
    ) -> Self {
        let actions = actions.into_iter().map(|action| action.as_str().to_owned()).collect();
        let passed_to = "s3.amazonaws.com";
        Self { what, actions, resources, requested: requested.to_owned(), passed_to, is_direct: false, without: None }
    }

    /// These, called by whom they are asked of.
    pub(super) fn direct(self) -> Self {
        Self { is_direct: true, ..self }
    }

    /// The circumstances of the calls.
    pub(super) fn context(&self) -> CallContext<'_> {
        let called_via = (!self.is_direct).then_some(CLOUDFORMATION_ITSELF);
        CallContext { requested_region: &self.requested, passed_to: self.passed_to, called_via }
    }
}

/// What the engine calls for the caller, with and without a service role.
pub(super) fn of_caller(context: &Examination<'_>, service_role: Option<&str>) -> Vec<RequiredActions> {
    let stack = format!("stack/{}/*", context.config.stack_name());
    let stack = context.arn("cloudformation", context.region(), &stack);
    let settings = [
        CLOUDFORMATION.get_stack_policy,
        CLOUDFORMATION.set_stack_policy,
        CLOUDFORMATION.update_termination_protection,
        CLOUDFORMATION.delete_stack,
        // The way out of a rollback that failed.
        CLOUDFORMATION.continue_update_rollback,
    ];
    let set = context.config.stack_set_name();
    let set = context.arn("cloudformation", context.region(), &format!("stackset/{set}:*"));
    let looks = [
        CLOUDFORMATION.describe_stack_set,
        CLOUDFORMATION.describe_stack_instance,
        CLOUDFORMATION.describe_stack_set_operation,
        CLOUDFORMATION.list_stack_instances,
        CLOUDFORMATION.list_stack_set_operation_results,
    ];
    let region = context.region();
    let mut required = vec![
        RequiredActions::new("the stack", changes().chain(settings), vec![stack], region),
        RequiredActions::new("the StackSet's operations", looks, vec![set], region),
    ];
    let list = RequiredActions::new("the list of buckets", [S3.list_all_my_buckets], vec!["*".to_owned()], region);
    let without = "buckets of the archive in regions that the configuration does not name, and the quota of buckets";
    required.push(RequiredActions { without: Some(without), ..list });
    if let Some(role) = service_role {
        let actions_needed = RequiredActions::new("the service role", [IAM.pass_role], vec![role.to_owned()], region);
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
        ResourceKind::ServiceLinkedRole(service, name) => {
            vec![format!("arn:{partition}:iam::{account}:role/aws-service-role/{service}/{name}")]
        }
        ResourceKind::Policy => vec![format!("arn:{partition}:iam::{account}:policy/{}-*", config.stack_name())],
        ResourceKind::StackSet => {
            vec![format!("arn:{partition}:cloudformation:{region}:{account}:stackset/{}:*", config.stack_set_name())]
        }
        ResourceKind::Topic => vec![format!("arn:{partition}:sns:{region}:{account}:{prefix}-archive-failures")],
        ResourceKind::Alarm => vec![format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:*")],
        ResourceKind::Dashboard => {
            vec![format!("arn:{partition}:cloudwatch::{account}:dashboard/{}", config.stack_name())]
        }
        ResourceKind::EventRule => event_rules(config, region, account),
    };
    let template = Template::read(&request.template)?.root().to_json();
    let permissions = permissions::of_template(&template, !request.tags.is_empty());
    let mut required = required(permissions, region, resources);
    if config.options().stack_set.permission_model == PermissionModel::SelfManaged {
        let role = administration_role_arn(config, &context.caller.account);
        let actions_needed = RequiredActions::new("the administration role", [IAM.pass_role], vec![role], region);
        required.push(RequiredActions { passed_to: CLOUDFORMATION_ITSELF, ..actions_needed });
    }
    if config.options().stack_set.call_as == CallAs::DelegatedAdmin {
        // [CloudFormation User Guide, "Register a delegated administrator member account"]
        let list = ["organizations:ListDelegatedAdministrators"].map(Action::unchecked);
        required.push(RequiredActions::new(
            "the organization's delegated administrators",
            list,
            vec!["*".to_owned()],
            region,
        ));
    }
    Ok(required)
}

/// What the execution role does for the resources of the replica stacks.
pub(super) fn of_replicas(context: &Examination<'_>, scope: &Scope) -> Vec<RequiredActions> {
    in_replicas(context, scope, &scope.permissions)
}

/// What the caller does in the replicas' regions with `--revert-drift`: CloudFormation reverts the drift of an instance's stack with a change
/// set of that stack, and works for every caller.
pub(super) fn of_reverting(context: &Examination<'_>, scope: &Scope) -> Vec<RequiredActions> {
    let set = context.config.stack_set_name();
    let stacks = scope.regions.iter().flat_map(|region| {
        // Stacks that the StackSet created, and those that an import has put into it.
        [format!("stack/StackSet-{set}-*/*"), format!("stack/{set}/*")]
            .map(|stack| context.arn("cloudformation", region.as_str(), &stack))
    });
    let mut required =
        vec![RequiredActions::new("the replicas' stacks", changes(), stacks.collect(), context.region())];
    required.extend(of_replicas(context, scope));
    required
}

/// What the caller does to import what an earlier archive retained: it looks at the buckets and their keys in every region, has a stack made
/// of those of each replica, and a StackSet of the stacks.
pub(super) fn of_import(context: &Examination<'_>, scope: &Scope) -> Vec<RequiredActions> {
    let config = context.config;
    let set = config.stack_set_name();
    let stacks = scope.regions.iter().map(|region| {
        let stack = format!("stack/{set}/*");
        context.arn("cloudformation", region.as_str(), &stack)
    });
    let region = context.region();
    let stack_set = context.arn("cloudformation", region, &format!("stackset/{set}:*"));
    let mut required = vec![
        RequiredActions::new("the stacks of retained replicas", changes(), stacks.collect(), region),
        RequiredActions::new(
            "the StackSet of retained replicas",
            [CLOUDFORMATION.import_stacks_to_stack_set],
            vec![stack_set],
            region,
        ),
    ];
    required.push(whose(region));
    let partition = config.region().partition();
    let own = std::iter::once(config.bucket_name()).chain(config.log_bucket_name(config.region()));
    let replicas = scope.regions.iter().map(|region| config.replica_bucket_name(region));
    let buckets = own.chain(replicas).map(|name| format!("arn:{partition}:s3:::{name}"));
    required.push(RequiredActions::new(
        "whether retained buckets are empty",
        [S3.list_bucket_versions],
        buckets.collect(),
        region,
    ));
    required.extend(in_replicas(context, scope, &scope.readable));
    required
}

/// What the caller does to find out whether what has a name belongs to a stack, and to delete what belongs to none.
pub(super) fn of_leftovers(context: &Examination<'_>, names: &Names) -> Vec<RequiredActions> {
    let mut required = Vec::new();
    if !names.is_retained && (names.is_taken || !names.left.is_empty()) {
        required.push(whose(context.region()));
    }
    required.extend(names.left.iter().map(|left| {
        let (actions, resources) = left.needed();
        RequiredActions::new("what belongs to no stack", actions, resources, left.region().as_str())
    }));
    required
}

/// To which stack a resource belongs. The call names a resource and no stack, so that no ARN of a stack fits.
pub(super) fn whose(region: &str) -> RequiredActions {
    let actions = [CLOUDFORMATION.describe_stack_resources];
    RequiredActions::new("the stacks of retained resources", actions, vec!["*".to_owned()], region)
}

/// These permissions, on what the replicas have.
fn in_replicas(context: &Examination<'_>, scope: &Scope, permissions: &BTreeSet<Permission>) -> Vec<RequiredActions> {
    let config = context.config;
    let partition = config.region().partition();
    let account = context.caller.account.as_str();
    let everywhere = |of: &dyn Fn(&str) -> String| -> Vec<String> {
        scope.regions.iter().map(|region| of(region.as_str())).collect()
    };
    let resources = |on: ResourceKind| match on {
        ResourceKind::Bucket => scope
            .regions
            .iter()
            .flat_map(|region| {
                let logs = scope.has_logs.then(|| config.log_bucket_name_in(region));
                std::iter::once(config.replica_bucket_name(region)).chain(logs)
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
        ResourceKind::Topic => {
            everywhere(&|region| format!("arn:{partition}:sns:{region}:{account}:{}-archive-failures", config.prefix()))
        }
        ResourceKind::EventRule => {
            scope.regions.iter().flat_map(|region| event_rules(config, region.as_str(), account)).collect()
        }
        // As the stacks are called that the StackSet creates.
        ResourceKind::Alarm => everywhere(&|region| {
            format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:StackSet-{}-0", config.stack_set_name())
        }),
        _ => vec!["*".to_owned()],
    };
    let mut found = Vec::new();
    for (index, region) in scope.regions.iter().enumerate() {
        let of_region = required(permissions.clone(), region.as_str(), resources);
        // Only what is on no resource depends on the region of the call; the ARNs of the rest have theirs.
        found.extend(
            of_region
                .into_iter()
                .filter(|actions_needed| index == 0 || actions_needed.what == ResourceKind::Everything.what()),
        );
    }
    found
}

/// The ARNs of the EventBridge rules of a region.
fn event_rules(config: &Config, region: &str, account: &str) -> Vec<String> {
    let partition = config.region().partition();
    let rule =
        |of: &str| format!("arn:{partition}:events:{region}:{account}:rule/{}-archive-{of}-calls", config.prefix());
    vec![rule("bucket"), rule("key")]
}

/// The actions for the resources of a template, by what they act on, called in the region `requested`.
fn required(
    permissions: BTreeSet<Permission>,
    requested: &str,
    resources: impl Fn(ResourceKind) -> Vec<String>,
) -> Vec<RequiredActions> {
    let mut by_kind: BTreeMap<ResourceKind, BTreeSet<String>> = BTreeMap::new();
    for permission in permissions {
        if let Some(on) = ResourceKind::of(&permission) {
            by_kind.entry(on).or_default().insert(permission.needed.action);
        }
    }
    let actions_needed = |(on, actions): (ResourceKind, BTreeSet<String>)| RequiredActions {
        what: on.what(),
        actions: actions.into_iter().collect(),
        resources: resources(on),
        requested: requested.to_owned(),
        passed_to: "s3.amazonaws.com",
        is_direct: false,
        without: None,
    };
    by_kind.into_iter().map(actions_needed).collect()
}

impl ResourceKind {
    /// What a permission is on; `None` for what is asked about apart.
    fn of(permission: &Permission) -> Option<Self> {
        Some(match (permission.resource_type.as_str(), permission.needed.on) {
            ("AWS::S3::Bucket", Target::PassedRoles) => Self::Role,
            // Whom the StackSet's role is given to is asked about apart.
            (_, Target::PassedRoles) => return None,
            (_, Target::ServiceLinkedRole(service, name)) => Self::ServiceLinkedRole(service, name),
            (_, Target::Anything) => Self::Everything,
            ("AWS::S3::Bucket" | "AWS::S3::BucketPolicy", _) => Self::Bucket,
            ("AWS::KMS::ReplicaKey", Target::Property(_)) => Self::PrimaryKey,
            ("AWS::KMS::Alias", Target::Itself) => Self::Alias,
            ("AWS::KMS::Alias" | "AWS::KMS::Key" | "AWS::KMS::ReplicaKey", _) => Self::Key,
            ("AWS::IAM::ManagedPolicy", Target::Itself) => Self::Policy,
            ("AWS::IAM::ManagedPolicy" | "AWS::IAM::Policy" | "AWS::IAM::Role", _) => Self::Role,
            ("AWS::CloudFormation::StackSet", _) => Self::StackSet,
            ("AWS::SNS::Subscription" | "AWS::SNS::Topic" | "AWS::SNS::TopicPolicy", _) => Self::Topic,
            ("AWS::CloudWatch::Alarm", _) => Self::Alarm,
            ("AWS::CloudWatch::Dashboard", _) => Self::Dashboard,
            ("AWS::Events::Rule", _) => Self::EventRule,
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
            Self::ServiceLinkedRole(..) => "the role with which the service works, until the account has it",
            Self::Policy => "the role's managed policies",
            Self::StackSet => "the StackSet",
            Self::Topic => "the topic of failures",
            Self::Alarm => "the alarms",
            Self::Dashboard => "the dashboard",
            Self::EventRule => "the rules about destructive calls",
        }
    }
}
