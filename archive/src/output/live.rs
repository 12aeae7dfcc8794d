//! Live progress on a terminal: a line for each resource and region that is being worked on, and finished ones scrolling up.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::text;
use crate::deploy::{Event, Reporter};

/// Shows what is in progress at the bottom, and what is done above it.
#[derive(Debug)]
pub struct Live {
    screen: MultiProgress,
    /// The lines in progress, by what they are about.
    busy: Mutex<HashMap<String, ProgressBar>>,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// An empty screen.
    pub fn new() -> Self {
        Self { screen: MultiProgress::new(), busy: Mutex::default() }
    }

    fn begin(&self, key: String, message: String) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = busy.entry(key).or_insert_with(|| {
            let bar = self.screen.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:>4} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        bar.set_message(message);
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

impl Reporter for Live {
    fn report(&self, event: &Event) {
        match event {
            Event::Resource(resource) => {
                let key = format!("{} {}", resource.stack, resource.logical_id);
                if resource.status.ends_with("_IN_PROGRESS") {
                    self.begin(key, format!("{} {} {}", resource.logical_id, resource.resource_type, resource.status));
                } else {
                    self.end(&key);
                    self.screen.suspend(|| text::write(event));
                }
            }
            Event::Instance { stack_set, account, region, status, .. } => {
                let key = format!("{stack_set} {account} {region}");
                if matches!(status.as_str(), "PENDING" | "RUNNING" | "OUTDATED") {
                    self.begin(key, format!("{stack_set} in {region} {status}"));
                } else {
                    self.end(&key);
                    self.screen.suspend(|| text::write(event));
                }
            }
            Event::Started { .. } | Event::Progress { .. } | Event::Notice { .. } => {
                self.screen.suspend(|| text::write(event));
            }
            _ => {
                self.clear();
                text::write(event);
            }
        }
    }
}
