//! `cfn` in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use test_support::program::{Ended, command};

/// A folder in which `cfn` is run; with `--local` the simulated AWS of the folder keeps its state in it.
pub(crate) struct World(tempfile::TempDir);

impl World {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| world.write(name, text));
        world
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A run of `cfn` with the words of `line`, which builds programs with the toolchain and the packages of this test.
    pub(crate) fn command(&self, folder: &str, line: &str) -> Command {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let mut command = command(env!("CARGO_BIN_EXE_cfn"), &self.path().join(folder), &arguments);
        let cargo = PathBuf::from(env!("CARGO"));
        command
            .env("RUSTC", cargo.with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX)))
            .env("CARGO", cargo);
        for variable in ["CARGO_HOME", "RUSTUP_HOME"] {
            let inherited = std::env::var_os(variable).map(PathBuf::from).or_else(|| {
                let name = format!(".{}", variable.split('_').next()?.to_lowercase());
                Some(std::env::home_dir()?.join(name))
            });
            command.envs(inherited.map(|folder| (variable, folder)));
        }
        command.env("CARGO_NET_OFFLINE", "true");
        command
    }

    /// Runs `cfn LINE --local` to its end.
    pub(crate) fn local(&self, line: &str) -> Ended {
        self.local_in("", line)
    }

    pub(crate) fn local_in(&self, folder: &str, line: &str) -> Ended {
        Ended::of(&mut self.command(folder, &format!("{line} --local")))
    }
}

/// The events of a kind.
pub(crate) fn of_kind<'e>(events: &'e [Value], kind: &str) -> Vec<&'e Value> {
    events.iter().filter(|event| event["event"] == kind).collect()
}

/// Makes sure that a run ended with `code`.
pub(crate) trait EndsWith {
    #[track_caller]
    fn ends_with(self, code: i32) -> Self;
}

impl EndsWith for Ended {
    #[track_caller]
    fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}
