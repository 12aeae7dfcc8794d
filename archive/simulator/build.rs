//! Embeds the snapshot of AWS's facts, so that the simulator runs outside a checkout: a table of its files, each parsed
//! when a template has a resource of the service; and the ARN formats.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::process::ExitCode;

use cfn_spec::{build_script, handlers, rules, snapshot};

fn main() -> ExitCode {
    build_script::run(|out| {
        build_script::write(out, "snapshot.rs", &files()?)?;
        build_script::write(out, "arn_formats.rs", &arn_formats()?)
    })
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

/// A table of the resources' ARN formats: service prefix, resource, format.
fn arn_formats() -> Result<String, String> {
    let folder = snapshot::directory().join(rules::ACTIONS);
    let mut table = String::from("const PUBLISHED: &[(&str, &str, &str)] = &[\n");
    for name in build_script::text_files(&folder)? {
        let service = name.trim_end_matches(".txt");
        let text = build_script::read(&folder.join(&name))?;
        for line in text.lines().filter_map(|line| line.strip_prefix("resource ")) {
            // The name of a resource can have spaces.
            let (resource, format) =
                line.rsplit_once(' ').ok_or_else(|| format!("{name}: a resource has no ARN format: {line}"))?;
            table.push_str(&format!("    ({service:?}, {resource:?}, {format:?}),\n"));
        }
    }
    table.push_str("];\n");
    Ok(table)
}
