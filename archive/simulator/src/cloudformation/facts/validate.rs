//! Validates properties against the facts of their type, with the messages of CloudFormation's validator.

use cfn_spec::constraint::{Constraints, Range, Rule, Scalar};
use cfn_spec::name::PropertyName;
use cfn_spec::spec::{Primitive, Property, Shape, Type};
use serde_json::{Map, Value};

use super::Facts;
use super::pattern::matches;
use crate::cloudformation::template::intrinsics::{KNOWN_AFTER_APPLY, is_unknown, text_of};
use crate::state::cloudformation::properties::Properties;

/// Returns a path and a message for each error.
pub(super) fn check(facts: &Facts, properties: &Properties) -> Vec<(String, String)> {
    let mut check = Check { facts, wrong: Vec::new() };
    let resource = facts.resource;
    let known = resource.properties.iter().collect::<Vec<_>>();
    check.object(&known, &resource.rules, resource.additional_properties, properties, "");
    check.wrong
}

struct Check<'a> {
    facts: &'a Facts,
    wrong: Vec<(String, String)>,
}

impl Check<'_> {
    fn fail(&mut self, path: &str, reason: impl Into<String>) {
        self.wrong.push((path.to_owned(), reason.into()));
    }

    fn object(
        &mut self,
        known: &[(&'static PropertyName, &'static Property)],
        rules: &[Rule],
        takes_any: bool,
        given: &Map<String, Value>,
        path: &str,
    ) {
        for (name, value) in given {
            let place = format!("{path}/{name}");
            match known.iter().find(|(known, _)| known.as_str() == name) {
                Some((_, property)) => self.value(&property.ty, &property.constraints, value, &place),
                None if takes_any => {}
                None => self.fail(&place, format!("extraneous key [{name}] is not permitted")),
            }
        }
        for (name, _) in known.iter().filter(|(_, property)| property.required) {
            if !given.contains_key(name.as_str()) {
                self.fail(path, format!("required key [{}] not found", name.as_str()));
            }
        }
        for rule in rules {
            self.rule(rule, given, path);
        }
    }

    fn rule(&mut self, rule: &Rule, given: &Map<String, Value>, path: &str) {
        let has = |name: &PropertyName| given.contains_key(name.as_str());
        let whole = |groups: &[Vec<PropertyName>]| groups.iter().filter(|group| group.iter().all(has)).count();
        match rule {
            Rule::ExactlyOne(names) => match names.iter().filter(|name| has(name)).count() {
                1 => {}
                count => self.fail(path, format!("{count} subschemas matched instead of one")),
            },
            // Groups that share names may be given together; AWS accepts that.
            Rule::OneGroup(groups) if whole(groups) == 0 => self.fail(path, "0 subschemas matched instead of one"),
            Rule::AtLeastOne(names) if !names.iter().any(has) => {
                let count = names.len();
                self.fail(path, format!("no subschema matched out of the total {count} subschemas"));
            }
            Rule::AnyGroup(groups) if whole(groups) == 0 => {
                let count = groups.len();
                self.fail(path, format!("no subschema matched out of the total {count} subschemas"));
            }
            Rule::Requires(name, others) if has(name) => {
                for other in others.iter().filter(|other| !has(other)) {
                    self.fail(path, format!("property [{}] is required", other.as_str()));
                }
            }
            Rule::Excludes(name, others) if has(name) => {
                for other in others.iter().filter(|other| has(other)) {
                    let (name, other) = (name.as_str(), other.as_str());
                    self.fail(path, format!("property [{other}] is not permitted together with [{name}]"));
                }
            }
            Rule::OneGroup(_) | Rule::AtLeastOne(_) | Rule::AnyGroup(_) | Rule::Requires(..) | Rule::Excludes(..) => {}
        }
    }

    fn value(&mut self, ty: &'static Type, constraints: &'static Constraints, value: &Value, path: &str) {
        if is_unresolved(value) {
            return;
        }
        match ty {
            Type::Primitive(primitive) => self.primitive(*primitive, constraints, value, path),
            Type::Named(_) => match self.facts.shape(ty) {
                Some(Shape::Struct { properties, rules }) => match value {
                    Value::Object(given) => {
                        let known = properties.iter().collect::<Vec<_>>();
                        // A property type without documented properties accepts any.
                        self.object(&known, rules, properties.is_empty(), given, path);
                    }
                    other => self.mistyped("JSONObject", other, path),
                },
                Some(Shape::Alias(ty, constraints)) => self.value(ty, constraints, value, path),
                None => {}
            },
            Type::List { item, .. } => match value {
                Value::Array(items) => self.list(item, constraints, items, path),
                other => self.mistyped("JSONArray", other, path),
            },
            Type::Map { item, .. } => match value {
                Value::Object(entries) => self.map(item, constraints, entries, path),
                other => self.mistyped("JSONObject", other, path),
            },
        }
    }

    fn mistyped(&mut self, expected: &str, found: &Value, path: &str) {
        self.fail(path, format!("expected type: {expected}, found: {}", kind_of(found)));
    }

    fn list(&mut self, item: &'static Type, constraints: &'static Constraints, items: &[Value], path: &str) {
        let count = items.len() as u64;
        if let Some(min) = constraints.items.min.filter(|min| count < *min) {
            self.fail(path, format!("expected minimum item count: {min}, found: {count}"));
        }
        if let Some(max) = constraints.items.max.filter(|max| count > *max) {
            self.fail(path, format!("expected maximum item count: {max}, found: {count}"));
        }
        let repeated =
            |(at, item): (usize, &Value)| !is_unknown(item) && items.iter().take(at).any(|earlier| earlier == item);
        if constraints.unique_items && items.iter().enumerate().any(repeated) {
            self.fail(path, "array items are not unique");
        }
        for (index, value) in items.iter().enumerate() {
            self.value(item, each(constraints), value, &format!("{path}/{index}"));
        }
    }

    fn map(
        &mut self,
        item: &'static Type,
        constraints: &'static Constraints,
        entries: &Map<String, Value>,
        path: &str,
    ) {
        for (name, value) in entries {
            let place = format!("{path}/{name}");
            let fits = constraints.key_pattern.as_ref().and_then(|pattern| matches(pattern, name));
            if fits == Some(false) {
                self.fail(&place, format!("extraneous key [{name}] is not permitted"));
            }
            self.value(item, each(constraints), value, &place);
        }
    }

    fn primitive(&mut self, primitive: Primitive, constraints: &Constraints, value: &Value, path: &str) {
        let expected = match primitive {
            Primitive::String | Primitive::Timestamp => "String",
            Primitive::Boolean => "Boolean",
            Primitive::Integer | Primitive::Long => "Integer",
            Primitive::Double => "Number",
            Primitive::Json => "JSONObject",
        };
        // CloudFormation converts between strings, numbers and Booleans where possible.
        let fits = match (primitive, value) {
            (Primitive::Json, Value::Object(_) | Value::Array(_) | Value::String(_)) => true,
            (Primitive::String | Primitive::Timestamp, Value::String(_) | Value::Number(_) | Value::Bool(_)) => true,
            (Primitive::Boolean, Value::Bool(_)) => true,
            (Primitive::Boolean, Value::String(text)) => {
                text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            }
            (Primitive::Integer | Primitive::Long, Value::Number(number)) => {
                number.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            (Primitive::Integer | Primitive::Long, Value::String(text)) => text.trim().parse::<i64>().is_ok(),
            (Primitive::Double, Value::Number(_)) => true,
            (Primitive::Double, Value::String(text)) => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        };
        if !fits {
            return self.mistyped(expected, value, path);
        }
        if value.is_object() || value.is_array() {
            return;
        }
        let text = text_of(value);
        if !is_allowed(constraints, &text) {
            return self.fail(path, format!("{text} is not a valid enum value"));
        }
        match primitive {
            Primitive::Integer | Primitive::Long | Primitive::Double => {
                if let Ok(number) = text.trim().parse() {
                    self.number(constraints, number, &text, path);
                }
            }
            Primitive::String | Primitive::Timestamp => self.text(constraints, &text, path),
            Primitive::Boolean | Primitive::Json => {}
        }
    }

    fn number(&mut self, constraints: &Constraints, number: f64, text: &str, path: &str) {
        let Range { min, max } = constraints.range;
        if let Some(min) = min.filter(|min| number < *min) {
            self.fail(path, format!("{text} is not greater or equal to {min}"));
        }
        if let Some(max) = max.filter(|max| number > *max) {
            self.fail(path, format!("{text} is not less or equal to {max}"));
        }
        let Range { min, max } = constraints.exclusive_range;
        if let Some(min) = min.filter(|min| number <= *min) {
            self.fail(path, format!("{text} is not greater than {min}"));
        }
        if let Some(max) = max.filter(|max| number >= *max) {
            self.fail(path, format!("{text} is not less than {max}"));
        }
        if let Some(step) = constraints.multiple_of.filter(|step| *step > 0.0 && (number / step).fract().abs() > 1e-9) {
            self.fail(path, format!("{text} is not a multiple of {step}"));
        }
    }

    fn text(&mut self, constraints: &Constraints, text: &str, path: &str) {
        let length = text.chars().count() as u64;
        if let Some(min) = constraints.length.min.filter(|min| length < *min) {
            self.fail(path, format!("expected minLength: {min}, actual: {length}"));
        }
        if let Some(max) = constraints.length.max.filter(|max| length > *max) {
            self.fail(path, format!("expected maxLength: {max}, actual: {length}"));
        }
        if let Some(pattern) = &constraints.pattern
            && matches(pattern, text) == Some(false)
        {
            self.fail(path, format!("string [{text}] does not match pattern {pattern}"));
        }
    }
}

/// Values that are known after the resource is created, and dynamic references.
fn is_unresolved(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains(KNOWN_AFTER_APPLY) || text.contains("{{resolve:"))
}

fn each(constraints: &'static Constraints) -> &'static Constraints {
    static NONE: std::sync::LazyLock<Constraints> = std::sync::LazyLock::new(Constraints::default);
    constraints.each.as_deref().unwrap_or(&NONE)
}

fn is_allowed(constraints: &Constraints, text: &str) -> bool {
    let same = |allowed: &Scalar| match allowed {
        Scalar::String(allowed) => allowed == text || (constraints.ignore_case && allowed.eq_ignore_ascii_case(text)),
        Scalar::Number(allowed) => match (allowed.parse::<f64>(), text.parse::<f64>()) {
            (Ok(allowed), Ok(number)) => allowed == number,
            _ => false,
        },
        Scalar::Bool(allowed) => allowed.to_string() == text,
    };
    constraints.allowed.is_empty() || constraints.allowed.iter().any(same)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Number(number) if number.is_f64() => "Number",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "JSONArray",
        Value::Object(_) => "JSONObject",
    }
}
