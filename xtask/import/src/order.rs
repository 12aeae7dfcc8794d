//! The order of declarations: as in the template, but after what they refer to.

use std::collections::BTreeMap;

use cfn_template::{Entry, Kind, Value};

use super::text::function;

/// The entries of a section that an entry refers to.
pub(super) type References = fn(&Value, &mut dyn FnMut(&str));

/// The entries in an order in which each follows those that it refers to; cycles are broken.
pub(super) fn sorted(entries: &[Entry], references: References) -> Vec<&Entry> {
    let index: BTreeMap<&str, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.key.as_str(), at)).collect();
    let targets: Vec<Vec<usize>> = entries
        .iter()
        .map(|entry| {
            let mut targets = Vec::new();
            references(&entry.value, &mut |name| targets.extend(index.get(name).copied()));
            targets.sort_unstable();
            targets.dedup();
            targets
        })
        .collect();
    let mut order = Vec::with_capacity(entries.len());
    let mut visited = vec![false; entries.len()];
    for start in 0..entries.len() {
        // Each step has an entry and the number of its targets that were visited.
        let mut steps = Vec::new();
        if !std::mem::replace(&mut visited[start], true) {
            steps.push((start, 0));
        }
        while let Some((at, followed)) = steps.last_mut() {
            match targets[*at].get(*followed) {
                Some(&target) => {
                    *followed += 1;
                    if !std::mem::replace(&mut visited[target], true) {
                        steps.push((target, 0));
                    }
                }
                None => {
                    order.push(&entries[*at]);
                    steps.pop();
                }
            }
        }
    }
    order
}

/// The resources that a resource refers to.
pub(super) fn resources(value: &Value, found: &mut dyn FnMut(&str)) {
    if let Some(names) = value.get("DependsOn") {
        for name in names.as_list().unwrap_or(std::slice::from_ref(names)) {
            name.as_str().map(&mut *found);
        }
    }
    values(value, found);
}

fn values(value: &Value, found: &mut dyn FnMut(&str)) {
    match (function(value), &value.kind) {
        (Some(("Ref", name)), _) => {
            name.as_str().map(found);
        }
        (Some(("Fn::GetAtt", argument)), _) => match (argument.as_str(), argument.as_list()) {
            (Some(text), _) => found(text.split('.').next().unwrap_or(text)),
            (None, Some(items)) => {
                if let Some(name) = items.first().and_then(Value::as_str) {
                    found(name);
                }
                items.iter().skip(1).for_each(|item| values(item, found));
            }
            _ => {}
        },
        (Some(("Fn::Sub", argument)), _) => {
            let text = argument.as_list().map_or(Some(argument), <[Value]>::first).and_then(Value::as_str);
            for placeholder in text.unwrap_or("").split("${").skip(1) {
                let name = placeholder.split(['}', '.']).next().unwrap_or("");
                found(name.trim());
            }
            values_inside(argument, found);
        }
        _ => values_inside(value, found),
    }
}

fn values_inside(value: &Value, found: &mut dyn FnMut(&str)) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| values(item, found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| values(&entry.value, found)),
        _ => {}
    }
}

/// The conditions that a condition refers to.
pub(super) fn conditions(value: &Value, found: &mut dyn FnMut(&str)) {
    match (&value.kind, value.as_function()) {
        (_, Some(("Condition", name))) if name.as_str().is_some() => {
            name.as_str().map(found);
        }
        (_, Some(("Fn::If", argument))) => {
            argument.as_list().and_then(|items| items.first()?.as_str()).map(&mut *found);
            conditions(argument, found);
        }
        (Kind::List(items), _) => items.iter().for_each(|item| conditions(item, found)),
        (Kind::Map(entries), _) => entries.iter().for_each(|entry| conditions(&entry.value, found)),
        _ => {}
    }
}
