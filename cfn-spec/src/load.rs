//! Loads the snapshot as one validated model.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::check;
use crate::error::{Errors, Problem};
use crate::layer::Layer;
use crate::lock::{self, Document};
use crate::merge::merge;
use crate::name::ResourceName;
use crate::overlay::{self, CORRECTIONS, Correction};
use crate::relationships;
use crate::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SHARED, SPEC_LAYER};
use crate::spec::{Source, Spec};

/// Loads the services named by the stems of their files (`s3`, `alexa-ask`) from the snapshot in `dir`, usually
/// [`snapshot::directory`].
///
/// The result is self-contained: types refer only to types of the same resource type and to `Tag`.
///
/// # Errors
/// All errors: a service that the snapshot does not have, a file that cannot be read, invalid lines (`s3.txt:12`), unknown types, an overlay that matches nothing.
pub fn load(dir: &Path, services: &[impl AsRef<str>]) -> Result<Spec, Errors> {
    let text_of = |path: &str| fs::read_to_string(dir.join(path)).map(Cow::Owned);
    Loader { root: dir, text_of: &text_of, corrections: CORRECTIONS, problems: Vec::new() }.load(services)
}

/// Loads every service of the snapshot in `dir`.
///
/// # Errors
/// As [`load`].
pub fn load_all(dir: &Path) -> Result<Spec, Errors> {
    let stems: Vec<String> = snapshot::services_in(dir)?.into_iter().map(|service| service.stem).collect();
    load(dir, &stems)
}

/// Loads services of an embedded snapshot: `text_of` returns files by their path, such as `spec/s3.txt`.
///
/// # Errors
/// As [`load`].
pub fn load_embedded(
    text_of: &dyn Fn(&str) -> Option<&'static str>,
    services: &[impl AsRef<str>],
) -> Result<Spec, Errors> {
    let text_of = |path: &str| text_of(path).map(Cow::Borrowed).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
    Loader { root: Path::new("snapshot"), text_of: &text_of, corrections: CORRECTIONS, problems: Vec::new() }
        .load(services)
}

/// Loads every service of a snapshot in memory: files by their path in it.
///
/// # Errors
/// As [`load`], with `corrections` for the overlays.
#[cfg(feature = "documents")]
pub(crate) fn load_files(files: &BTreeMap<String, String>, corrections: &[&[Correction]]) -> Result<Spec, Errors> {
    let text_of = |path: &str| {
        let text = files.get(path).map(|text| Cow::Borrowed(text.as_str()));
        text.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let stems: Vec<String> = snapshot::services_of(files)?.into_iter().map(|service| service.stem).collect();
    Loader { root: Path::new("snapshot"), text_of: &text_of, corrections, problems: Vec::new() }.load(&stems)
}

struct Loader<'a> {
    /// The prefix of paths in errors.
    root: &'a Path,
    /// The content of a file of the snapshot.
    text_of: &'a dyn Fn(&str) -> io::Result<Cow<'a, str>>,
    corrections: &'a [&'a [Correction]],
    problems: Vec<Problem>,
}

impl Loader<'_> {
    fn load(mut self, services: &[impl AsRef<str>]) -> Result<Spec, Errors> {
        let spec = Spec { version: self.version()?, ..Spec::default() };
        let mut specified = Layer { spec, only_in: BTreeMap::new() };
        self.read(SPEC_LAYER, SHARED, Source::Specification, &mut specified);
        for stem in services {
            let stem = stem.as_ref();
            let (mut schemas, mut serverless) = (Layer::default(), Layer::default());
            let in_spec = self.read(SPEC_LAYER, stem, Source::Specification, &mut specified);
            let in_schemas = self.read(SCHEMA_LAYER, stem, Source::Schemas, &mut schemas);
            self.read(ELSEWHERE, stem, Source::Schemas, &mut schemas);
            if self.problems.is_empty() {
                merge(&mut specified.spec, schemas);
            }
            let in_model = self.read(SERVERLESS, stem, Source::Schemas, &mut serverless);
            if self.problems.is_empty() {
                // These types are in no other document: there is nothing to merge.
                specified.spec.resources.extend(serverless.spec.resources);
                specified.spec.types.extend(serverless.spec.types);
            }
            if !in_spec && !in_schemas && !in_model {
                let message = format!("no service `{stem}` in the snapshot; its files would be named `{stem}.txt`");
                self.problems.push(Problem::new(self.root.display().to_string(), message));
            }
        }
        let mut spec = specified.spec;
        if self.problems.is_empty() {
            let loaded: BTreeSet<&str> = services.iter().map(AsRef::as_ref).collect();
            let is_loaded = |owner: &str| service_stem(owner).is_some_and(|stem| loaded.contains(stem.as_str()));
            self.problems = overlay::apply(self.corrections, &mut spec, is_loaded);
            // Without corrections the documents are loaded as they are.
            if !self.corrections.is_empty() {
                self.problems.extend(relationships::apply(&mut spec, is_loaded));
            }
            crate::serverless::give_attributes(&mut spec);
            self.problems.extend(check::dangling(&spec));
        }
        Errors::check(spec, self.problems)
    }

    /// `ResourceSpecificationVersion` of the document of the snapshot.
    #[expect(clippy::disallowed_methods, reason = "a snapshot without a version, as in tests, has none to display")]
    fn version(&self) -> Result<String, Errors> {
        let name = self.root.join(lock::FILE).display().to_string();
        match (self.text_of)(lock::FILE) {
            Ok(text) => {
                let mut lock = lock::parse(&name, &text)?;
                Ok(lock.0.remove(&Document::Specification).and_then(|pin| pin.version).unwrap_or_default())
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(e) => Err(Errors::one(name, format!("cannot be read: {e}"))),
        }
    }

    /// Parses the file of a service in a layer, if there is one.
    fn read(&mut self, folder: &str, stem: &str, source: Source, layer: &mut Layer) -> bool {
        let file = format!("{folder}/{stem}.txt");
        let path = self.root.join(&file);
        match (self.text_of)(&file) {
            Ok(text) => snapshot::read_layer(&path, &text, source, layer, &mut self.problems),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return false,
            Err(e) => self.problems.push(Problem::new(path.display().to_string(), format!("cannot be read: {e}"))),
        }
        true
    }
}

/// The stem of the service that a resource or property type belongs to.
fn service_stem(owner: &str) -> Option<String> {
    let resource = ResourceName::of(owner.split('.').next()?)?;
    Some(resource.service().stem())
}
