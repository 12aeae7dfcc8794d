//! `AWS::Serverless::LayerVersion`: a version of a layer, whose logical ID changes with its content, so that the version before can be
//! retained (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html>).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::hash::digits;
use super::source::{Generated, Source, unserved};
use crate::api_error::ApiError;

const PASSED: &[&str] = &["CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo"];

/// Generates the version.
///
/// # Errors
/// The content is not in S3, or the retention policy is none.
pub(super) fn expand(source: &Source<'_>) -> Result<Generated, ApiError> {
    source.check_properties(&[PASSED, &["ContentUri", "RetentionPolicy"]])?;
    // The translator hashes what a parameter's value is, which is not known here.
    for name in ["Description", "LayerName", "LicenseInfo", "RetentionPolicy"] {
        if source.properties.get(name).is_some_and(|value| value.get("Ref").is_some()) {
            return Err(unserved(&format!("Ref in {name} of {}", source.kind)));
        }
    }
    let mut properties = source.passed(PASSED);
    properties.insert("Content".into(), source.location("ContentUri")?);
    properties.entry("LayerName").or_insert_with(|| source.logical_id.into());
    let mut layer = source.generate("AWS::Lambda::LayerVersion", properties);
    source.share(&mut layer, &["DependsOn"]);
    match source.properties.get("RetentionPolicy") {
        None => {
            if layer.get("DeletionPolicy").is_none() {
                layer["DeletionPolicy"] = "Retain".into();
            }
        }
        Some(policy) => {
            let stated = policy
                .as_str()
                .and_then(|policy| ["Retain", "Delete"].into_iter().find(|known| known.eq_ignore_ascii_case(policy)));
            let Some(stated) = stated else {
                let why = "'RetentionPolicy' must be one of the following options: ['Retain', 'Delete'].";
                return Err(source.invalid(why));
            };
            layer["DeletionPolicy"] = stated.into();
        }
    }
    let new = format!("{}{}", source.logical_id, hash(source));
    Ok(Generated {
        resources: vec![(new.clone(), layer)],
        renamed: vec![(source.logical_id.to_owned(), new)],
        ..Generated::default()
    })
}

/// The digits at the end of the logical ID: of the resource as the template has it, without what only concerns its deletion.
fn hash(source: &Source<'_>) -> String {
    let mut hashed = json!({ "Type": source.kind, "Properties": source.properties });
    source.share(&mut hashed, &["Condition", "DependsOn"]);
    digits(&json!({ source.logical_id: hashed }))
}

/// Changes what refers to renamed resources: `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`.
pub(super) fn rename(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, renamed)),
        Value::Object(map) => {
            for (name, item) in map {
                match name.as_str() {
                    "Ref" => rename_text(item, renamed),
                    "DependsOn" => each(item, |item| rename_text(item, renamed)),
                    "Fn::GetAtt" => match item {
                        Value::Array(parts) => parts.iter_mut().take(1).for_each(|part| rename_text(part, renamed)),
                        Value::String(path) => {
                            if let Some((first, rest)) = path.split_once('.')
                                && let Some(new) = renamed.get(first)
                            {
                                *path = format!("{new}.{rest}");
                            }
                        }
                        _ => {}
                    },
                    "Fn::Sub" => rename_substitution(item, renamed),
                    _ => rename(item, renamed),
                }
            }
        }
        _ => {}
    }
}

fn each(value: &mut Value, change: impl Fn(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(change),
        single => change(single),
    }
}

fn rename_text(value: &mut Value, renamed: &BTreeMap<String, String>) {
    if let Value::String(text) = value
        && let Some(new) = renamed.get(text)
    {
        text.clone_from(new);
    }
}

fn rename_substitution(value: &mut Value, renamed: &BTreeMap<String, String>) {
    let own = match value.get(1).and_then(Value::as_object) {
        Some(own) => own.keys().cloned().collect(),
        None => Vec::new(),
    };
    if let Some(Value::Object(variables)) = value.get_mut(1) {
        variables.values_mut().for_each(|item| rename(item, renamed));
    }
    let text = match value {
        Value::Array(parts) => parts.first_mut(),
        single => Some(single),
    };
    let Some(Value::String(text)) = text else { return };
    for (old, new) in renamed.iter().filter(|(old, _)| !own.contains(old)) {
        for end in ["}", "."] {
            *text = text.replace(&format!("${{{old}{end}"), &format!("${{{new}{end}"));
        }
    }
}
