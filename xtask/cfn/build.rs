//! Embeds the pinned snapshot into the program.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use cfn_spec::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SPEC_LAYER};
use cfn_spec::{handlers, iam, lock, rules};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let root = snapshot::directory();
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = vec![lock::FILE.to_owned()];
    for folder in [
        SPEC_LAYER,
        SCHEMA_LAYER,
        ELSEWHERE,
        SERVERLESS,
        iam::FOLDER,
        rules::FOLDER,
        rules::TABLES,
        rules::ACTIONS,
        rules::AVAILABILITY,
        handlers::FOLDER,
    ] {
        let unreadable = |e: std::io::Error| format!("{}: cannot be read: {e}", root.join(folder).display());
        for entry in fs::read_dir(root.join(folder)).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            files.extend(name.to_str().filter(|name| name.ends_with(".txt")).map(|name| format!("{folder}/{name}")));
        }
    }
    let tables: Vec<String> = files.iter().filter_map(|file| table(file)).map(str::to_owned).collect();
    let overlay = rules::overlay_directory();
    println!("cargo::rerun-if-changed={}", overlay.display());
    let unreadable = |e: std::io::Error| format!("{}: cannot be read: {e}", overlay.display());
    for entry in fs::read_dir(overlay.join(rules::FOLDER)).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let name = name.to_str().filter(|name| name.ends_with(".txt"));
        files.extend(name.map(|name| format!("{}/{}/{name}", rules::OVERLAY, rules::FOLDER)));
    }
    // Sorted by path, for a binary search.
    files.sort_unstable();

    let mut text = String::from("const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        // Writing to a `String` cannot fail.
        let path = match file.strip_prefix(rules::OVERLAY).and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => overlay.join(rest),
            None => root.join(&file),
        };
        let _ = writeln!(text, "    ({file:?}, include_str!({path:?})),");
    }
    let stems: Vec<String> =
        snapshot::services().map_err(|e| e.to_string())?.into_iter().map(|service| service.stem).collect();
    let prefixes = iam::all_prefixes(root).map_err(|e| e.to_string())?;
    let _ = write!(text, "];\nconst SERVICES: &[&str] = &{stems:?};\nconst PREFIXES: &[&str] = &{prefixes:?};\n");
    let _ = writeln!(text, "const RULE_TABLES: &[&str] = &{tables:?};");

    let out = env::var("OUT_DIR").map_err(|e| format!("OUT_DIR, which Cargo sets: {e}"))?;
    let path = Path::new(&out).join("snapshot.rs");
    fs::write(&path, text).map_err(|e| format!("{}: cannot be written: {e}", path.display()))
}

/// The name of a table of the rules, from the path of its file.
fn table(file: &str) -> Option<&str> {
    file.strip_prefix(rules::TABLES)?.strip_prefix('/')?.strip_suffix(".txt")
}
