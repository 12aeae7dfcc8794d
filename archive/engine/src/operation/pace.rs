//! How often to poll: soon at first and after new events, more and more seldom while nothing happens.

use std::time::Duration;

/// The intervals of a polling loop. There is no time limit: a StackSet operation may run for a day and a half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The first interval, and the interval after new events.
    pub first: Duration,
    /// The longest interval.
    pub ceiling: Duration,
}

impl Pace {
    /// For AWS: two seconds after new events, and at most fifteen.
    pub const AWS: Self = Self { first: Duration::from_secs(2), ceiling: Duration::from_secs(15) };
    /// For a simulated AWS on the same machine.
    pub const LOCAL: Self = Self { first: Duration::from_millis(20), ceiling: Duration::from_millis(200) };

    /// A new sequence of intervals.
    pub(super) fn pauses(self) -> Pauses {
        Pauses { pace: self, next: self.first }
    }
}

/// The intervals of one loop.
#[derive(Debug)]
pub(super) struct Pauses {
    pace: Pace,
    next: Duration,
}

impl Pauses {
    /// There were new events: poll again soon.
    pub(super) fn news(&mut self) {
        self.next = self.pace.first;
    }

    /// Waits for the next interval of the sequence, with a jitter of a fifth, so that many deployments do not call at
    /// the same time.
    pub(super) async fn pause(&mut self) {
        tokio::time::sleep(self.next.mul_f64(0.8 + 0.4 * fastrand::f64())).await;
        self.next = self.next.mul_f64(1.4).min(self.pace.ceiling);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn ten_quiet_minutes_take_fewer_than_sixty_looks() {
        let mut pauses = Pace::AWS.pauses();
        let begin = Instant::now();
        let mut looks = 0;
        while begin.elapsed() < Duration::from_secs(600) {
            pauses.pause().await;
            looks += 1;
        }
        assert!((40..60).contains(&looks), "{looks}");
    }

    #[tokio::test(start_paused = true)]
    async fn news_makes_the_next_pause_short() {
        let mut pauses = Pace::AWS.pauses();
        for _ in 0..20 {
            pauses.pause().await;
        }
        pauses.news();
        let begin = Instant::now();
        pauses.pause().await;
        assert!(begin.elapsed() < Duration::from_secs(3));
    }
}
