//! Embeds the snapshot of AWS's facts, so that the simulator runs outside a checkout: a table of its files, each parsed
//! when a template has a resource of the service.

use std::path::Path;
use std::{env, fs};

use cfn_spec::{handlers, snapshot};

fn main() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let mut table = String::from("const FILES: &[(&str, &str)] = &[\n");
    for folder in [snapshot::SPEC_LAYER, snapshot::SCHEMA_LAYER, snapshot::ELSEWHERE, handlers::FOLDER] {
        let path = snapshot::directory().join(folder);
        println!("cargo::rerun-if-changed={}", path.display());
        let entries = fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
            names.extend(entry.file_name().to_str().filter(|name| name.ends_with(".txt")).map(str::to_owned));
        }
        // Sorted, so that the output is deterministic.
        names.sort();
        for name in names {
            table.push_str(&format!("    (\"{folder}/{name}\", include_str!({:?})),\n", path.join(&name)));
        }
    }
    table.push_str("];\n");
    let file = Path::new(&out).join("snapshot.rs");
    fs::write(&file, table).map_err(|error| format!("{}: {error}", file.display()))
}
