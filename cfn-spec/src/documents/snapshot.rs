//! The snapshot of documents, as files in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{iam_actions, policies, regions, rules, schema, specification};
use crate::check::properties_of;
use crate::error::Errors;
use crate::layer::Layer;
use crate::lock::{self, Document, Lock, Pin};
use crate::policies::{MANAGED_FILE, TEMPLATES_FILE};
use crate::region::{self, Region};
use crate::rules::{AVAILABILITY, TYPES};
use crate::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SPEC_LAYER, Service, writer};
use crate::spec::{Source, Spec};
use crate::{handlers, iam};

/// Files by their path in the snapshot's folder, with `/` as the separator.
pub type Files = BTreeMap<String, String>;

/// A document and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The bytes, decompressed if it was compressed with gzip.
    pub bytes: Vec<u8>,
    /// The URL of its source.
    pub source: String,
    /// The date of publication, if the server reports it.
    pub date: Option<String>,
}

impl Input {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.bytes))
    }
}

/// A snapshot in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The files, including the lock file.
    pub files: Files,
    /// The content of the lock file.
    pub lock: Lock,
}

/// The files of a snapshot that are generated from a document.
pub fn belongs_to(document: Document, path: &str) -> bool {
    match document {
        Document::Specification => in_folder(path, SPEC_LAYER),
        Document::Schemas => {
            [SCHEMA_LAYER, handlers::FOLDER, AVAILABILITY].iter().any(|folder| in_folder(path, folder))
        }
        Document::IamActions => in_folder(path, iam::FOLDER),
        Document::Regions => path == region::FILE,
        Document::Rules => in_folder(path, crate::rules::FOLDER),
        Document::Policies => [MANAGED_FILE, TEMPLATES_FILE].contains(&path),
    }
}

