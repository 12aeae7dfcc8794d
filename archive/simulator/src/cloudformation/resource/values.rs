//! Generates the values that AWS assigns to a new resource: name, IDs and ARNs, in the format of the facts.

use std::collections::BTreeMap;

use cfn_spec::constraint::{Constraints, Scalar};
use cfn_spec::spec::{Primitive, Type};
use serde_json::{Value, json};

use crate::arn::ArnFormat;
use crate::cloudformation::facts::overlay::{FORMATS, REF_VALUES};
use crate::cloudformation::facts::pattern::matches;
use crate::cloudformation::facts::{Facts, overlay};
use crate::cloudformation::resource::pattern_example::{example, full_example};
use crate::cloudformation::resource::provider::{Context, generated_name};
use crate::cloudformation::template::intrinsics::text_of;
use crate::parse::parse;
use crate::scope::url_suffix_of;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The maximum length of a generated name if the facts have no limit.
const MAX_NAME: usize = 64;

/// The physical ID and the attributes of a new resource.
pub(super) struct Values {
    pub(super) physical_id: String,
    pub(super) attributes: Properties,
}

/// Generates the values of a new resource.
pub(super) fn new(world: &mut World, context: &Context, facts: &Facts, properties: &Properties) -> Values {
    let mut generator =
        ValueGenerator { world, context, facts, properties, name: String::new(), drawn: BTreeMap::new() };
    generator.name = generator.name();
    let parts: Vec<String> = generator.identifying().iter().map(|part| generator.part(part)).collect();
    let physical_id = if parts.is_empty() { generator.name.clone() } else { parts.join("|") };
    Values { physical_id, attributes: generator.attributes() }
}

/// The attributes after an update: those that repeat a property change with it.
pub(super) fn updated(attributes: &Properties, properties: &Properties) -> Properties {
    let mut updated = attributes.clone();
    for (name, value) in &mut updated {
        if let Some(given) = at(properties, name) {
            *value = given.clone();
        }
    }
    updated
}

struct ValueGenerator<'a> {
    world: &'a mut World,
    context: &'a Context,
    facts: &'a Facts,
    properties: &'a Properties,
    /// The name of the resource, given or generated.
    name: String,
    /// The generated value of each format, so that two attributes with one format are equal.
    drawn: BTreeMap<String, String>,
}

