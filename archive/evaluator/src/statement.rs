//! Policy statements.

use serde_json::{Map, Value};

use crate::arn;
use crate::condition::Condition;
use crate::context::Context;
use crate::document::{DocumentPath, PolicyKind};
use crate::error::PolicyError;
use crate::pattern::Pattern;
use crate::principal::{PrincipalEntry, PrincipalMatch, is_exempt};
use crate::request::Request;
use crate::template::{Syntax, Template};

/// The effect of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// A statement of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    sid: Option<String>,
    effect: Effect,
    principals: Option<List<PrincipalEntry>>,
    actions: List<Pattern>,
    resources: Option<List<Template>>,
    /// Whether resources can omit trailing segments, as in identity-based policies.
    completes_arns: bool,
    conditions: Vec<Condition>,
}

/// An element that has a `Not…` counterpart.
#[derive(Clone, Debug)]
struct List<T> {
    negated: bool,
    items: Vec<T>,
}

/// Why a statement does not match, in the order of evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    Action,
    Principal,
    Resource,
    /// With the expected values and those of the request.
    Condition(String),
}

impl Statement {
    /// Parses a statement of a policy of this type; `variables` determines whether `${…}` is a variable.
    pub(crate) fn parse(
        kind: PolicyKind,
        place: &DocumentPath<'_>,
        members: &Map<String, Value>,
        variables: bool,
    ) -> Result<Self, PolicyError> {
        place.allow_only(
            members,
            &[
                "Sid",
                "Effect",
                "Principal",
                "NotPrincipal",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Condition",
            ],
        )?;
        let sid = match members.get("Sid") {
            None => None,
            Some(Value::String(sid)) => {
                if kind == PolicyKind::Identity && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    return Err(place.at("Sid").error("can contain only ASCII letters and digits"));
                }
                Some(sid.clone())
            }
            Some(_) => return Err(place.at("Sid").error("must be a string")),
        };
        let effect = match members.get("Effect").and_then(Value::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            _ => return Err(place.at("Effect").error("must be \"Allow\" or \"Deny\"")),
        };
        Ok(Self {
            sid,
            effect,
            principals: parse_principals(kind, effect, place, members)?,
            actions: parse_actions(place, members)?,
            resources: parse_resources(kind, place, members, variables)?,
            completes_arns: kind == PolicyKind::Identity,
            conditions: parse_conditions(place, members, variables)?,
        })
    }

    pub(crate) fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    pub(crate) fn effect(&self) -> Effect {
        self.effect
    }

    /// How the statement matches the caller, or why it does not match. `context` is the complete context of the request.
    pub(crate) fn applies(&self, request: &Request, context: &Context) -> Result<PrincipalMatch, Mismatch> {
        let action = request.action.to_lowercase();
        if self.actions.items.iter().any(|pattern| pattern.matches(&action)) == self.actions.negated {
            return Err(Mismatch::Action);
        }
        let naming = match &self.principals {
            None => PrincipalMatch::Direct,
            Some(principals) => naming(principals, request).ok_or(Mismatch::Principal)?,
        };
        if let Some(resources) = &self.resources
            && resources.items.iter().any(|template| self.fits(template, request, context)) == resources.negated
        {
            return Err(Mismatch::Resource);
        }
        match self.conditions.iter().find(|condition| !condition.holds(context)) {
            Some(condition) => Err(Mismatch::Condition(condition.explain(context))),
            None => Ok(naming),
        }
    }

    fn fits(&self, template: &Template, request: &Request, context: &Context) -> bool {
        template.resolve(context).is_some_and(|pattern| {
            pattern.is_any()
                || if self.completes_arns {
                    arn::matches_completed(&pattern, &request.resource)
                } else {
                    arn::matches(&pattern, &request.resource)
                }
        })
    }
}

/// How the statement's principals match the caller, if they do.
fn naming(principals: &List<PrincipalEntry>, request: &Request) -> Option<PrincipalMatch> {
    if principals.negated {
        return (!is_exempt(&principals.items, &request.principal)).then_some(PrincipalMatch::Direct);
    }
    principals.items.iter().filter_map(|named| named.names(&request.principal)).max()
}

/// The member `name` or its counterpart `Not<name>`; both are not allowed.
fn either<'p, 'm>(
    place: &DocumentPath<'p>,
    members: &'m Map<String, Value>,
    name: &str,
) -> Result<Option<(bool, DocumentPath<'p>, &'m Value)>, PolicyError> {
    let twin = format!("Not{name}");
    match (members.get(name), members.get(&twin)) {
        (Some(_), Some(_)) => Err(place.at(&twin).error(&format!("cannot be used together with {name}"))),
        (Some(value), None) => Ok(Some((false, place.at(name), value))),
        (None, Some(value)) => Ok(Some((true, place.at(&twin), value))),
        (None, None) => Ok(None),
    }
}

