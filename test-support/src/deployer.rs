//! A caller that deploys: its connection, what is reported to it, and its answers.

use std::sync::Mutex;
use std::time::Duration;

use cfn_deploy::aws::Aws;
use cfn_deploy::{ApprovalRequest, Approver, DangerKind, Engine, Event, FailureReport, PollInterval, Reporter};

/// How often a simulated AWS is asked: it works for milliseconds.
pub const POLL_INTERVAL: PollInterval =
    PollInterval { initial: Duration::from_millis(1), maximum: Duration::from_millis(10) };

/// Keeps the events that the engine reports.
#[derive(Debug, Default)]
pub struct Recorder(Mutex<Vec<Event>>);

impl Reporter for Recorder {
    fn report(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

impl Recorder {
    /// Every event so far, oldest first.
    ///
    /// # Panics
    /// A thread panicked while it reported.
    #[must_use]
    pub fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// The last failure that was reported.
    ///
    /// # Panics
    /// None was.
    #[must_use]
    #[track_caller]
    pub fn failure(&self) -> FailureReport {
        let failure = |event| if let Event::Failure(report) = event { Some(report) } else { None };
        self.all().into_iter().rev().find_map(failure).expect("a failure was reported")
    }
}

/// Allows the dangers that it names, and every question about none.
#[derive(Debug, Clone, Copy)]
pub struct Allow(pub &'static [DangerKind]);

impl Approver for Allow {
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool {
        question.dangers.iter().all(|danger| self.0.contains(&danger.kind))
    }
}

/// Says yes to everything.
#[derive(Debug, Clone, Copy)]
pub struct ApproveAll;

impl Approver for ApproveAll {
    fn approves(&self, _: &ApprovalRequest<'_>) -> bool {
        true
    }
}

/// Says no to everything.
#[derive(Debug, Clone, Copy)]
pub struct RefuseAll;

impl Approver for RefuseAll {
    fn approves(&self, _: &ApprovalRequest<'_>) -> bool {
        false
    }
}

/// A connection in a region, and what was reported to its caller.
pub struct Deployer {
    /// The connection.
    pub aws: Aws,
    /// What was reported.
    pub kept: Recorder,
    region: String,
    poll_interval: PollInterval,
}

impl Deployer {
    /// A caller with this connection, which polls at [`POLL_INTERVAL`].
    #[must_use]
    pub fn new(aws: Aws, region: &str) -> Self {
        Self { aws, kept: Recorder::default(), region: region.to_owned(), poll_interval: POLL_INTERVAL }
    }

    /// The same who asks at another poll_interval.
    #[must_use]
    pub fn with_poll_interval(mut self, poll_interval: PollInterval) -> Self {
        self.poll_interval = poll_interval;
        self
    }

    /// An engine that asks `approver`.
    #[must_use]
    pub fn engine<'a>(&'a self, approver: &'a dyn Approver) -> Engine<'a> {
        Engine::new(&self.aws, &self.region, &self.kept, approver, self.poll_interval)
    }

    /// The status of a stack; none where there is no such stack.
    ///
    /// # Panics
    /// AWS does not answer.
    pub async fn status(&self, stack: &str) -> Option<String> {
        let stack = self.engine(&RefuseAll).describe(stack).await.unwrap();
        stack.map(|stack| stack.status.as_str().to_owned())
    }
}