impl ValueGenerator<'_> {
    /// The properties or attributes that form the physical ID.
    fn identifying(&self) -> Vec<String> {
        let stated = REF_VALUES.iter().find(|reference| reference.kind == self.facts.kind());
        match stated {
            Some(reference) => vec![reference.returns.to_owned()],
            None => self.facts.identifiers().to_vec(),
        }
    }

    fn part(&mut self, part: &str) -> String {
        let name = part.replace('/', ".");
        if let Some(given) = at(self.properties, &name) {
            return text_of(given);
        }
        let known = self.facts.attributes().find(|(attribute, _)| *attribute == name);
        if let Some((_, attribute)) = known {
            return text_of(&self.attribute(&name, &attribute.ty, &attribute.constraints));
        }
        if is_name(self.facts, &name) {
            return self.name.clone();
        }
        // AWS chooses an identifying property that is not specified.
        match self.facts.property(&name) {
            Some(property) => text_of(&self.attribute(&name, &property.ty, &property.constraints)),
            None => self.name.clone(),
        }
    }

    /// The name from the template, or a generated one.
    fn name(&mut self) -> String {
        let property = naming_property(self.facts);
        if let Some(given) = property.and_then(|name| self.properties.get(name)).filter(|given| !given.is_object()) {
            return text_of(given);
        }
        let constraints = property.and_then(|name| self.facts.property(name)).map(|property| &property.constraints);
        let limit = constraints.and_then(|constraints| constraints.length.max);
        let limit = limit.map_or(MAX_NAME, |limit| usize::try_from(limit).unwrap_or(usize::MAX)).min(255);
        let is_fifo =
            ["FifoQueue", "FifoTopic"].iter().any(|name| self.properties.get(*name) == Some(&Value::Bool(true)));
        let suffix = if is_fifo { ".fifo" } else { "" };
        let name = generated_name(self.world, self.context, limit - suffix.len()) + suffix;
        let pattern = constraints.and_then(|constraints| constraints.pattern.as_deref());
        match pattern {
            Some(pattern) if matches(pattern, &name) == Some(false) => {
                let lower = name.to_lowercase();
                if matches(pattern, &lower) == Some(true) { lower } else { self.of_pattern(pattern).unwrap_or(name) }
            }
            _ => name,
        }
    }

    fn attributes(&mut self) -> Properties {
        let mut attributes = Properties::new();
        for (name, attribute) in self.facts.attributes() {
            let value = match at(self.properties, name) {
                Some(given) => given.clone(),
                None => self.attribute(name, &attribute.ty, &attribute.constraints),
            };
            attributes.insert(name.to_owned(), value);
        }
        attributes
    }

    fn attribute(&mut self, name: &str, ty: &Type, constraints: &Constraints) -> Value {
        match ty {
            Type::List { item, .. } => {
                let each = constraints.each.as_deref().map_or_else(Constraints::default, Constraints::clone);
                // A network interface has the requested number of addresses, a directory two DNS servers.
                let asked = self.properties.get("SecondaryPrivateIpAddressCount").map(text_of);
                let count = match name {
                    "SecondaryPrivateIpAddresses" => asked.and_then(|count| parse(&count)).unwrap_or(1),
                    "DnsIpAddresses" => 2,
                    _ => 1,
                };
                (0..count).map(|_| self.attribute(name, item, &each)).collect()
            }
            Type::Map { .. } | Type::Named(_) | Type::Primitive(Primitive::Json) => json!({}),
            Type::Primitive(_) if !constraints.allowed.is_empty() => match &constraints.allowed[0] {
                Scalar::String(text) => text.clone().into(),
                Scalar::Number(text) => text.parse::<f64>().map_or_else(|_| text.clone().into(), Value::from),
                Scalar::Bool(value) => (*value).into(),
            },
            Type::Primitive(Primitive::Boolean) => json!(false),
            // The bounds in schemas are small numbers.
            Type::Primitive(Primitive::Integer | Primitive::Long) => {
                json!(constraints.range.min.map_or(1, |min| min.ceil() as i64))
            }
            Type::Primitive(Primitive::Double) => json!(constraints.range.min.unwrap_or(1.0)),
            Type::Primitive(Primitive::Timestamp) => self.world.now.to_string().into(),
            Type::Primitive(Primitive::String) => self.text(name, constraints).into(),
        }
    }

    /// A string in the format of the attribute.
    fn text(&mut self, name: &str, constraints: &Constraints) -> String {
        let format = FORMATS.iter().find(|format| format.kind == self.facts.kind() && format.attribute == name);
        if let Some(format) = format {
            return self.fill(format.format);
        }
        let pattern = constraints.pattern.as_deref();
        let fits = |text: &String| {
            let length = text.chars().count() as u64;
            pattern.is_none_or(|pattern| matches(pattern, text) != Some(false))
                && constraints.length.min.is_none_or(|min| length >= min)
                && constraints.length.max.is_none_or(|max| length <= max)
        };
        let candidates = self.candidates(name, constraints);
        if let Some(fitting) = candidates.iter().find(|text| fits(text)) {
            return fitting.clone();
        }
        // The bounds in schemas are small numbers.
        let length = constraints.length.min.unwrap_or(1).max(1) as usize;
        let hex: String = self.fill("{hex32}").chars().cycle().take(length).collect();
        if fits(&hex) {
            return hex;
        }
        pattern.and_then(|pattern| self.of_pattern(pattern)).unwrap_or_else(|| candidates[0].clone())
    }

    /// Candidates for a value with this name, the most likely first.
    fn candidates(&mut self, name: &str, constraints: &Constraints) -> Vec<String> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_arn = ["Arn", "ARN"].iter().any(|end| last.ends_with(end))
            || constraints.formats.iter().any(|format| format.ends_with(".Arn"))
            || constraints.pattern.as_deref().is_some_and(|pattern| pattern.trim_start_matches('^').starts_with("arn"));
        let host = format!("{}.{{region}}.{{suffix}}", self.facts.service_prefix());
        let format = match last {
            _ if is_arn => self.arn("{name}"),
            _ if last.ends_with("Url") || last.ends_with("URL") || last.ends_with("Uri") => {
                format!("https://{{name}}.{host}")
            }
            _ if ["Endpoint", "DomainName", "Address", "DnsName", "DNSName"].iter().any(|end| last.ends_with(end)) => {
                format!("{{name}}.{host}")
            }
            _ if last.ends_with("Port") => "443".to_owned(),
            _ if last.ends_with("Ip") || last.ends_with("IpAddress") => "10.0.0.10".to_owned(),
            _ if last.ends_with("Status") || last.ends_with("State") => "ACTIVE".to_owned(),
            _ if last.ends_with("Version") || last.ends_with("VersionNumber") => "1".to_owned(),
            _ if last.ends_with("AccountId") || last.ends_with("OwnerId") || last == "Owner" => "{account}".to_owned(),
            _ if last.ends_with("At") || last.ends_with("Time") || last.ends_with("Date") => "{now}".to_owned(),
            _ if last.ends_with("Id") => format!("{}-{{hex17}}", self.facts.name.simple().to_lowercase()),
            _ => "{name}".to_owned(),
        };
        let others = ["{name}", "{hex17}", "{uuid}", "{lower}", "{upper10}", "{hex32}", "{digits12}"];
        let first = self.fill(&format);
        let others: Vec<String> = others.iter().map(|format| self.fill(format)).collect();
        // An ARN can have an id of the service instead of the name: the one that the attribute for the id has.
        let ids: &[&str] = if is_arn { &["{upper10}", "{hex17}", "{uuid}"] } else { &[] };
        let ids: Vec<String> = ids.iter().map(|id| self.fill(id)).collect();
        let arns: Vec<String> = ids.iter().map(|id| self.arn(id)).collect();
        let arns: Vec<String> = arns.iter().map(|format| self.fill(format)).collect();
        std::iter::once(first).chain(arns).chain(others).collect()
    }

    /// The format of the resource's ARN that ends with the name or id.
    fn arn(&self, name: &str) -> String {
        if let Some(format) = ArnFormat::of_type(&self.facts.service_prefix(), self.facts.name.simple()) {
            return format.fill(["{partition}", "{region}", "{account}", name]);
        }
        let region = if self.facts.service_prefix() == "iam" { "" } else { "{region}" };
        let simple = self.facts.name.simple().to_lowercase();
        format!("arn:{{partition}}:{}:{region}:{{account}}:{simple}/{name}", self.facts.service_prefix())
    }

    /// Replaces the placeholders of a format.
    fn fill(&mut self, format: &str) -> String {
        if let Some(drawn) = self.drawn.get(format) {
            return drawn.clone();
        }
        let mut text = String::new();
        let mut rest = format;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(&self.word(word));
            rest = after;
        }
        text.push_str(rest);
        self.drawn.insert(format.to_owned(), text.clone());
        text
    }

    fn word(&mut self, word: &str) -> String {
        let scope = &self.context.scope;
        match word {
            "partition" => scope.partition().to_owned(),
            "region" => scope.region.clone(),
            "account" => scope.account.clone(),
            "suffix" => url_suffix_of(&scope.region).to_owned(),
            "name" => self.name.clone(),
            "lower" => self.name.to_lowercase(),
            "now" => self.world.now.to_string(),
            "hex17" => self.world.ids.hex(17),
            "hex32" => self.world.ids.hex(32),
            "upper10" => self.world.ids.upper(10),
            "digits12" => scope.account.clone(),
            "uuid" => self.world.ids.uuid(),
            // The name of another resource, which may be given as an ARN.
            property => match at(self.properties, property).map(text_of) {
                Some(given) => given.rsplit(':').next().unwrap_or(&given).to_owned(),
                None => property.to_owned(),
            },
        }
    }

    /// A string that matches the pattern, if one can be generated.
    fn of_pattern(&mut self, pattern: &str) -> Option<String> {
        let seed = self.world.ids.hex(8);
        let fits = |text: &String| !text.is_empty() && matches(pattern, text) == Some(true);
        example(pattern, &seed).filter(fits).or_else(|| full_example(pattern, &seed).filter(fits))
    }
}

