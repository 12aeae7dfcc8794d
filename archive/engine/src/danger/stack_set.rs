//! The changes of a StackSet's stacks. A change set shows their template as one string, and does not show what changes in them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::access::added;
use super::compared_resource::ComparedResource;
use super::json::{canonical, kind, list, text};
use super::stack_set_template::{StackSetTemplate, Target};
use super::{loss, resource};
use crate::model::{Danger, DangerKind, ResourceChange};

/// The worst that a change of this property can do, if its values are unknown.
pub(super) fn worst(property: &str) -> Option<DangerKind> {
    match property {
        "StackInstancesGroup" => Some(DangerKind::RegionRemoval),
        "TemplateBody" | "TemplateURL" | "Parameters" | "AutoDeployment" => Some(DangerKind::Deletion),
        "AdministrationRoleARN" | "ExecutionRoleName" => Some(DangerKind::PolicyBroadening),
        _ => None,
    }
}

/// The changes in the instances of the StackSet of `change`.
pub(super) fn assess(change: &ResourceChange, found: &mut Vec<Danger>) {
    let set = &change.logical_id;
    let (before, after) = change.both("StackInstancesGroup");
    let kept = instances(after);
    let had = instances(before);
    removed_instances(set, before, had.difference(&kept), found);
    let retains =
        |side: Option<&Value>| side.and_then(|it| it.get("RetainStacksOnAccountRemoval")).is_some_and(is_true);
    let (old, new) = change.both("AutoDeployment");
    if retains(old) && !retains(new) {
        let message = format!("the StackSet {set} no longer retains the stack of an account that leaves its units");
        found.push(Danger::new(DangerKind::Deletion, set, message));
    }
    let overrides = |groups: Option<&Value>| -> BTreeSet<String> {
        list(groups).into_iter().filter_map(|group| group.get("ParameterOverrides").map(canonical)).collect()
    };
    let hidden = |what: &str| {
        let message =
            format!("the StackSet {set} changes its {what}, and the effect on its stacks cannot be evaluated here");
        Danger::new(DangerKind::Deletion, set, message)
    };
    if before.is_some() && overrides(before) != overrides(after) {
        found.push(hidden("ParameterOverrides"));
    }
    let (old_url, new_url) = change.both("TemplateURL");
    if old_url != new_url {
        found.push(hidden("TemplateURL"));
        return;
    }
    let ((old, new), (old_parameters, new_parameters)) = (change.both("TemplateBody"), change.both("Parameters"));
    if old == new && old_parameters == new_parameters {
        return;
    }
    // Where no region stays, there is no stack whose resources could change.
    let staying: BTreeSet<&str> = had.intersection(&kept).map(|(_, region)| region.as_str()).collect();
    let mut regions: Vec<Option<&str>> = staying.iter().map(|region| Some(*region)).collect();
    if before.is_none() {
        // The instances are not in the template, so they may be anywhere.
        regions.push(None);
    }
    let mut alike: Vec<(Danger, Vec<&str>)> = Vec::new();
    for region in &regions {
        let place = Target { region: *region, account: account_in(&kept, *region) };
        let mut here = Vec::new();
        match (StackSetTemplate::read(old, old_parameters, place), StackSetTemplate::read(new, new_parameters, place)) {
            (Ok(old), Ok(new)) => templates(set, &old, &new, &mut here),
            (old, new) => {
                let reasons = [("deployed", old), ("wanted", new)].into_iter();
                let reasons =
                    reasons.filter_map(|(which, read)| Some(format!("the {which} template: {}", read.err()?)));
                return found.push(Danger { details: reasons.collect(), ..hidden("template") });
            }
        }
        for danger in here {
            match alike.iter_mut().find(|(known, _)| *known == danger) {
                Some((_, of)) => of.extend(region),
                None => alike.push((danger, region.iter().copied().collect())),
            }
        }
    }
    found.extend(alike.into_iter().map(|(danger, of)| in_regions(danger, &of, regions.len())));
}

