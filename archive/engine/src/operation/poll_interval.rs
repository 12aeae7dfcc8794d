//! How often to poll: soon at first and after new events, with exponential backoff while nothing happens.

use std::time::Duration;

/// The intervals of a polling loop. There is no time limit: a StackSet operation may run for a day and a half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PollInterval {
    /// The first interval, and the interval after new events.
    pub initial: Duration,
    /// The longest interval.
    pub maximum: Duration,
}

impl PollInterval {
    /// For AWS: two seconds after new events, and at most fifteen.
    pub const AWS: Self = Self { initial: Duration::from_secs(2), maximum: Duration::from_secs(15) };
    /// For a simulated AWS on the same machine.
    pub const LOCAL: Self = Self { initial: Duration::from_millis(20), maximum: Duration::from_millis(200) };

    /// A new sequence of intervals.
    pub(super) fn backoff(self) -> Backoff {
        Backoff { poll_interval: self, next: self.initial }
    }
}

/// The intervals of one loop.
#[derive(Debug)]
pub(super) struct Backoff {
    poll_interval: PollInterval,
    next: Duration,
}

impl Backoff {
    /// There were new events: begins again with the initial interval.
    pub(super) fn reset(&mut self) {
        self.next = self.poll_interval.initial;
    }

    /// Waits for the next interval of the sequence, with a jitter of a fifth, so that many deployments do not call at
    /// the same time.
    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.next.mul_f64(0.8 + 0.4 * fastrand::f64())).await;
        self.next = self.next.mul_f64(1.4).min(self.poll_interval.maximum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn ten_minutes_without_events_take_fewer_than_sixty_polls() {
        let mut backoff = PollInterval::AWS.backoff();
        let begin = Instant::now();
        let mut polls = 0;
        while begin.elapsed() < Duration::from_secs(600) {
            backoff.wait().await;
            polls += 1;
        }
        assert!((40..60).contains(&polls), "{polls}");
    }

    #[tokio::test(start_paused = true)]
    async fn new_events_reset_the_interval() {
        let mut backoff = PollInterval::AWS.backoff();
        for _ in 0..20 {
            backoff.wait().await;
        }
        backoff.reset();
        let begin = Instant::now();
        backoff.wait().await;
        assert!(begin.elapsed() < Duration::from_secs(3));
    }
}
