//! An archive as it stands once CloudFormation has made it: the primary stack, its replica stacks, and every policy in them by the
//! ARN it is attached to.

use std::collections::BTreeMap;

use iam_evaluator::{Context, Principal, Request};
use serde_json::{Value, json};

use crate::resolve::{Place, Resource, Stack};
use crate::simulate::Row;

/// The role of a person who may do everything that identity policies can allow.
pub(crate) const ADMINISTRATOR: &str = "role/administrator";

/// Everything that a primary template makes.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) primary: Stack,
    pub(crate) replicas: Vec<Stack>,
}

/// A bucket with its surroundings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'w> {
    pub(crate) stack: &'w Stack,
    pub(crate) resource: &'w Resource,
}

impl World {
    /// Evaluates the primary template, and the template in its StackSet once for each account and region.
    pub(crate) fn resolve(template: &Value, place: &Place) -> Result<Self, String> {
        let primary = Stack::resolve(template, place, &BTreeMap::new())?;
        let mut replicas = Vec::new();
        for (id, stack_set) in primary.of_kind("AWS::CloudFormation::StackSet") {
            let body = match &stack_set.properties["TemplateBody"] {
                Value::String(text) => {
                    serde_json::from_str(text).map_err(|error| format!("{id}.TemplateBody is not JSON: {error}"))?
                }
                _ => return Err(format!("{id} has no TemplateBody")),
            };
            let parameters = items(&stack_set.properties["Parameters"])
                .iter()
                .map(|each| (text(&each["ParameterKey"]), each["ParameterValue"].clone()))
                .collect();
            for group in items(&stack_set.properties["StackInstancesGroup"]) {
                // With organizational units these are the accounts that are meant (AccountFilterType INTERSECTION).
                let accounts: Vec<String> = items(&group["DeploymentTargets"]["Accounts"]).iter().map(text).collect();
                for account in &accounts {
                    for region in items(&group["Regions"]) {
                        let place = Place::new(account, &text(region));
                        let replica = Stack::resolve(&body, &place, &parameters);
                        replicas.push(replica.map_err(|error| format!("{id} in {}: {error}", place.region))?);
                    }
                }
            }
        }
        Ok(Self { primary, replicas })
    }

    pub(crate) fn stacks(&self) -> impl Iterator<Item = &Stack> {
        std::iter::once(&self.primary).chain(&self.replicas)
    }

