//! How a command tells what it does, and hears an interrupt.

use std::sync::Arc;

use cfn_deploy::{Event, Reporter};

use crate::arguments::Format;
use crate::exit::{CommandError, Exit};
use crate::interrupt::Interrupts;
use crate::output::{self, Detail, JsonLines};
use crate::program::Program;

/// Shows events in the form that the user chose, and hears when the user has enough.
pub struct Reporting {
    reporter: Box<dyn Reporter>,
    interrupts: Arc<Interrupts>,
    profile: Option<String>,
}

impl Reporting {
    pub(crate) fn new(program: &Program, interrupts: Arc<Interrupts>) -> Self {
        let display = program.display;
        let detail = match (display.quiet, display.verbose) {
            (true, _) => Detail::Quiet,
            (false, 0) => Detail::Normal,
            (false, _) => Detail::Trace,
        };
        let reporter: Box<dyn Reporter> = match display.output {
            Format::Text => output::for_people(detail, program.formatter.clone()),
            Format::Json => Box::new(JsonLines::new(program.formatter.clone())),
        };
        let profile = program.profile.clone();
        let profile =
            profile.or_else(|| std::env::var_os("AWS_PROFILE").map(|name| name.to_string_lossy().into_owned()));
        Self { reporter, interrupts, profile }
    }

    /// The interrupts that were received.
    pub fn interrupts(&self) -> &Interrupts {
        &self.interrupts
    }

    /// The reporter.
    pub fn reporter(&self) -> &dyn Reporter {
        &*self.reporter
    }

    /// Tells an error, and the code to exit with.
    pub(crate) fn fail(&self, error: &CommandError) -> Exit {
        fail(self.reporter(), error, self.profile.as_deref())
    }

    /// The code that a command exits with that ended with `exit`, its output taken into account.
    pub(crate) fn finish(&self, exit: Exit) -> Exit {
        finish(self.reporter(), exit)
    }
}

fn fail(reporter: &dyn Reporter, error: &CommandError, profile: Option<&str>) -> Exit {
    let exit = error.exit();
    reporter.report(&Event::Error {
        message: error.to_string(),
        explanations: error.explanations(),
        remedies: error.remedies(profile),
        code: exit as u8,
    });
    exit
}

/// Reports that part of the output is lost, if it is. That is the command's failure unless it has another.
pub(crate) fn finish(reporter: &dyn Reporter, exit: Exit) -> Exit {
    let unwritten = cfn_stdout::finish().map_err(|error| fail(reporter, &error.into(), None));
    match (exit, unwritten) {
        (Exit::Success, Err(unwritten)) => unwritten,
        (exit, _) => exit,
    }
}