fn parse_principals(
    kind: PolicyKind,
    effect: Effect,
    place: &DocumentPath<'_>,
    members: &Map<String, Value>,
) -> Result<Option<List<PrincipalEntry>>, PolicyError> {
    let Some((negated, place, value)) = either(place, members, "Principal")? else {
        return match kind {
            PolicyKind::Identity => Ok(None),
            PolicyKind::Resource | PolicyKind::Trust => {
                Err(place.at("Principal").error("is missing: resource-based policies and trust policies require it"))
            }
        };
    };
    if kind == PolicyKind::Identity {
        return Err(place.error("is not allowed in an identity-based policy"));
    }
    if negated && (effect == Effect::Allow || kind == PolicyKind::Trust) {
        return Err(place.error("is only allowed with Deny, in a resource-based policy"));
    }
    let mut items = Vec::new();
    match value {
        Value::String(text) if text == "*" => items.push(PrincipalEntry::Everyone),
        Value::Object(kinds) if !kinds.is_empty() => {
            place.allow_only(kinds, &["AWS", "Service", "Federated", "CanonicalUser"])?;
            for (name, value) in kinds {
                let place = place.at(name);
                for text in place.texts(value)? {
                    items.push(match name.as_str() {
                        "AWS" => PrincipalEntry::parse_aws(text).map_err(|problem| place.error(&problem))?,
                        "Service" => PrincipalEntry::Service(text.to_owned()),
                        _ => PrincipalEntry::Other,
                    });
                }
            }
        }
        _ => {
            return Err(place.error("must be \"*\" or an object such as {\"AWS\": …} or {\"Service\": …}"));
        }
    }
    Ok(Some(List { negated, items }))
}

fn parse_actions(place: &DocumentPath<'_>, members: &Map<String, Value>) -> Result<List<Pattern>, PolicyError> {
    let Some((negated, place, value)) = either(place, members, "Action")? else {
        return Err(place.at("Action").error("is missing"));
    };
    let pattern = |text: &str| match text.split_once(':') {
        None if text != "*" => {
            Err(place.error(&format!("`{text}` has no service prefix: use `service:Action` or `*`")))
        }
        Some((service, name)) if service.is_empty() || name.is_empty() => {
            Err(place.error(&format!("`{text}` is not an action")))
        }
        _ => Ok(Pattern::from_wildcards(&text.to_lowercase())),
    };
    let items = place.texts(value)?.into_iter().map(pattern).collect::<Result<_, _>>()?;
    Ok(List { negated, items })
}

fn parse_resources(
    kind: PolicyKind,
    place: &DocumentPath<'_>,
    members: &Map<String, Value>,
    variables: bool,
) -> Result<Option<List<Template>>, PolicyError> {
    let Some((negated, place, value)) = either(place, members, "Resource")? else {
        return match kind {
            PolicyKind::Trust => Ok(None),
            PolicyKind::Identity | PolicyKind::Resource => Err(place.at("Resource").error("is missing")),
        };
    };
    if kind == PolicyKind::Trust {
        return Err(place.error("is not allowed in a trust policy, whose resource is the role itself"));
    }
    let template = |text: &str| {
        let template =
            Template::parse(text, Syntax { wildcards: true, variables }).map_err(|problem| place.error(&problem))?;
        let segments: Vec<&str> = text.splitn(4, ':').collect();
        match segments.as_slice() {
            ["*"] => Ok(template),
            ["arn", _, service, ..] if service.contains(['*', '?', '$']) => Err(place.error(&format!(
                "`{text}` has a wildcard in the service: the third segment has to be the name of a service"
            ))),
            ["arn", ..] => Ok(template),
            _ => Err(place.error(&format!("`{text}` is not an ARN or `*`"))),
        }
    };
    let items = place.texts(value)?.into_iter().map(template).collect::<Result<_, _>>()?;
    Ok(Some(List { negated, items }))
}

fn parse_conditions(
    place: &DocumentPath<'_>,
    members: &Map<String, Value>,
    variables: bool,
) -> Result<Vec<Condition>, PolicyError> {
    let place = place.at("Condition");
    let operators = match members.get("Condition") {
        None => return Ok(Vec::new()),
        Some(Value::Object(operators)) => operators,
        Some(_) => return Err(place.error("must be an object of operators")),
    };
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let place = place.at(operator);
        let Value::Object(keys) = keys else {
            return Err(place.error("must be an object of condition keys"));
        };
        for (key, values) in keys {
            let place = place.at(key);
            let condition = Condition::parse(operator, key, values, variables)
                .map_err(|(below, problem)| place.followed_by(&below).error(&problem))?;
            conditions.push(condition);
        }
    }
    Ok(conditions)
}
