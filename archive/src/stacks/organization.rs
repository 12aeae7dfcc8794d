//! The policies of an organization that take from an account's administrators what no policy of the account can: a service control policy
//! (SCP), which applies to the principals of the account, and a resource control policy (RCP), which applies to every principal that accesses its buckets and keys.
//!
//! The policies of buckets and keys (`tampering`) restrict administrators until one of them becomes a principal that deploys. So the
//! SCP also denies what leads there: changing or passing the roles that deploy, and deploying the archive's stacks, which CloudFormation
//! may do as one of these roles.

use serde_json::{Value, json};

use super::bootstrap::{administration_role_name, execution_role_name};
use super::tampering::{OF_BUCKETS, OF_KEYS};
use crate::config::Config;
use crate::config::options::{Namespace, PermissionModel};

/// Which policy of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlPolicy {
    /// A service control policy.
    Service,
    /// A resource control policy.
    Resource,
}

/// What the policies of the buckets deny to every principal, and what gets around Object Lock in governance mode.
const OF_VERSIONS: [&str; 3] = ["s3:DeleteBucket", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"];

/// What no key policy denies, because KMS has no way back from a policy that nobody may change.
const OF_KEY_POLICIES: [&str; 1] = ["kms:PutKeyPolicy"];

/// What changes what a role may do, who may be it, or which service works as it.
const OF_ROLES: [&str; 9] = [
    "iam:AttachRolePolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
];

/// What lets CloudFormation change or delete the archive, as the stack's service role or the StackSet's execution role.
const OF_STACKS: [&str; 13] = [
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DeleteStackInstances",
    "cloudformation:DeleteStackSet",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:RollbackStack",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateStackInstances",
    "cloudformation:UpdateStackSet",
    "cloudformation:UpdateTerminationProtection",
];

/// The policy of the kind `control` for the archive of `config`. `deployers` are the ARNs of the roles that are exempt: those that deploy,
/// and one for emergencies; the StackSet's execution role is exempt besides.
pub fn control_policy(config: &Config, control: ControlPolicy, deployers: &[String]) -> Value {
    let policy = Policy { config, control, deployers, partition: config.region().partition() };
    let mut statements = vec![policy.buckets()];
    statements.extend(policy.replicas());
    statements.push(policy.keys());
    if control == ControlPolicy::Service {
        statements.extend([policy.aliases(), policy.roles(), policy.stacks()]);
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

struct Policy<'a> {
    config: &'a Config,
    control: ControlPolicy,
    deployers: &'a [String],
    partition: &'static str,
}

impl Policy<'_> {
    fn deny(&self, sid: &str, actions: &[&str], resources: Value, further: Value) -> Value {
        let mut statement = json!({
            "Sid": sid,
            "Effect": "Deny",
            "Action": actions,
            "Resource": resources,
            "Condition": { "ArnNotLike": { "aws:PrincipalArn": self.exempt() } },
        });
        if self.control == ControlPolicy::Resource {
            statement["Principal"] = "*".into();
            // What S3 does by itself, such as replicating, is not asked for by a principal with an ARN.
            statement["Condition"]["BoolIfExists"] = json!({ "aws:PrincipalIsAWSService": "false" });
        }
        if let (Some(conditions), Value::Object(further)) = (statement["Condition"].as_object_mut(), further) {
            conditions.extend(further);
        }
        statement
    }

    /// The roles that are exempt from the policy.
    fn exempt(&self) -> Vec<String> {
        let mut exempt = self.deployers.to_vec();
        let name = match self.config.options().stack_set.permission_model {
            PermissionModel::SelfManaged => execution_role_name(self.config),
            PermissionModel::ServiceManaged => "stacksets-exec-*",
        };
        // An RCP meets principals of every account, so that the account has to be named: that of the replicas, or of those who deploy.
        let account = match &self.config.options().replica_account {
            Some(replica) => &replica.account,
            None => self.deployers.iter().find_map(|arn| arn.split(':').nth(4)).unwrap_or("*"),
        };
        exempt.push(self.role(account, name));
        exempt
    }

    fn role(&self, account: &str, name: &str) -> String {
        format!("arn:{}:iam::{account}:role/{name}", self.partition)
    }

    fn bucket(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition)
    }

    /// Patterns of the names of the primary bucket and of the replicas. A region that the archive gets later is in them too.
    fn names(&self) -> (String, String) {
        let prefix = self.config.prefix();
        match self.config.options().namespace {
            Namespace::Global => (format!("{prefix}-archive"), format!("{prefix}-archive-replication-*")),
            Namespace::AccountRegional => {
                (format!("{prefix}-archive-*-{}-an", self.config.region()), format!("{prefix}-archive-*-an"))
            }
        }
    }

    fn buckets(&self) -> Value {
        let (primary, replicas) = self.names();
        let both = [self.bucket(&primary), self.bucket(&replicas)];
        let objects = both.iter().map(|bucket| format!("{bucket}/*"));
        let resources: Vec<String> = both.iter().cloned().chain(objects).collect();
        let actions: Vec<&str> = OF_BUCKETS.iter().chain(&OF_VERSIONS).copied().collect();
        self.deny("ArchiveBuckets", &actions, json!(resources), Value::Null)
    }

    /// Writing into the replicas, unless objects are written there too; the two cannot be told apart where the names are alike.
    fn replicas(&self) -> Option<Value> {
        let options = self.config.options();
        let is_told_apart = options.namespace == Namespace::Global && !options.replication.two_way;
        let objects = self.bucket(&format!("{}/*", self.names().1));
        is_told_apart.then(|| self.deny("ArchiveReplicas", &["s3:PutObject"], json!(objects), Value::Null))
    }

    fn alias_names(&self) -> [String; 2] {
        let prefix = self.config.prefix();
        [format!("alias/{prefix}/archive"), format!("alias/{prefix}/archive/replication")]
    }

    /// The keys, which are known by their aliases: those have a statement of their own, so that no key loses its name.
    fn keys(&self) -> Value {
        let actions: Vec<&str> = OF_KEYS.iter().chain(&OF_KEY_POLICIES).copied().collect();
        let keys = format!("arn:{}:kms:*:*:key/*", self.partition);
        let named = json!({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": self.alias_names() } });
        self.deny("ArchiveKeys", &actions, json!(keys), named)
    }

    fn aliases(&self) -> Value {
        let arns = self.alias_names().map(|alias| format!("arn:{}:kms:*:*:{alias}", self.partition));
        self.deny("ArchiveAliases", &["kms:UpdateAlias", "kms:DeleteAlias"], json!(arns), Value::Null)
    }

    fn roles(&self) -> Value {
        let mut roles = self.exempt();
        let replication = format!("service-role/{}", self.config.replication_role_name());
        roles.push(self.role("*", &replication));
        if self.config.options().stack_set.permission_model == PermissionModel::SelfManaged {
            roles.push(self.role("*", administration_role_name(self.config)));
        }
        self.deny("ArchiveRoles", &OF_ROLES, json!(roles), Value::Null)
    }

    fn stacks(&self) -> Value {
        let of = |kind: &str, name: &str| format!("arn:{}:cloudformation:*:*:{kind}/{name}", self.partition);
        let (stack, set) = (self.config.stack_name(), self.config.stack_set_name());
        let resources = [
            of("stack", &format!("{stack}/*")),
            of("stack", &format!("{set}/*")),
            of("stack", &format!("StackSet-{set}-*")),
            of("stackset", &format!("{set}:*")),
        ];
        self.deny("ArchiveStacks", &OF_STACKS, json!(resources), Value::Null)
    }
}
