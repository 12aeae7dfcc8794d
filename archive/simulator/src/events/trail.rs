//! Whether a trail of CloudTrail records management events: without one EventBridge has none of them.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html>

use serde_json::Value;

use super::{ManagementCall, resources};
use crate::cloudformation::template::intrinsics::text_of;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// Whether a trail records a call: one of its region, or one of any region that is for all.
pub(super) fn records(world: &World, call: &ManagementCall) -> bool {
    let scopes = world.scopes().into_iter().filter(|scope| scope.account == call.scope.account);
    let here =
        |scope: &Scope, trail: &Properties| scope.region == call.scope.region || is_true(trail, "IsMultiRegionTrail");
    scopes.into_iter().any(|scope| {
        resources(world, &scope, "AWS::CloudTrail::Trail").any(|trail| {
            here(&scope, trail) && is_true(trail, "IsLogging") && has_management_events(trail, call.service)
        })
    })
}

/// By default a trail records all of them. Advanced selectors are understood if one has them all.
fn has_management_events(trail: &Properties, service: &str) -> bool {
    let list = |name: &str| trail.get(name).and_then(Value::as_array);
    match (list("EventSelectors"), list("AdvancedEventSelectors")) {
        (None, None) => true,
        (Some(selectors), _) => selectors.iter().any(|selector| {
            let excluded = selector.get("ExcludeManagementEventSources").and_then(Value::as_array);
            let source = format!("{service}.amazonaws.com");
            let is_excluded = excluded.is_some_and(|sources| sources.iter().any(|one| *one == source));
            let is_off = selector.get("IncludeManagementEvents").is_some_and(|include| text_of(include) == "false");
            let is_read = selector.get("ReadWriteType").is_some_and(|kind| text_of(kind) == "ReadOnly");
            !is_excluded && !is_off && !is_read
        }),
        (None, Some(selectors)) => selectors.iter().any(|selector| {
            let fields = selector.get("FieldSelectors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let is_category = |field: &Value| {
                field["Field"] == "eventCategory" && field["Equals"] == Value::from(vec![Value::from("Management")])
            };
            fields.len() == 1 && fields.iter().all(is_category)
        }),
    }
}

fn is_true(trail: &Properties, name: &str) -> bool {
    trail.get(name).is_some_and(|value| text_of(value) == "true")
}
