//! What commands may cost, in instructions: they are the same in every run, on however busy a machine.

use std::process::Command;

use crate::machine;

/// The budgets: a name and millions of instructions a line.
const BUDGETS: &str = include_str!("../instructions.txt");

/// Counts the instructions of a command with valgrind, and compares them with its budget. Skips the test where there is no valgrind.
///
/// # Panics
/// The command takes more than its budget, or so much less that the budget guards nothing; it fails; or it has no budget.
#[track_caller]
pub fn within(name: &str, command: &Command) {
    let version = Command::new("valgrind").arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        return machine::skip("valgrind", "it counts the instructions of a command; install valgrind");
    }
    let budget = BUDGETS.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().into_iter().next());
    let budget = budget.unwrap_or_else(|| panic!("`{name}` is not in test-support/instructions.txt"));
    let count = counted(command);
    let millions = count as f64 / 1e6;
    assert!(millions <= budget, "`{name}` took {millions:.1} million instructions; its budget is {budget}");
    assert!(millions > budget / 2.0, "`{name}` took {millions:.1} million instructions: lower its budget of {budget}");
}

fn counted(command: &Command) -> u64 {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(command.get_program()).args(command.get_args()).env_clear();
    if let Some(folder) = command.get_current_dir() {
        valgrind.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        valgrind.envs(value.map(|value| (name, value)));
    }
    let output = valgrind.output().expect("valgrind starts");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {err}");
    let count = err.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().into_iter().next());
    count.unwrap_or_else(|| panic!("valgrind counted nothing: {err}"))
}
