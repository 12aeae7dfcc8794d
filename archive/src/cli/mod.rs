//! The command line: arguments are parsed, resolved into what is to be done, and run.

mod approval;
mod args;
mod command;
mod exit;
mod interrupt;
mod logging;
mod reporting;
mod session;

use std::ffi::OsString;

use clap::Parser as _;

pub use self::args::{Cli, DEFAULT_STATE};
pub use self::exit::{CommandError, Exit};

use self::interrupt::Interrupts;
use self::reporting::Reporting;
use crate::output;
use cfn_deploy::{Event, Remedy};

/// Runs the command that `arguments` spell, the program's name first, and tells how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(shown) => {
            if shown.use_stderr() {
                // There is no other place to report that standard error cannot be written.
                let _ = shown.print();
                return Exit::Usage;
            }
            cfn_stdout::stdout().print_with(|_| shown.print());
            return reporting::finish(&output::Lines::new(output::Detail::Normal), Exit::Success);
        }
    };
    logging::start(cli.display.verbose);
    let reporting = Reporting::new(&cli, Interrupts::listen());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return reporting
                .fail(&CommandError::usage(format!("the event loop cannot be started: {error}"), "try again"));
        }
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = command::run(&cli, &reporting) => ended,
            () = reporting.interrupts().heard(), if interruptible(&cli) => Ok(interrupt(&reporting)),
        }
    });
    // A blocked read of the terminal would keep the program from ending.
    runtime.shutdown_background();
    let exit = match ended {
        // The answer was neither yes nor no, and what had been prepared is gone all the same.
        Err(_) if reporting.interrupts().was_answer() => interrupt_at_question(&reporting),
        ended => ended.unwrap_or_else(|error| reporting.fail(&error)),
    };
    reporting.finish(exit)
}

/// `simulate` ends on an interrupt in its own way, which is a success.
fn interruptible(cli: &Cli) -> bool {
    !matches!(cli.command, args::Command::Simulate { .. })
}

fn interrupt_at_question(reporting: &Reporting) -> Exit {
    reporting.reporter().report(&Event::Error {
        message: "interrupted at a prompt; nothing was done".to_owned(),
        explanations: Vec::new(),
        remedies: Vec::new(),
        code: Exit::Interrupted as u8,
    });
    Exit::Interrupted
}

fn interrupt(reporting: &Reporting) -> Exit {
    reporting.reporter().report(&Event::Error {
        message: "interrupted; an operation that was started continues in AWS".to_owned(),
        explanations: Vec::new(),
        remedies: vec![Remedy::Reattach],
        code: Exit::Interrupted as u8,
    });
    Exit::Interrupted
}
