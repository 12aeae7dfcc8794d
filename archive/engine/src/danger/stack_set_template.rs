//! The template of a StackSet evaluated for one region, with the parameters of the StackSet.
//!
//! Parameters matter as much as the template itself: they can set a name, the principal of a policy, or by a condition
//! whether a bucket exists. Of the values that depend on another resource only the name of a bucket is known; others
//! stay unevaluated.

use cfn_evaluate::{Evaluator, TemplateScope, Truth};
use cfn_template::{Template, Value as Tree};
use serde_json::{Map, Value, json};

use super::json::{canonical, list, text};

/// A template with its parameters and conditions resolved as far as possible.
#[derive(Debug)]
pub(super) struct StackSetTemplate {
    pub(super) resources: Map<String, Value>,
    /// What remains outside of the resources but affects them: unresolved conditions, mappings and loops, transforms.
    pub(super) rest: Value,
}

/// The account and region of an instance, if known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    pub(super) region: Option<&'a str>,
    pub(super) account: Option<&'a str>,
}

impl<'a> Target<'a> {
    fn pseudo_parameters(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        // A region that is newer than the snapshot has a partition that is not known.
        let partition = self.region.and_then(cfn_spec::region::known).map(|region| region.partition.as_str());
        let known = [("AWS::Region", self.region), ("AWS::AccountId", self.account), ("AWS::Partition", partition)];
        known.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

impl StackSetTemplate {
    /// Evaluates the template in a `TemplateBody` for `place`.
    ///
    /// # Errors
    /// If it cannot be parsed or evaluated.
    pub(super) fn read(body: Option<&Value>, parameters: Option<&Value>, place: Target<'_>) -> Result<Self, String> {
        let body = body.ok_or("AWS does not tell it")?;
        let body = body.as_str().ok_or("it is known only when the change is made")?;
        let template = Template::read(body).map_err(|unreadable| unreadable.to_string())?;
        Self::resolve(&template, parameters, place).map_err(|error| format!("it cannot be evaluated: {error}"))
    }

    fn resolve(
        template: &Template,
        parameters: Option<&Value>,
        place: Target<'_>,
    ) -> Result<Self, cfn_evaluate::Error> {
        let template = &Evaluator::new(&scope(template, parameters, place)).without_loops(template)?;
        let mut scope = scope(template, parameters, place);
        // Of the values that depend on another resource only the name of a bucket is known.
        for bucket in template.resources().filter(|it| it.resource_type() == Some("AWS::S3::Bucket")) {
            let Some(name) = bucket.properties().and_then(|properties| properties.get("BucketName")) else { continue };
            let name = Evaluator::new(&scope).value(name)?.known();
            if let Some(name) = name.as_ref().and_then(Tree::as_str) {
                scope.set_reference(bucket.logical_id, name);
            }
        }
        let evaluator = Evaluator::new(&scope);
        let mut open = Map::new();
        for condition in template.section("Conditions") {
            if let Truth::Residual(_) = evaluator.condition(&condition.key)?
                && let Truth::Residual(rest) = evaluator.truth(&condition.value)?
            {
                open.insert(condition.key.clone(), rest.to_json());
            }
        }
        let mut resources = Map::new();
        for resource in template.resources() {
            let condition = resource.condition().map(|name| evaluator.condition(name)).transpose()?;
            let holds = condition.as_ref().map(Truth::known);
            if holds == Some(Some(false)) {
                continue;
            }
            let Some(evaluated) = evaluator.value(resource.body)?.value() else { continue };
            let mut evaluated = evaluated.to_json();
            if let (Some(Some(true)), Some(attributes)) = (holds, evaluated.as_object_mut()) {
                attributes.remove("Condition");
            }
            resources.insert(resource.logical_id.to_owned(), evaluated);
        }
        let is_open = |key: &str| template.resource(key).is_none();
        let written_later: Map<String, Value> = template
            .section("Resources")
            .filter(|entry| is_open(&entry.key))
            .map(|entry| (entry.key.clone(), entry.value.to_json()))
            .collect();
        let section = |name: &str| template.root().get(name).map_or(Value::Null, Tree::to_json);
        let looked_up = resources.values().any(|resource| canonical(resource).contains("\"Fn::FindInMap\""));
        let mappings = if looked_up { section("Mappings") } else { Value::Null };
        let transform = section("Transform");
        let rest = json!({
            "Conditions": open, "Mappings": mappings, "Transform": transform, "Resources": written_later,
        });
        Ok(Self { resources, rest })
    }
}

/// The known names of resources in a template.
fn scope<'t>(template: &'t Template, parameters: Option<&Value>, place: Target<'_>) -> TemplateScope<'t> {
    let mut scope = TemplateScope::new(template);
    for (name, value) in place.pseudo_parameters() {
        scope.set_reference(name, value);
    }
    for parameter in list(parameters) {
        if let (Some(name), Some(value)) = (parameter.get("ParameterKey"), parameter.get("ParameterValue")) {
            scope.set_parameter(&text(name), text(value));
        }
    }
    scope
}
