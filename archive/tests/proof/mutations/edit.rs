//! Small edits of a template, by JSON pointer. Each fails where there is nothing to edit, so that no mutation is an empty one.

use serde_json::Value;

/// Sets a member, which may be new.
pub(super) fn set(template: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = split(pointer);
    let parent = template.pointer_mut(&parent).unwrap_or_else(|| panic!("there is no {pointer}"));
    match parent {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        _ => parent[name.as_str()] = value,
    }
}

/// Removes a member or an item.
pub(super) fn remove(template: &mut Value, pointer: &str) {
    let (parent, name) = split(pointer);
    let removed = match template.pointer_mut(&parent) {
        Some(Value::Object(members)) => members.shift_remove(&name),
        Some(Value::Array(items)) => Some(items.remove(name.parse().unwrap())),
        _ => None,
    };
    assert!(removed.is_some(), "there is no {pointer}");
}

/// Adds an item to a list.
pub(super) fn append(template: &mut Value, pointer: &str, value: Value) {
    template
        .pointer_mut(pointer)
        .and_then(Value::as_array_mut)
        .unwrap_or_else(|| panic!("{pointer} is not a list"))
        .push(value);
}

/// Replaces a part of a text.
pub(super) fn replace(template: &mut Value, pointer: &str, old: &str, new: &str) {
    let text = template.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}"));
    let changed = text.as_str().unwrap().replace(old, new);
    assert_ne!(text.as_str(), Some(changed.as_str()), "{pointer} does not have {old}");
    *text = Value::String(changed);
}

/// Edits the template in the StackSet.
pub(super) fn replica(template: &mut Value, edit: impl FnOnce(&mut Value)) {
    let body = template.pointer_mut("/Resources/StackSet/Properties/TemplateBody").unwrap();
    let mut replica: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
    edit(&mut replica);
    *body = Value::String(replica.to_string());
}

/// A pointer into a statement of the role's policy.
pub(super) fn statement(sid: &str, rest: &str) -> String {
    let sids = ["ReadReplicationRules", "ReadVersions", "UsePrimaryKey", "WriteReplicas", "UseReplicaKeys"];
    let index = sids.iter().position(|known| *known == sid).unwrap();
    format!("/Resources/ReplicationPolicy/Properties/PolicyDocument/Statement/{index}{rest}")
}

/// The parent and the last step of a pointer.
fn split(pointer: &str) -> (String, String) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    (parent.to_owned(), name.replace("~1", "/").replace("~0", "~"))
}
