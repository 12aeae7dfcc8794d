//! Parameters.

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::scalar::text_of;
use super::suggest::{did_you_mean, one_of};
use super::text::parsed;
use super::value::quote;
use crate::node::{Node, Object};

pub(super) const ATTRIBUTES: &[&str] = &[
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
];

/// Source:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html>.
const AWS_TYPES: &[&str] = &[
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
];

/// `List<String>` is not documented, but CloudFormation accepts it as `CommaDelimitedList`.
const PLAIN_TYPES: &[&str] =
    &["String", "Number", "List<Number>", "List<String>", "CommaDelimitedList", "AWS::SSM::Parameter::Name"];
const LONGEST_DESCRIPTION: usize = 4000;

impl Checker<'_> {
    pub(super) fn parameters(&mut self) {
        let Some(section) = self.symbols.section("Parameters") else { return };
        let at = Location::ROOT.key("Parameters");
        for (id, node) in section.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            match node {
                Node::Object(declaration) => self.parameter(declaration, id, &at),
                other => self.wrong_type(other, "a parameter: an object with a `Type`", &at),
            }
        }
    }

    fn parameter(&mut self, declaration: &Object, id: &str, at: &Location<'_>) {
        for (key, value) in declaration.iter() {
            let at = at.key(key);
            match (key, value) {
                ("Description", Node::String(text)) if text.chars().count() > LONGEST_DESCRIPTION => self.report(
                    Finding::error("limit", &at.path(), "the description is too long")
                        .allowed(format!("at most {LONGEST_DESCRIPTION} characters")),
                ),
                _ if ATTRIBUTES.contains(&key) && value.is_intrinsic() => {
                    self.wrong_type(value, "a literal (functions are not allowed in parameters)", &at);
                }
                _ if ATTRIBUTES.contains(&key) => self.parameter_attribute(key, value, &at),
                _ => {
                    let near = did_you_mean(key, ATTRIBUTES.iter().copied());
                    self.report(
                        Finding::error(
                            "unknown-attribute",
                            &at.path(),
                            format!("a parameter has no attribute `{key}`"),
                        )
                        .allowed(one_of(ATTRIBUTES.iter().copied()))
                        .suggest(near)
                        .fix(Fix::key(
                            key,
                            ATTRIBUTES.iter().copied().filter(|known| declaration.get(known).is_none()),
                        )),
                    );
                }
            }
        }
        let Some(ty) = declaration.get("Type").and_then(Node::as_str) else {
            if declaration.get("Type").is_some() {
                return;
            }
            self.report(
                Finding::error("missing-type", &at.path(), "the parameter has no `Type`").allowed(
                    "`String`, `Number`, `List<Number>`, `CommaDelimitedList`, an AWS-specific or an SSM type",
                ),
            );
            return;
        };
        if !is_type(ty) {
            let known = PLAIN_TYPES.iter().chain(AWS_TYPES).copied();
            self.report(
                Finding::error(
                    "parameter-type",
                    &at.key("Type").path(),
                    format!("{} is not a parameter type", quote(ty)),
                )
                .allowed("`String`, `Number`, `List<Number>`, `CommaDelimitedList`, an AWS-specific or an SSM type")
                .suggest(did_you_mean(ty, known)),
            );
            return;
        }
        self.only_for(declaration, ty, at);
        self.default(declaration, ty, id, at);
    }

    /// The type of each attribute of a parameter.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
    fn parameter_attribute(&mut self, name: &str, value: &Node, at: &Location<'_>) {
        let text = text_of(value);
        let number = || text.as_deref().and_then(|text| parsed::<f64>(text.trim()));
        let expected = match name {
            "AllowedValues" => return self.allowed_values(value, at),
            "Default" if text.is_none() => "a string or number (for a list: one string, items separated by commas)",
            "MinValue" | "MaxValue" if number().is_none() => "a number",
            "MinLength" | "MaxLength" if !number().is_some_and(|n| n >= 0.0 && n.fract() == 0.0) => "an integer",
            "NoEcho" if !text.as_deref().is_some_and(|text| matches!(text, "true" | "false" | "True" | "False")) => {
                "`true` or `false`"
            }
            "AllowedPattern" | "ConstraintDescription" | "Description" | "Type"
                if !matches!(value, Node::String(_)) =>
            {
                // CloudFormation converts a number or a boolean to a string.
                if matches!(value, Node::Number(_) | Node::Bool(_)) && name != "Type" {
                    return;
                }
                "a literal string"
            }
            "AllowedPattern" => return self.allowed_pattern(value, at),
            _ => return,
        };
        self.wrong_type(value, expected, at);
    }

    fn allowed_values(&mut self, value: &Node, at: &Location<'_>) {
        let Node::List(values) = value else { return self.wrong_type(value, "a list of literals", at) };
        for (index, value) in values.iter().enumerate() {
            if text_of(value).is_none() {
                self.wrong_type(value, "a literal string, number or boolean", &at.index(index));
            }
        }
    }

    /// Patterns are Java regular expressions; reports those that no engine can parse.
    fn allowed_pattern(&mut self, value: &Node, at: &Location<'_>) {
        if let Node::String(pattern) = value
            && unbalanced(pattern)
        {
            self.report(
                Finding::error(
                    "parameter-pattern",
                    &at.path(),
                    format!("{} is not a valid regular expression", quote(pattern)),
                )
                .allowed("a Java regular expression"),
            );
        }
    }

    /// Constraints that apply to some types only.
    fn only_for(&mut self, declaration: &Object, ty: &str, at: &Location<'_>) {
        for (names, wanted) in [(["MinLength", "MaxLength"], "String"), (["MinValue", "MaxValue"], "Number")] {
            for name in names {
                if ty != wanted && declaration.get(name).is_some() {
                    self.report(
                        Finding::error(
                            "parameter-type",
                            &at.key(name).path(),
                            format!("`{name}` is not supported for parameters of type `{ty}`"),
                        )
                        .allowed(format!("`{name}` of parameters of type `{wanted}`")),
                    );
                }
            }
        }
        for (least, most) in [("MinLength", "MaxLength"), ("MinValue", "MaxValue")] {
            if let (Some(min), Some(max)) = (number(declaration.get(least)), number(declaration.get(most)))
                && min > max
            {
                self.report(
                    Finding::error(
                        "parameter-range",
                        &at.key(least).path(),
                        format!("`{least}` {min} exceeds `{most}` {max}"),
                    )
                    .allowed(format!("at most {max}")),
                );
            }
        }
    }

    /// A default has to meet the parameter's constraints. So must a
    /// value that the parameter is known to be given.
    fn default(&mut self, declaration: &Object, ty: &str, id: &str, at: &Location<'_>) {
        // The value of an SSM type is a parameter's name, not its value.
        if ty.starts_with("AWS::SSM::Parameter::Value<") {
            return;
        }
        if let Some(default) = declaration.get("Default").and_then(text_of) {
            let at = at.key("Default");
            for allowed in self.refusals(&default, declaration, ty) {
                let message = format!("the default {} violates the constraints of the parameter", quote(&default));
                self.report(Finding::error("parameter-default", &at.path(), message).allowed(allowed));
            }
        }
        let facts = self.facts;
        if let Some(given) = facts.parameter(id) {
            for allowed in self.refusals(given, declaration, ty) {
                let message = format!("the parameter does not allow the value {} that it is given", quote(given));
                self.report(Finding::error("parameter-value", &at.path(), message).allowed(allowed));
            }
        }
    }

    /// What a parameter allows, for each of its constraints that a value breaks.
    fn refusals(&mut self, value: &str, declaration: &Object, ty: &str) -> Vec<String> {
        let mut refusals = Vec::new();
        let items: Vec<&str> =
            if ty.contains("List") { value.split(',').map(str::trim).collect() } else { vec![value] };
        if let Some(allowed) = declaration.get("AllowedValues").and_then(Node::as_list) {
            let allowed: Vec<String> = allowed.iter().filter_map(text_of).collect();
            // The whole list can be an allowed value too.
            let whole = allowed.iter().any(|allowed| allowed == value);
            if !whole && !items.iter().all(|item| allowed.iter().any(|a| a == item)) {
                refusals.push(one_of(allowed.iter().map(String::as_str)));
            }
        }
        if ty == "Number" || ty == "List<Number>" {
            for item in &items {
                let Ok(value) = item.parse::<f64>() else {
                    refusals.push("a number".to_owned());
                    continue;
                };
                if number(declaration.get("MinValue")).is_some_and(|min| value < min) {
                    refusals.push("at least `MinValue`".to_owned());
                }
                if number(declaration.get("MaxValue")).is_some_and(|max| value > max) {
                    refusals.push("at most `MaxValue`".to_owned());
                }
            }
        }
        if ty == "String" {
            let length = value.chars().count() as f64;
            if number(declaration.get("MinLength")).is_some_and(|min| length < min) {
                refusals.push("at least `MinLength` characters".to_owned());
            }
            if number(declaration.get("MaxLength")).is_some_and(|max| length > max) {
                refusals.push("at most `MaxLength` characters".to_owned());
            }
            if let Some(pattern) = declaration.get("AllowedPattern").and_then(Node::as_str) {
                // CloudFormation matches the whole value.
                if self.patterns.matches(&format!("^(?:{pattern})$"), value) == Some(false) {
                    refusals.push(format!("a string that fully matches `{pattern}`"));
                }
            }
        }
        refusals
    }
}

/// Whether the brackets of a regular expression are unbalanced.
fn unbalanced(pattern: &str) -> bool {
    let (mut depth, mut class, mut escaped) = (0_i32, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
    }
    depth != 0 || class || escaped
}

/// A number, which can be written as a string.
fn number(node: Option<&Node>) -> Option<f64> {
    parsed(&node.and_then(text_of)?)
}

fn is_type(ty: &str) -> bool {
    let plain = |ty: &str| AWS_TYPES.contains(&ty) || ty == "String" || ty == "CommaDelimitedList";
    let inner = |ty: &str, prefix: &str| ty.strip_prefix(prefix).and_then(|t| t.strip_suffix('>')).map(str::to_owned);
    if let Some(stored) = inner(ty, "AWS::SSM::Parameter::Value<") {
        let item = inner(&stored, "List<");
        return item.as_deref().map_or_else(|| plain(&stored), plain);
    }
    if let Some(item) = inner(ty, "List<") {
        return item == "Number" || item == "String" || AWS_TYPES.contains(&item.as_str());
    }
    PLAIN_TYPES.contains(&ty) || AWS_TYPES.contains(&ty)
}
