//! The files that commands write: whole or as they were, on the disk before they have their names, and never in the place of something else.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use test_support::program::command;
use test_support::simulated_aws::SimulatedAws;

/// An archive with an object, and a folder.
struct Stage {
    aws: SimulatedAws,
    folder: tempfile::TempDir,
}

impl Stage {
    fn deployed() -> Self {
        let stage = Self { aws: SimulatedAws::start(|_| {}), folder: tempfile::tempdir().unwrap() };
        std::fs::write(stage.path("archive.toml"), "prefix = 'acme'\nreplications = ['eu-west-1']\n").unwrap();
        stage.succeeds(&["deploy", "--yes"]);
        stage.aws.caller("ROOT", "eu-central-1").s3("PUT", "/acme-archive/report", "data");
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut program = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        program.env("AWS_ENDPOINT_URL", self.aws.endpoint_url());
        program.env("AWS_ACCESS_KEY_ID", "ROOT").env("AWS_SECRET_ACCESS_KEY", "secret");
        program
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.command(arguments).stdout(Stdio::null()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) {
        let (code, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
    }
}

/// The commands that write a file, with where its name is to be written.
const WRITE: [&[&str]; 3] =
    [&["status", "--html", "FILE"], &["audit", "--manifest", "FILE"], &["plan", "--prefix", "other", "--out", "FILE"]];

fn naming<'a>(arguments: &[&'a str], file: &'a str) -> Vec<&'a str> {
    arguments.iter().map(|argument| if *argument == "FILE" { file } else { argument }).collect()
}

#[test]
fn a_pipe_is_written_to_a_link_stays_one_and_no_other_file_is_touched() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let stage = Stage::deployed();
    let path = |name: &str| stage.path(name);
    assert!(Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    for (number, arguments) in WRITE.into_iter().enumerate() {
        let pipe = path("pipe");
        let reader = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
        stage.succeeds(&naming(arguments, "pipe"));
        let read = reader.join().unwrap();
        assert!(std::fs::metadata(path("pipe")).unwrap().file_type().is_fifo(), "{arguments:?} replaced the pipe");

        let (target, link) = (format!("target{number}.json"), format!("link{number}.json"));
        std::fs::write(path(&target), "old").unwrap();
        symlink(&target, path(&link)).unwrap();
        let beside: Vec<_> = [&link, &target].map(|name| path(name).with_extension("tmp")).into();
        beside.iter().for_each(|file| std::fs::write(file, "mine").unwrap());
        stage.succeeds(&naming(arguments, &link));
        assert!(path(&link).is_symlink(), "{arguments:?} replaced the link");
        let written = std::fs::read_to_string(path(&target)).unwrap();
        assert_eq!(written.is_empty(), read.is_empty(), "{arguments:?}: {written}");
        assert_ne!(written, "old");
        assert!(beside.iter().all(|file| std::fs::read_to_string(file).unwrap() == "mine"), "{arguments:?}");

        let (code, err) = stage.run(&naming(arguments, "."));
        assert!(code == 2 && err.contains("is a directory") && err.contains("help: name"), "{arguments:?}: {err}");
    }
}

/// What is renamed before it is on the disk may be empty after the machine has lost power.
#[test]
fn a_file_is_on_the_disk_before_it_has_its_name() {
    let Ok(true) = Command::new("strace").arg("-V").output().map(|asked| asked.status.success()) else {
        return test_support::machine::skip("strace", "it is not installed");
    };
    let stage = Stage::deployed();
    let restore = vec!["restore", "out", "--yes"];
    for arguments in WRITE.iter().map(|words| naming(words, "file.json")).chain([restore]) {
        let program = stage.command(&arguments);
        let mut traced = Command::new("strace");
        traced.args(["-f", "-y", "-qq", "-e", "trace=fsync,rename,renameat,renameat2,link,linkat", "-o", "trace"]);
        traced.arg(program.get_program()).args(program.get_args()).current_dir(stage.folder.path()).env_clear();
        traced.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ended = traced.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap();
        assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        let trace = std::fs::read_to_string(stage.path("trace")).unwrap();
        let mut named = trace.lines().filter(|line| !line.contains("fsync")).peekable();
        assert!(named.peek().is_some(), "{arguments:?}: {trace}");
        for line in named {
            let from = line.split('"').nth(1).expect("a rename has a source");
            let file = format!("{}>", Path::new(from).file_name().unwrap().to_str().unwrap());
            let mut before = trace.lines().take_while(|before| *before != line);
            assert!(
                before.any(|call| call.contains("fsync(") && call.contains(&file)),
                "{line} of {arguments:?}: {trace}"
            );
        }
    }
}
