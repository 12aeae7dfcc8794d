//! Lists by region: which instance types a service has where; and by version: which classes an engine's version runs on.

use std::collections::{BTreeMap, BTreeSet};

use crate::documents::json::Json;
use crate::documents::table;

/// The regions of each value. A value that depends on the engine is `engine:value`.
pub(super) struct Regional {
    values: BTreeMap<String, BTreeSet<String>>,
    /// The property with the values, if the rule applies to an object.
    property: Option<String>,
    /// The sets are of versions, not of regions.
    versions: bool,
}

/// Parses a schema whose entries are regions; `None` for other schemas.
pub(super) fn read(schema: &Json) -> Option<Regional> {
    if let Some(versions) = versions(schema) {
        return Some(versions);
    }
    let mut regional = Regional { values: BTreeMap::new(), property: None, versions: false };
    for (region, of_region) in
        schema.entries().iter().filter(|(key, _)| !["all", "description"].contains(&key.as_str()))
    {
        if region.split('-').count() < 3 || !region.ends_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        for value in strings(of_region.get("enum")) {
            regional.add(value, region);
        }
        for case in of_region.get("allOf").map(Json::items).unwrap_or_default() {
            let engine = case.get("if")?.get("properties")?.get("Engine")?.get("const")?.as_str()?;
            let (property, values) = case.get("then")?.get("properties")?.entries().first()?;
            regional.property = Some(property.clone());
            for value in strings(values.get("enum")) {
                regional.add(value, region);
                regional.add(&format!("{engine}:{value}"), region);
            }
        }
    }
    (!regional.values.is_empty()).then_some(regional)
}

/// Reads a schema of cases that each ask for a version by a pattern `^(8\.4\..+|8\.4)$`; `None` for any other. That the
/// engine's own versions are not told from another's does not matter: no two engines have different lists for one.
fn versions(schema: &Json) -> Option<Regional> {
    let mut by_version = Regional { values: BTreeMap::new(), property: None, versions: true };
    for case in schema.get("allOf").map(Json::items).filter(|cases| !cases.is_empty())? {
        let pattern = case.get("if")?.get("properties")?.get("EngineVersion")?.get("pattern")?.as_str()?;
        let (_, version) = pattern.strip_prefix("^(")?.strip_suffix(")$")?.split_once(".+|")?;
        let (property, values) = case.get("then")?.get("properties")?.entries().first()?;
        by_version.property = Some(property.clone());
        for value in strings(values.get("enum")) {
            by_version.add(value, &version.replace('\\', ""));
        }
    }
    Some(by_version)
}

fn strings(list: Option<&Json>) -> impl Iterator<Item = &str> {
    list.map(Json::items).unwrap_or_default().iter().filter_map(Json::as_str)
}

impl Regional {
    fn add(&mut self, value: &str, region: &str) {
        self.values.entry(value.to_owned()).or_default().insert(region.to_owned());
    }

    /// The lines of the rule.
    pub(super) fn body(&self, table: &str) -> String {
        match &self.property {
            Some(property) if self.versions => format!("  property {property} table {table} in @EngineVersion\n"),
            Some(property) => format!("  property {property} table {table} @Engine\n"),
            None => format!("  table {table}\n"),
        }
    }

    /// The table's text.
    pub(super) fn text(&self) -> String {
        table::text(self.values.iter().map(|(value, regions)| (value.as_str(), regions.iter().map(String::as_str))))
    }
}
