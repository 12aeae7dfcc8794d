//! Puts the pinned snapshot into the program, so that it runs where no source is.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use cfn_spec::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SPEC_LAYER};
use cfn_spec::{iam, lock};

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
    for folder in [SPEC_LAYER, SCHEMA_LAYER, ELSEWHERE, SERVERLESS, iam::FOLDER] {
        let unreadable = |e: std::io::Error| format!("{}: cannot be read: {e}", root.join(folder).display());
        for entry in fs::read_dir(root.join(folder)).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            files.extend(name.to_str().filter(|name| name.ends_with(".txt")).map(|name| format!("{folder}/{name}")));
        }
    }
    // By their paths: the program searches for them.
    files.sort_unstable();

    let mut text = String::from("const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "    ({file:?}, include_str!({:?})),", root.join(&file));
    }
    let stems: Vec<String> =
        snapshot::services().map_err(|e| e.to_string())?.into_iter().map(|service| service.stem).collect();
    let prefixes = iam::all_prefixes(root).map_err(|e| e.to_string())?;
    let _ = write!(text, "];\nconst SERVICES: &[&str] = &{stems:?};\nconst PREFIXES: &[&str] = &{prefixes:?};\n");

    let out = env::var("OUT_DIR").map_err(|e| format!("OUT_DIR, which Cargo sets: {e}"))?;
    let path = Path::new(&out).join("snapshot.rs");
    fs::write(&path, text).map_err(|e| format!("{}: cannot be written: {e}", path.display()))
}
