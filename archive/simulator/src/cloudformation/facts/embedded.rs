//! The embedded snapshot. A service is parsed when it is first used, and cached.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use cfn_spec::handlers::{self, Handlers};
use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;

use super::Facts;

include!(concat!(env!("OUT_DIR"), "/snapshot.rs"));

/// The types of the services that were used, by service and name.
static SERVICES: Mutex<BTreeMap<String, &'static BTreeMap<String, Facts>>> = Mutex::new(BTreeMap::new());

pub(super) fn of(kind: &str) -> Option<&'static Facts> {
    let Ok(name) = ResourceName::new(kind) else { return None };
    service(&name.service().stem()).get(kind)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static Facts> {
    let stem = |path: &'static str| path.split_once('/').and_then(|(_, file)| file.strip_suffix(".txt"));
    let stems = FILES.iter().filter_map(|(path, _)| stem(path)).filter(|stem| !stem.contains(['_', '/']));
    let stems: std::collections::BTreeSet<&str> = stems.collect();
    stems.into_iter().flat_map(|stem| service(stem).values()).collect()
}

fn text_of(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// The types of a service; empty if AWS does not have it.
fn service(stem: &str) -> &'static BTreeMap<String, Facts> {
    let mut services = SERVICES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = services.get(stem) {
        return known;
    }
    let types = if text_of(&format!("spec/{stem}.txt")).is_some() || text_of(&format!("schemas/{stem}.txt")).is_some() {
        read(stem)
    } else {
        BTreeMap::new()
    };
    // Leaked: each service is parsed once and used until the process ends.
    let types: &'static BTreeMap<String, Facts> = Box::leak(Box::new(types));
    services.insert(stem.to_owned(), types);
    types
}

#[expect(clippy::disallowed_methods, reason = "the tests compare every embedded type with the snapshot")]
fn read(stem: &str) -> BTreeMap<String, Facts> {
    let spec = cfn_spec::load_embedded(&text_of, &[stem]).unwrap_or_default();
    let path = format!("{}/{stem}.txt", handlers::FOLDER);
    let handlers = text_of(&path).and_then(|text| handlers::parse(&path, text).ok()).unwrap_or_default();
    let spec: &'static Spec = Box::leak(Box::new(spec));
    let handlers: &'static BTreeMap<ResourceName, Handlers> = Box::leak(Box::new(handlers));
    let facts = |name: &ResourceName| {
        let resource = spec.resources.get(name)?;
        let facts = Facts { name: name.clone(), resource, types: &spec.types, handlers: handlers.get(name) };
        Some((name.as_str().to_owned(), facts))
    };
    spec.resources.keys().filter_map(facts).collect()
}