    /// The bucket of that name, wherever it is.
    pub(crate) fn bucket(&self, name: &str) -> Option<Found<'_>> {
        self.find(|resource| resource.kind == "AWS::S3::Bucket" && resource.name == name)
    }

    /// The key with that ARN, or that the alias with that ARN points to.
    pub(crate) fn key(&self, arn: &str) -> Option<Found<'_>> {
        let by_arn = |arn: &str| {
            self.find(|resource| {
                matches!(resource.kind.as_str(), "AWS::KMS::Key" | "AWS::KMS::ReplicaKey")
                    && resource.arn.as_deref() == Some(arn)
            })
        };
        let Some((prefix, alias)) = arn.split_once(":alias/") else { return by_arn(arn) };
        let [_, _, _, region, account] = prefix.splitn(5, ':').collect::<Vec<_>>().try_into().ok()?;
        let stack = self.stacks().find(|stack| {
            stack.place.region == region
                && stack.place.account == account
                && stack.alias(&format!("alias/{alias}")).is_some()
        })?;
        let target = text(&stack.alias(&format!("alias/{alias}"))?.properties["TargetKeyId"]);
        let id = target.rsplit('/').next()?;
        by_arn(&format!("{prefix}:key/{id}"))
    }

    fn find(&self, wanted: impl Fn(&Resource) -> bool) -> Option<Found<'_>> {
        self.stacks().find_map(|stack| {
            stack.resources.values().find(|resource| wanted(resource)).map(|resource| Found { stack, resource })
        })
    }

    /// The request with every policy that bears on it: the caller's and the resource's.
    pub(crate) fn row(&self, name: &str, request: Request) -> Row {
        let identity = match (&request.principal, request.principal.principal_arn()) {
            (Principal::Service(_) | Principal::Anonymous, _) | (_, None) => Vec::new(),
            (_, Some(arn)) if arn.ends_with(ADMINISTRATOR) => {
                vec![
                    json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }),
                ]
            }
            (_, Some(arn)) => self.identity_policies(&arn),
        };
        let resource_policy = self.resource_policy(&request);
        let request = self.with_aliases(request);
        Row { name: name.to_owned(), identity, resource_policy, request }
    }

    /// The policies of a role: inline, and those that the stack attaches.
    fn identity_policies(&self, role: &str) -> Vec<Value> {
        let mut policies = Vec::new();
        for stack in self.stacks() {
            let Some(resource) = stack.resources.values().find(|resource| resource.arn.as_deref() == Some(role)) else {
                continue;
            };
            policies
                .extend(items(&resource.properties["Policies"]).iter().map(|policy| policy["PolicyDocument"].clone()));
            for kind in ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"] {
                let attached = stack
                    .of_kind(kind)
                    .filter(|(_, policy)| items(&policy.properties["Roles"]).contains(&json!(resource.name)));
                policies.extend(attached.map(|(_, policy)| policy.properties["PolicyDocument"].clone()));
            }
        }
        policies
    }

    /// The policy of the bucket, of the key, or of the role to be assumed.
    fn resource_policy(&self, request: &Request) -> Option<Value> {
        let arn = request.resource.as_str();
        if let Some((_, bucket)) = arn.split_once(":s3:::") {
            let bucket = bucket.split('/').next()?;
            let found = self.bucket(bucket)?;
            let policy = found
                .stack
                .of_kind("AWS::S3::BucketPolicy")
                .find(|(_, policy)| policy.properties["Bucket"] == bucket)?;
            return Some(policy.1.properties["PolicyDocument"].clone());
        }
        if let Some(key) = self.key(arn) {
            return Some(key.resource.properties["KeyPolicy"].clone());
        }
        if arn.contains(":sns:") {
            let mut policies = self.stacks().flat_map(|stack| stack.of_kind("AWS::SNS::TopicPolicy"));
            let policy = policies.find(|(_, policy)| items(&policy.properties["Topics"]).contains(&json!(arn)))?;
            return Some(policy.1.properties["PolicyDocument"].clone());
        }
        if arn.contains(":key/") {
            return Some(default_key_policy(arn));
        }
        if !request.action.starts_with("sts:") {
            return None;
        }
        let role = self.find(|resource| resource.kind == "AWS::IAM::Role" && resource.arn.as_deref() == Some(arn))?;
        Some(role.resource.properties["AssumeRolePolicyDocument"].clone())
    }

    /// Adds the aliases of the key, as KMS does, unless the request sets them.
    fn with_aliases(&self, mut request: Request) -> Request {
        if request.context.iter().all(|(key, _)| key != "kms:resourcealiases")
            && let Some(key) = self.key(&request.resource)
        {
            let aliases: Vec<&str> = key
                .stack
                .of_kind("AWS::KMS::Alias")
                .filter(|(_, alias)| text(&alias.properties["TargetKeyId"]).ends_with(&key.resource.name))
                .map(|(_, alias)| alias.name.as_str())
                .collect();
            request.context = request.context.clone().with_values("kms:ResourceAliases", aliases);
        }
        request
    }
}

impl Stack {
    fn alias(&self, name: &str) -> Option<&Resource> {
        self.of_kind("AWS::KMS::Alias").map(|(_, alias)| alias).find(|alias| alias.name == name)
    }
}

/// The policy of a key that is not the archive's: it leaves everything to the identity policies of its account.
fn default_key_policy(arn: &str) -> Value {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let root = format!("arn:{}:iam::{}:root", parts[1], parts[4]);
    let statement = json!({ "Effect": "Allow", "Principal": { "AWS": root }, "Action": "kms:*", "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A context of nothing but an encrypted connection.
pub(crate) fn over_tls() -> Context {
    Context::new().with("aws:SecureTransport", "true")
}

/// The items of a list; of anything else, none.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The text of a value; of anything else, the empty one.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
