//! The pinned snapshot: the facts of AWS's documents, one text file per service and document.
//!
//! ```text
//! snapshot/
//!   lock.txt            the documents: version, URL, date, sizes, sha256, counts
//!   regions.txt         regions, partitions, DNS suffixes
//!   iam-actions.txt     IAM actions and their access level
//!   spec/s3.txt         the Resource Specification for AWS::S3; `_shared.txt` has what belongs to no service
//!   schemas/s3.txt      the provider schemas for AWS::S3
//!   schemas/elsewhere/  the same for resource types that are not in us-east-1; only those in the specification are loaded
//!   schemas/serverless-model/  the same for the resource types of the Serverless Application Model
//!   rules/sqs.txt       rules between the properties of its types; see `rules`
//!   rules/language/functions.txt  the schemas of the template language that the rules' package has
//!   availability/types.txt  the regions that have each resource type
//!   handlers/s3.txt     the IAM actions of the handlers of its types, and their tagging
//! ```
//! Both layers have the same grammar. A line is a fact, which begins with a keyword. Lines without indentation begin an
//! item, lines indented by two spaces are facts about the item, by four about the property (or attribute) above.
//!
//! ```text
//! service AWS::S3
//!
//! resource Bucket
//!   identifier BucketName
//!   attribute Arn String
//!   property BucketName String immutable
//!     length 3..63
//!   property Tags [::Tag] no-duplicates
//!
//! type Bucket.ReplicationRule
//!   property Status String required
//!     allow "Disabled"
//!     allow "Enabled"
//! ```
//! A type is a primitive (`String`), a property type of the same resource type (`.ReplicationRule`; the dot
//! distinguishes a struct named `Json` from the primitive), a shared property type (`::Tag`), a list (`[String]`) or a
//! map (`{String}`). Defaults are omitted: a property is optional and `mutable`, its documentation has the default URL.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crate::error::Errors;
use crate::name::ServiceName;

#[cfg(feature = "documents")]
mod print;
mod reader;
mod value;
#[cfg(feature = "documents")]
pub(crate) mod writer;

pub(crate) use reader::read_layer;

/// The folder of the Resource Specification's layer.
pub const SPEC_LAYER: &str = "spec";
/// The folder of the provider schemas' layer.
pub const SCHEMA_LAYER: &str = "schemas";
/// The folder of the provider schemas for resource types that are not in the base region.
pub const ELSEWHERE: &str = "schemas/elsewhere";
/// The folder of the resource types of the Serverless Application Model.
pub const SERVERLESS: &str = "schemas/serverless-model";
/// The stem of its file, and of its service.
pub const SERVERLESS_STEM: &str = "serverless";
/// The stem of the file for types that belong to no service. No stem of a service begins with `_`.
pub const SHARED: &str = "_shared";

/// The folder of the snapshot in this crate.
pub fn directory() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshot"))
}

/// A service in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    /// The name of its files: `s3`, `alexa-ask`.
    pub stem: String,
    /// `AWS::S3`.
    pub name: ServiceName,
}

/// The services of both layers of the pinned snapshot, sorted by stem.
///
/// # Errors
/// If the snapshot cannot be read.
pub fn services() -> Result<Vec<Service>, Errors> {
    services_in(directory())
}

/// The services of both layers of the snapshot in `dir`, sorted by stem.
///
/// # Errors
/// If there is no folder of a layer, one cannot be read, or one of its files does not begin with `service`.
pub fn services_in(dir: &Path) -> Result<Vec<Service>, Errors> {
    let mut services = BTreeMap::new();
    for layer in [SPEC_LAYER, SCHEMA_LAYER] {
        let folder = dir.join(layer);
        let unreadable = |e: io::Error| Errors::one(folder.display().to_string(), format!("cannot be read: {e}"));
        let entries = match fs::read_dir(&folder) {
            // A snapshot can have one of the documents only.
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(unreadable)?,
        };
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let Some(stem) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".txt")) else {
                continue;
            };
            if stem != SHARED && !services.contains_key(stem) {
                services.insert(stem.to_owned(), service_of(&path)?);
            }
        }
    }
    if services.is_empty() {
        let message = format!("is not a snapshot: it has no service in `{SPEC_LAYER}` or `{SCHEMA_LAYER}`");
        return Err(Errors::one(dir.display().to_string(), message));
    }
    Ok(services.into_iter().map(|(stem, name)| Service { stem, name }).collect())
}

/// The stem of the types of the Serverless Application Model, if the snapshot in `dir` has them.
pub fn serverless_in(dir: &Path) -> Option<String> {
    dir.join(SERVERLESS).join(format!("{SERVERLESS_STEM}.txt")).is_file().then(|| SERVERLESS_STEM.to_owned())
}

/// As [`services_in`], for a snapshot in memory: files by path.
#[cfg(feature = "documents")]
pub(crate) fn services_of(files: &BTreeMap<String, String>) -> Result<Vec<Service>, Errors> {
    let mut services = BTreeMap::new();
    for (path, text) in files {
        let Some((SPEC_LAYER | SCHEMA_LAYER, file)) = path.rsplit_once('/') else { continue };
        if let Some(stem) = file.strip_suffix(".txt").filter(|stem| *stem != SHARED) {
            services.insert(stem, service_line(path, text.lines().next().unwrap_or_default())?);
        }
    }
    Ok(services.into_iter().map(|(stem, name)| Service { stem: stem.to_owned(), name }).collect())
}

/// Parses the first line of a file of a layer.
fn service_of(path: &Path) -> Result<ServiceName, Errors> {
    use std::io::BufRead;
    let mut line = String::new();
    let file =
        fs::File::open(path).map_err(|e| Errors::one(path.display().to_string(), format!("cannot be read: {e}")))?;
    std::io::BufReader::with_capacity(256, file)
        .read_line(&mut line)
        .map_err(|e| Errors::one(path.display().to_string(), format!("cannot be read: {e}")))?;
    service_line(&path.display().to_string(), line.trim_end())
}

fn service_line(path: &str, line: &str) -> Result<ServiceName, Errors> {
    let name = line.strip_prefix("service ").and_then(|name| ServiceName::new(name).ok());
    name.ok_or_else(|| Errors::one(format!("{path}:1"), "expected `service` and a service name such as `AWS::S3`"))
}
