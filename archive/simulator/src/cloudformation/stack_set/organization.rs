//! Deployment targets of SERVICE_MANAGED StackSets in an organization.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::intrinsics::text_of;
use crate::protocol::query::Params;
use crate::world::World;

/// The deployment targets of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    accounts: Vec<String>,
    units: Vec<String>,
    /// `NONE`, `INTERSECTION`, `DIFFERENCE` or `UNION`.
    filter: Option<String>,
}

impl Targets {
    /// From a request: accounts at the top level, or in `DeploymentTargets`.
    pub(crate) fn of_request(params: &Params) -> Self {
        let mut targets = Self { accounts: params.strings("Accounts"), ..Self::default() };
        if let Some(given) = params.get("DeploymentTargets") {
            targets.accounts.extend(given.strings("Accounts"));
            targets.units = given.strings("OrganizationalUnitIds");
            targets.filter = given.owned("AccountFilterType");
        }
        targets
    }

    /// From the property `DeploymentTargets`.
    pub(crate) fn of_property(value: Option<&Value>) -> Self {
        let strings = |name: &str| {
            let list = value.and_then(|value| value.get(name)).and_then(Value::as_array);
            list.into_iter().flatten().map(text_of).collect()
        };
        let filter = value.and_then(|value| value.get("AccountFilterType")).map(text_of);
        Self { accounts: strings("Accounts"), units: strings("OrganizationalUnitIds"), filter }
    }

    /// The target accounts. Those of an organizational unit do not include the management account.
    ///
    /// # Errors
    /// An organizational unit does not exist, or a SERVICE_MANAGED StackSet has none.
    pub(crate) fn resolve(
        &self,
        world: &World,
        management: &str,
        permission_model: &str,
    ) -> Result<Vec<String>, ApiError> {
        if permission_model != "SERVICE_MANAGED" {
            if !self.units.is_empty() {
                let why = "OrganizationalUnitIds can only be specified for stack sets with the SERVICE_MANAGED \
                    permission model";
                return Err(ApiError::validation(why));
            }
            return Ok(self.accounts.clone());
        }
        if self.units.is_empty() {
            return Err(ApiError::validation("OrganizationalUnitIds are required for SERVICE_MANAGED stack sets"));
        }
        let mut found: Vec<String> = Vec::new();
        for unit in &self.units {
            let members = world.settings.organizational_units.get(unit).ok_or_else(|| {
                ApiError::validation(format!("Organizational unit {unit} does not exist in the organization"))
            })?;
            found.extend(members.iter().filter(|account| *account != management).cloned());
        }
        match self.filter.as_deref() {
            Some("INTERSECTION") => found.retain(|account| self.accounts.contains(account)),
            Some("DIFFERENCE") => found.retain(|account| !self.accounts.contains(account)),
            Some("UNION") => found.extend(self.accounts.iter().cloned()),
            _ => {}
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}
