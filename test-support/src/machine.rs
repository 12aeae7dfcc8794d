//! Programs and files that a test needs and a machine may lack.
//!
//! A test asks for what it needs here, and returns when there is none. That is said on the standard error stream, which
//! `cargo test` shows with `--nocapture` only, and written to the file that `CI_SKIPPED` names, which `.ci/run` prints at
//! its end. `CI_STRICT=1` makes a failure of it; `CI_STRICT=cfn-lint,boto3` does so for these two only. `.ci/run` names
//! there what it has installed, so that a test which does not find it fails.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Says that the running test is skipped without `what`, the name that `CI_STRICT` knows it by.
///
/// # Panics
/// Where `CI_STRICT` names it, or is `1`.
#[track_caller]
pub fn skip(what: &str, why: &str) {
    let thread = std::thread::current();
    let message = format!("SKIPPED: {}: {what}: {why}", thread.name().unwrap_or("a test"));
    let strict = std::env::var_os("CI_STRICT")
        .map_or_else(String::new, |strict| strict.into_string().expect("CI_STRICT is text"));
    assert!(!is_strict(&strict, what), "{message} (CI_STRICT={strict})");
    eprintln!("{message}");
    if let Some(list) = std::env::var_os("CI_SKIPPED") {
        let mut list = OpenOptions::new().create(true).append(true).open(list).expect("CI_SKIPPED names a file");
        // In one call, so that the lines of tests that run at the same time stay whole.
        list.write_all(format!("{message}\n").as_bytes()).expect("the file can be written");
    }
}

fn is_strict(strict: &str, what: &str) -> bool {
    strict == "1" || strict.split(',').any(|name| name == what)
}

/// A file or folder of the folder `shared` beside the checkout, where maintainers keep what may not be distributed or is
/// large: AWS's documents (`spec`), templates that others published (`corpus`), the template of the CDK that the archive is
/// compared with (`golden`). Skips the test where it is not there.
#[track_caller]
#[must_use]
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = repository().join("../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    skip(&format!("shared/{path}"), "only maintainers have it, beside their checkout");
    None
}

/// The Python that `.ci/run` sets up: `ARCHIVE_TEST_PYTHON`, or the one in `.venv`, or `python3` of the search path.
#[must_use]
pub fn python() -> PathBuf {
    let local = ["bin/python", "Scripts/python.exe"].map(|python| repository().join(".venv").join(python));
    let local = || local.into_iter().find(|python| python.exists());
    std::env::var_os("ARCHIVE_TEST_PYTHON").map(PathBuf::from).or_else(local).unwrap_or_else(|| "python3".into())
}

/// A Python that can import `module` of the package `package`. Skips the test where it cannot.
#[track_caller]
#[must_use]
pub fn python_with(package: &str, module: &str) -> Option<PathBuf> {
    let python = python();
    let probe = format!("import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)");
    let found = Command::new(&python).args(["-c", &probe]).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    let why = format!(
        "{} cannot import `{module}`; .ci/run installs it, or ARCHIVE_TEST_PYTHON names another",
        python.display()
    );
    skip(package, &why);
    None
}

/// A program that a Python package puts beside its interpreter. Skips the test where it is not there.
#[track_caller]
#[must_use]
pub fn python_program(package: &str, program: &str) -> Option<PathBuf> {
    let python = python();
    let file = python.with_file_name(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    if file.exists() {
        return Some(file);
    }
    skip(package, &format!("there is no {}; .ci/run installs it", file.display()));
    None
}

/// Whether Node.js runs and `.ci/node_modules` has `package`. Skips the test where not.
#[track_caller]
#[must_use]
pub fn npm_package(package: &str) -> bool {
    let installed = repository().join(".ci/node_modules").join(package).is_dir();
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let usable = installed && node.is_ok_and(|status| status.success());
    if !usable {
        skip(package, "run `npm ci` in .ci, with Node.js");
    }
    usable
}

/// The names that Chromium has on search paths: of distributions, and of Google's own packages.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Chromium, on the search path. Skips the test where there is none, or not what drives it: Node.js and `playwright-core`.
#[track_caller]
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    if !npm_package("playwright-core") {
        return None;
    }
    let path = std::env::var_os("PATH");
    let folders: Vec<PathBuf> = path.iter().flat_map(std::env::split_paths).collect();
    let mut files = CHROMIUM.into_iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = files.find(|file| file.is_file());
    if found.is_none() {
        skip("chromium", &format!("none of {} is on the search path", CHROMIUM.join(", ")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_may_not_be_skipped() {
        assert!(is_strict("1", "boto3") && is_strict("cfn-lint,boto3", "boto3"));
        assert!(!is_strict("", "boto3") && !is_strict("cfn-lint,boto3-stubs", "boto3"));
    }

    #[test]
    fn the_repository_is_this_one() {
        assert!(repository().join(".ci/requirements.txt").is_file());
    }
}
