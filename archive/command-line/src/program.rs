//! A program from its arguments to its exit code.

use crate::arguments::Display;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Interrupts;
use crate::logging;
use crate::output::{Detail, LineReporter};
use crate::remedy::RemedyFormatter;
use crate::reporting::{self, Reporting};
use cfn_deploy::{Event, Remedy};

/// What a command line is.
#[derive(Debug, Clone)]
pub struct Program {
    /// How it says what is to be done.
    pub formatter: RemedyFormatter,
    /// The crates whose log `-v` shows.
    pub log_targets: &'static [&'static str],
    /// How to show what happens.
    pub display: Display,
    /// The profile that it calls AWS as, where an option names one; else it is that of the environment.
    pub profile: Option<String>,
    /// Whether an interrupt ends the command. One that serves until it is interrupted listens for itself.
    pub is_interruptible: bool,
}

/// Prints what clap has to show instead of running a command: an error, the help or the version.
pub fn shown(shown: &clap::Error, formatter: &RemedyFormatter) -> Exit {
    if shown.use_stderr() {
        // There is no other place to report that standard error cannot be written.
        let _ = shown.print();
        return Exit::Usage;
    }
    cfn_stdout::stdout().print_with(|_| shown.print());
    reporting::finish(&LineReporter::new(Detail::Normal, formatter.clone()), Exit::Success)
}

/// Runs a command to its end or to an interrupt, and tells how it ended.
pub fn run(program: &Program, command: impl AsyncFnOnce(&Reporting) -> Result<Exit, CommandError>) -> Exit {
    logging::start(program.display.verbose, program.log_targets);
    let reporting = Reporting::new(program, Interrupts::listen());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return reporting
                .fail(&CommandError::usage(format!("the event loop cannot be started: {error}"), "try again"));
        }
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = command(&reporting) => ended,
            () = reporting.interrupts().received(), if program.is_interruptible => Ok(interrupt(&reporting)),
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
