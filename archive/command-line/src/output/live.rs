//! LiveReporter progress on a terminal: a line for each resource and region that is being worked on, and finished ones scrolling up.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::text;
use crate::remedy::RemedyFormatter;
use cfn_deploy::{Event, Reporter};

/// Shows what is in progress at the bottom, and what is done above it.
#[derive(Debug)]
pub struct LiveReporter {
    screen: MultiProgress,
    formatter: RemedyFormatter,
    /// The lines in progress, by what they are about.
    busy: Mutex<HashMap<String, ProgressBar>>,
}

impl LiveReporter {
    /// An empty screen, if standard error is a terminal in which lines can be drawn anew.
    pub fn on_terminal(formatter: RemedyFormatter) -> Option<Self> {
        let target = ProgressDrawTarget::stderr();
        let can_draw = !target.is_hidden();
        can_draw.then(|| Self { screen: MultiProgress::with_draw_target(target), formatter, busy: Mutex::default() })
    }

    fn begin(&self, key: String, message: String) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = busy.entry(key).or_insert_with(|| {
            let bar = self.screen.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:>6}  {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        bar.set_message(message);
    }

    /// A bar with what is done of a total; without one, a count.
    fn advance(&self, subject: &str, done: u64, total: Option<u64>) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = busy.entry(subject.to_owned()).or_insert_with(|| {
            let bar = match total {
                Some(total) => ProgressBar::new(total),
                None => ProgressBar::new_spinner(),
            };
            let form = match total {
                Some(_) if subject.starts_with("bytes ") => {
                    "{elapsed:>6}  {wide_bar} {bytes}/{total_bytes}  {msg}  {bytes_per_sec}, {eta} left"
                }
                Some(_) => "{elapsed:>6}  {wide_bar} {human_pos}/{human_len}  {msg}  {per_sec}, {eta} left",
                None => "{spinner} {elapsed:>6}  {human_pos} {wide_msg}",
            };
            let bar = self.screen.add(bar);
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.set_message(subject.to_owned());
            bar
        });
        bar.set_position(done);
    }

    fn end(&self, key: &str) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = busy.remove(key) {
            bar.finish_and_clear();
        }
    }

    fn clear(&self) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, bar) in busy.drain() {
            bar.finish_and_clear();
        }
    }
}

impl Reporter for LiveReporter {
    fn make_room(&self) {
        self.clear();
    }

    fn report(&self, event: &Event) {
        match event {
            Event::Resource(resource) => {
                let key = format!("{} {} {}", resource.region, resource.stack, resource.logical_id);
                if resource.status.ends_with("_IN_PROGRESS") {
                    let what = format!("{} {}", resource.logical_id, resource.resource_type);
                    self.begin(key, columns(&resource.region, &resource.status, &what));
                } else {
                    self.end(&key);
                    self.screen.suspend(|| text::write(event, &self.formatter));
                }
            }
            Event::Instance { stack_set, account, region, status, .. } => {
                let key = format!("{stack_set} {account} {region}");
                match status.as_str() {
                    // What has to wait for its turn is not worked on, and may be a thousand.
                    "PENDING" | "OUTDATED" => {}
                    "RUNNING" => self.begin(key, columns(region, status, &format!("{stack_set} in {account}"))),
                    _ => {
                        self.end(&key);
                        self.screen.suspend(|| text::write(event, &self.formatter));
                    }
                }
            }
            Event::Advance { subject, done, total } => self.advance(subject, *done, *total),
            Event::Started { .. } | Event::Progress { .. } | Event::Notice { .. } => {
                self.screen.suspend(|| text::write(event, &self.formatter));
            }
            _ => {
                self.clear();
                text::write(event, &self.formatter);
            }
        }
    }
}

/// A line in progress, in the columns of the lines of what is done; the elapsed time is in the column of their time.
fn columns(region: &str, status: &str, what: &str) -> String {
    format!("{region:14}  {status:28}  {what}")
}
