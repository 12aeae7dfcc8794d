//! Plain lines, for logs and pipes.

use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use anstream::AutoStream;

use super::Detail;
use super::render;
use crate::remedy::RemedyFormatter;
use cfn_deploy::{Event, Level, Reporter};

/// Writes a line for each event.
#[derive(Debug)]
pub struct LineReporter {
    detail: Detail,
    formatter: RemedyFormatter,
    /// The last plan that was not shown.
    withheld: Mutex<Option<Event>>,
}

impl LineReporter {
    /// LineReporter in the given detail.
    pub const fn new(detail: Detail, formatter: RemedyFormatter) -> Self {
        Self { detail, formatter, withheld: Mutex::new(None) }
    }

    fn withhold(&self, plan: Option<Event>) -> Option<Event> {
        std::mem::replace(&mut *self.withheld.lock().unwrap_or_else(PoisonError::into_inner), plan)
    }
}

impl Reporter for LineReporter {
    fn report(&self, event: &Event) {
        let matters = match event {
            Event::Started { .. } | Event::Progress { .. } | Event::Resource(_) | Event::Instance { .. } => false,
            Event::Notice { level, .. } => *level == Level::Warning,
            Event::Plan { dangers, .. } => !dangers.is_empty(),
            Event::Check { passed, .. } => *passed != Some(true),
            _ => true,
        };
        if matters || self.detail != Detail::Quiet {
            write(event, &self.formatter);
        } else if let Event::Plan { .. } = event {
            self.withhold(Some(event.clone()));
        }
    }

    /// A plan that is to be approved is shown, also with --quiet.
    fn make_room(&self) {
        if let Some(plan) = self.withhold(None) {
            write(&plan, &self.formatter);
        }
    }
}

/// Writes an event: results to standard output, everything else to standard error.
pub(super) fn write(event: &Event, formatter: &RemedyFormatter) {
    let text = render::event(event, formatter);
    if text.is_empty() {
        return;
    }
    match event {
        Event::Finished { .. }
        | Event::Outputs { .. }
        | Event::Status(_)
        | Event::Diff(_)
        | Event::Drift(_)
        | Event::Check { .. } => {
            cfn_stdout::stdout().print_with(|output| writeln!(AutoStream::auto(output), "{text}"));
        }
        _ => {
            // There is no other place to report that standard error cannot be written, and a deployment does not stop for it.
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        }
    }
}
