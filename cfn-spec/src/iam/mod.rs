//! IAM actions: `snapshot/iam-actions/<prefix>.txt`, one action with its access level per line.

mod prefix;

use std::fs;
use std::path::Path;

use crate::error::{Errors, Problem};
use crate::snapshot;

pub use prefix::{PrefixOverlay, overlays, prefixes};

/// The folder of the action lists.
pub const FOLDER: &str = "iam-actions";

/// An IAM action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IamAction {
    /// The name after the service prefix: `GetObject`.
    pub name: String,
    /// The access level.
    pub access: AccessLevel,
}

/// The access level of an action.
///
/// See <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads the content of resources.
    Read,
    /// Creates, changes or deletes resources.
    Write,
    /// Changes permissions.
    PermissionsManagement,
    /// Changes tags only.
    Tagging,
}

impl AccessLevel {
    /// The word in the snapshot: `list`, `read`, `write`, `permissions`, `tagging`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::PermissionsManagement => "permissions",
            Self::Tagging => "tagging",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::List, Self::Read, Self::Write, Self::PermissionsManagement, Self::Tagging]
            .into_iter()
            .find(|level| level.as_str() == word)
    }
}

/// The actions of a service prefix (`s3`, `cognito-idp`) in the pinned snapshot, by name. The list is not complete:
/// about 2 % of the actions are missing.
///
/// # Errors
/// If the snapshot has no such prefix, or its file cannot be read.
pub fn iam_actions(prefix: &str) -> Result<Vec<IamAction>, Errors> {
    iam_actions_in(snapshot::directory(), prefix)
}

/// As [`iam_actions`], from the snapshot in `dir`.
///
/// # Errors
/// As [`iam_actions`].
pub fn iam_actions_in(dir: &Path, prefix: &str) -> Result<Vec<IamAction>, Errors> {
    let path = dir.join(FOLDER).join(format!("{prefix}.txt"));
    let name = path.display().to_string();
    let text = fs::read_to_string(&path)
        .map_err(|e| Errors::one(&name, format!("the actions of `{prefix}` cannot be read: {e}")))?;
    parse(&name, &text)
}

/// Parses the file of a prefix. `name` is its name in errors.
///
/// # Errors
/// If a line is not an action with its access level.
pub fn parse(name: &str, text: &str) -> Result<Vec<IamAction>, Errors> {
    let mut actions = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match line.split_once(' ').map(|(name, word)| (name, AccessLevel::from_word(word))) {
            Some((name, Some(access))) => actions.push(IamAction { name: name.to_owned(), access }),
            _ => problems.push(Problem::new(
                format!("{name}:{}", index + 1),
                "expected an action and one of `list`, `read`, `write`, `permissions`, `tagging`",
            )),
        }
    }
    Errors::check(actions, problems)
}

/// The service prefixes of the snapshot in `dir`, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn all_prefixes(dir: &Path) -> Result<Vec<String>, Errors> {
    let folder = dir.join(FOLDER);
    let unreadable = |e: std::io::Error| Errors::one(folder.display().to_string(), format!("cannot be read: {e}"));
    let mut prefixes = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        prefixes.extend(name.to_str().and_then(|name| name.strip_suffix(".txt")).map(str::to_owned));
    }
    prefixes.sort();
    Ok(prefixes)
}
