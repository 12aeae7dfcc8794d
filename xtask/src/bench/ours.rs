//! Our own programs: built in release, and what they print for the configuration that is measured.

use std::cell::OnceCell;
use std::path::PathBuf;

use cfn_cli::Failure;
use cfn_stdout::print_error;
use serde_json::Value;

use super::measure::Job;
use super::peers::{cargo, write};

/// The archive that is measured: its two stacks are in one template, that of the replicas as the body of a StackSet.
const CONFIGURATION: &str =
    "prefix = \"acme\"\nregion = \"eu-central-1\"\nreplications = [\"eu-west-1\", \"eu-north-1\"]\n";

/// The workspace, and its programs as they are needed.
pub(crate) struct Ours {
    pub(crate) root: PathBuf,
    /// Where files are written that the measured programs read.
    pub(crate) work: PathBuf,
    target: OnceCell<PathBuf>,
    released: OnceCell<()>,
}

impl Ours {
    pub(crate) fn new(root: PathBuf, work: PathBuf) -> Self {
        Self { root, work, target: OnceCell::new(), released: OnceCell::new() }
    }

    /// The version of the packages, and the commit.
    pub(crate) fn version(&self) -> Option<String> {
        let commit = Job::new("git").args(["rev-parse", "--short", "HEAD"]).in_folder(&self.root).output();
        let version = env!("CARGO_PKG_VERSION");
        // Sources that were not cloned have no commit.
        Some(commit.map_or_else(|_| version.to_owned(), |commit| format!("{version} ({})", commit.trim())))
    }

    /// The folder that Cargo builds into.
    pub(crate) fn target(&self) -> Result<&PathBuf, Failure> {
        if let Some(target) = self.target.get() {
            return Ok(target);
        }
        let text = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .in_folder(&self.root)
            .output()
            .map_err(Failure::Environment)?;
        let metadata: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::Environment(format!("cargo metadata prints no JSON: {error}")))?;
        let target = metadata.get("target_directory").and_then(Value::as_str);
        let target =
            target.ok_or_else(|| Failure::Environment("cargo metadata names no target_directory".to_owned()))?;
        Ok(self.target.get_or_init(|| target.into()))
    }

    /// A program built in release: `archive` or `cfn`.
    pub(crate) fn release(&self, program: &str) -> Result<PathBuf, Failure> {
        if self.released.get().is_none() {
            print_error("building `archive` and `cfn` in release");
            // Always both: with other packages, Cargo would build their common dependencies with other features.
            self.build(&["--release", "--package", "archive", "--package", "cfn-cli", "--bins"])?;
            self.released.get_or_init(|| ());
        }
        Ok(self.target()?.join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
    }

    /// The small program that runs and measures others.
    pub(crate) fn launcher(&self) -> Result<PathBuf, Failure> {
        self.build(&["--package", "xtask", "--bin", "measure"])?;
        Ok(self.target()?.join("debug").join(format!("measure{}", std::env::consts::EXE_SUFFIX)))
    }

    fn build(&self, arguments: &[&str]) -> Result<(), Failure> {
        let build = cargo().args(["build", "--quiet", "--locked"]).args(arguments).in_folder(&self.root);
        build.output().map(drop).map_err(Failure::Environment)
    }

    /// `archive synth` of the archive that is measured.
    pub(crate) fn synth(&self) -> Result<Job, Failure> {
        write(&self.work.join("archive.toml"), CONFIGURATION).map_err(Failure::Environment)?;
        Ok(Job::new(self.release("archive")?).args(["synth"]).in_folder(&self.work))
    }
}
