//! Embeds the pinned snapshot into the program.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use cfn_spec::lock::Document;
use cfn_spec::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SPEC_LAYER};
use cfn_spec::{build_script, handlers, iam, lock, packed, rules};

fn main() -> ExitCode {
    build_script::run(run)
}

fn run(out: &Path) -> Result<(), String> {
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
        let names = build_script::text_files(&root.join(folder))?;
        files.extend(names.into_iter().map(|name| format!("{folder}/{name}")));
    }
    let mut rules = Vec::new();
    let tables: Vec<String> = files.iter().filter_map(|file| table(file)).map(str::to_owned).collect();
    let overlay = rules::overlay_directory();
    let names = build_script::text_files(&overlay.join(rules::FOLDER))?;
    files.extend(names.into_iter().map(|name| format!("{}/{}/{name}", rules::OVERLAY, rules::FOLDER)));
    // Sorted by path, for a binary search.
    files.sort_unstable();

    let mut text = String::from("const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let path = match file.strip_prefix(rules::OVERLAY).and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => overlay.join(rest),
            None => root.join(&file),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "    ({file:?}, include_str!({path:?})),");
        if Path::new(&file).parent().is_some_and(|folder| folder.ends_with(rules::FOLDER)) {
            rules.push((file, build_script::read(&path)?));
        }
    }
    let stems: Vec<String> =
        snapshot::services().map_err(|e| e.to_string())?.into_iter().map(|service| service.stem).collect();
    let all: Vec<String> = stems.iter().cloned().chain(snapshot::serverless_in(root)).collect();
    let spec = cfn_spec::load(root, &all).map_err(|e| e.to_string())?;
    // Of two rules that find the same, the published one is reported.
    rules.sort_by_key(|(file, _)| file.starts_with(rules::OVERLAY));
    build_script::write(out, "types.packed", &packed::pack(&spec, &rules)?)?;
    let prefixes = iam::all_prefixes(root).map_err(|e| e.to_string())?;
    let _ = write!(text, "];\nconst SERVICES: &[&str] = &{stems:?};\nconst PREFIXES: &[&str] = &{prefixes:?};\n");
    let _ = writeln!(text, "const RULE_TABLES: &[&str] = &{tables:?};");

    println!("cargo::rustc-env=CFN_SNAPSHOT={}", described(root)?);
    build_script::write(out, "snapshot.rs", &text)
}

/// Which snapshot it is, for `cfn --version`.
fn described(root: &Path) -> Result<String, String> {
    let file = root.join(lock::FILE);
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let lock = lock::parse(lock::FILE, &text).map_err(|e| e.to_string())?;
    let pin = |document| lock.0.get(&document);
    let version = pin(Document::Specification).and_then(|pin| pin.version.as_deref()).unwrap_or("unknown");
    let date = pin(Document::Schemas).and_then(|pin| pin.date.as_deref()).and_then(|date| date.get(..10));
    Ok(format!("specification {version}, provider schemas of {}", date.unwrap_or("an unknown date")))
}

/// The name of a table of the rules, from the path of its file.
fn table(file: &str) -> Option<&str> {
    file.strip_prefix(rules::TABLES)?.strip_prefix('/')?.strip_suffix(".txt")
}
