//! Schedule expressions: `cron(…)`, `rate(…)` and `at(…)`.
//!
//! Sources: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html>,
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html>.

use super::{Resource, literal};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::text::parsed;
use crate::check::value::quote;
use crate::node::Node;

/// The resource types and properties whose schedules have EventBridge's syntax; `*` is every item of a list, `{}` every
/// entry of a map.
const SCHEDULES: &[(&str, &[&str])] = &[
    ("AWS::Events::Rule", &["ScheduleExpression"]),
    ("AWS::Scheduler::Schedule", &["ScheduleExpression"]),
    ("AWS::ApplicationAutoScaling::ScalableTarget", &["ScheduledActions", "*", "Schedule"]),
    ("AWS::Backup::BackupPlan", &["BackupPlan", "BackupPlanRule", "*", "ScheduleExpression"]),
    ("AWS::Glue::Crawler", &["Schedule", "ScheduleExpression"]),
    ("AWS::Glue::Trigger", &["Schedule"]),
    ("AWS::Serverless::Function", &["Events", "{}", "Properties", "Schedule"]),
    ("AWS::Serverless::Function", &["Events", "{}", "Properties", "ScheduleExpression"]),
    ("AWS::Serverless::StateMachine", &["Events", "{}", "Properties", "Schedule"]),
    ("AWS::Serverless::StateMachine", &["Events", "{}", "Properties", "ScheduleExpression"]),
];

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Checker<'_> {
    pub(super) fn schedules(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        for (_, steps) in SCHEDULES.iter().filter(|(type_name, _)| *type_name == resource.type_name) {
            if let Some((first, rest)) = steps.split_first()
                && let Some(node) = resource.properties.get(first)
            {
                self.schedules_at(node, rest, resource.type_name, &at.key(first));
            }
        }
    }

    fn schedules_at(&mut self, node: &Node, steps: &[&str], type_name: &str, at: &Location<'_>) {
        match (steps.split_first(), node) {
            (Some((&"*", rest)), Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.schedules_at(item, rest, type_name, &at.index(index));
                }
            }
            (Some((&"{}", rest)), Node::Object(entries)) => {
                for (name, entry) in entries.iter() {
                    self.schedules_at(entry, rest, type_name, &at.key(name));
                }
            }
            (Some((step, rest)), Node::Object(object)) => {
                if let Some(inner) = object.get(step) {
                    self.schedules_at(inner, rest, type_name, &at.key(step));
                }
            }
            (None, Node::Function("Fn::If", argument)) => {
                for (index, branch) in argument.branches() {
                    self.schedules_at(branch, steps, type_name, &at.key("Fn::If").index(index));
                }
            }
            (None, node) => {
                let Some(text) = literal(node) else { return };
                if let Some((message, allowed)) = wrong(text, type_name) {
                    self.report(Finding::error("schedule", &at.path(), message).allowed(allowed));
                }
            }
            _ => {}
        }
    }
}

/// The message and what is allowed, if a schedule is invalid.
fn wrong(text: &str, type_name: &str) -> Option<(String, String)> {
    let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let only_cron = type_name.starts_with("AWS::Glue::") || type_name.starts_with("AWS::Backup::");
    if let Some(fields) = inside("cron") {
        let allowed = "`cron(minutes hours day-of-month month day-of-week year)`, one of the days being `?`";
        return cron(fields).map(|message| (message, allowed.to_owned()));
    }
    if let Some(rate) = inside("rate").filter(|_| !only_cron) {
        return self::rate(rate)
            .map(|message| (message, "`rate(1 minute)`, `rate(5 minutes)`, also hours and days".to_owned()));
    }
    let at = ["AWS::Scheduler::Schedule", "AWS::ApplicationAutoScaling::ScalableTarget"].contains(&type_name);
    if at && inside("at").is_some() {
        return None;
    }
    let allowed = match (only_cron, at) {
        (true, _) => "`cron(…)`",
        (_, true) => "`cron(…)`, `rate(…)` or `at(…)`",
        _ => "`cron(…)` or `rate(…)`",
    };
    Some((format!("{} is not a schedule", quote(text)), allowed.to_owned()))
}

fn rate(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [number, unit] = words.as_slice() else { return Some(format!("{} is not a value and a unit", quote(text))) };
    let Some(number) = parsed::<u64>(number).filter(|number| *number > 0) else {
        return Some(format!("{} is not a positive integer", quote(number)));
    };
    let units = [("minute", "minutes"), ("hour", "hours"), ("day", "days")];
    match (number, units.iter().find(|(one, many)| one == unit || many == unit)) {
        (_, None) => Some(format!("unknown unit {}", quote(unit))),
        (1, Some((one, many))) if unit == many => Some(format!("the unit of 1 is `{one}`, not `{many}`")),
        (2.., Some((one, many))) if unit == one => Some(format!("the unit of {number} is `{many}`, not `{one}`")),
        _ => None,
    }
}

/// A field: its name, string, bounds, names of values, and special characters.
type Field<'f> = (&'f str, &'f str, u32, u32, &'static [&'static str], &'static str);

fn cron(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minutes, hours, day_of_month, month, day_of_week, year] = fields.as_slice() else {
        return Some(format!("expected 6 fields, found {}", fields.len()));
    };
    if (*day_of_month == "?") == (*day_of_week == "?") {
        return Some("exactly one of day-of-month and day-of-week has to be `?`".to_owned());
    }
    let ranges: [Field<'_>; 6] = [
        ("minutes", minutes, 0, 59, &[], ""),
        ("hours", hours, 0, 23, &[], ""),
        ("day-of-month", day_of_month, 1, 31, &[], "LW?"),
        ("month", month, 1, 12, MONTHS, ""),
        ("day-of-week", day_of_week, 1, 7, DAYS, "L#?"),
        ("year", year, 1970, 2199, &[], ""),
    ];
    ranges.into_iter().find_map(|(name, field, low, high, words, special)| {
        let fits = field.split(',').all(|part| fits(part, low, high, words, special));
        (!fits).then(|| format!("{} is not a {name}", quote(field)))
    })
}

fn fits(part: &str, low: u32, high: u32, words: &[&str], special: &str) -> bool {
    if part.is_empty() {
        return false;
    }
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().is_err()) {
        return false;
    }
    let value = |text: &str| {
        let word = words.iter().any(|word| word.eq_ignore_ascii_case(text));
        word || text.parse::<u32>().is_ok_and(|number| (low..=high).contains(&number))
    };
    if range == "*" || value(range) {
        return true;
    }
    if let Some((from, to)) = range.split_once('-') {
        return value(from) && value(to) || (special.contains('L') && from == "L" && to.parse::<u32>().is_ok());
    }
    match range {
        "?" => special.contains('?'),
        "L" | "LW" => special.contains('L'),
        _ => {
            let ends = |mark: char| special.contains(mark) && range.strip_suffix(mark).is_some_and(value);
            ends('L')
                || ends('W')
                || (special.contains('#')
                    && range
                        .split_once('#')
                        .is_some_and(|(day, nth)| value(day) && matches!(nth, "1" | "2" | "3" | "4" | "5")))
        }
    }
}
