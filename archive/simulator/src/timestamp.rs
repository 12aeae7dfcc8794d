//! Points in simulated time, and AWS's formats for them.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    /// 2026-01-01T00:00:00Z: the start of the clock in deterministic runs.
    pub(crate) const EPOCH: Self = Self(1_767_225_600_000);

    /// The machine's time.
    pub(crate) fn from_machine() -> Self {
        Self::from_system(SystemTime::now())
    }

    /// Converts the machine's time; a time before the epoch becomes the epoch.
    pub(crate) fn from_system(moment: SystemTime) -> Self {
        Self(millis(moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO)))
    }

    /// Without the milliseconds.
    pub(crate) fn whole_seconds(self) -> Self {
        Self(self.0 / 1000 * 1000)
    }

    /// Later by `duration`, in whole milliseconds.
    pub(crate) fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// Later by a number of days.
    pub(crate) fn after_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    pub(crate) fn after_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(86_400_000)))
    }

    /// The first midnight of UTC that is not before.
    pub(crate) fn next_midnight(self) -> Self {
        let day = 86_400_000;
        Self(self.0.saturating_add(day - 1).div_euclid(day).saturating_mul(day))
    }

    /// Whole milliseconds since the epoch, as inventories write time.
    pub(crate) fn unix_millis(self) -> i64 {
        self.0
    }

    /// How much later it is than another, nothing where it is not.
    pub(crate) fn since(self, other: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(other.0)).unwrap_or(0))
    }

    /// Seconds since the epoch, as in the JSON protocols.
    pub(crate) fn epoch_seconds(self) -> f64 {
        // A double has the exact milliseconds for the next 285,000 years.
        self.0 as f64 / 1000.0
    }

    /// `Thu, 01 Jan 2026 00:00:00 GMT`, as in HTTP headers.
    pub(crate) fn http(self) -> String {
        let seconds = u64::try_from(self.0 / 1000).unwrap_or(0);
        httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    /// Parses ISO 8601; `None` if the string is invalid.
    #[expect(clippy::disallowed_methods, reason = "callers report the invalid string")]
    pub(crate) fn parse_iso(text: &str) -> Option<Self> {
        let parsed = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339);
        let Ok(milliseconds) = i64::try_from(parsed.ok()?.unix_timestamp_nanos() / 1_000_000) else { return None };
        Some(Self(milliseconds))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-01-01T00:00:00.000Z`, as in the XML protocols.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            moment.year(),
            u8::from(moment.month()),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second(),
            moment.millisecond()
        )
    }
}
