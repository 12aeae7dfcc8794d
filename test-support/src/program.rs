//! Programs that are run as their users run them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What every program needs of the environment, on one system or another.
const INHERITED: [&str; 4] = ["PATH", "SYSTEMROOT", "TMP", "TEMP"];

/// A run of `program` in the folder `home`, which is its home too: without input, and without variables, profiles and credentials of
/// the machine that the test runs on.
#[must_use]
pub fn command(program: impl AsRef<Path>, home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program.as_ref());
    command
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .envs(INHERITED.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("HOME", home)
        .env("AWS_CONFIG_FILE", home.join("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", home.join("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code.
    pub code: i32,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl Ended {
    /// Runs a command to its end.
    ///
    /// # Panics
    /// It does not start, is ended by a signal, or writes what is not UTF-8.
    #[must_use]
    pub fn of(command: &mut Command) -> Self {
        command.output().expect("the program starts").into()
    }

    /// Itself, after a success.
    ///
    /// # Panics
    /// The exit code is not zero.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }

    /// The events of a run with `--output json`.
    ///
    /// # Panics
    /// A line is not JSON.
    #[cfg(feature = "deploy")]
    #[must_use]
    #[track_caller]
    pub fn events(&self) -> Vec<serde_json::Value> {
        let event = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(event).collect()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("programs print UTF-8");
        Self {
            code: output.status.code().expect("the program ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}
