//! Puts the part of the snapshot into the program that says what the handlers of the archive's resource types need.

use std::path::Path;
use std::{env, fs};

use cfn_spec::{handlers, snapshot};

/// The services of the archive's stacks, by the names of their files.
const SERVICES: [&str; 6] = ["cloudformation", "cloudwatch", "iam", "kms", "s3", "sns"];

fn main() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let folder = snapshot::directory().join(handlers::FOLDER);
    let mut list = format!("const HANDLERS: [&str; {}] = [\n", SERVICES.len());
    for service in SERVICES {
        let path = folder.join(service).with_extension("txt");
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        // What cannot be read is an error here, so that it is none in the program.
        handlers::parse(service, &text).map_err(|errors| errors.to_string())?;
        list.push_str(&format!("    include_str!({path:?}),\n"));
    }
    list.push_str("];\n");
    let file = Path::new(&out).join("handlers.rs");
    fs::write(&file, list).map_err(|error| format!("{}: {error}", file.display()))
}
