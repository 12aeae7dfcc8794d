//! The names of files: a key is any text, and a file's name is not.
//!
//! Each part of a key between slashes is a folder or a file. What cannot be a name is escaped with a percent sign, and so is the percent sign, so
//! that no two keys have one name, and no name leads out of the folder. `archive/docs/restore.md` has the rule.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

/// The longest name of a file or a folder, in bytes, on the file systems of Linux, macOS and Windows.
const LONGEST: usize = 255;
/// So much is left of a longer one, so that it has room for what makes it unique.
const KEPT: usize = 200;
/// How the names of files begin that are not whole yet. No key is escaped to it.
const PARTIAL: &str = "%part-";

/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The names of all keys that are restored: which of them would be one file on a file system without upper and lower case, or a file and
/// a folder at once. It has 16 bytes for each key and each folder.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The hashes of the files' paths in lower case, with whether there are several of one.
    files: HashMap<u64, bool>,
    /// Those of the folders' paths.
    folders: HashSet<u64>,
}

/// Where a key is restored to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileName {
    /// The folders and the file, below the folder that is restored to.
    pub(super) path: PathBuf,
    /// Whether it is not the key itself.
    pub(super) is_escaped: bool,
    /// Whether it is a folder: the key ends in a slash, and the object is empty.
    pub(super) is_folder: bool,
}

impl Names {
    /// Adds a key that is restored.
    pub(super) fn add(&mut self, key: &str, size: u64) {
        let is_folder = is_folder(key, size);
        let parts = parts(key, is_folder, cfg!(windows));
        let mut path = String::new();
        for (position, part) in parts.iter().enumerate() {
            path.push('/');
            path.push_str(&part.to_lowercase());
            if position + 1 < parts.len() || is_folder {
                self.folders.insert(hash(&path));
            }
        }
        if !is_folder {
            self.files.entry(hash(&path)).and_modify(|several| *several = true).or_insert(false);
        }
    }

    /// The name of a key that was added.
    pub(super) fn of(&self, key: &str, size: u64) -> FileName {
        let is_folder = is_folder(key, size);
        let mut parts = parts(key, is_folder, cfg!(windows));
        let whole = parts.iter().fold(String::new(), |path, part| path + "/" + &part.to_lowercase());
        let whole = hash(&whole);
        let clashes = !is_folder && (self.files.get(&whole) == Some(&true) || self.folders.contains(&whole));
        if let Some(last) = parts.last_mut().filter(|_| clashes) {
            *last = with_mark(last, key);
        }
        let is_escaped = parts.join("/") != key.strip_suffix('/').filter(|_| is_folder).unwrap_or(key);
        FileName { path: parts.iter().collect(), is_escaped, is_folder }
    }
}

/// The name of the file in which a version is until it is whole.
pub(super) fn partial(key: &str, id: &str) -> String {
    format!("{PARTIAL}{}", short_digest(&format!("{key}\0{id}")))
}

fn is_folder(key: &str, size: u64) -> bool {
    size == 0 && key.len() > 1 && key.ends_with('/')
}

/// The escaped parts of a key.
fn parts(key: &str, is_folder: bool, windows: bool) -> Vec<String> {
    let key = if is_folder { key.strip_suffix('/').unwrap_or(key) } else { key };
    key.split('/').map(|part| escape(part, windows)).collect()
}

/// A part of a key as a name.
fn escape(part: &str, windows: bool) -> String {
    let dots = matches!(part, "." | "..");
    let mut name = String::with_capacity(part.len());
    let last = part.chars().count().saturating_sub(1);
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_lowercase();
    let is_device = windows && DEVICES.contains(&stem.as_str());
    for (position, letter) in part.chars().enumerate() {
        let is_odd = letter.is_control() || letter == '%' || (dots && letter == '.');
        let is_odd_on_windows = matches!(letter, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || (position == last && matches!(letter, '.' | ' '))
            || (position == 0 && is_device);
        if is_odd || (windows && is_odd_on_windows) {
            let mut bytes = [0; 4];
            letter.encode_utf8(&mut bytes).bytes().for_each(|byte| name.push_str(&format!("%{byte:02X}")));
        } else {
            name.push(letter);
        }
    }
    if name.is_empty() {
        name.push('%');
    }
    if name.len() > LONGEST { with_mark(&name, part) } else { name }
}

/// A name with a digest of `of` after `%~`, which no key is escaped to; cut if it would be too long.
fn with_mark(name: &str, of: &str) -> String {
    let end = name.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= KEPT).last();
    format!("{}%~{}", &name[..end.unwrap_or(0)], short_digest(of))
}

fn short_digest(of: &str) -> String {
    Sha256::digest(of).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use super::*;

    fn named(keys: &[&str]) -> Vec<String> {
        let mut names = Names::default();
        keys.iter().for_each(|key| names.add(key, 1));
        keys.iter().map(|key| names.of(key, 1).path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn ordinary_keys_are_names() {
        let keys = ["a/b.txt", "ä ö+(1).jpg", ".hidden", "a/..b", "tilde~"];
        assert_eq!(named(&keys), keys);
    }

    #[test]
    fn what_cannot_be_a_name_is_escaped_and_stays_in_the_folder() {
        let keys = ["/etc/passwd", "d/../x", "a//b", "a/./b", "c/", "x\0y", "50%", "%2E%2E/x", "..", "/", "line\nfeed"];
        let expected = [
            "%/etc/passwd",
            "d/%2E%2E/x",
            "a/%/b",
            "a/%2E/b",
            "c/%",
            "x%00y",
            "50%25",
            "%252E%252E/x",
            "%2E%2E",
            "%/%",
            "line%0Afeed",
        ];
        assert_eq!(named(&keys), expected);
        for name in named(&keys) {
            assert!(Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))), "{name}");
        }
    }

    #[test]
    fn windows_has_more_names_that_are_none() {
        for (part, name) in [
            ("a:b", "a%3Ab"),
            ("a\\..\\b", "a%5C..%5Cb"),
            ("end.", "end%2E"),
            ("con.txt", "%63on.txt"),
            ("nul", "%6Eul"),
        ] {
            assert_eq!(escape(part, true), name);
            assert_eq!(escape(part, false), part);
        }
    }

    #[test]
    fn names_that_clash_have_a_mark_each() {
        let keys = ["a", "a/b", "Photo.JPG", "photo.jpg", "x/y", "X/z", "dir/File", "DIR/fILE"];
        let names = named(&keys);
        assert_eq!(names[1], "a/b");
        assert_eq!(names[4..6], ["x/y", "X/z"]);
        let marked: Vec<_> = [0, 2, 3, 6, 7].map(|at| names[at].clone()).into();
        assert!(marked.iter().all(|name| name.contains("%~")), "{names:?}");
        let lower: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(lower.len(), names.len());
    }

    #[test]
    fn a_long_name_is_cut_at_a_letter_and_stays_unique() {
        let (one, other) = ("ä".repeat(300) + "1", "ä".repeat(300) + "2");
        let names = named(&[&one, &other]);
        assert!(names.iter().all(|name| name.len() <= LONGEST && name.starts_with(&"ä".repeat(100))), "{names:?}");
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn an_empty_object_that_ends_in_a_slash_is_a_folder() {
        let mut names = Names::default();
        names.add("photos/", 0);
        names.add("photos", 3);
        let folder = names.of("photos/", 0);
        assert!(folder.is_folder && !folder.is_escaped && folder.path == Path::new("photos"), "{folder:?}");
        assert!(names.of("photos", 3).is_escaped);
    }
}
