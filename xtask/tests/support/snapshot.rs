//! A snapshot in a temporary folder, and the command that may or may not change it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::documents;

pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
}

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Bench {
    /// A folder with the snapshot of version 1.0.0 of a specification with this many services.
    pub(crate) fn new(services: usize) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        let file = bench.file("old.json", documents::specification("1.0.0", services));
        let done = bench.regen(&["--from", file.to_str().unwrap()]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        bench
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("snapshot")
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The command on this snapshot, without retries and with a cache of its own.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("regen-spec").arg("--snapshot").arg(self.path());
        command.arg("--cache").arg(self.folder.path().join("cache"));
        for (option, value) in [("--retries", "0"), ("--timeout", "5")] {
            if !args.contains(&option) {
                command.args([option, value]);
            }
        }
        command.args(args);
        for name in
            ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "AWS_CA_BUNDLE"]
        {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn regen(&self, args: &[&str]) -> Done {
        self.command(args).output().unwrap().into()
    }

    /// All files of the snapshot.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        read(&self.path(), &mut files);
        files
    }

    /// What lies beside the snapshot and should not.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_str().unwrap().to_owned()).filter(|name| name.starts_with('.')).collect()
    }

    /// Runs the command, which must fail with this exit code, say all of `parts`, and leave everything as it was.
    pub(crate) fn refuses(&self, args: &[&str], code: i32, parts: &[&str]) {
        let before = self.files();
        let done = self.regen(args);
        assert_eq!(done.code, Some(code), "{}{}", done.out, done.err);
        for part in parts {
            assert!(done.err.contains(part), "`{part}` is not in:\n{}", done.err);
        }
        assert!(self.files() == before, "the snapshot changed");
        assert_eq!(self.leftovers(), [""; 0]);
    }
}

fn read(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}
