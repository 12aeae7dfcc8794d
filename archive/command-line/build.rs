//! Tells the programs what they were built from and for.

use std::path::Path;

fn main() {
    // Cargo writes it into packages; a checkout has none.
    let package = Path::new(".cargo_vcs_info.json");
    println!("cargo::rerun-if-changed=build.rs");
    let commit = match std::fs::read_to_string(package) {
        Ok(text) => {
            println!("cargo::rerun-if-changed={}", package.display());
            commit_of(&text).map(str::to_owned)
        }
        Err(_) => None,
    };
    println!("cargo::rustc-env=BUILD_COMMIT={}", commit.unwrap_or_else(|| "unknown".to_owned()));
    // Cargo sets both for every build script.
    for (fact, variable) in [("BUILD_TARGET", "TARGET"), ("BUILD_PROFILE", "PROFILE")] {
        println!("cargo::rustc-env={fact}={}", std::env::var(variable).unwrap_or_else(|_| "unknown".to_owned()));
    }
}

/// The commit in `{"git": {"sha1": "…"}, …}`. No dependency reads it: everybody who builds the programs would compile that first.
fn commit_of(text: &str) -> Option<&str> {
    let rest = text.split_once("\"sha1\"")?.1.split_once(':')?.1;
    let commit = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    (commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(commit)
}
