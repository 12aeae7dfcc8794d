//! Faults put into the simulation on purpose.

use serde::{Deserialize, Serialize};

use crate::cloudformation::resource::Failure;
use crate::cloudformation::stack::Resource;
use crate::scope::Scope;

/// Makes work on matching resources fail. A field that is `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceFault {
    /// The resource type, such as `AWS::S3::Bucket`.
    pub resource_type: Option<String>,
    /// The logical id.
    pub logical_id: Option<String>,
    /// The region of the stack.
    pub region: Option<String>,
    /// The status of the resource at that moment, such as `CREATE_IN_PROGRESS`.
    pub status: Option<String>,
    /// How often it strikes.
    pub times: u32,
    /// The reason that the resource's event gives.
    pub reason: String,
}

impl ResourceFault {
    fn matches(&self, scope: &Scope, resource: &Resource) -> bool {
        let is = |wanted: &Option<String>, actual: &str| wanted.as_deref().is_none_or(|wanted| wanted == actual);
        self.times > 0
            && is(&self.resource_type, &resource.kind)
            && is(&self.logical_id, &resource.logical_id)
            && is(&self.region, &scope.region)
            && is(&self.status, resource.status.as_str())
    }
}

/// Strikes once where a fault matches.
///
/// # Errors
/// The fault's reason.
pub(crate) fn strike(faults: &mut [ResourceFault], scope: &Scope, resource: &Resource) -> Result<(), Failure> {
    let Some(fault) = faults.iter_mut().find(|fault| fault.matches(scope, resource)) else { return Ok(()) };
    fault.times -= 1;
    Err(Failure::new(fault.reason.clone()))
}
