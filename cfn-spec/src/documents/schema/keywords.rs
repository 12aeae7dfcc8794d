//! The known keywords of schemas. Unknown keywords are errors, because they can be constraints that must not be ignored.

use crate::documents::json::Json;
use crate::error::Problem;
use crate::name::ResourceName;

/// Keywords of a resource type.
const RESOURCE: &[&str] = &[
    "$id",
    "additionalIdentifiers",
    "conditionalCreateOnlyProperties",
    "createOnlyProperties",
    "deprecatedProperties",
    "documentationUrl",
    "handlers",
    "lifecycle",
    "nonPublicDefinitions",
    "nonPublicProperties",
    "primaryIdentifier",
    "propertyTransform",
    "readOnlyProperties",
    "remote",
    "replacementStrategy",
    "resourceLink",
    "sourceUrl",
    "taggable",
    "tagging",
    "typeConfiguration",
    "typeName",
    "visibility",
    "writeOnlyProperties",
];

/// Keywords of any schema whose content is not a schema.
const PLAIN: &[&str] = &[
    "$comment",
    "$ref",
    "$schema",
    "arrayType",
    "const",
    "default",
    "dependentExcluded",
    "dependentRequired",
    "description",
    "enum",
    "enumCaseInsensitive",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "insertionOrder",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maxUniqueItems",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "relationshipRef",
    "required",
    "requiredOr",
    "requiredXor",
    "title",
    "type",
    "uniqueItems",
    "uniqueKeys",
];

/// Keywords whose content is a schema, or a list of schemas.
const SCHEMAS: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
];

/// Keywords whose content is an object of schemas.
const MAPS: &[&str] = &["definitions", "dependencies", "patternProperties", "properties"];

/// Reports every unknown keyword in the schema of `resource`.
pub(super) fn check(resource: &ResourceName, schema: &Json, problems: &mut Vec<Problem>) {
    let at = resource.as_str();
    for (key, value) in schema.entries() {
        if !RESOURCE.contains(&key.as_str()) {
            keyword(at, key, value, problems);
        }
    }
}

fn keyword(at: &str, key: &str, value: &Json, problems: &mut Vec<Problem>) {
    if PLAIN.contains(&key) {
        return;
    }
    let at = format!("{at}/{key}");
    if SCHEMAS.contains(&key) {
        match value {
            Json::Bool(_) => {}
            Json::Array(schemas) => {
                for (index, value) in schemas.iter().enumerate() {
                    schema(&format!("{at}/{index}"), value, problems);
                }
            }
            value => schema(&at, value, problems),
        }
    } else if MAPS.contains(&key) {
        let Json::Object(entries) = value else {
            problems.push(Problem::new(at, "is not an object"));
            return;
        };
        for (name, value) in entries {
            // A dependency is a schema or a list of names.
            if !(key == "dependencies" && matches!(value, Json::Array(_))) {
                schema(&format!("{at}/{name}"), value, problems);
            }
        }
    } else {
        problems.push(Problem::new(at, "unknown keyword; add it to cfn-spec's `documents::schema`"));
    }
}

fn schema(at: &str, value: &Json, problems: &mut Vec<Problem>) {
    match value {
        Json::Object(entries) => {
            for (key, value) in entries {
                keyword(at, key, value, problems);
            }
        }
        _ => problems.push(Problem::new(at, "is not a schema: expected an object")),
    }
}
