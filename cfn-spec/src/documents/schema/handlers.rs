//! `handlers` and `tagging` of a schema.

use crate::documents::json::Json;
use crate::error::Problem;
use crate::handlers::{Handler, Handlers, Tagging};
use crate::name::ResourceName;

/// Parses both; `None` if the schema has neither.
pub(super) fn read(name: &ResourceName, schema: &Json, problems: &mut Vec<Problem>) -> Option<Handlers> {
    let mut handlers = Handlers::default();
    for (key, body) in schema.get("handlers").map_or(&[][..], Json::entries) {
        let Some(handler) = Handler::ALL.into_iter().find(|handler| handler.name() == key) else {
            problems.push(Problem::new(format!("{name}/handlers"), format!("unknown handler `{key}`")));
            continue;
        };
        handlers.permissions.insert(handler, actions(body, &format!("{name}/handlers/{key}"), problems));
    }
    handlers.tagging = tagging(name, schema, problems);
    (!handlers.permissions.is_empty() || handlers.tagging.is_some()).then_some(handlers)
}

/// The actions in the schema's order, without duplicates. One schema has an empty string among them.
fn actions(body: &Json, at: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut actions: Vec<String> = Vec::new();
    let stated = body.strings_at("permissions", at).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    for action in stated {
        if !action.is_empty() && !actions.iter().any(|known| known == action) {
            actions.push(action.to_owned());
        }
    }
    actions
}

fn tagging(name: &ResourceName, schema: &Json, problems: &mut Vec<Problem>) -> Option<Tagging> {
    let mut tagging = Tagging::default();
    let Some(body) = schema.get("tagging") else {
        // The keyword that `tagging` replaced.
        return (schema.get("taggable") == Some(&Json::Bool(false)))
            .then(|| Tagging { taggable: false, ..Tagging::default() });
    };
    for (key, value) in body.entries() {
        let at = || format!("{name}/tagging/{key}");
        match (key.as_str(), value) {
            ("taggable", Json::Bool(value)) => tagging.taggable = *value,
            ("tagOnCreate", Json::Bool(value)) => tagging.on_create = *value,
            ("tagUpdatable", Json::Bool(value)) => tagging.updatable = *value,
            ("cloudFormationSystemTags", Json::Bool(value)) => tagging.system_tags = *value,
            ("tagProperty", Json::String(path)) => match path.strip_prefix("/properties/") {
                Some(path) if !path.is_empty() && !path.contains(' ') => tagging.property = path.to_owned(),
                _ => problems.push(Problem::new(at(), format!("`{path}` is not a path of properties"))),
            },
            ("permissions", _) => tagging.permissions = actions(body, &format!("{name}/tagging"), problems),
            _ => problems.push(Problem::new(at(), "is unknown")),
        }
    }
    Some(tagging)
}
