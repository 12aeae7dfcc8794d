//! The stack of the primary region: the only one that is deployed by hand.

use models::check::Findings;
use models::policy::ResourcePolicy;
use models::{
    Handle, IntoValue, LogicalId, Parameter, ParameterHandle, ResourceAttributes, Stack, Template, Value, id,
    intrinsic::pseudo,
};

use super::bucket_policy::BucketRole;
use super::destination::Destination;
use super::names::Names;
use super::{
    alarms, alerts, bucket, bucket_policy, dashboard, destructive_calls, key, logs, parameters, replication_role,
    replication_rules, stack_set, tampering,
};
use crate::config::{Config, Region};

/// The template of the stack that creates the whole archive.
///
/// # Errors
/// What CloudFormation or a service would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn primary(config: &Config) -> Result<Template, Findings> {
    let names = Names::primary(config);
    let mut stack = Stack::new();
    stack.description(format!("The archive {}: its bucket, and the StackSet of its replicas", config.prefix()));
    let replicate_back = config.options().replication.two_way.then(|| {
        stack.parameter(
            id!("ReplicateBack"),
            Parameter::boolean()
                .default(true)
                .description("Whether the replica replicates back; false until the primary bucket exists"),
        )
    });

    let statements = [key::account_administers()].into_iter().chain(alerts::key_statement(config, &names));
    let statements = statements.chain(tampering::of_key(config));
    let key =
        stack.add(id!("Key"), key::primary_key(config, ResourcePolicy::new(statements)).retain_except_on_create());
    stack.add(id!("KeyAlias"), key::alias(names.primary_key_alias(), key.reference()));
    let key_id: Value<String> = key.reference().into_value();
    let destinations = Destination::all(config, &key_id);

    let role = stack.add(id!("ReplicationRole"), replication_role::role(config));
    let policy = stack.add(id!("ReplicationPolicy"), replication_role::policy(config, &role, &key, &destinations));
    let further = add_further_policies(&mut stack, config, &role, &destinations);

    let stack_set = stack.add(
        id!("StackSet"),
        stack_set::stack_set(config, stack_set_parameters(config, &key, replicate_back.as_ref()))?,
    );

    let logs = logs::add(&mut stack, config, &names, &names.primary_bucket());
    let alerts = alerts::add_topic(&mut stack, config, &names, &key);
    let mut properties = logs::reported(config, logs.as_ref(), bucket::data(config, names.primary_bucket(), key.arn()));
    if let Some(replication) = replication_rules::to_replicas(config, role.arn(), &destinations) {
        properties = properties.replication_configuration(replication);
    }
    if let Some(notifications) = alerts::notifications(config, alerts.as_ref()) {
        properties = properties.notification_configuration(notifications);
    }
    // S3 refuses a rule whose destination is not there or not versioned, and a rule fails until its role may do its work.
    let mut bucket = properties.depends_on(&stack_set).depends_on(&policy);
    for policy in &further {
        bucket = bucket.depends_on(policy);
    }
    if let Some(logs) = &logs {
        bucket = bucket.depends_on(&logs.policy);
    }
    if let Some(policy) = alerts.as_ref().and_then(|alerts| alerts.policy.as_ref()) {
        bucket = bucket.depends_on(policy);
    }
    let bucket = stack.add(id!("Bucket"), bucket.retain_except_on_create());
    let policy = bucket_policy::protection(config, &bucket, BucketRole::Primary, key.arn(), []);
    stack.add(id!("BucketPolicy"), policy.retain_except_on_create());
    for destination in &destinations {
        for (before, alarm) in alarms::of_destination(config, &names, destination, alerts.as_ref()) {
            if let Some(id) = logical_id(before.join("To").as_str(), destination.region) {
                stack.add(id, alarm);
            }
        }
    }
    destructive_calls::add(&mut stack, config, &names, (&names.primary_bucket(), key.arn()), alerts.as_ref());
    if let Some(dashboard) = dashboard::of(config, &names, &destinations, &key_id) {
        stack.add(id!("Dashboard"), dashboard);
    }
    add_outputs(&mut stack, config, &bucket, &key, &role, &destinations);
    stack.synth()
}

/// The values of the parameters of the replicas' template.
fn stack_set_parameters(
    config: &Config,
    key: &Handle<models::kms::Key>,
    replicate_back: Option<&ParameterHandle<bool>>,
) -> Vec<(String, Value<String>)> {
    let mut parameters = vec![
        (parameters::PREFIX.to_owned(), config.prefix().into_value()),
        (parameters::REPLICATION_ROLE.to_owned(), replication_role::arn(config)),
    ];
    if parameters::needs_primary_key(config) {
        parameters.push((parameters::PRIMARY_KEY.to_owned(), key.arn().into_value()));
    }
    if let Some(replicate_back) = replicate_back {
        parameters.push((parameters::REPLICATE_BACK.to_owned(), replicate_back.reference().into_value()));
    }
    parameters
}

fn add_outputs(
    stack: &mut Stack,
    config: &Config,
    bucket: &Handle<models::s3::Bucket>,
    key: &Handle<models::kms::Key>,
    role: &Handle<models::iam::Role>,
    destinations: &[Destination],
) {
    stack.output(id!("BucketName"), bucket.reference()).description("The bucket to write to");
    stack.output(id!("BucketRegion"), pseudo::region()).description("Its region");
    let regions: Vec<&str> = destinations.iter().map(|destination| destination.region.as_str()).collect();
    stack.output(id!("BucketReplications"), regions.join(",")).description("The regions that it is replicated to");
    stack.output(id!("KeyArn"), key.arn()).description("The key that encrypts it");
    stack.output(id!("ReplicationRoleArn"), role.arn()).description("The role that S3 replicates with");
    stack.output(id!("StackSetName"), config.stack_set_name()).description("The StackSet of the replicas");
}

fn add_further_policies(
    stack: &mut Stack,
    config: &Config,
    role: &Handle<models::iam::Role>,
    destinations: &[Destination],
) -> Vec<Handle<models::iam::ManagedPolicy>> {
    (2..)
        .zip(replication_role::further_policies(config, role, destinations))
        .filter_map(|(number, policy)| Some(stack.add(id(format!("ReplicationPolicy{number}"))?, policy)))
        .collect()
}

/// `FailedReplicationToEuWest1` for `eu-west-1`: a region's name has letters, digits and hyphens only, so that there is always one.
fn logical_id(before: &str, region: Region) -> Option<LogicalId> {
    let mut text = before.to_owned();
    for part in region.as_str().split('-') {
        let mut characters = part.chars();
        text.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(characters.as_str());
    }
    id(text)
}

#[expect(clippy::disallowed_methods, reason = "it is made of letters and digits here, so that there is always one")]
fn id(text: String) -> Option<LogicalId> {
    LogicalId::try_from(text).ok()
}
