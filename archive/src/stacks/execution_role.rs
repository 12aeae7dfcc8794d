//! What the execution role of a StackSet is allowed.
//!
//! `[stack_set] execution_role_permissions` chooses: `archive`, what the handlers of the replicas' resources need according to AWS's
//! provider schemas, on this archive's names; or `aws-minimum`, what AWS documents as the least for any StackSet (all of CloudFormation and
//! of S3, on everything) and the services of the template beside it. [CloudFormation User Guide, "Grant self-managed permissions"]
//!
//! Both were tried on the simulated AWS, which enforces the handlers' permissions; neither on live AWS.

use std::collections::BTreeSet;

use cfn_spec::handlers::needed::Target;
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::policy::{Action, Identity, IdentityPolicy, Statement, operator};
use models::{Value, sub};

use super::names::{Names, bucket_arn};
use super::permissions::Permission;
use super::scope::Scope;
use crate::config::options::{KeyStrategy, RolePermissions};
use crate::config::{Config, Region};

/// In every request. [IAM User Guide, "AWS global condition context keys"]
const REQUESTED_REGION: &str = "aws:RequestedRegion";

/// The role's policy, for a StackSet of the account `administrator`.
pub(super) fn policy(config: &Config, scope: &Scope, administrator: &Value<String>) -> IdentityPolicy {
    let is_narrow = config.options().stack_set.execution_role_permissions == RolePermissions::Archive;
    let mut statements = match is_narrow {
        true => vec![stacks(config)],
        false => {
            let actions = ["cloudformation:*", "s3:*"].map(Action::unchecked);
            vec![Statement::allow(actions, "*").sid("MinimumOfStackSets")]
        }
    };
    for group in Group::ALL.into_iter().filter(|group| is_narrow || *group != Group::Buckets) {
        let of_group = scope.permissions.iter().filter(|permission| Group::of(permission) == Some(group));
        let actions: BTreeSet<&str> = of_group.map(|permission| permission.needed.action.as_str()).collect();
        let actions: Vec<Action> = actions.into_iter().map(|action| Action::unchecked(action.to_owned())).collect();
        if !actions.is_empty() {
            statements.push(group.allow(actions, config, scope, administrator));
        }
    }
    IdentityPolicy::new(statements)
}

/// The replica stacks: a StackSet calls those that it creates `StackSet-<name>-<id>`, and `archive adopt` those that it takes into the
/// StackSet as the StackSet itself. AWS documents all of CloudFormation as the least; `what_is_granted_is_what_is_needed` has the source of
/// each action here that no simulated life uses.
fn stacks(config: &Config) -> Statement<Identity> {
    let name = config.stack_set_name();
    Statement::allow(
        [
            CLOUDFORMATION.create_stack,
            CLOUDFORMATION.update_stack,
            CLOUDFORMATION.delete_stack,
            CLOUDFORMATION.describe_stacks,
            CLOUDFORMATION.describe_stack_events,
            CLOUDFORMATION.describe_stack_resource,
            CLOUDFORMATION.describe_stack_resources,
            CLOUDFORMATION.detect_stack_drift,
            CLOUDFORMATION.detect_stack_resource_drift,
            CLOUDFORMATION.get_template,
            CLOUDFORMATION.list_stack_resources,
            CLOUDFORMATION.tag_resource,
            CLOUDFORMATION.untag_resource,
        ],
        [
            sub!(
                "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/StackSet-${name}-*/*",
                name = name.clone()
            ),
            sub!("arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/${name}/*", name),
        ],
    )
    .sid("ReplicaStacks")
}

/// The permissions of the handlers that are one statement, because they are on the same resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// The replica buckets and their log buckets: configured, never emptied. A bucket is deleted only where its creation failed.
    Buckets,
    /// What has no resource.
    CreateKeys,
    /// The alias and the keys of the replicas' regions. A key that is being created has neither an alias nor an ARN that is known, so that
    /// only its region and that CloudFormation asks narrow these. One statement, because each region is a line of it, and IAM counts them.
    Keys,
    /// The primary key, where the replicas' keys are copies of it.
    PrimaryKey,
    /// The replication role, which S3 gets where replicas replicate back.
    ReplicationRole,
    /// The topics of replicas that replicate back, or whose destructive calls are reported.
    Topics,
    /// Their subscriptions, as far as the actions have no resource.
    Subscriptions,
    /// The alarms of replicas that replicate back. CloudFormation names them after the stack.
    Alarms,
    /// The EventBridge rules about destructive calls.
    EventRules,
}

impl Group {
    const ALL: [Self; 9] = [
        Self::Buckets,
        Self::CreateKeys,
        Self::Keys,
        Self::PrimaryKey,
        Self::ReplicationRole,
        Self::Topics,
        Self::Subscriptions,
        Self::Alarms,
        Self::EventRules,
    ];

