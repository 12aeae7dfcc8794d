//! Reads the settings of the file and of the environment.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use models::check::nearest;
use toml::de::{DeTable, DeValue};

use super::key::{FILE_NAME, KEYS, Key, TABLE};

/// A setting that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) key: Key,
    /// One, or those of a list.
    pub(super) values: Vec<String>,
    pub(super) origin: Origin,
}

/// Where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A line of a file.
    File(PathBuf, usize),
    /// A variable of the environment.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// The settings for the current folder; the environment takes the place of the file.
///
/// # Errors
/// Every problem of the file, or of the environment.
pub(super) fn settings(folder: &Path, variable: impl Fn(&str) -> Option<OsString>) -> Result<Vec<Setting>, String> {
    let file = folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file());
    let mut settings = match file {
        None => Vec::new(),
        Some(file) => {
            // Shown as it can be opened from here.
            let shown = file.strip_prefix(folder).unwrap_or(&file);
            let text = std::fs::read_to_string(&file).map_err(|error| {
                format!("{}: cannot be read: {error}\n  help: make it readable, or remove it", shown.display())
            })?;
            parse(shown, &text)?
        }
    };
    for key in KEYS {
        let name = key.variable();
        let Some(value) = variable(&name).filter(|value| !value.is_empty()) else { continue };
        let Ok(value) = value.into_string() else {
            return Err(format!("{name} is not UTF-8\n  help: set it to text, or unset it"));
        };
        let values = match key.is_list {
            true => value.split(',').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect(),
            false => vec![value],
        };
        settings.retain(|setting| setting.key != *key);
        settings.push(Setting { key: *key, values, origin: Origin::Variable(name) });
    }
    Ok(settings)
}

/// The settings of a file's text.
///
/// # Errors
/// Every problem, with its line.
pub(super) fn parse(file: &Path, text: &str) -> Result<Vec<Setting>, String> {
    let line = |offset: usize| text.get(..offset).unwrap_or(text).matches('\n').count() + 1;
    let mut problems = Vec::new();
    let mut problem = |offset: usize, message: String| {
        problems.push((offset, format!("{}:{}: {message}", file.display(), line(offset))))
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        problem(error.span().map_or(0, |span| span.start), format!("this is not TOML: {}", error.message().trim_end()));
    }
    let mut settings = Vec::new();
    let entry = document.get_ref().iter().find(|(key, _)| key.get_ref() == TABLE);
    match entry.map(|(_, value)| (value.span().start, value.get_ref())) {
        None => {}
        Some((_, DeValue::Table(table))) => {
            for (name, value) in table.iter() {
                let known = KEYS.iter().find(|key| key.name == name.get_ref());
                let read = match known {
                    Some(key) => values(*key, value.get_ref()),
                    None => Err(unknown(name.get_ref())),
                };
                let start = name.span().start;
                match (known, read) {
                    (Some(key), Ok(values)) => {
                        settings.push(Setting {
                            key: *key,
                            values,
                            origin: Origin::File(file.to_owned(), line(start)),
                        });
                    }
                    (_, Err(message)) => problem(start, message),
                    (None, Ok(_)) => {}
                }
            }
        }
        Some((start, _)) => problem(start, format!("`{TABLE}` has to be a table, `[{TABLE}]`")),
    }
    if problems.is_empty() {
        return Ok(settings);
    }
    problems.sort();
    Err(problems.into_iter().map(|(_, problem)| problem).collect::<Vec<_>>().join("\n"))
}

fn unknown(name: &str) -> String {
    match nearest(name, KEYS.iter().map(|key| key.name)) {
        Some(near) => format!("unknown key `{name}`; did you mean `{near}`?"),
        None => {
            let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
            format!("unknown key `{name}`; expected one of {}", names.join(", "))
        }
    }
}

/// The texts of a value.
fn values(key: Key, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let text = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    };
    match (key.is_list, value) {
        (false, value) => {
            text(value).map(|text| vec![text]).ok_or_else(|| format!("`{}` has to be a string", key.name))
        }
        (true, DeValue::Array(items)) => items
            .iter()
            .map(|item| text(item.get_ref()))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| format!("`{}` has to be a list of strings", key.name)),
        (true, _) => Err(format!("`{}` has to be a list of strings", key.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_is_read_and_the_environment_is_over_it() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(
            root.path().join(FILE_NAME),
            "regions = []\n\n[deploy]\nregion = \"eu-west-1\"\ntag = [\"a=b\"]\n",
        )
        .unwrap();
        let made = settings(&inner, |name| (name == "CFN_TAG").then(|| "c=d, e=f".into())).unwrap();
        let shown: Vec<String> =
            made.iter().map(|one| format!("{} {:?} {}", one.key.name, one.values, one.origin)).collect();
        let file = root.path().join(FILE_NAME);
        assert_eq!(
            shown,
            [format!("region [\"eu-west-1\"] {}:4", file.display()), "tag [\"c=d\", \"e=f\"] CFN_TAG".to_owned()]
        );
        assert_eq!(settings(&inner.join("none"), |_| Some(OsString::new())).unwrap().len(), 2, "empty is not set");
    }

    #[test]
    fn every_problem_of_a_file_is_told_with_its_line() {
        let problems =
            parse(Path::new("cfn.toml"), "[deploy]\nregoin = \"a\"\ntag = \"a=b\"\nregion = 7\n").unwrap_err();
        assert_eq!(
            problems.lines().collect::<Vec<_>>(),
            [
                "cfn.toml:2: unknown key `regoin`; did you mean `region`?",
                "cfn.toml:3: `tag` has to be a list of strings",
                "cfn.toml:4: `region` has to be a string",
            ]
        );
        assert!(parse(Path::new("cfn.toml"), "deploy = 1").unwrap_err().contains("has to be a table"));
    }
}
