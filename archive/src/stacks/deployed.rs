//! What the deployed template says of its StackSet: what is there until an update of it is done.

use cfn_template::Template;
use serde_json::Value;

use crate::config::Region;

const STACK_SET: &str = "AWS::CloudFormation::StackSet";
const BUCKET: &str = "AWS::S3::Bucket";

/// The StackSet of a deployed archive.
#[derive(Debug, Clone)]
pub struct Deployed {
    properties: Value,
    replica: Value,
    regions: Vec<Region>,
}

impl Deployed {
    /// Reads the StackSet in the template of a primary stack; `None` if it has none.
    ///
    /// # Errors
    /// What of it cannot be read.
    pub fn read(template: &Template) -> Result<Option<Self>, String> {
        let Some(properties) = stack_set(template) else { return Ok(None) };
        let body = properties.get("TemplateBody").and_then(Value::as_str);
        let body = body.ok_or("its StackSet has no template in TemplateBody")?;
        let replica =
            Template::read(body).map_err(|unreadable| format!("the template of its StackSet: {unreadable}"))?;
        let groups = properties.get("StackInstancesGroup").and_then(Value::as_array).into_iter().flatten();
        let names = groups.flat_map(|group| group.get("Regions").and_then(Value::as_array).into_iter().flatten());
        let regions = names.map(|name| {
            let known = name.as_str().and_then(Region::known);
            known.ok_or_else(|| format!("its StackSet names the region {name}, which this version does not know"))
        });
        let regions = regions.collect::<Result<_, _>>()?;
        Ok(Some(Self { replica: replica.root().to_json(), regions, properties }))
    }

    /// Whether another template of the stack has the very same StackSet, so that deploying it does nothing to a replica.
    pub fn is_same_in(&self, template: &Template) -> bool {
        stack_set(template).is_some_and(|other| other == self.properties)
    }

    /// The regions of its instances, detached ones included.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The template of a replica.
    pub(crate) fn replica(&self) -> &Value {
        &self.replica
    }

    /// Whether a replica has a log bucket beside its own.
    pub(super) fn has_logs(&self) -> bool {
        let resources = self.replica.get("Resources").and_then(Value::as_object).into_iter().flatten();
        resources.filter(|(_, resource)| resource.get("Type").and_then(Value::as_str) == Some(BUCKET)).count() > 1
    }
}

/// The properties of the StackSet.
fn stack_set(template: &Template) -> Option<Value> {
    let mut sets = template.resources().filter(|resource| resource.resource_type() == Some(STACK_SET));
    sets.next()?.properties().map(cfn_template::Value::to_json)
}
