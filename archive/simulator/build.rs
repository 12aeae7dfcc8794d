//! Embeds the snapshot of AWS's facts, so that the simulator runs outside a checkout: a table of its files, each parsed
//! when a template has a resource of the service.

use std::process::ExitCode;

use cfn_spec::{build_script, handlers, snapshot};

fn main() -> ExitCode {
    build_script::run(|out| build_script::write(out, "snapshot.rs", &files()?))
}

fn files() -> Result<String, String> {
    let mut table = String::from("const FILES: &[(&str, &str)] = &[\n");
    for folder in [snapshot::SPEC_LAYER, snapshot::SCHEMA_LAYER, snapshot::ELSEWHERE, handlers::FOLDER] {
        let path = snapshot::directory().join(folder);
        for name in build_script::text_files(&path)? {
            table.push_str(&format!("    (\"{folder}/{name}\", include_str!({:?})),\n", path.join(&name)));
        }
    }
    table.push_str("];\n");
    Ok(table)
}
