//! The trust policy of a role allows the service that uses the role.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html>.

use std::sync::LazyLock;

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::text::before;
use crate::check::value::quote;
use crate::node::Node;

/// Properties that take a role, and the services one of which assumes it.
struct User {
    type_name: &'static str,
    steps: Vec<&'static str>,
    services: Vec<String>,
}

/// What the overlay says of services as principals.
struct Principals {
    services: Vec<&'static str>,
    users: Vec<User>,
}

static PRINCIPALS: LazyLock<Principals> = LazyLock::new(|| {
    let mut principals = Principals { services: Vec::new(), users: Vec::new() };
    for line in cfn_spec::rules::PRINCIPALS.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("service"), Some(name), None) => principals.services.push(name),
            (Some("role"), Some(type_name), Some(place)) => principals.users.push(User {
                type_name,
                steps: place.split('/').collect(),
                services: words.map(|name| format!("{name}.amazonaws.com")).collect(),
            }),
            _ => {}
        }
    }
    principals
});

/// The services that are known as principals.
fn known() -> impl Iterator<Item = &'static str> + Clone {
    PRINCIPALS.services.iter().copied()
}

impl Checker<'_> {
    pub(super) fn trust_of_roles(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        for user in PRINCIPALS.users.iter().filter(|user| user.type_name == resource.type_name) {
            if let Some((first, rest)) = user.steps.split_first()
                && let Some(node) = resource.properties.get(first)
            {
                self.trust_at(node, rest, &user.services, &at.key(first));
            }
        }
    }

    /// Checks service principals in policies and in Lambda permissions.
    pub(super) fn principals_of(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        if resource.type_name == "AWS::Lambda::Permission"
            && let Some(principal) = resource.properties.get("Principal").and_then(Node::as_str)
            && principal.contains('.')
        {
            self.service_name(principal, &at.key("Principal"));
        }
        for (key, node) in resource.properties.iter() {
            self.principals_in(node, &at.key(key));
        }
    }

    fn principals_in(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::Object(object) => {
                let is_statement = object.get("Effect").is_some();
                for (key, inner) in object.iter() {
                    let at = at.key(key);
                    match (is_statement, key, inner.get("Service")) {
                        (true, "Principal" | "NotPrincipal", Some(services)) => {
                            let at = at.key("Service");
                            let is_list = services.as_list().is_some();
                            for (index, name) in services.one_or_many().iter().enumerate() {
                                let item = at.index(index);
                                let place = if is_list { &item } else { &at };
                                self.alternatives(name, place, &mut |checker, name, at| {
                                    if let Some(name) = name.as_str() {
                                        checker.service_name(name, at);
                                    }
                                });
                            }
                        }
                        _ => self.principals_in(inner, &at),
                    }
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.principals_in(item, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.branches() {
                    self.principals_in(branch, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn service_name(&mut self, name: &str, at: &Location<'_>) {
        const ENDINGS: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"];
        let Some(service) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) else {
            if name.contains("${") || name == "*" || name.contains("{{") {
                return;
            }
            let message = format!("{} is not a service principal: it does not end with `.amazonaws.com`", quote(name));
            let near = did_you_mean(before(name, '.'), known());
            return self.report(Finding::error("service-principal", &at.path(), message).suggest(near));
        };
        // Some services have a service principal per region: `logs.eu-central-1.amazonaws.com`.
        let regional =
            service.rsplit_once('.').is_some_and(|(_, region)| region.ends_with(|c: char| c.is_ascii_digit()));
        let is_known = known().any(|known| known == service);
        if regional || (is_known && !name.ends_with(".amazon.com")) {
            return;
        }
        // Few services, such as Alexa, are principals of the other domain.
        if is_known {
            let finding =
                Finding::warning("service-principal", &at.path(), format!("unknown service principal {}", quote(name)));
            return self.report(finding.suggest(format!("did you mean `{service}.amazonaws.com`?")));
        }
        // The list is not complete: a name that is not similar to any of it can be valid.
        if let Some(near) = did_you_mean(service, known()) {
            self.report(
                Finding::warning("service-principal", &at.path(), format!("unknown service principal {}", quote(name)))
                    .suggest(near),
            );
        }
    }

    fn trust_at(&mut self, node: &Node, steps: &[&str], services: &[String], at: &Location<'_>) {
        match (steps.split_first(), node) {
            (Some((&"*", rest)), Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.trust_at(item, rest, services, &at.index(index));
                }
            }
            (Some((step, rest)), Node::Object(object)) => {
                if let Some(inner) = object.get(step) {
                    self.trust_at(inner, rest, services, &at.key(step));
                }
            }
            (None, node) => {
                let Some(role) = referred(node) else { return };
                if self.symbols.resource_type(role) != Some("AWS::IAM::Role") {
                    return;
                }
                let roles = self.properties_beside(role);
                let policies = roles.iter().map(|role| trusted(role.get("AssumeRolePolicyDocument")?));
                let excludes =
                    |names: &Vec<&str>| !names.iter().any(|name| services.iter().any(|service| is_of(name, service)));
                let Some(trusted) = policies.flatten().find(excludes) else { return };
                let message = format!(
                    "the role `{role}` trusts {}, but not the service that uses it here",
                    one_of(trusted.iter().copied())
                );
                self.report(
                    Finding::error("role-trust", &at.path(), message)
                        .allowed(format!("a role that trusts {}", one_of(services.iter().map(String::as_str))))
                        .suggest(format!(
                            "add `{}` to the role's trust policy",
                            services.first().map_or("the service", String::as_str)
                        )),
                );
            }
            _ => {}
        }
    }
}

/// Whether a name is a service's, or the service's in a region: `states.eu-central-1.amazonaws.com`.
fn is_of(name: &str, service: &str) -> bool {
    let parts = service.split_once('.').and_then(|(first, domain)| {
        let region = name.strip_prefix(first)?.strip_suffix(domain)?;
        Some(region.len() > 1 && region.starts_with('.') && region.ends_with('.'))
    });
    name == service || parts == Some(true)
}

/// The services that a trust policy allows; `None` if that is not known.
fn trusted(policy: &Node) -> Option<Vec<&str>> {
    let mut trusted = Vec::new();
    for statement in policy.get("Statement")?.one_or_many() {
        let statement = statement.as_object()?;
        if statement.keys().any(|key| key.starts_with("Fn::")) {
            return None;
        }
        match statement.get("Principal")? {
            Node::Object(kinds) => {
                if kinds.keys().any(|key| key.starts_with("Fn::")) {
                    return None;
                }
                for name in kinds.get("Service").into_iter().flat_map(Node::one_or_many) {
                    match name {
                        Node::String(name) => trusted.push(name.as_ref()),
                        // `ec2.${AWS::URLSuffix}` and the like.
                        _ => return None,
                    }
                }
            }
            _ => return None,
        }
    }
    (!trusted.is_empty()).then_some(trusted)
}
