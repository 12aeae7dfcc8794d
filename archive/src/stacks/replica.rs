//! The stack that the StackSet creates in every other region.

use models::check::Findings;
use models::intrinsic::{NoValue, if_, pseudo, select, split};
use models::kms::ACTIONS as KMS;
use models::policy::{Action, Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::{Bucket, BucketPolicy};
use models::string_kind::KmsKeyArn;
use models::{Condition, Handle, IntoValue, Parameter, ResourceAttributes, Stack, Template, Value, id};

use super::bucket_policy::BucketRole;
use super::names::Names;
use super::parameters::{REPLICATE_BACK, needs_primary_key};
use super::{
    alarms, alerts, bucket, bucket_policy, destructive_calls, key, logs, replication_role, replication_rules, tampering,
};
use crate::config::Config;
use crate::config::options::KeyStrategy;

/// The template of the stack in each region that holds a replica.
///
/// # Errors
/// What CloudFormation or a service would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn replica(config: &Config) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!("A replica of the archive {}", config.prefix()));
    let prefix = stack.parameter(id!("Prefix"), Parameter::string().description("Starts every name")).reference();
    let role = stack
        .parameter(
            id!("ReplicationRole"),
            Parameter::string().description("The ARN of the role that S3 replicates with"),
        )
        .reference();
    let primary_key = needs_primary_key(config).then(|| {
        stack
            .parameter(id!("PrimaryKey"), Parameter::string().description("The ARN of the primary bucket's key"))
            .reference()
    });
    let back = config.options().replication.two_way.then(|| {
        let parameter = stack.parameter(
            id!("ReplicateBack"),
            Parameter::boolean().description("Whether to replicate back; false until the primary bucket exists"),
        );
        debug_assert_eq!(parameter.name(), REPLICATE_BACK);
        stack.condition(id!("ReplicatesBack"), Condition::equals(parameter.reference(), "true"))
    });

    let names = Names::here(config, prefix);
    let name = names.replica_bucket();
    let grantee = grantee(config, &role);
    let policy = key_policy(config, &grantee, &names, &role);
    let (key_arn, key_id) = add_key(&mut stack, config, primary_key.as_ref(), policy);
    stack.add(id!("KeyAlias"), key::alias(names.replica_key_alias(), key_id));

    let logs = logs::add(&mut stack, config, &names, &name);
    let alerts = alerts::add_replica_topic(&mut stack, config, &names, key_arn.clone());
    let mut properties = logs::reported(config, logs.as_ref(), bucket::data(config, name.clone(), &key_arn));
    if let (Some(back), Some(primary_key)) = (&back, &primary_key) {
        let primary = Names::primary(config).primary_bucket();
        let rules = replication_rules::to_primary(config, &role, &primary, primary_key);
        properties = properties.replication_configuration(if_(back, rules, NoValue));
    }
    if let Some(notifications) = alerts::replica_notifications(config, alerts.as_ref()) {
        properties = properties.notification_configuration(notifications);
    }
    let mut bucket = properties.retain_except_on_create();
    if let Some(logs) = &logs {
        bucket = bucket.depends_on(&logs.policy);
    }
    if let Some(policy) = alerts.as_ref().and_then(|alerts| alerts.policy.as_ref()) {
        bucket = bucket.depends_on(policy);
    }
    let bucket = stack.add(id!("Bucket"), bucket);
    let grant = config.options().replica_account.is_some().then(|| writes(&bucket, grantee, &role));
    let policy: BucketPolicy = bucket_policy::protection(config, &bucket, BucketRole::Replica, &key_arn, grant);
    stack.add(id!("BucketPolicy"), policy.retain_except_on_create());

    for (before, alarm) in alarms::of_replica(config, &names, alerts.as_ref()) {
        stack.add(before.join("Back"), alarm);
    }
    destructive_calls::add(&mut stack, config, &names, (&name, key_arn.clone()), alerts.as_ref());

    stack.output(id!("BucketName"), bucket.reference()).description("The bucket that holds the replicas");
    stack.output(id!("KeyArn"), key_arn).description("The key that encrypts it");
    stack.synth()
}

/// Adds the region's key: its own, or a replica of the primary key. Returns its ARN and its id.
fn add_key(
    stack: &mut Stack,
    config: &Config,
    primary_key: Option<&Value<String>>,
    policy: ResourcePolicy,
) -> (Value<KmsKeyArn>, Value<String>) {
    match (config.options().keys.strategy, primary_key) {
        (KeyStrategy::MultiRegion, Some(primary_key)) => {
            let key = key::replica_key(config, primary_key, policy);
            let key = stack.add(id!("Key"), key.retain_except_on_create());
            (key.arn().into_value(), key.reference().into_value())
        }
        _ => {
            let key = key::key(config, "Encrypts a replica of the archive", policy);
            let key = stack.add(id!("Key"), key.retain_except_on_create());
            (key.arn(), key.reference().into_value())
        }
    }
}

/// The account of the replication role, as a principal.
fn grantee(config: &Config, role: &Value<String>) -> Principal {
    match config.options().replica_account {
        None => Principal::this_account(),
        // arn:partition:iam::account:role/…
        Some(_) => Principal::account(select(4, split(":", role))),
    }
}

/// Who may use the replica's key.
///
/// A condition names the role, and not the principal: KMS refuses a policy that names a role which it cannot see yet, and a role that was
/// just created is not seen in every region at once. The role's own policy allows the same, but what depends on the alias there takes
/// minutes to have effect. In one account the principal is everyone, narrowed to the role: naming the account would grant nothing, it would
/// only let the role's own policy decide.
fn key_policy(config: &Config, grantee: &Principal, names: &Names, role: &Value<String>) -> ResourcePolicy {
    let region = std::slice::from_ref(names.region());
    let to_role = |actions: Vec<Action>| {
        let statement = match config.options().replica_account {
            Some(_) => Statement::allow_to(grantee.clone(), actions, "*"),
            None => Statement::allow_to(Principal::aws("*"), actions, "*").when(
                operator::STRING_EQUALS,
                "kms:CallerAccount",
                pseudo::account_id(),
            ),
        };
        statement.when(operator::ARN_EQUALS, "aws:PrincipalArn", role)
    };
    let encrypt = to_role(vec![
        KMS.encrypt,
        KMS.decrypt,
        Action::unchecked("kms:GenerateDataKey*"),
        Action::unchecked("kms:ReEncrypt*"),
    ])
    .sid("Replication");
    // Describing a key has no encryption context, so a condition on it would never hold.
    let describe = to_role(vec![KMS.describe_key]).sid("ReplicationDescribes");
    let statements = [
        key::account_administers(),
        key::through_s3(config, encrypt, region, &[names.replica_bucket()]),
        key::via_s3(config, describe, region),
    ];
    let publish = alerts::replica_key_statement(config, names);
    ResourcePolicy::new(statements.into_iter().chain(publish).chain(tampering::of_key(config)))
}

/// Lets the role of another account write replicas. The bucket owns what is written to it (`BucketOwnerEnforced`), so that there is no
/// owner to override.
fn writes(bucket: &Handle<Bucket>, grantee: Principal, role: &Value<String>) -> Statement<Resource> {
    let (_, objects) = bucket_policy::arns(bucket);
    Statement::allow_to(grantee, replication_role::replicate(), objects).sid("Replication").when(
        operator::ARN_EQUALS,
        "aws:PrincipalArn",
        role,
    )
}
