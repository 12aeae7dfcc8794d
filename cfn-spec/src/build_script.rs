//! What the build scripts that read the snapshot have in common.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// Runs a build script with the folder that Cargo gives it for its files. Each line of an error is an error of the build.
pub fn run(script: impl FnOnce(&Path) -> Result<(), String>) -> ExitCode {
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR, which Cargo sets: {error}"));
    match out.and_then(|out| script(Path::new(&out))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The names of the text files in a folder, sorted, so that what is made of them is the same in each build. Cargo runs the script again
/// when the folder changes.
///
/// # Errors
/// The folder cannot be read.
pub fn text_files(folder: &Path) -> Result<Vec<String>, String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let unreadable = |error: std::io::Error| format!("{}: cannot be read: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        names.extend(name.to_str().filter(|name| name.ends_with(".txt")).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// Reads a file.
///
/// # Errors
/// The file cannot be read.
pub fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: cannot be read: {error}", file.display()))
}

/// Writes a file of the build.
///
/// # Errors
/// The file cannot be written.
pub fn write(out: &Path, name: &str, text: &str) -> Result<(), String> {
    let file = out.join(name);
    fs::write(&file, text).map_err(|error| format!("{}: cannot be written: {error}", file.display()))
}
