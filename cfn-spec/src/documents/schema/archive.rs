//! The zip archive: AWS's enhanced schemas (`providers/<region>.json`, `resources/<hash>.json`) or the raw ones (flat).

use std::collections::{BTreeMap, BTreeSet};

use crate::documents::json::Json;
use crate::documents::table;
use crate::documents::zip::unpack;
use crate::error::{Errors, Problem};

/// The name of the archive in errors.
const NAME: &str = "the provider schemas";

/// The extracted archive.
#[derive(Debug)]
pub(super) struct Archive {
    files: BTreeMap<String, Vec<u8>>,
    /// The file of the schema of each type.
    types: BTreeMap<String, String>,
    /// The same for the types of the Serverless Application Model.
    serverless: BTreeMap<String, String>,
    /// The types of each region; empty for the raw schemas, which are of one region.
    regions: BTreeMap<String, BTreeSet<String>>,
}

impl Archive {
    /// Extracts the archive.
    ///
    /// # Errors
    /// If it is not a zip archive, is damaged or truncated, has a file whose path leaves the archive, exceeds the limits for files or bytes, or has none of the known layouts.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Errors> {
        let files = unpack(NAME, bytes)?;
        let mut archive = Self { files, types: BTreeMap::new(), serverless: BTreeMap::new(), regions: BTreeMap::new() };
        let mut problems = Vec::new();
        if archive.files.keys().any(|name| name.starts_with("providers/")) {
            archive.index_regions(&mut problems);
        } else {
            archive.index_flat(&mut problems);
        }
        if archive.types.is_empty() && problems.is_empty() {
            problems.push(Problem::new(NAME, "has neither `providers/<region>.json` nor schema files"));
        }
        Errors::check(archive, problems)
    }

    /// `providers/us-east-1.json` maps the types of the region to the hashes that name their files.
    fn index_regions(&mut self, problems: &mut Vec<Problem>) {
        let names: Vec<String> = self.files.keys().filter(|name| name.starts_with("providers/")).cloned().collect();
        for name in names {
            let Some(region) = name.strip_prefix("providers/").and_then(|n| n.strip_suffix(".json")) else {
                problems.push(Problem::new(name, "is not a `providers/<region>.json`"));
                continue;
            };
            // The types of the Serverless Application Model are those of a macro, not of CloudFormation.
            if region == "sam" {
                match self.schema(&name) {
                    Ok(types) => match types.object(&name) {
                        Ok(types) => {
                            for (ty, hash) in types {
                                match hash.as_str() {
                                    Some(hash) => {
                                        self.serverless.insert(ty.clone(), format!("resources/{hash}.json"));
                                    }
                                    None => problems.push(Problem::new(format!("{name}/{ty}"), "is not a string")),
                                }
                            }
                        }
                        Err(problem) => problems.push(problem),
                    },
                    Err(problem) => problems.push(problem),
                }
                continue;
            }
            let types = match self.schema(&name) {
                Ok(Json::Object(types)) => types,
                Ok(_) => {
                    problems.push(Problem::new(name, "is not an object of type names and hashes"));
                    continue;
                }
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let mut of_region = BTreeSet::new();
            for (ty, hash) in types {
                let Some(hash) = hash.as_str() else {
                    problems.push(Problem::new(&name, format!("the hash of `{ty}` is not a string")));
                    continue;
                };
                let file = format!("resources/{hash}.json");
                if !self.files.contains_key(&file) {
                    problems.push(Problem::new(&name, format!("`{ty}` is in `{file}`, which does not exist")));
                    continue;
                }
                match self.types.get(&ty) {
                    Some(other) if *other != file => {
                        let message = format!("`{ty}` is in `{file}`, but in `{other}` in another region");
                        problems.push(Problem::new(&name, message));
                    }
                    _ => {
                        self.types.insert(ty.clone(), file);
                    }
                }
                of_region.insert(ty);
            }
            self.regions.insert(region.to_owned(), of_region);
        }
    }

    /// Each file is the schema of one type.
    fn index_flat(&mut self, problems: &mut Vec<Problem>) {
        for name in self.files.keys().filter(|name| name.ends_with(".json")) {
            match self.schema(name) {
                Ok(schema) => match schema.get("typeName").and_then(Json::as_str) {
                    Some(ty) => {
                        if let Some(other) = self.types.insert(ty.to_owned(), name.clone()) {
                            problems.push(Problem::new(name, format!("has the type `{ty}`, which `{other}` has too")));
                        }
                    }
                    None => problems.push(Problem::new(name, "has no `typeName`: it is not a provider schema")),
                },
                Err(problem) => problems.push(problem),
            }
        }
    }

    /// The types and their files.
    pub(super) fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().map(|(name, file)| (name.as_str(), file.as_str()))
    }

    /// The Serverless Application Model's types and their files.
    pub(super) fn serverless(&self) -> impl Iterator<Item = (&str, &str)> {
        self.serverless.iter().map(|(name, file)| (name.as_str(), file.as_str()))
    }

    /// An error if the archive does not have the region.
    pub(super) fn check_region(&self, region: &str) -> Result<(), Errors> {
        if self.regions.is_empty() || self.regions.contains_key(region) {
            return Ok(());
        }
        let known: Vec<&str> = self.regions.keys().map(String::as_str).collect();
        Err(Errors::one(NAME, format!("has no region `{region}`; it has {}", known.join(", "))))
    }

    /// The regions that have a type; empty if the archive does not have regions.
    pub(super) fn regions_of(&self, name: &str) -> Vec<&str> {
        self.regions.iter().filter(|(_, types)| types.contains(name)).map(|(region, _)| region.as_str()).collect()
    }

    /// The regions of each type, as a table of the rules; `None` if the archive does not have regions. A region whose types are not known is
    /// published with those of `base`, and is left out.
    pub(super) fn availability(&self, base: &str) -> Option<String> {
        let of_base = self.regions.get(base)?;
        let known = self.regions.iter().filter(|(name, types)| *name == base || *types != of_base);
        let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (region, types) in known {
            for ty in types {
                by_type.entry(ty).or_default().push(region);
            }
        }
        Some(table::text(by_type.iter().map(|(ty, regions)| (*ty, regions.iter().copied()))))
    }

    /// The content of a file.
    pub(super) fn schema(&self, file: &str) -> Result<Json, Problem> {
        let bytes = self.files.get(file).ok_or_else(|| Problem::new(file, "is not in the archive"))?;
        serde_json::from_slice(bytes).map_err(|e| Problem::new(file, format!("does not have the expected format: {e}")))
    }

    /// `schema_date` of `version.json`.
    #[expect(clippy::disallowed_methods, reason = "archives of earlier formats have no date, which is only displayed")]
    pub(super) fn date(&self) -> Option<String> {
        let version = self.schema("version.json").ok()?;
        Some(version.get("schema_date")?.as_str()?.to_owned())
    }
}
