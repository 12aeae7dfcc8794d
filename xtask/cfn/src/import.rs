//! `import`: converts a template to a Rust program.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cfn_import::{Import, ModelsSource, Options};
use cfn_stdout::{print, print_error};

use crate::escape::{on_one_line, quoted, visible};
use crate::failure::Failure;
use crate::replace;
use crate::template::{SnapshotArgs, Template};

/// Prints the program on standard output, and on standard error what the compiler cannot check.
#[derive(clap::Args)]
pub struct Args {
    /// The template, JSON or YAML
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
    /// Create a Cargo project in this folder, which must not exist, instead of printing the program
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Prints the program, or writes the project.
///
/// # Errors
/// If the template cannot be read or imported, the folder exists, or a file cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    let template = Template::open(&args.template)?;
    let document = template.document()?;
    let known = args.snapshot.open()?.known(&cfn_import::needs(&document.root))?;
    let title = args.template.file_name().map(|name| name.to_string_lossy().into_owned());
    let import = cfn_import::program(&document.root, &known, &Options { title, module: false })
        .map_err(|e| Failure::Input(format!("{}: {e}", template.name)))?;
    let folder = args.project.as_deref().and_then(Path::parent).filter(|folder| folder.is_dir());
    let import = Import { source: formatted(import.source, folder.unwrap_or(Path::new("."))), ..import };
    match &args.project {
        None => print(&import.source),
        Some(folder) => write_project(folder, &import)?,
    }
    report(&import);
    Ok(())
}

/// The program as `rustfmt` formats it in a folder, whose configuration counts. Without it the program is as it was generated: laid out
/// for reading, but not in every line as rustfmt would have it.
fn formatted(source: String, folder: &Path) -> String {
    let mut source = source;
    // What rustfmt breaks up in a first pass may be short enough for one line in a second.
    for _ in 0..3 {
        match rustfmt(&source, folder) {
            Ok(Some(formatted)) if formatted == source => break,
            Ok(Some(formatted)) => source = formatted,
            Ok(None) => {
                print_error("rustfmt could not format the program, which is as it was generated");
                break;
            }
            Err(_) => {
                print_error(
                    "rustfmt is not installed; `rustup component add rustfmt` installs it, and `cargo fmt` formats the program",
                );
                break;
            }
        }
    }
    source
}

/// What `rustfmt` makes of a program; `None` if it fails.
#[expect(clippy::disallowed_methods, reason = "the program is written as it is then")]
fn rustfmt(source: &str, folder: &Path) -> std::io::Result<Option<String>> {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let mut child = Command::new(program)
        .args(["--edition", "2024", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    // It reads everything before it writes; one that does not read has failed, and says so by its code.
    let fed = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(source.as_bytes()));
    let output = child.wait_with_output()?;
    Ok(String::from_utf8(output.stdout).ok().filter(|text| output.status.success() && fed.is_ok() && !text.is_empty()))
}

/// Reports what the compiler does not check.
fn report(import: &Import) {
    for part in &import.raw {
        print_error(&format!("raw: {}: {}", on_one_line(&part.path), on_one_line(&part.reason)));
    }
    let Import { properties, raw_properties, .. } = import;
    print_error(&format!("{raw_properties} of {properties} properties are raw"));
    if !import.features.is_empty() {
        print_error(&format!("features of `cfn-models`: {}", import.features.join(", ")));
    }
}

fn write_project(folder: &Path, import: &Import) -> Result<(), Failure> {
    let name = folder.file_name().map_or_else(String::new, |name| package_name(&name.to_string_lossy()));
    if name.is_empty() {
        return Err(Failure::Input(format!(
            "{}: has no folder name, which is used as the name of the project",
            folder.display()
        )));
    }
    if folder.exists() {
        return Err(Failure::Input(format!(
            "{}: exists already; specify a folder that does not exist",
            folder.display()
        )));
    }
    let files = BTreeMap::from([
        ("Cargo.toml".to_owned(), cfn_import::manifest(import, &name, &models())),
        ("src/main.rs".to_owned(), import.source.clone()),
    ]);
    replace::replace(folder, &files)
        .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", folder.display())))?;
    print_error(&format!(
        "wrote {}; `cargo run --manifest-path {}` prints the template",
        visible(&folder.display().to_string()),
        visible(&quoted(&folder.join("Cargo.toml")))
    ));
    Ok(())
}

/// A package name from the name of a folder: letters, digits, `-` and `_`, beginning with a letter.
pub(crate) fn package_name(folder: &str) -> String {
    let name: String = folder
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' })
        .collect();
    name.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches('-').to_owned()
}

/// The source of `cfn-models`: a path if this program was built from a clone of the repository, otherwise crates.io.
pub(crate) fn models() -> ModelsSource {
    match Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").canonicalize() {
        Ok(folder) if folder.join("Cargo.toml").is_file() => ModelsSource::Path(folder),
        _ => ModelsSource::Version(env!("CARGO_PKG_VERSION").to_owned()),
    }
}
