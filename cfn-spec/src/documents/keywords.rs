//! The known keywords of schemas. Unknown keywords are errors, because they can be constraints that must not be ignored; so are values of
//! another type than the keyword takes.

use super::json::Json;
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

/// The types that keywords take whose values are read as lists or objects.
const TYPES: &[(&str, KeywordType)] = &[
    ("allOf", KeywordType::List),
    ("anyOf", KeywordType::List),
    ("createOnlyProperties", KeywordType::Strings),
    ("dependentExcluded", KeywordType::Names),
    ("dependentRequired", KeywordType::Names),
    ("deprecatedProperties", KeywordType::Strings),
    ("enum", KeywordType::List),
    ("enumCaseInsensitive", KeywordType::List),
    ("handlers", KeywordType::Object),
    ("oneOf", KeywordType::List),
    ("prefixItems", KeywordType::List),
    ("primaryIdentifier", KeywordType::Strings),
    ("readOnlyProperties", KeywordType::Strings),
    ("required", KeywordType::StringsOrBoolean),
    ("requiredOr", KeywordType::Strings),
    ("requiredXor", KeywordType::Strings),
    ("tagging", KeywordType::Object),
    ("uniqueKeys", KeywordType::Strings),
    ("writeOnlyProperties", KeywordType::Strings),
];

/// The type of a keyword's value.
#[derive(Clone, Copy)]
enum KeywordType {
    List,
    Strings,
    /// Before JSON Schema's fourth draft `required` was a Boolean of a property.
    StringsOrBoolean,
    Object,
    /// Lists of names, by a name.
    Names,
}

impl KeywordType {
    fn check(self, at: &str, value: &Json, problems: &mut Vec<Problem>) {
        let checked = match (self, value) {
            (Self::List, Json::Array(_)) | (Self::StringsOrBoolean, Json::Bool(_)) => Ok(()),
            (Self::List, _) => Err(Problem::new(at, "is not a list")),
            (Self::Strings | Self::StringsOrBoolean, _) => value.strings(at).map(|_| ()),
            (Self::Object, _) => value.object(at).map(|_| ()),
            (Self::Names, _) => value.object(at).and_then(|lists| {
                lists.iter().try_for_each(|(name, list)| list.strings(&format!("{at}/{name}")).map(|_| ()))
            }),
        };
        problems.extend(checked.err());
    }
}

/// Reports what is of another type than its keyword takes, in a schema whose keywords are not those of provider schemas only. Below unknown
/// keywords there can be schemas, too: of a region, or after references.
pub(super) fn check_types(at: &str, schema: &Json, problems: &mut Vec<Problem>) {
    let Json::Object(entries) = schema else { return };
    for (key, value) in entries {
        let at = format!("{at}/{key}");
        check_type(&at, key, value, problems);
        if MAPS.contains(&key.as_str()) {
            match value.object(&at) {
                Ok(schemas) => {
                    schemas.iter().for_each(|(name, schema)| check_types(&format!("{at}/{name}"), schema, problems));
                }
                Err(problem) => problems.push(problem),
            }
        } else if let Json::Array(schemas) = value
            && SCHEMAS.contains(&key.as_str())
        {
            schemas.iter().for_each(|schema| check_types(&at, schema, problems));
        } else if !PLAIN.contains(&key.as_str()) {
            check_types(&at, value, problems);
        }
    }
}

/// Reports every unknown keyword in the schema of `resource`, and every value of a wrong type.
pub(super) fn check(resource: &ResourceName, schema: &Json, problems: &mut Vec<Problem>) {
    let at = resource.as_str();
    for (key, value) in schema.entries() {
        if RESOURCE.contains(&key.as_str()) {
            check_type(&format!("{at}/{key}"), key, value, problems);
        } else {
            keyword(at, key, value, problems);
        }
    }
}

fn check_type(at: &str, key: &str, value: &Json, problems: &mut Vec<Problem>) {
    if let Some((_, taken)) = TYPES.iter().find(|(known, _)| *known == key) {
        taken.check(at, value, problems);
    }
}

fn keyword(at: &str, key: &str, value: &Json, problems: &mut Vec<Problem>) {
    let at = format!("{at}/{key}");
    check_type(&at, key, value, problems);
    if PLAIN.contains(&key) {
        return;
    }
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
