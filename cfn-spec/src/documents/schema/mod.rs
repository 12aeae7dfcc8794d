//! The resource provider schemas, as AWS publishes them.
//!
//! Format: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>, and what the
//! enhanced schemas add to it: <https://github.com/aws-cloudformation/resource-provider-enhanced-schemas>. [`archive`]
//! extracts the files, [`keywords`](super::keywords) rejects unknown keywords, [`object`] and [`value`] reduce JSON Schema to the model:
//! definitions of scalars and lists are inlined, objects become property types.

mod archive;
mod constraints;
mod handlers;
mod object;
mod rules;
mod serverless;
mod value;

use archive::Archive;

use std::collections::BTreeMap;

use super::json::Json;
use super::keywords;
use crate::error::{Errors, Problem};
use crate::handlers::Handlers;
use crate::layer::Layer;
use crate::name::ResourceName;
use crate::spec::Spec;

/// The facts of the schemas.
#[derive(Debug)]
pub(crate) struct Schemas {
    /// The resource types and their property types.
    pub(crate) layer: Layer,
    /// The types of the Serverless Application Model.
    pub(crate) serverless: Layer,
    /// The regions of each type, as a table; `None` if the archive does not have them.
    pub(crate) availability: Option<String>,
    /// The permissions of their handlers, and their tagging.
    pub(crate) handlers: BTreeMap<ResourceName, Handlers>,
    /// When AWS published them (`2026-10-20T22:11:15Z`), if the archive has the date.
    pub(crate) date: Option<String>,
}

/// Reads the types of all regions from the zip archive `bytes`; types that are not in `region` have the list of their
/// regions. A type has the same schema in all regions.
///
/// # Errors
/// All errors in the archive and the schemas, each with its path.
pub(crate) fn read(bytes: &[u8], region: &str) -> Result<Schemas, Errors> {
    let archive = Archive::open(bytes)?;
    let mut problems = Vec::new();
    let mut layer = Layer::default();
    let mut all = BTreeMap::new();
    archive.check_region(region)?;
    for (name, file) in archive.types() {
        let Ok(resource) = ResourceName::new(name) else {
            problems.push(Problem::new(file, format!("`{name}` is not a resource type name")));
            continue;
        };
        match archive.schema(file) {
            Ok(schema) => {
                read_schema(&resource, &schema, &mut layer.spec, &mut problems);
                if let Some(handlers) = handlers::read(&resource, &schema, &mut problems) {
                    all.insert(resource.clone(), handlers);
                }
            }
            Err(problem) => problems.push(problem),
        }
        let regions = archive.regions_of(name);
        if !regions.is_empty() && !regions.contains(&region) {
            layer.only_in.insert(resource, regions.into_iter().map(str::to_owned).collect());
        }
    }
    let mut serverless = Layer::default();
    for (name, file) in archive.serverless() {
        let Ok(resource) = ResourceName::new(name) else {
            problems.push(Problem::new(file, format!("`{name}` is not a resource type name")));
            continue;
        };
        match archive.schema(file) {
            Ok(schema) => {
                let before = problems.len();
                keywords::check_types(name, &schema, &mut problems);
                if problems.len() == before {
                    read_schema(&resource, &serverless::simplify(&schema), &mut serverless.spec, &mut problems);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(crate::check::dangling(&layer.spec));
    problems.extend(crate::check::dangling(&serverless.spec));
    Errors::check(
        Schemas { layer, serverless, availability: archive.availability(region), handlers: all, date: archive.date() },
        problems,
    )
}

fn read_schema(resource: &ResourceName, schema: &Json, layer: &mut Spec, problems: &mut Vec<Problem>) {
    let stated = schema.get("typeName").and_then(Json::as_str);
    if stated != Some(resource.as_str()) {
        let stated = stated.unwrap_or("nothing");
        problems.push(Problem::new(resource.as_str(), format!("its schema has the type {stated}")));
        return;
    }
    let before = problems.len();
    keywords::check(resource, schema, problems);
    if problems.len() == before {
        object::read_resource(resource, schema, layer, problems);
    }
}