    /// The group of a permission; `None` for a resource type that the replicas do not have.
    fn of(permission: &Permission) -> Option<Self> {
        match (permission.resource_type.as_str(), permission.needed.on) {
            ("AWS::S3::Bucket", Target::PassedRoles) => Some(Self::ReplicationRole),
            ("AWS::S3::Bucket" | "AWS::S3::BucketPolicy", _) => Some(Self::Buckets),
            ("AWS::KMS::Alias" | "AWS::KMS::Key" | "AWS::KMS::ReplicaKey", Target::Anything) => Some(Self::CreateKeys),
            ("AWS::KMS::ReplicaKey", Target::Property(_)) => Some(Self::PrimaryKey),
            ("AWS::KMS::Alias" | "AWS::KMS::Key" | "AWS::KMS::ReplicaKey", _) => Some(Self::Keys),
            ("AWS::SNS::Subscription", Target::Anything) => Some(Self::Subscriptions),
            ("AWS::SNS::Topic" | "AWS::SNS::TopicPolicy" | "AWS::SNS::Subscription", _) => Some(Self::Topics),
            ("AWS::CloudWatch::Alarm", _) => Some(Self::Alarms),
            // EventBridge gets no role: it publishes by the topic's policy.
            ("AWS::Events::Rule", Target::Itself) => Some(Self::EventRules),
            _ => None,
        }
    }

    fn allow(
        self,
        actions: Vec<Action>,
        config: &Config,
        scope: &Scope,
        administrator: &Value<String>,
    ) -> Statement<Identity> {
        let names = Names::primary(config);
        let through_cloudformation = |statement: Statement<Identity>| {
            statement.when(operator::STRING_EQUALS.for_any_value(), "aws:CalledVia", "cloudformation.amazonaws.com")
        };
        match self {
            Self::Buckets => Statement::allow(actions, buckets(config, scope)).sid("ReplicaBuckets"),
            Self::CreateKeys => through_cloudformation(create_keys(actions, config, scope)),
            Self::Keys => through_cloudformation(administer_keys(actions, config, scope)),
            Self::PrimaryKey => {
                let region = names.region();
                let keys = sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/mrk-*", region);
                through_cloudformation(Statement::allow(actions, keys).sid("ReplicateKeys"))
            }
            Self::Topics => {
                let topic = names.failure_topic();
                let topics = sub!("arn:${AWS::Partition}:sns:*:${AWS::AccountId}:${topic}", topic);
                Statement::allow(actions, topics).sid("FailureTopics")
            }
            Self::Subscriptions => {
                let regions: Vec<&str> = scope.regions.iter().map(Region::as_str).collect();
                Statement::allow(actions, "*").sid("Subscriptions").when(
                    operator::STRING_EQUALS,
                    REQUESTED_REGION,
                    regions,
                )
            }
            Self::Alarms => {
                let set = config.stack_set_name();
                // Of stacks that the StackSet created, and of those that an import has put into it.
                let alarms = ["StackSet-", ""].map(|before| {
                    sub!(
                        "arn:${AWS::Partition}:cloudwatch:*:${AWS::AccountId}:alarm:${before}${set}-*",
                        before,
                        set = set.clone()
                    )
                });
                Statement::allow(actions, alarms).sid("Alarms")
            }
            Self::EventRules => {
                let rules = [names.bucket_calls_rule(), names.key_calls_rule()]
                    .map(|rule| sub!("arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/${rule}", rule));
                Statement::allow(actions, rules).sid("RulesAboutCalls")
            }
            Self::ReplicationRole => {
                let name = config.replication_role_name();
                let role =
                    sub!("arn:${AWS::Partition}:iam::${administrator}:role/service-role/${name}", administrator, name);
                Statement::allow(actions, role).sid("GiveS3TheReplicationRole").when(
                    operator::STRING_EQUALS,
                    "iam:PassedToService",
                    "s3.amazonaws.com",
                )
            }
        }
    }
}

/// Keys that do not exist yet have no ARN: only their region narrows the statement.
fn create_keys(actions: Vec<Action>, config: &Config, scope: &Scope) -> Statement<Identity> {
    let mut regions: Vec<&str> = scope.regions.iter().map(Region::as_str).collect();
    if config.options().keys.strategy == KeyStrategy::MultiRegion {
        // A copy is asked for where the primary key is. AWS does not say in which of the two regions the right to make it is
        // looked for.
        regions.push(config.region().as_str());
    }
    Statement::allow(actions, "*").sid("CreateKeys").when(operator::STRING_EQUALS, REQUESTED_REGION, regions)
}

fn administer_keys(actions: Vec<Action>, config: &Config, scope: &Scope) -> Statement<Identity> {
    let key =
        |region: &Region| sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/*", region = region.as_str());
    let mut resources: Vec<Value<String>> = scope.regions.iter().map(key).collect();
    let alias = Names::primary(config).replica_key_alias();
    resources.push(sub!("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:${alias}", alias));
    Statement::allow(actions, resources).sid("AdministerKeys")
}

/// The ARNs of the replica buckets and their log buckets.
fn buckets(config: &Config, scope: &Scope) -> Vec<Value<String>> {
    let mut arns: Vec<Value<String>> = Vec::new();
    for region in &scope.regions {
        let names = Names::replica(config, *region);
        arns.push(bucket_arn(&names.replica_bucket()));
        if scope.has_logs {
            arns.push(bucket_arn(&names.log_bucket()));
        }
    }
    arns
}
