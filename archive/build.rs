//! Puts the part of the snapshot into the program that says what the handlers of the archive's resource types need.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::path::Path;
use std::process::ExitCode;

use cfn_spec::{build_script, handlers, snapshot};

/// The services of the archive's stacks, by the names of their files.
const SERVICES: [&str; 7] = ["cloudformation", "cloudwatch", "events", "iam", "kms", "s3", "sns"];

fn main() -> ExitCode {
    build_script::run(run)
}

fn run(out: &Path) -> Result<(), String> {
    let folder = snapshot::directory().join(handlers::FOLDER);
    let mut list = format!("const HANDLERS: [&str; {}] = [\n", SERVICES.len());
    for service in SERVICES {
        let path = folder.join(service).with_extension("txt");
        println!("cargo::rerun-if-changed={}", path.display());
        let text = build_script::read(&path)?;
        // What cannot be read is an error here, so that it is none in the program.
        handlers::parse(service, &text).map_err(|errors| errors.to_string())?;
        list.push_str(&format!("    include_str!({path:?}),\n"));
    }
    list.push_str("];\n");
    build_script::write(out, "handlers.rs", &list)
}
