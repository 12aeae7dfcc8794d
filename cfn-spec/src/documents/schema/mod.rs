//! The resource provider schemas, as AWS publishes them.
//!
//! Format: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>, and what the
//! enhanced schemas add to it: <https://github.com/aws-cloudformation/resource-provider-enhanced-schemas>.
//!
//! [`archive`] unpacks, [`keywords`] refuses what we do not know, [`object`] and [`value`] reduce JSON Schema to the
//! model: definitions of scalars and lists are put where they are used, objects become property types.

mod archive;
mod constraints;
mod keywords;
mod object;
mod rules;
mod value;

pub use archive::{Archive, MAX_ENTRIES, MAX_UNPACKED};

use std::collections::BTreeSet;

use super::json::Json;
use crate::error::{Errors, Problem};
use crate::name::ResourceName;
use crate::spec::Spec;

/// What the schemas say, and what was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Schemas {
    /// The resource types and their property types.
    pub layer: Spec,
    /// Types that other regions have and the chosen region has not, and that the specification does not name either.
    pub elsewhere: BTreeSet<String>,
    /// When AWS published them (`2026-10-20T22:11:15Z`), where the archive says so.
    pub date: Option<String>,
}

/// Reads the types of `region`, and those that `also` names wherever they are, from the zip archive `bytes`.
///
/// A type has one schema in all regions, so a type of the specification that the region lacks is taken from another.
///
/// # Errors
/// All that is wrong with the archive and the schemas, each with its path.
pub fn read(bytes: &[u8], region: &str, also: &BTreeSet<&str>) -> Result<Schemas, Errors> {
    let archive = Archive::open(bytes)?;
    let mut problems = Vec::new();
    let mut layer = Spec::default();
    let mut taken = 0usize;
    let mut elsewhere = BTreeSet::new();
    let in_region = archive.types_of(region)?;
    for (name, file) in archive.types() {
        if !in_region.contains(name) && !also.contains(name) {
            elsewhere.insert(name.to_owned());
            continue;
        }
        taken += 1;
        let Ok(resource) = ResourceName::new(name) else {
            problems.push(Problem::new(file, format!("`{name}` is no resource type name")));
            continue;
        };
        match archive.schema(file) {
            Ok(schema) => read_schema(&resource, &schema, &mut layer, &mut problems),
            Err(problem) => problems.push(problem),
        }
    }
    if taken == 0 && problems.is_empty() {
        problems.push(Problem::new("the provider schemas", format!("has no resource type for region `{region}`")));
    }
    problems.extend(crate::check::dangling(&layer));
    Errors::check(Schemas { layer, elsewhere, date: archive.date() }, problems)
}

fn read_schema(resource: &ResourceName, schema: &Json, layer: &mut Spec, problems: &mut Vec<Problem>) {
    let stated = schema.get("typeName").and_then(Json::as_str);
    if stated != Some(resource.as_str()) {
        let stated = stated.unwrap_or("nothing");
        problems.push(Problem::new(resource.as_str(), format!("its schema says that it is of the type {stated}")));
        return;
    }
    let before = problems.len();
    keywords::check(resource, schema, problems);
    if problems.len() == before {
        object::read_resource(resource, schema, layer, problems);
    }
}
