//! `cargo xtask spec-diff`: the changes between two specifications.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use cfn_spec::documents::bytes;
use cfn_spec::documents::snapshot::{Input, Snapshot};
use cfn_spec::lock::Document;

use crate::changelog;
use crate::source::REGION;
use cfn_cli::Failure;

/// OLD and NEW are each a specification as AWS publishes it (JSON, plain or gzip), the folder of a snapshot, or a git
/// revision of this repository. If one of them is AWS's document, provider schemas are not compared.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The old specification
    old: String,
    /// The new specification [default: the snapshot in the working copy]
    new: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let (mut old, mut new) = (
        open(&args.old)?,
        match &args.new {
            Some(new) => open(new)?,
            None => OpenedSnapshot { snapshot: Snapshot::read(cfn_spec::snapshot::directory())?, is_document: false },
        },
    );
    if old.is_document || new.is_document {
        old.snapshot = old.snapshot.without(Document::Schemas);
        new.snapshot = new.snapshot.without(Document::Schemas);
    }
    let changelog = changelog::between(&old.snapshot, &new.snapshot)?;
    let text = match args.format {
        Format::Text => changelog.to_string(),
        Format::Markdown => changelog.to_markdown(),
        Format::Json => changelog.to_json(),
    };
    match &args.output {
        Some(path) => cfn_cli::replace::write_file(path, text.as_bytes())
            .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", path.display()))),
        None => {
            cfn_stdout::print(&text);
            Ok(())
        }
    }
}

struct OpenedSnapshot {
    snapshot: Snapshot,
    is_document: bool,
}

fn open(what: &str) -> Result<OpenedSnapshot, Failure> {
    let path = Path::new(what);
    if path.is_dir() {
        let snapshot = Snapshot::read(path)?;
        if snapshot.lock.0.is_empty() {
            return Err(Failure::Input(format!("{what}: is not a snapshot: it has no {}", cfn_spec::lock::FILE)));
        }
        return Ok(OpenedSnapshot { snapshot, is_document: false });
    }
    if path.is_file() {
        let file = File::open(path).map_err(|e| Failure::Input(format!("{what}: cannot be opened: {e}")))?;
        let input = Input { bytes: bytes::read(what, file)?, source: what.to_owned(), date: None };
        let inputs = BTreeMap::from([(Document::Specification, input)]);
        return Ok(OpenedSnapshot { snapshot: Snapshot::default().regenerate(&inputs, REGION)?, is_document: true });
    }
    Ok(OpenedSnapshot { snapshot: at_revision(what)?, is_document: false })
}

/// The snapshot of a git revision.
fn at_revision(revision: &str) -> Result<Snapshot, Failure> {
    let dir = cfn_spec::snapshot::directory();
    let no_such = |e: &str| {
        Failure::Input(format!("`{revision}` is not a file, a folder or a git revision with a snapshot: {}", e.trim()))
    };
    if revision.starts_with('-') {
        return Err(no_such("it begins with a hyphen"));
    }
    let output = Command::new("git")
        .current_dir(dir)
        .args(["archive", "--format=tar", revision, "."])
        .output()
        .map_err(|e| Failure::Environment(format!("git cannot be run: {e}")))?;
    if !output.status.success() {
        return Err(no_such(&String::from_utf8_lossy(&output.stderr)));
    }
    let folder =
        tempfile::tempdir().map_err(|e| Failure::Environment(format!("a temporary folder cannot be created: {e}")))?;
    tar::Archive::new(&output.stdout[..])
        .unpack(folder.path())
        .map_err(|e| Failure::Environment(format!("the snapshot of `{revision}` cannot be unpacked: {e}")))?;
    Ok(Snapshot::read(folder.path())?)
}
