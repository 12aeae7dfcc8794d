//! The snapshot is replaced as a whole or not at all, whatever happens to the process.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::process::Command;
use std::time::{Duration, Instant};

use support::documents::specification;
use support::snapshot::{Bench, Done};

const SERVICES: usize = 150;

#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new_snapshot() {
    let bench = Bench::new(SERVICES);
    let file = bench.file("new.json", specification("2.0.0", SERVICES));
    let from = ["--from", file.to_str().unwrap()];
    let old_files = bench.files();

    // How long a whole run takes, and what it yields.
    let start = Instant::now();
    assert_eq!(bench.regen(&from).code, Some(0));
    let whole = start.elapsed();
    let new_files = bench.files();
    assert!(old_files != new_files);

    let mut seen = [0, 0];
    let steps = 12;
    for step in 0..=steps {
        // Back to the old snapshot, with whatever the last kill left beside it.
        let back = bench.file("old.json", specification("1.0.0", SERVICES));
        assert_eq!(bench.regen(&["--from", back.to_str().unwrap()]).code, Some(0));
        assert_eq!(bench.leftovers(), [""; 0], "the next run removes what a killed one left");
        assert!(bench.files() == old_files);

        let mut child = bench.command(&from).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(step) / f64::from(steps)));
        child.kill().unwrap();
        child.wait().unwrap();
        let files = bench.files();
        assert!(files == old_files || files == new_files, "killed at step {step}, the snapshot is neither");
        seen[usize::from(files == new_files)] += 1;
    }
    assert!(seen[0] > 0, "no kill came before the exchange; {seen:?} of {whole:?}");
}

#[test]
fn files_that_cannot_grow_leave_the_snapshot_as_it_was() {
    let bench = Bench::new(3);
    let before = bench.files();
    let file = bench.file("new.json", specification("2.0.0", 300));
    // A limit on the size of files stands for the full disk: writing fails in the same place. The signal is ignored, so
    // that it is an error and not a kill. The lock file is the only one that is larger than the limit.
    let command = bench.command(&["--from", file.to_str().unwrap()]);
    let mut words = vec![command.get_program().to_owned()];
    words.extend(command.get_args().map(ToOwned::to_owned));
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "bash"])
        .args(words)
        .output()
        .unwrap();
    let done = Done::from(output);
    assert_eq!(done.code, Some(3), "{}{}", done.out, done.err);
    assert!(done.err.contains("cannot be written and is unchanged"), "{}", done.err);
    assert!(bench.files() == before);
    assert_eq!(bench.leftovers(), [""; 0]);
}

#[test]
fn a_full_disk_leaves_the_snapshot_as_it_was() {
    let bench = Bench::new(3);
    let disk = bench.folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        test_support::machine::skip(
            "mount",
            "a small file system cannot be mounted; the test of file sizes stands for it",
        );
        return;
    }
    let snapshot = disk.join("snapshot");
    let run = |version: &str, services: usize| {
        let file = bench.file("spec.json", specification(version, services));
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["regen-spec", "--snapshot"]).arg(&snapshot).arg("--from").arg(file);
        Done::from(command.output().unwrap())
    };
    let first = run("1.0.0", 10);
    let before = std::fs::read_to_string(snapshot.join("spec/tiny9.txt"));
    let second = run("2.0.0", 200);
    let after = std::fs::read_to_string(snapshot.join("spec/tiny9.txt"));
    let beside = std::fs::read_dir(&disk).unwrap().count();
    let unmounted = Command::new("umount").arg(&disk).status();
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert_eq!(second.code, Some(3), "{}{}", second.out, second.err);
    assert!(second.err.contains("No space left"), "{}", second.err);
    assert_eq!(before.unwrap(), after.unwrap());
    assert_eq!(beside, 1);
    assert!(unmounted.is_ok_and(|status| status.success()));
}

#[test]
fn nothing_is_written_when_nothing_changes() {
    let bench = Bench::new(2);
    let file = bench.path().join("lock.txt");
    let written = |path: &std::path::Path| std::fs::metadata(path).unwrap().modified().unwrap();
    let before = written(&file);
    std::thread::sleep(Duration::from_millis(20));
    let again = bench.file("again.json", specification("1.0.0", 2));
    assert!(bench.regen(&["--from", again.to_str().unwrap()]).out.contains("unchanged"));
    assert_eq!(written(&file), before);
}

#[test]
fn two_runs_do_not_write_at_once() {
    let bench = Bench::new(1);
    let lock = std::fs::File::open(bench.folder.path()).unwrap();
    lock.lock().unwrap();
    let file = bench.file("new.json", specification("2.0.0", 1));
    bench.refuses(&["--from", file.to_str().unwrap()], 3, &["another run is writing it"]);
    drop(lock);
    assert_eq!(bench.regen(&["--from", file.to_str().unwrap()]).code, Some(0));
}
