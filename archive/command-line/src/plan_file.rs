//! Saved plans: files that hold a plan and what it was made with, and that a later deployment executes exactly.

use std::io::Write as _;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::exit::CommandError;
use crate::whole_file::WholeFile;

/// The form of a program's plan files.
#[derive(Debug, Clone, Copy)]
pub struct PlanFormat {
    /// The version of the form.
    pub version: u32,
    /// How to create a plan, such as ``create one with `archive plan --out FILE` ``.
    pub remedy: &'static str,
}

/// A saved plan as it is in the file.
#[derive(Debug, Serialize, Deserialize)]
struct PlanFile<T> {
    version: u32,
    #[serde(flatten)]
    saved: T,
}

/// The version of the format of a saved plan, whatever else is in it.
#[derive(Debug, Deserialize)]
struct Versioned {
    version: u32,
}

impl PlanFormat {
    /// Reads a saved plan.
    ///
    /// # Errors
    /// If the file cannot be read, is no plan, or has another version.
    pub fn read<T: DeserializeOwned>(self, file: &Path) -> Result<T, CommandError> {
        let remedy = self.remedy;
        let text = std::fs::read_to_string(file).map_err(|error| {
            CommandError::usage(format!("{}: the plan cannot be read: {error}", file.display()), remedy)
        })?;
        let read: Versioned = serde_json::from_str(&text).map_err(|error| {
            CommandError::usage(format!("{}: this is not a plan file: {error}", file.display()), remedy)
        })?;
        if read.version != self.version {
            let message = format!(
                "{}: the plan has version {}, and this program reads {}",
                file.display(),
                read.version,
                self.version
            );
            return Err(CommandError::usage(message, remedy));
        }
        let read: PlanFile<T> = serde_json::from_str(&text).map_err(|error| {
            CommandError::usage(format!("{}: this is not a plan file: {error}", file.display()), remedy)
        })?;
        Ok(read.saved)
    }

    /// Writes a plan. A file that is there is as it was until the new one is whole.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write<T: Serialize>(self, file: &Path, saved: T) -> Result<(), CommandError> {
        let written = serde_json::to_vec_pretty(&PlanFile { version: self.version, saved })
            .map_err(std::io::Error::from)
            .and_then(|text| {
                let mut open = WholeFile::create(file)?;
                open.write_all(&text)?;
                open.finish()
            });
        written.map_err(|error| {
            CommandError::usage(
                format!("{}: the plan cannot be written: {error}", file.display()),
                "name another file with --out",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: PlanFormat = PlanFormat { version: 2, remedy: "create one with `tool plan --out FILE`" };

    #[test]
    fn a_plan_is_read_as_it_was_written_and_anything_else_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.json");
        let saved = std::collections::BTreeMap::from([("stack".to_owned(), "shop".to_owned())]);
        FORMAT.write(&file, &saved).unwrap();
        assert_eq!(FORMAT.read::<std::collections::BTreeMap<String, String>>(&file).unwrap(), saved);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a partial file is left");

        let newer = PlanFormat { version: 3, ..FORMAT };
        let refused = newer.read::<std::collections::BTreeMap<String, String>>(&file).unwrap_err();
        assert!(refused.to_string().contains("plan.json: the plan has version 2"), "{refused}");
        std::fs::write(&file, "no JSON").unwrap();
        let refused = FORMAT.read::<std::collections::BTreeMap<String, String>>(&file).unwrap_err();
        assert!(refused.to_string().contains("plan.json: this is not a plan file"), "{refused}");
    }
}
