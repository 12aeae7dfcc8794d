//! What a program looks up: `lookups.json`, in the format of `docs/app.md` of `cfn-models`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::project::Versioned;

/// The version of the format that is read here.
const VERSION: u64 = 1;

/// What a program looks up.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The file that it reads the results from.
    pub(super) file: PathBuf,
    pub(super) lookups: Vec<Wanted>,
}

/// A lookup.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    pub(super) query: Query,
    /// The values that the program takes: attributes, properties, and `Ref`.
    pub(super) values: BTreeSet<String>,
    /// Where in the program it is.
    pub(super) at: String,
}

/// What a lookup asks for, where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Query {
    pub(super) name: String,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    #[serde(rename = "type")]
    pub(super) type_name: String,
    pub(super) by: By,
    /// Whether all such resources are meant.
    pub(super) many: bool,
}

/// What distinguishes a resource from the others of its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct By {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(super) properties: Map<String, Value>,
}

/// The place of a lookup in the file, and what it is called.
pub(super) type Key<'q> = (Option<&'q str>, Option<&'q str>, &'q str);

impl Query {
    pub(super) fn key(&self) -> Key<'_> {
        (self.account.as_deref(), self.region.as_deref(), &self.name)
    }
}

/// `shared (AWS::EC2::VPC in eu-west-1)`.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.name, self.type_name)?;
        match (&self.account, &self.region) {
            (None, None) => f.write_str(")"),
            (None, Some(region)) => write!(f, " in {region})"),
            (Some(account), region) => {
                write!(f, " in {account}/{})", region.as_deref().unwrap_or("the current region"))
            }
        }
    }
}

/// `the tag Name=shared and CidrBlock "10.0.0.0/16"`.
impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.iter().map(|id| format!("the identifier {id}"));
        let tags = self.tags.iter().map(|(key, value)| format!("the tag {key}={value}"));
        let properties = self.properties.iter().map(|(name, value)| format!("{name} {value}"));
        let all: Vec<String> = id.chain(tags).chain(properties).collect();
        f.write_str(&all.join(" and "))
    }
}

/// Reads what a program wrote into a folder.
///
/// # Errors
/// If it is not in the format; `None` if the program wrote nothing.
pub(super) fn read(folder: &Path) -> Result<Option<Asked>, String> {
    let text = match std::fs::read_to_string(folder.join("lookups.json")) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("lookups.json cannot be read: {error}")),
    };
    let unreadable = |error: serde_json::Error| format!("lookups.json: {error}");
    let Versioned { version } = serde_json::from_str(&text).map_err(unreadable)?;
    if version != VERSION {
        return Err(format!("lookups.json has version {version}, and this program reads {VERSION}"));
    }
    serde_json::from_str(&text).map(Some).map_err(unreadable)
}