/// The value at a dotted path.
fn at<'p>(properties: &'p Properties, path: &str) -> Option<&'p Value> {
    let mut steps = path.split('.');
    let first = properties.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step)).filter(|value| !value.is_null())
}

/// The property with the name of a resource of the type.
fn naming_property(facts: &Facts) -> Option<&'static str> {
    let simple = facts.name.simple();
    let is_text =
        |name: &str| facts.property(name).is_some_and(|property| property.ty == Type::Primitive(Primitive::String));
    let named =
        |name: &String| facts.resource.properties.keys().map(|known| known.as_str()).find(|known| known == name);
    let identifying = facts.identifiers().iter().find(|part| part.ends_with("Name") && is_text(part));
    let usual = [format!("{simple}Name"), "Name".to_owned()];
    identifying.and_then(named).or_else(|| usual.iter().filter(|name| is_text(name)).find_map(named))
}

fn is_name(facts: &Facts, part: &str) -> bool {
    naming_property(facts) == Some(part)
}

/// Why the update of a property fails; `None` if it does not.
pub(super) fn failing_update(facts: &Facts, before: &Properties, after: &Properties) -> Option<String> {
    let changed = |name: &&str| before.get(*name) != after.get(*name);
    let entries = overlay::FAILING_UPDATES.iter().filter(|entry| entry.kind == facts.kind());
    let names: Vec<&str> = entries.map(|entry| entry.property).filter(changed).collect();
    let reason = names.first().and_then(|name| overlay::fails_to_update(facts.kind(), name))?;
    Some(format!("Properties [{}] cannot be changed: {reason}", names.join(", ")))
}
