//! Lambda runtimes that are deprecated.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>.

use std::time::{SystemTime, UNIX_EPOCH};

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Object;

impl Checker<'_> {
    pub(in crate::check) fn runtime(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(runtime) = properties.get("Runtime").and_then(literal) else { return };
        let facts = self.facts;
        let Some(table) = facts.table("lambda-runtimes") else { return };
        let Some(words) = table.row(runtime) else { return };
        let words: Vec<&str> = words.split(' ').collect();
        let date = |what: &str| words.chunks(2).find(|pair| pair[0] == what).and_then(|pair| pair.get(1).copied());
        let today = today();
        let past = |date: Option<&str>| date.filter(|date| *date <= today.as_str()).map(str::to_owned);
        let path = at.key("Runtime").path();
        let remedy = date("successor").map(|successor| format!("AWS recommends the runtime `{successor}` instead"));
        let finding = if let Some(since) = past(date("update")) {
            let message =
                format!("functions with the runtime `{runtime}` can no longer be created or updated, since {since}");
            Finding::error("deprecated-runtime", &path, message)
        } else if let Some(since) = past(date("create")) {
            Finding::error(
                "deprecated-runtime",
                &path,
                format!("functions with the runtime `{runtime}` can no longer be created, since {since}"),
            )
        } else if let Some(since) = past(date("deprecated")) {
            Finding::note("deprecated-runtime", &path, format!("the runtime `{runtime}` is deprecated since {since}"))
        } else {
            return;
        };
        self.report(finding.suggest(remedy));
    }
}

/// The day in UTC: `2026-01-31`.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date_of(seconds / 86_400)
}

/// The date of a day since 1970-01-01, by the civil calendar of 400 years.
fn date_of(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // The calendar's year begins in March.
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_have_dates() {
        for (days, date) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_454, "2026-01-01")] {
            assert_eq!(super::date_of(days), date);
        }
    }
}
