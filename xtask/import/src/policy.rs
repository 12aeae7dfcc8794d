//! IAM policies: typed if they have the form that the library writes.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::{BOOLEAN, ExpectedType, Expr, NUMBER, STRING, TIMESTAMP};
use super::text::{function, ident, literal};
use super::writer::Writer;
use codegen::names::{self, written};

/// The type of a policy, by its statements.
#[derive(Clone, Copy, Debug, PartialEq)]
enum StatementKind {
    Identity,
    Resource,
    Trust,
}

/// The elements of a statement, in the order in which the library writes them.
const ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// The condition operators without modifiers, and the types that they compare.
const OPERATORS: &[(&str, ExpectedType<'static>)] = &[
    ("StringEquals", STRING),
    ("StringNotEquals", STRING),
    ("StringEqualsIgnoreCase", STRING),
    ("StringNotEqualsIgnoreCase", STRING),
    ("StringLike", STRING),
    ("StringNotLike", STRING),
    ("NumericEquals", NUMBER),
    ("NumericNotEquals", NUMBER),
    ("NumericLessThan", NUMBER),
    ("NumericLessThanEquals", NUMBER),
    ("NumericGreaterThan", NUMBER),
    ("NumericGreaterThanEquals", NUMBER),
    ("DateEquals", TIMESTAMP),
    ("DateNotEquals", TIMESTAMP),
    ("DateLessThan", TIMESTAMP),
    ("DateLessThanEquals", TIMESTAMP),
    ("DateGreaterThan", TIMESTAMP),
    ("DateGreaterThanEquals", TIMESTAMP),
    ("Bool", BOOLEAN),
    ("BinaryEquals", STRING),
    ("IpAddress", STRING),
    ("NotIpAddress", STRING),
    ("ArnEquals", STRING),
    ("ArnNotEquals", STRING),
    ("ArnLike", STRING),
    ("ArnNotLike", STRING),
    ("Null", BOOLEAN),
];

impl Writer<'_> {
    /// A policy of any type, if the policy types can reproduce it.
    pub(super) fn policy(&mut self, value: &Value) -> Option<Expr> {
        let statements = statements(value)?;
        let kind = kind_of(statements.first()?)?;
        // Some resource-based policies have no resource either; only policies for assuming a role are trust policies.
        if kind == StatementKind::Trust && !statements.iter().all(|statement| is_about_roles(statement)) {
            return None;
        }
        self.attempt(|writer| writer.policy_as(value, &statements, kind))
    }

    /// A policy of the type that the property takes.
    pub(super) fn policy_of(&mut self, value: &Value, path: &str) -> Result<Expr, String> {
        let kind = match path.rsplit("::").next() {
            Some("IdentityPolicy") => StatementKind::Identity,
            Some("ResourcePolicy") => StatementKind::Resource,
            _ => StatementKind::Trust,
        };
        let statements =
            statements(value).ok_or_else(|| "it has other elements than `Version`, `Id` and `Statement`".to_owned())?;
        // The type of the statements would be unknown to the compiler.
        if statements.is_empty() {
            return Err("it has no statement".to_owned());
        }
        let policy = self.attempt(|writer| writer.policy_as(value, &statements, kind));
        policy.ok_or_else(|| "a statement is not allowed in this type of policy".to_owned())
    }

    fn policy_as(&mut self, value: &Value, statements: &[&Value], kind: StatementKind) -> Option<Expr> {
        let name = match kind {
            StatementKind::Identity => "IdentityPolicy",
            StatementKind::Resource => "ResourcePolicy",
            StatementKind::Trust => "TrustPolicy",
        };
        self.written_first(value.entries(), ["Version", "Id", "Statement"]);
        let several = value.get("Statement").is_some_and(|statement| statement.as_list().is_some());
        let written: Vec<TokenStream> = self.at("Statement", |writer| {
            let write = |(index, statement): (usize, &&Value)| match several {
                true => writer.at(index.to_string(), |writer| writer.policy_statement(statement, kind)),
                false => writer.policy_statement(statement, kind),
            };
            statements.iter().enumerate().map(write).collect::<Option<_>>()
        })?;
        let ty = ident(name);
        let mut tokens = match (value.get("Statement")?.as_list(), written.as_slice()) {
            (Some(_), written) => quote!(#ty::new([#(#written),*])),
            (None, [one]) => quote!(#ty::one(#one)),
            (None, _) => return None,
        };
        match value.get("Version").map(|version| version.as_str()) {
            Some(Some("2012-10-17")) => {}
            Some(Some("2008-10-17")) => {
                self.import("policy::PolicyVersion");
                tokens = quote!(#tokens.version(PolicyVersion::V20081017));
            }
            Some(_) => return None,
            None => tokens = quote!(#tokens.version(None)),
        }
        if let Some(id) = value.get("Id") {
            let id = self.value(id, STRING).tokens;
            tokens = quote!(#tokens.id(#id));
        }
        self.import(match kind {
            StatementKind::Identity => "policy::IdentityPolicy",
            StatementKind::Resource => "policy::ResourcePolicy",
            StatementKind::Trust => "policy::TrustPolicy",
        });
        self.import("policy::Statement");
        Some(Expr::literal(tokens, name))
    }

    fn policy_statement(&mut self, statement: &Value, kind: StatementKind) -> Option<TokenStream> {
        if kind_of(statement)? != kind {
            return None;
        }
        self.written_first(statement.entries(), ELEMENTS);
        let allow = match statement.get("Effect")?.as_str()? {
            "Allow" => true,
            "Deny" => false,
            _ => return None,
        };
        let mut tokens = match kind {
            StatementKind::Identity => {
                let method = ident(if allow { "allow" } else { "deny" });
                let (actions, resources) = (self.actions(statement)?, self.resources(statement)?);
                quote!(Statement::#method(#actions, #resources))
            }
            StatementKind::Resource => {
                let method = ident(if allow { "allow_to" } else { "deny_to" });
                let (principal, actions) = (self.principal(statement)?, self.actions(statement)?);
                let resources = self.resources(statement)?;
                quote!(Statement::#method(#principal, #actions, #resources))
            }
            StatementKind::Trust => {
                let method = ident(if allow { "allow_assume" } else { "deny_assume" });
                let principal = self.principal(statement)?;
                let assumes = statement.get("Action").and_then(Value::as_str) == Some("sts:AssumeRole");
                if assumes {
                    quote!(Statement::#method(#principal))
                } else {
                    let actions = self.actions(statement)?;
                    quote!(Statement::#method(#principal).actions(#actions))
                }
            }
        };
        if let Some(sid) = statement.get("Sid") {
            let sid = self.value(sid, STRING).tokens;
            tokens = quote!(#tokens.sid(#sid));
        }
        if let Some(conditions) = statement.get("Condition") {
            let conditions = self.policy_conditions(conditions)?;
            tokens = quote!(#tokens #conditions);
        }
        Some(tokens)
    }

    /// `Action` or `NotAction`, as literals.
    fn actions(&mut self, statement: &Value) -> Option<TokenStream> {
        let (value, all_but) = one_of(statement, "Action", "NotAction")?;
        let actions = match &value.kind {
            Kind::String(name) => self.action(name),
            Kind::List(names) if !names.is_empty() => {
                let names: Vec<&str> = names.iter().map(Value::as_str).collect::<Option<_>>()?;
                let names: Vec<TokenStream> = names.into_iter().map(|name| self.action(name)).collect();
                quote!([#(#names),*])
            }
            _ => return None,
        };
        Some(match all_but {
            true => {
                self.import("policy::Actions");
                quote!(Actions::all_but(#actions))
            }
            false => actions,
        })
    }

    /// The constant of an action; by name if there is none, as for names with wildcards.
    fn action(&mut self, name: &str) -> TokenStream {
        let constants = self.actions;
        if let Some((stem, constant)) = constants.get(name) {
            let module = names::of_service(stem);
            self.services.insert((module.clone(), codegen::features::of(stem).to_owned()));
            let (module, action) = (ident(&written(&module)), ident(&written(constant)));
            return quote!(#module::ACTIONS.#action);
        }
        self.import("policy::Action");
        let name = literal(name);
        quote!(Action::unchecked(#name))
    }

    /// `Resource` or `NotResource`.
    fn resources(&mut self, statement: &Value) -> Option<TokenStream> {
        let (value, all_but) = one_of(statement, "Resource", "NotResource")?;
        let resources = self.one_or_many(value, STRING)?;
        Some(match all_but {
            true => {
                self.import("policy::Resources");
                quote!(Resources::all_but(#resources))
            }
            false => resources,
        })
    }

    /// A single value, or several as a list.
    fn one_or_many(&mut self, value: &Value, want: ExpectedType<'static>) -> Option<TokenStream> {
        if let (Some(items), None) = (value.as_list(), function(value)) {
            if items.is_empty() || items.iter().any(|item| !is_scalar(item)) {
                return None;
            }
            return Some(self.list(items, want).tokens);
        }
        // IAM also writes booleans as strings.
        match (&value.kind, want.ty) {
            (Kind::String(text), codegen::model::Ty::Boolean) => Some(literal(text)),
            _ if is_scalar(value) => Some(self.value(value, want).tokens),
            _ => None,
        }
    }

    fn principal(&mut self, statement: &Value) -> Option<TokenStream> {
        let (value, everyone_but) = one_of(statement, "Principal", "NotPrincipal")?;
        self.import("policy::Principal");
        let tokens = match (value.as_str(), value.as_map()) {
            (Some("*"), _) => quote!(Principal::anyone()),
            (None, Some([first, rest @ ..])) if function(value).is_none() => {
                let mut tokens = self.principal_kind(first)?;
                for entry in rest {
                    let other = self.principal_kind(entry)?;
                    tokens = quote!(#tokens.and(#other));
                }
                tokens
            }
            _ => return None,
        };
        Some(if everyone_but { quote!(#tokens.everyone_but()) } else { tokens })
    }

    fn principal_kind(&mut self, entry: &Entry) -> Option<TokenStream> {
        let method = match entry.key.as_str() {
            "AWS" => ident("aws"),
            "Service" => ident("service"),
            "Federated" => ident("federated"),
            "CanonicalUser" => ident("canonical_user"),
            _ => return None,
        };
        let values = self.one_or_many(&entry.value, STRING)?;
        Some(quote!(Principal::#method(#values)))
    }

    fn policy_conditions(&mut self, conditions: &Value) -> Option<TokenStream> {
        let mut calls = TokenStream::new();
        let operators =
            conditions.as_map().filter(|operators| !operators.is_empty() && function(conditions).is_none())?;
        for operator in operators {
            let (name, want) = operator_of(&operator.key)?;
            let keys =
                operator.value.as_map().filter(|keys| !keys.is_empty() && function(&operator.value).is_none())?;
            for entry in keys {
                let (key, values) = (literal(&entry.key), self.one_or_many(&entry.value, want)?);
                calls = quote!(#calls.when(#name, #key, #values));
            }
        }
        self.import("policy::operator");
        Some(calls)
    }
}

/// The statements of a policy that has no other elements than the library writes.
fn statements(value: &Value) -> Option<Vec<&Value>> {
    let known = |key: &str| matches!(key, "Version" | "Id" | "Statement");
    if !value.as_map()?.iter().all(|entry| known(&entry.key)) {
        return None;
    }
    let statement = value.get("Statement")?;
    Some(match statement.as_list() {
        Some(items) => items.iter().collect(),
        None => vec![statement],
    })
}

/// The type of policy that a statement belongs to.
fn kind_of(statement: &Value) -> Option<StatementKind> {
    if !statement.as_map()?.iter().all(|entry| ELEMENTS.contains(&entry.key.as_str())) {
        return None;
    }
    let has = |key: &str| statement.get(key).is_some();
    match (has("Principal") || has("NotPrincipal"), has("Resource") || has("NotResource")) {
        (false, true) => Some(StatementKind::Identity),
        (true, true) => Some(StatementKind::Resource),
        (true, false) => Some(StatementKind::Trust),
        (false, false) => None,
    }
}

/// Whether all its actions are those of the Security Token Service.
fn is_about_roles(statement: &Value) -> bool {
    let is = |action: &Value| action.as_str().is_some_and(|action| action.starts_with("sts:"));
    statement.get("Action").is_some_and(|actions| match actions.as_list() {
        Some(actions) => actions.iter().all(is),
        None => is(actions),
    })
}

/// The one of two entries that is present, and whether it is the second.
fn one_of<'t>(statement: &'t Value, key: &str, negated: &str) -> Option<(&'t Value, bool)> {
    match (statement.get(key), statement.get(negated)) {
        (Some(value), None) => Some((value, false)),
        (None, Some(value)) => Some((value, true)),
        _ => None,
    }
}

fn is_scalar(value: &Value) -> bool {
    function(value).is_some() || matches!(value.kind, Kind::String(_) | Kind::Number(_) | Kind::Bool(_))
}

/// `ForAnyValue:StringLikeIfExists` as a constant with modifiers.
fn operator_of(name: &str) -> Option<(TokenStream, ExpectedType<'static>)> {
    let (set, rest) = match name.split_once(':') {
        Some(("ForAnyValue", rest)) => (quote!(.for_any_value()), rest),
        Some(("ForAllValues", rest)) => (quote!(.for_all_values()), rest),
        Some(_) => return None,
        None => (TokenStream::new(), name),
    };
    let find = |name: &str| OPERATORS.iter().find(|(known, _)| *known == name);
    let (if_exists, (base, want)) = match find(rest) {
        Some(operator) => (TokenStream::new(), operator),
        None => (quote!(.if_exists()), find(rest.strip_suffix("IfExists")?)?),
    };
    let constant = ident(&names::snake(base).to_ascii_uppercase());
    Some((quote!(operator::#constant #set #if_exists), *want))
}
