//! Embeds what replaces a resource that holds data, from the snapshot of AWS's facts: a StackSet's template is compared with the one before it, and
//! no change set says what the update of its stacks replaces.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use cfn_spec::handlers::{self, Handler, Handlers};
use cfn_spec::name::ResourceName;
use cfn_spec::spec::{Resource, UpdateType};
use cfn_spec::{build_script, rules, snapshot};

/// Protected, though they hold no data themselves; see `danger/loss.rs`.
const WITHOUT_DATA: [&str; 3] = ["AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::IAM::Role"];

fn main() -> ExitCode {
    build_script::run(|out| build_script::write(out, "replacement.rs", &table()?))
}

/// A table of the types, with the properties whose change replaces a resource, and those whose change may replace it.
fn table() -> Result<String, String> {
    let wanted: BTreeSet<&str> = rules::stateful().map(|(name, _)| name).chain(WITHOUT_DATA).collect();
    let is_wanted =
        |service: &str| wanted.iter().any(|name| name.rsplit_once("::").is_some_and(|(of, _)| of == service));
    let services = snapshot::services().map_err(|e| e.to_string())?;
    let stems: Vec<String> =
        services.into_iter().filter(|service| is_wanted(service.name.as_str())).map(|service| service.stem).collect();
    println!("cargo::rerun-if-changed={}", snapshot::directory().display());
    let spec = cfn_spec::load(snapshot::directory(), &stems).map_err(|e| e.to_string())?;
    let mut permissions = BTreeMap::new();
    for stem in &stems {
        permissions.extend(handlers::load(snapshot::directory(), stem).map_err(|e| e.to_string())?);
    }
    let mut table = String::from("const REPLACEMENT: &[(&str, &[&str], &[&str])] = &[\n");
    for name in wanted {
        let named = |(known, _): &(&ResourceName, &Resource)| known.as_str() == name;
        let (key, resource) = spec.resources.iter().find(named).ok_or_else(|| format!("the snapshot has no {name}"))?;
        let (certain, possible) = replacing(resource, permissions.get(key));
        table.push_str(&format!("    ({name:?}, &{certain:?}, &{possible:?}),\n"));
    }
    table.push_str("];\n");
    Ok(table)
}

/// The properties whose change replaces the resource, and those whose change may, for a part of them does.
fn replacing<'a>(resource: &'a Resource, handlers: Option<&Handlers>) -> (Vec<&'a str>, Vec<&'a str>) {
    // A type without the handler is replaced by any change.
    let is_replaced = handlers.is_some_and(|handlers| !handlers.permissions.contains_key(&Handler::Update));
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    for (name, property) in &resource.properties {
        let name = name.as_str();
        let whole = |paths: &[String]| paths.iter().any(|path| path == name);
        let part = |paths: &[String]| paths.iter().any(|path| path.split('/').next() == Some(name));
        if is_replaced || property.update == UpdateType::Immutable || whole(&resource.create_only) {
            certain.push(name);
        } else if property.update == UpdateType::Conditional
            || part(&resource.create_only)
            || part(&resource.conditional_create_only)
        {
            possible.push(name);
        }
    }
    (certain, possible)
}
