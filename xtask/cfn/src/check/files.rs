//! The files to check: named files, and the templates in folders and those that match patterns.

use std::path::{Component, Path, PathBuf};

use cfn_template::{Document, Value};

use crate::failure::Failure;

/// A file to check.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) path: PathBuf,
    /// Whether the file itself was named. Files found in folders or by patterns are checked only if they are templates.
    pub(super) named: bool,
}

/// Folders that are skipped.
const PASSED_OVER: &[&str] = &["node_modules", "target"];
const EXTENSIONS: &[&str] = &["json", "template", "yaml", "yml"];

/// The files of the arguments, without duplicates: named files, the files of a folder, and the files that match a
/// pattern (`*`, `?`, and `**` for any folders), sorted by name.
///
/// # Errors
/// If a folder cannot be read, or no file matches a pattern.
pub(super) fn list(arguments: &[PathBuf]) -> Result<Vec<Listed>, Failure> {
    let mut listed = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            walk(argument, &mut |path| {
                let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
                if path.extension().and_then(|extension| extension.to_str()).is_some_and(|e| EXTENSIONS.contains(&e)) {
                    listed.push(Listed { path, named: false });
                }
            })?;
        } else if let Some(pattern) = argument.to_str().filter(|text| is_pattern(text) && !argument.exists()) {
            let before = listed.len();
            walk(&base(argument), &mut |path| {
                let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
                if matches(pattern, &path) {
                    listed.push(Listed { path, named: false });
                }
            })?;
            if listed.len() == before {
                return Err(Failure::Input(format!("{pattern}: no file matches")));
            }
        } else {
            listed.push(Listed { path: argument.clone(), named: true });
        }
    }
    let mut seen = std::collections::HashSet::new();
    listed.retain(|file| seen.insert(file.path.clone()));
    Ok(listed)
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// The literal folder at the beginning of a pattern.
fn base(pattern: &Path) -> PathBuf {
    let plain = |component: &Component<'_>| !component.as_os_str().to_str().is_some_and(is_pattern);
    let folder: PathBuf = pattern.components().take_while(plain).collect();
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
}

/// Calls `each` with the files below a folder, sorted by name. Hidden files and folders, and symbolic links to folders,
/// are skipped.
fn walk(folder: &Path, each: &mut dyn FnMut(PathBuf)) -> Result<(), Failure> {
    let unreadable = |e: std::io::Error| Failure::Input(format!("{}: cannot be read: {e}", folder.display()));
    let mut entries =
        std::fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(unreadable)?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            if !PASSED_OVER.contains(&name.as_ref()) {
                walk(&entry.path(), each)?;
            }
        } else if kind.is_file() || entry.path().is_file() {
            each(entry.path());
        }
    }
    Ok(())
}

/// Whether a path matches a pattern, component by component: `*` matches any characters, `?` one character, `**` any components.
pub(super) fn matches(pattern: &str, path: &Path) -> bool {
    let path: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let pattern: Vec<String> =
        Path::new(pattern).components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let pattern: Vec<&str> = pattern.iter().map(String::as_str).filter(|part| *part != ".").collect();
    components(&pattern, &path)
}

fn components(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            components(rest, path) || path.split_first().is_some_and(|(_, inner)| components(pattern, inner))
        }
        ([one, rest @ ..], [name, inner @ ..]) => {
            let (one, name): (Vec<char>, Vec<char>) = (one.chars().collect(), name.chars().collect());
            characters(&one, &name) && components(rest, inner)
        }
        _ => false,
    }
}

fn characters(pattern: &[char], name: &[char]) -> bool {
    // `*` is matched lazily, so only the last one may have to match more.
    let (mut at, mut in_name, mut star) = (0, 0, None);
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((of, taken)) => {
                    star = Some((of, taken + 1));
                    at = of + 1;
                    in_name = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// Whether a document is a template: it has `AWSTemplateFormatVersion`, or resources with types.
pub(super) fn is_template(document: &Document) -> bool {
    let root = &document.root;
    let is_resource =
        |value: &Value| value.get("Type").is_some_and(|ty| ty.as_str().is_some_and(|ty| ty.contains("::")));
    root.get("AWSTemplateFormatVersion").is_some()
        || root
            .get("Resources")
            .and_then(Value::as_map)
            .is_some_and(|resources| resources.iter().any(|entry| is_resource(&entry.value)))
}

/// Whether an invalid file is probably meant to be a template.
pub(super) fn seems_template(text: &str) -> bool {
    text.contains("AWSTemplateFormatVersion")
        || text.lines().any(|line| line.starts_with("Resources:"))
        || text.contains("\"Resources\"")
}

#[cfg(test)]
mod tests {
    use super::matches;
    use std::path::Path;

    #[test]
    fn patterns_match_component_by_component() {
        for (pattern, path, expected) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "b/a.yaml", false),
            ("**/*.yaml", "a.yaml", true),
            ("**/*.yaml", "b/c/a.yaml", true),
            ("b/**", "b/c/a.yaml", true),
            ("b/**/a.yaml", "b/a.yaml", true),
            ("b/?.yaml", "b/a.yaml", true),
            ("b/?.yaml", "b/aa.yaml", false),
            ("*a*b*", "xaybz", true),
            ("*a*b", "xaybz", false),
            ("./stacks/*", "stacks/a", true),
        ] {
            assert_eq!(matches(pattern, Path::new(path)), expected, "{pattern} {path}");
        }
    }
}
