//! `measure RESULT PROGRAM [ARGUMENT…]`: runs a program, and writes to the file RESULT what it took: wall-clock nanoseconds, CPU
//! nanoseconds, and the peak memory in bytes. `cargo xtask bench` runs it.
//!
//! It is a program of its own because it has to be small: a process that was started counts the peak memory of the one that
//! started it as its own, up to the moment when it loads its program.

#![warn(clippy::disallowed_methods)]

use std::process::{Command, ExitCode};
use std::time::Instant;

use wait4::Wait4 as _;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(message) => {
            cfn_stdout::print_error(&format!("measure: {message}"));
            ExitCode::from(127)
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(result), Some(program)) = (arguments.next(), arguments.next()) else {
        return Err("usage: measure RESULT PROGRAM [ARGUMENT…]".to_owned());
    };
    let begin = Instant::now();
    let child = Command::new(&program)
        .args(arguments)
        .spawn()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    let used = child.wait4().map_err(|error| format!("{} cannot be waited for: {error}", program.display()))?;
    let wall = begin.elapsed();
    let cpu = used.rusage.utime + used.rusage.stime;
    let text = format!("{} {} {}\n", wall.as_nanos(), cpu.as_nanos(), used.rusage.maxrss);
    std::fs::write(&result, text).map_err(|error| format!("{}: cannot be written: {error}", result.display()))?;
    match used.status.code().map(u8::try_from) {
        Some(Ok(code)) => Ok(ExitCode::from(code)),
        _ => Err(format!("{}: {}", program.display(), used.status)),
    }
}
