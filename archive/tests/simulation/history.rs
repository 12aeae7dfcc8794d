//! What happened in a schedule: its steps, and between them every request with its answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests that a failure's message shows.
const LAST: usize = 40;

/// The lines so far; clones write the same history.
#[derive(Debug, Clone, Default)]
pub(crate) struct History(Arc<Mutex<Lines>>);

#[derive(Debug, Default)]
struct Lines {
    all: Vec<String>,
    steps: Vec<usize>,
}

impl History {
    /// A step, or how it ended.
    pub(crate) fn step(&self, line: impl Into<String>) {
        let mut lines = self.lock();
        let at = lines.all.len();
        lines.steps.push(at);
        lines.all.push(line.into());
    }

    /// A request.
    pub(crate) fn request(&self, line: String) {
        self.lock().all.push(line);
    }

    /// Everything, for comparing two runs.
    pub(crate) fn all(&self) -> Vec<String> {
        self.lock().all.clone()
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lock().all.len()
    }

    /// The steps, and the last requests.
    pub(crate) fn tail(&self) -> String {
        let lines = self.lock();
        let steps = lines.steps.iter().map(|at| lines.all[*at].as_str()).collect::<Vec<_>>().join("\n  ");
        let last = lines.all[lines.all.len().saturating_sub(LAST)..].join("\n    ");
        format!("  {steps}\n  the last lines with their requests:\n    {last}")
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