fn in_folder(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

impl Snapshot {
    /// Reads all files of the snapshot in `dir`; empty if there is no such folder.
    ///
    /// # Errors
    /// If a file cannot be read or is not UTF-8, or the lock file is invalid.
    pub fn read(dir: &Path) -> Result<Self, Errors> {
        let mut files = Files::new();
        if dir.is_dir() {
            read_folder(dir, "", &mut files)?;
        }
        let lock = match files.get(lock::FILE) {
            Some(text) => lock::parse(lock::FILE, text)?,
            None => Lock::default(),
        };
        Ok(Self { files, lock })
    }

    /// The validated model of the snapshot.
    ///
    /// # Errors
    /// As [`crate::load`].
    pub fn load(&self) -> Result<Spec, Errors> {
        crate::load::load_files(&self.files, crate::overlay::CORRECTIONS)
    }

    /// The services of both layers, sorted by stem.
    ///
    /// # Errors
    /// If a file of a layer does not begin with `service`.
    pub fn services(&self) -> Result<Vec<Service>, Errors> {
        snapshot::services_of(&self.files)
    }

    /// The model without corrections, for changelogs.
    ///
    /// # Errors
    /// As [`crate::load`].
    pub fn load_uncorrected(&self) -> Result<Spec, Errors> {
        crate::load::load_files(&self.files, &[])
    }

    /// The same snapshot with every layer of types parsed and written by this version.
    ///
    /// # Errors
    /// If a file of a layer cannot be parsed.
    pub fn rewritten(&self) -> Result<Self, Errors> {
        let mut new = self.clone();
        new.files.retain(|path, _| !in_folder(path, SPEC_LAYER) && !in_folder(path, SCHEMA_LAYER));
        let layers = [
            (SPEC_LAYER, SPEC_LAYER, Source::Specification),
            (SCHEMA_LAYER, ELSEWHERE, Source::Schemas),
            (SERVERLESS, SERVERLESS, Source::Schemas),
        ];
        for (folder, elsewhere, source) in layers {
            let mut layer = Layer::default();
            let mut problems = Vec::new();
            // The layer of the Serverless Application Model is in the folder of the schemas, but is a separate layer.
            let belongs =
                |path: &str| in_folder(path, folder) && (in_folder(path, SERVERLESS) == (folder == SERVERLESS));
            for (path, text) in self.files.iter().filter(|(path, _)| belongs(path)) {
                snapshot::read_layer(Path::new(path), text, source, &mut layer, &mut problems);
            }
            Errors::check((), problems)?;
            new.files.extend(writer::write_layer(&layer, folder, elsewhere));
        }
        Ok(new)
    }

    /// The same snapshot without the files of a document.
    pub fn without(mut self, document: Document) -> Self {
        self.files.retain(|path, _| !belongs_to(document, path));
        self.lock.0.remove(&document);
        self
    }

    /// The same snapshot with the files regenerated for the given documents.
    ///
    /// `region` is the base region of the provider schemas. A document that is unchanged keeps the source and date of
    /// the lock file.
    ///
    /// # Errors
    /// All errors in the documents.
    pub fn regenerate(&self, inputs: &BTreeMap<Document, Input>, region: &str) -> Result<Self, Errors> {
        let mut new = self.clone();
        for (document, input) in inputs {
            let made = self.make(*document, input, region)?;
            new.files.retain(|path, _| !belongs_to(*document, path));
            let sha256 = input.sha256();
            let pinned = self.lock.0.get(document).filter(|pin| pin.sha256 == sha256);
            let pin = Pin {
                version: made.version,
                source: pinned.map_or(&input.source, |pin| &pin.source).clone(),
                date: pinned.map_or_else(|| made.date.or_else(|| input.date.clone()), |pin| pin.date.clone()),
                bytes: input.bytes.len() as u64,
                sha256,
                files_sha256: digest(&made.files),
                counts: made.counts,
            };
            new.files.extend(made.files);
            new.lock.0.insert(*document, pin);
        }
        new.files.insert(lock::FILE.to_owned(), new.lock.to_string());
        Ok(new)
    }

    fn make(&self, document: Document, input: &Input, region: &str) -> Result<DocumentSnapshot, Errors> {
        let bytes = &input.bytes;
        Ok(match document {
            Document::Specification => {
                let layer = Layer { spec: specification::read(bytes)?, only_in: BTreeMap::new() };
                let counts = counts(&layer.spec);
                DocumentSnapshot {
                    files: writer::write_layer(&layer, SPEC_LAYER, SPEC_LAYER),
                    counts,
                    version: Some(layer.spec.version),
                    date: None,
                }
            }
            Document::Schemas => {
                let schemas = schema::read(bytes, region)?;
                let mut counts = counts(&schemas.layer.spec);
                let elsewhere = schemas.layer.only_in.len() as u64;
                let all = schemas.layer.spec.resources.len() as u64;
                counts.insert("resource-types".to_owned(), all - elsewhere);
                counts.insert("resource-types-elsewhere".to_owned(), elsewhere);

                counts.insert("serverless-types".to_owned(), schemas.serverless.spec.resources.len() as u64);
                let mut files = writer::write_layer(&schemas.layer, SCHEMA_LAYER, ELSEWHERE);
                files.extend(writer::write_layer(&schemas.serverless, SERVERLESS, SERVERLESS));
                files.extend(handlers::files(&schemas.handlers));
                files.extend(schemas.availability.map(|table| (format!("{AVAILABILITY}/{TYPES}.txt"), table)));
                DocumentSnapshot { files, counts, version: None, date: schemas.date }
            }
            Document::IamActions => {
                let actions = iam_actions::read(bytes)?;
                let counts = BTreeMap::from([
                    ("prefixes".to_owned(), actions.len() as u64),
                    ("actions".to_owned(), actions.values().map(Vec::len).sum::<usize>() as u64),
                ]);
                DocumentSnapshot { files: iam_actions::files(&actions), counts, version: None, date: None }
            }
            Document::Regions => {
                let regions = regions::read(bytes, &self.regions()?)?;
                let counts = BTreeMap::from([("regions".to_owned(), regions.len() as u64)]);
                let files = Files::from([(region::FILE.to_owned(), region::write(&regions))]);
                DocumentSnapshot { files, counts, version: None, date: None }
            }
            Document::Rules => {
                let rules = rules::read(bytes)?;
                DocumentSnapshot { files: rules.files, counts: rules.counts, version: rules.version, date: None }
            }
            Document::Policies => {
                let policies = policies::read(bytes)?;
                let (files, counts, version) = (policies.files, policies.counts, policies.version);
                DocumentSnapshot { files, counts, version, date: None }
            }
        })
    }

    fn regions(&self) -> Result<Vec<Region>, Errors> {
        self.files.get(region::FILE).map_or_else(|| Ok(Vec::new()), |text| region::parse(region::FILE, text))
    }

    /// The documents whose files do not match the lock file, because they were edited or committed partially.
    pub fn tampered(&self) -> Vec<Document> {
        let untouched = |document: &Document| {
            let files: Files = self
                .files
                .iter()
                .filter(|(path, _)| belongs_to(*document, path))
                .map(|(path, text)| (path.clone(), text.clone()))
                .collect();
            match self.lock.0.get(document) {
                Some(pin) => pin.files_sha256 == digest(&files),
                None => files.is_empty(),
            }
        };
        Document::ALL.into_iter().filter(|document| !untouched(document)).collect()
    }
}

/// The files of one document.
struct DocumentSnapshot {
    files: Files,
    counts: BTreeMap<String, u64>,
    version: Option<String>,
    date: Option<String>,
}

fn read_folder(dir: &Path, prefix: &str, files: &mut Files) -> Result<(), Errors> {
    let unreadable = |e: std::io::Error| Errors::one(dir.display().to_string(), format!("cannot be read: {e}"));
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Errors::one(path.display().to_string(), "has a name that is not UTF-8"));
        };
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            let text = fs::read_to_string(&path)
                .map_err(|e| Errors::one(path.display().to_string(), format!("cannot be read: {e}")))?;
            files.insert(format!("{prefix}{name}"), text);
        }
    }
    Ok(())
}

fn counts(layer: &Spec) -> BTreeMap<String, u64> {
    let services: std::collections::BTreeSet<String> =
        layer.resources.keys().map(|name| name.service().stem()).collect();
    let properties = properties_of(layer).count();
    let attributes = layer.resources.values().map(|resource| resource.attributes.len()).sum::<usize>();
    [
        ("services", services.len()),
        ("resource-types", layer.resources.len()),
        ("property-types", layer.types.len()),
        ("properties", properties),
        ("attributes", attributes),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(what, count)| (what.to_owned(), count as u64))
    .collect()
}

/// The SHA-256 of files: of their paths and contents, in order.
fn digest(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        for part in [path, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
