//! The pinned snapshot: what AWS's documents say, facts only, one text file a service and document.
//!
//! ```text
//! snapshot/
//!   lock.txt            which documents: version, address, date, sizes, sha256, counts
//!   regions.txt         regions, partitions, DNS suffixes
//!   iam-actions.txt     IAM actions and their access level
//!   spec/s3.txt         the Resource Specification's part on AWS::S3; `_shared.txt` has what belongs to no service
//!   schemas/s3.txt      the provider schemas' part on AWS::S3
//!   schemas/elsewhere/  the same for resource types that us-east-1 lacks; only those in the specification are loaded
//!   schemas/serverless-model/  the same for the resource types of the Serverless Application Model
//!   handlers/s3.txt     the IAM actions that the handlers of its types need, and how they take tags
//! ```
//!
//! Both layers have one grammar. A line is a fact: its first word says which, indentation says whose. Lines of column 0
//! begin an item, lines indented by two are about the item, by four about the property (or attribute) above.
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
//!
//! A type is a primitive (`String`), a property type of the same resource (`.ReplicationRule`; the dot keeps a struct
//! named `Json` apart from the primitive), a property type that belongs to no resource (`::Tag`), a list (`[String]`) or
//! a map (`{String}`). What is not said is the common case: a property is optional and `mutable`, its documentation is
//! where AWS's pattern puts it.

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
/// The folder of the provider schemas' resource types that the base region lacks.
pub const ELSEWHERE: &str = "schemas/elsewhere";
/// The folder of the Serverless Application Model's resource types, which its transform turns into others.
pub const SERVERLESS: &str = "schemas/serverless-model";
/// The stem of its file, and of its service.
pub const SERVERLESS_STEM: &str = "serverless";
/// The stem of the file with what belongs to no service. No service's stem begins with `_`.
pub const SHARED: &str = "_shared";

/// The snapshot that is part of this crate.
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

/// The services of either layer of the pinned snapshot, in the order of their stems.
///
/// # Errors
/// When the snapshot cannot be read.
pub fn services() -> Result<Vec<Service>, Errors> {
    services_in(directory())
}

/// The services of either layer of the snapshot in `dir`, in the order of their stems.
///
/// # Errors
/// When no layer's folder is there, one cannot be read, or one of its files does not begin with `service`.
pub fn services_in(dir: &Path) -> Result<Vec<Service>, Errors> {
    let mut services = BTreeMap::new();
    for layer in [SPEC_LAYER, SCHEMA_LAYER] {
        let folder = dir.join(layer);
        let unreadable = |e: io::Error| Errors::one(folder.display().to_string(), format!("cannot be read: {e}"));
        let entries = match fs::read_dir(&folder) {
            // A snapshot may be made of one of the documents only.
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

/// The stem of the service of the Serverless Application Model's types, where the snapshot in `dir` has them.
pub fn serverless_in(dir: &Path) -> Option<String> {
    dir.join(SERVERLESS).join(format!("{SERVERLESS_STEM}.txt")).is_file().then(|| SERVERLESS_STEM.to_owned())
}

/// As [`services_in`], of a snapshot in memory: files by their path in it.
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

/// Reads the first line of a layer's file.
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
