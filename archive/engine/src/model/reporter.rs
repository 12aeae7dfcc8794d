//! Reporters that are ready to use.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::remedy::Remedy;
use super::report::{Event, Level, Reporter};

/// Reports nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReport;

impl Reporter for NoReport {
    fn report(&self, _: &Event) {}
}

/// Writes a line for each event: progress, changes of resources, warnings and failures.
#[derive(Debug)]
pub struct TextReporter<W> {
    written: Mutex<(W, io::Result<()>)>,
}

impl<W: Write> TextReporter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self { written: Mutex::new((out, Ok(()))) }
    }

    /// Returns the writer.
    ///
    /// # Errors
    /// The first write error; a deployment does not stop because of it.
    pub fn finish(self) -> io::Result<W> {
        let (out, result) = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        result.map(|()| out)
    }
}

impl<W: Write + Send> Reporter for TextReporter<W> {
    fn report(&self, event: &Event) {
        let Some(line) = line(event) else { return };
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.1.is_ok() {
            written.1 = writeln!(written.0, "{line}");
        }
    }
}

fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Progress { message } => message.clone(),
        Event::Plan { plan, dangers } => {
            let changes = match plan.changes.len() {
                1 => "1 resource changes".to_owned(),
                count => format!("{count} resources change"),
            };
            let dangers: String = dangers.iter().map(|danger| format!("\n  {}", danger.message)).collect();
            format!("{}: {changes}{dangers}", plan.stack)
        }
        Event::Resource(event) => {
            let reason = event.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("{} {} {} {}{reason}", event.region, event.status, event.logical_id, event.resource_type)
        }
        Event::Instance { stack_set, account, region, status, reason } => {
            let reason = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("{region} {status} instance of {stack_set} in {account}{reason}")
        }
        Event::Notice { level, message, remedies } => {
            let word = if *level == Level::Warning { "warning" } else { "note" };
            let help: Vec<_> = remedies.iter().map(Remedy::to_string).collect();
            let help = if help.is_empty() { String::new() } else { format!(" ({})", help.join("; ")) };
            format!("{word}: {message}{help}")
        }
        Event::Failure(report) => format!("failed: {}", report.headline()),
        _ => return None,
    })
}
