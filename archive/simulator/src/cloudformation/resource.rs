//! The resource types that can be made, each by a provider.

mod bucket;
mod bucket_policy;
mod iam_policy;
mod kms_alias;
mod kms_key;
mod managed_policy;
mod other;
pub(crate) mod permission;
mod properties;
mod replica_key;
mod role;
mod shape;
mod stack_set;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::early_validation::{check_names, check_nested};
use crate::cloudformation::stack_set::Call;
use crate::scope::Scope;
use crate::world::World;

/// Property names and values.
pub(crate) type Properties = Map<String, Value>;

/// For whom a provider works.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) logical_id: String,
    /// The tags of the stack, which every resource that can have tags gets too.
    pub(crate) stack_tags: Vec<(String, String)>,
    /// The role as which the stack works, where it has one.
    pub(crate) role_arn: Option<String>,
}

/// What a provider has made of a resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    pub(crate) physical_id: String,
    /// What `Fn::GetAtt` gives; under `Ref` what `Ref` gives where that is not the physical id.
    pub(crate) attributes: Properties,
    /// Calls that are still to be made, one after the other has ended.
    pub(crate) calls: Vec<Call>,
}

/// Why a provider could not do what it was asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// Where something was made before it failed.
    pub(crate) physical_id: Option<String>,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self { reason: error.message, physical_id: None }
    }
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), physical_id: None }
    }

    /// The words in which CloudFormation passes on a service's refusal.
    pub(crate) fn of_service(service: &str, error: &ApiError) -> Self {
        let ApiError { message, code, status, .. } = error;
        Self::new(format!("{message} (Service: {service}, Status Code: {status}, Error Code: {code})"))
    }

    pub(crate) fn after_making(self, physical_id: &str) -> Self {
        Self { physical_id: Some(physical_id.to_owned()), ..self }
    }
}

/// Makes, changes and removes resources of one type.
pub(crate) trait Provider: Sync {
    fn kind(&self) -> &'static str;

    /// The names that `Fn::GetAtt` knows.
    fn attributes(&self) -> &'static [&'static str];

    /// All top-level properties.
    fn properties(&self) -> &'static [&'static str];

    fn required(&self) -> &'static [&'static str] {
        &[]
    }

    /// Properties whose change needs a new resource.
    fn create_only(&self) -> &'static [&'static str] {
        &[]
    }

    /// Properties that can be written and not read back.
    fn write_only(&self) -> &'static [&'static str] {
        &[]
    }

    /// The properties that identify a resource for an import.
    fn identifiers(&self) -> &'static [&'static str];

    /// The names inside properties: where, with `*` for each item of a list, and which there are.
    fn nested(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[]
    }

    /// What is wrong with the properties before anybody is asked: a path and a reason each.
    fn check(&self, properties: &Properties) -> Vec<(String, String)> {
        let mut wrong = check_names(self.properties(), self.required(), properties);
        for (path, known) in self.nested() {
            wrong.extend(check_nested(path, known, properties));
        }
        wrong
    }

    /// The identifier of what is there already under the name that the properties give.
    fn existing(&self, world: &mut World, context: &Context, properties: &Properties) -> Option<String> {
        let [name] = self.identifiers() else { return None };
        let identifier = properties.get(*name)?.as_str()?.to_owned();
        self.read(world, context, &identifier).map(|_| identifier)
    }

    /// Whether the tags of the stack are put on it.
    fn has_tags(&self) -> bool {
        self.properties().contains(&"Tags")
    }

    /// Whether AWS detects drift of the type.
    fn detects_drift(&self) -> bool {
        true
    }

    /// Makes the resource.
    ///
    /// # Errors
    /// The service refuses.
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<Made, Failure>;

    /// Changes the resource from one set of properties to another.
    ///
    /// # Errors
    /// The service refuses.
    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        before: &Properties,
        after: &Properties,
    ) -> Result<Made, Failure>;

    /// Removes the resource. One that is gone already is no error. Gives the calls that are still to be made.
    ///
    /// # Errors
    /// The service refuses.
    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        properties: &Properties,
    ) -> Result<Vec<Call>, Failure>;

    /// The properties and attributes of what is there now.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)>;
}

/// The provider of a type.
pub(crate) fn provider(kind: &str) -> Option<&'static dyn Provider> {
    const PROVIDERS: &[&dyn Provider] = &[
        &bucket::Bucket,
        &bucket_policy::BucketPolicy,
        &kms_key::Key,
        &kms_alias::Alias,
        &replica_key::ReplicaKey,
        &role::Role,
        &iam_policy::Policy,
        &managed_policy::ManagedPolicy,
        &stack_set::StackSetResource,
        &other::TOPIC,
        &other::TOPIC_POLICY,
        &other::SUBSCRIPTION,
        &other::QUEUE,
        &other::QUEUE_POLICY,
        &other::ALARM,
        &other::RULE,
        &other::LOG_GROUP,
    ];
    PROVIDERS.iter().find(|provider| provider.kind() == kind).copied()
}

/// A name for a resource whose template gives none: `<stack>-<logical id>-<twelve random>`.
pub(crate) fn generated_name(world: &mut World, context: &Context, limit: usize) -> String {
    let random = world.ids.upper(12);
    let room = limit.saturating_sub(random.len() + 1);
    let mut stem = format!("{}-{}", context.stack_name, context.logical_id);
    stem.truncate(room);
    format!("{}-{random}", stem.trim_end_matches('-'))
}
