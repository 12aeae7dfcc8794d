//! What a resource type's provider does, and what it gives back.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::cloudformation::resource::names::{check_names, check_nested};
use crate::scope::Scope;
use crate::state::cloudformation::set_call::PendingCall;
use crate::world::World;

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
pub(crate) struct ProviderResult {
    pub(crate) physical_id: String,
    /// What `Fn::GetAtt` gives; under `Ref` what `Ref` gives where that is not the physical id.
    pub(crate) attributes: Properties,
    /// Calls that are still to be made, one after the other has ended.
    pub(crate) calls: Vec<PendingCall>,
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
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure>;

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
    ) -> Result<ProviderResult, Failure>;

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
    ) -> Result<Vec<PendingCall>, Failure>;

    /// The properties and attributes of what is there now.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)>;
}

/// A name for a resource whose template gives none: `<stack>-<logical id>-<twelve random>`.
pub(crate) fn generated_name(world: &mut World, context: &Context, limit: usize) -> String {
    let random = world.ids.upper(12);
    let room = limit.saturating_sub(random.len() + 1);
    let mut stem = format!("{}-{}", context.stack_name, context.logical_id);
    stem.truncate(room);
    format!("{}-{random}", stem.trim_end_matches('-'))
}