/// The instances that the StackSet no longer has. Their targets are named in a region in which it had several.
fn removed_instances<'a>(
    set: &str,
    before: Option<&Value>,
    removed: impl Iterator<Item = &'a (String, String)>,
    found: &mut Vec<Danger>,
) {
    let all = regions(before);
    for (target, region) in removed {
        let is_one_of_several = all.iter().filter(|other| *other == region).count() > 1;
        let of = if is_one_of_several { format!(" of {target}") } else { String::new() };
        let message =
            format!("the StackSet {set} loses its instance in {region}{of}: the stack of that region is deleted");
        found.push(Danger::new(DangerKind::RegionRemoval, region, message));
    }
}

/// A danger in the stacks of some regions, with these in its message.
fn in_regions(danger: Danger, regions: &[&str], all: usize) -> Danger {
    let place = if regions.is_empty() || regions.len() == all {
        "in every region".to_owned()
    } else {
        format!("in {}", regions.join(" and "))
    };
    Danger { message: format!("{place}, {}", danger.message), ..danger }
}

fn templates(set: &str, before: &StackSetTemplate, after: &StackSetTemplate, found: &mut Vec<Danger>) {
    if before.rest != after.rest {
        let message = format!(
            "the StackSet {set} changes the conditions, mappings or transforms of its template, and the effect cannot be evaluated here"
        );
        found.push(Danger::new(DangerKind::Deletion, set, message));
    }
    for (logical_id, old) in &before.resources {
        let new = after.resources.get(logical_id);
        loss::compare(logical_id, old, new, found);
        let same = new.filter(|new| kind(new) == kind(old));
        let (before, after) = (old.get("Properties"), same.and_then(|new| new.get("Properties")));
        resource::assess(ComparedResource { kind: kind(old), logical_id, before, after }, found);
    }
    for (logical_id, new) in after.resources.iter().filter(|(name, _)| !before.resources.contains_key(*name)) {
        let added_one = ComparedResource { kind: kind(new), logical_id, before: None, after: new.get("Properties") };
        let exists = |target: &Value| {
            let referenced = target.get("Ref").or_else(|| target.get("Fn::GetAtt").map(|it| it.get(0).unwrap_or(it)));
            let referenced = referenced.and_then(Value::as_str).map(|name| name.split('.').next().unwrap_or(name));
            referenced.is_none_or(|name| before.resources.contains_key(name))
        };
        added_one.record(DangerKind::PolicyBroadening, added(added_one, exists), found);
    }
}

/// The instances of a StackSet: their targets and regions.
fn instances(groups: Option<&Value>) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    for group in list(groups) {
        let targets = group.get("DeploymentTargets");
        let plain =
            targets.and_then(Value::as_object).is_none_or(|targets| targets.keys().all(|key| key == "Accounts"));
        let targets: Vec<String> = match targets.and_then(|targets| targets.get("Accounts")) {
            Some(accounts) if plain => list(Some(accounts)).into_iter().map(text).collect(),
            // Organizational units and filters are compared as a whole: the accounts that they select are unknown.
            _ => vec![targets.map_or_else(String::new, canonical)],
        };
        for region in list(group.get("Regions")) {
            all.extend(targets.iter().map(|target| (target.clone(), text(region))));
        }
    }
    all
}

/// The account of the instances in a region, if the template names one.
fn account_in<'a>(instances: &'a BTreeSet<(String, String)>, region: Option<&str>) -> Option<&'a str> {
    let mut targets = instances.iter().filter(|(_, at)| Some(at.as_str()) == region).map(|(target, _)| target.as_str());
    let only =
        targets.next().filter(|target| target.len() == 12 && target.bytes().all(|byte| byte.is_ascii_digit()))?;
    targets.next().is_none().then_some(only)
}

/// The regions of a StackSet's instances, once for each group.
pub(crate) fn regions(groups: Option<&Value>) -> Vec<String> {
    list(groups).into_iter().flat_map(|group| list(group.get("Regions"))).map(text).collect()
}

fn is_true(value: &Value) -> bool {
    *value == true || *value == "true"
}
