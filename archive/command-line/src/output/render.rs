//! Events as text.

use std::fmt::Write as _;

use super::style::{self, bold, dim, green, red, yellow};
use crate::remedy::RemedyFormatter;
use cfn_deploy::{
    Action, Danger, DeletionOutcome, DriftReport, Drifted, Event, Explanation, FailedResource, FailureReport,
    KNOWN_AFTER_APPLY, Level, Plan, PlanKind, PropertyChange, Replacement, ResourceChange, ResourceEvent, StackReport,
};

/// Properties with longer values are shown cut: a template inside a property would fill the screen.
const VALUE_MAX: usize = 100;
/// The particulars of one danger that are shown.
const DETAILS_MAX: usize = 8;

/// An event as lines without a line feed at the end; empty if it has no text of its own.
pub(super) fn event(event: &Event, formatter: &RemedyFormatter) -> String {
    match event {
        Event::Started { operation, stack, region, simulated } => {
            let simulated = if *simulated { " (simulated AWS)" } else { "" };
            format!("{operation} {} in {region}{simulated}", bold(stack))
        }
        Event::Progress { message } => message.clone(),
        // Lines that are not drawn anew would be many; what came of it is told at the end.
        Event::Advance { .. } => String::new(),
        Event::Plan { plan, dangers } => self::plan(plan, dangers),
        Event::Resource(event) => resource(event),
        Event::Instance { stack_set, account, region, status, reason } => {
            let reason = reason.as_ref().map_or_else(String::new, |reason| format!("  {reason}"));
            format!("{:8}  {region:14}  {}  {stack_set} in {account}{reason}", "", style::status(status, 28))
        }
        Event::Notice { level, message, .. } => {
            let word = match level {
                Level::Info => "note:",
                Level::Warning => "warning:",
            };
            with_help(format!("{} {message}", yellow(word)), formatter.lines_of_event(event))
        }
        Event::Status(report) => status(report),
        Event::Diff(diff) if diff.changes.is_empty() => "no differences".to_owned(),
        Event::Diff(diff) => diff
            .changes
            .iter()
            .map(|change| format!("  {} {}", yellow("~"), property(change)))
            .collect::<Vec<_>>()
            .join("\n"),
        Event::Drift(report) => drift_report(report),
        Event::Check { subject, passed, message, .. } => {
            let sign = match passed {
                Some(true) => green("ok"),
                Some(false) => red("!!"),
                None => yellow("??"),
            };
            with_help(format!("{sign}  {subject}: {message}"), formatter.lines_of_event(event))
        }
        Event::DeletionOutcomes { stack, outcomes } => deletion_outcomes(stack, outcomes),
        Event::Failure(report) => failure(report, formatter),
        Event::Finished { outputs, .. } | Event::Outputs { outputs } => {
            outputs.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join("\n")
        }
        Event::Error { message, .. } => {
            with_help(format!("{} {message}", red("error:")), formatter.lines_of_event(event))
        }
    }
}

/// One change of a resource's status.
fn resource(event: &ResourceEvent) -> String {
    let clock = event.time.to_string();
    let clock = clock.get(11..19).unwrap_or(&clock);
    let reason = event.reason.as_ref().map_or_else(String::new, |reason| format!("  {reason}"));
    format!(
        "{clock}  {:14}  {}  {} {}{reason}",
        event.region,
        style::status(&event.status, 28),
        bold(&event.logical_id),
        dim(&event.resource_type)
    )
}

/// What a change set would do: resources, then permissions apart, then what needs approval.
fn plan(plan: &Plan, dangers: &[Danger]) -> String {
    let kind = match plan.kind {
        PlanKind::Create => "create",
        PlanKind::Update => "update",
        PlanKind::Import => "import into",
    };
    let mut text = format!("Plan to {kind} {} in {}:", bold(&plan.stack), plan.region);
    let (permissions, others): (Vec<_>, Vec<_>) = plan.changes.iter().partition(|change| change.grants_permissions());
    if plan.changes.is_empty() {
        text.push_str("\n  no resource changes; only the stack's outputs or settings change");
    }
    for change in others {
        self::change(change, &mut text);
    }
    if !permissions.is_empty() {
        text.push_str("\nPermissions:");
    }
    for change in permissions {
        self::change(change, &mut text);
    }
    if !dangers.is_empty() {
        text.push_str("\nNeeds approval (--allow):");
    }
    for danger in dangers {
        let _ = write!(text, "\n  {} {} [{}]", red("!"), danger.message, danger.kind.as_str());
        for detail in danger.details.iter().take(DETAILS_MAX) {
            let _ = write!(text, "\n      {}", cut(detail));
        }
        if danger.details.len() > DETAILS_MAX {
            let _ = write!(text, "\n      and {} more; --output json has all", danger.details.len() - DETAILS_MAX);
        }
    }
    text
}

fn change(change: &ResourceChange, text: &mut String) {
    let sign = match (change.action, change.replacement) {
        (Action::Add, _) => green("+"),
        (Action::Import, _) => green(">"),
        (Action::Remove, _) => red("-"),
        (_, Replacement::Always | Replacement::Conditional) => red("±"),
        _ => yellow("~"),
    };
    let note = match (change.action, change.replacement, change.policy_action.as_deref()) {
        (Action::Remove, _, Some(policy)) if policy.contains("Retain") => ", removed from the stack and retained",
        (Action::Remove, _, _) => ", deleted",
        (_, Replacement::Always, Some(policy)) if policy.contains("Retain") => ", replaced; the old one is retained",
        (_, Replacement::Always, _) => ", replaced",
        (_, Replacement::Conditional, _) => ", may be replaced",
        (Action::Dynamic, _, _) => ", known only during deployment",
        _ => "",
    };
    let _ = write!(text, "\n  {sign} {} {}{note}", bold(&change.logical_id), dim(&change.resource_type));
    if change.action == Action::Modify {
        for property in &change.properties {
            let _ = write!(text, "\n      {}", self::property(property));
        }
    }
}

fn property(property: &PropertyChange) -> String {
    let path = property.path.strip_prefix("/Properties/").unwrap_or(&property.path);
    let value = |value: &Option<String>| value.as_deref().map_or_else(|| "(none)".to_owned(), cut);
    let cause = if property.recreates { "  (replaces the resource)" } else { "" };
    match (&property.before, &property.after) {
        (None, None) => format!("{path}{cause}"),
        (before, after) => format!("{path}: {} → {}{cause}", value(before), value(after)),
    }
}

fn cut(value: &str) -> String {
    let value = value.replace(KNOWN_AFTER_APPLY, "(known after the change)");
    let line: String = value.chars().map(|c| if c == '\n' { ' ' } else { c }).take(VALUE_MAX).collect();
    if value.chars().count() > VALUE_MAX { format!("{line}…") } else { line }
}

/// Why an operation failed: the deepest cause first, where it is known.
fn failure(report: &FailureReport, formatter: &RemedyFormatter) -> String {
    let mut text = format!("{} {} in {} is {}", red("failed:"), bold(&report.stack), report.region, report.status);
    for instance in &report.instances {
        let _ = write!(text, "\n  in {}, account {}:", bold(&instance.region), instance.account);
        for resource in &instance.resources {
            failed(resource, "    ", formatter, &mut text);
        }
        if instance.resources.is_empty() {
            let _ = write!(text, "\n    {}", instance.reason.as_deref().unwrap_or("AWS gave no reason"));
            if let Some(known) = &instance.explanation {
                explained(known, "      ", formatter, &mut text);
            }
        }
    }
    for resource in &report.resources {
        failed(resource, "  ", formatter, &mut text);
    }
    if report.resources.is_empty() && report.instances.is_empty() {
        let _ = write!(text, "\n  {}", report.reason.as_deref().unwrap_or("AWS gave no reason"));
    }
    text
}

fn failed(resource: &FailedResource, indent: &str, formatter: &RemedyFormatter, text: &mut String) {
    let event = &resource.event;
    let reason = event.reason.as_deref().unwrap_or("AWS gave no reason");
    let _ = write!(
        text,
        "\n{indent}{} {} {}\n{indent}  {reason}",
        bold(&event.logical_id),
        dim(&event.resource_type),
        red(&event.status)
    );
    if let Some(known) = &resource.explanation {
        explained(known, &format!("{indent}  "), formatter, text);
    }
}

/// A cause that is known, and what to do about it.
fn explained(known: &Explanation, indent: &str, formatter: &RemedyFormatter, text: &mut String) {
    let _ = write!(text, "\n{indent}{}", known.meaning);
    for remedy in known.remedies {
        let _ = write!(text, "\n{indent}help: {}", formatter.of(remedy));
    }
}

/// What a deletion deletes, and what it leaves.
fn deletion_outcomes(stack: &str, outcomes: &[DeletionOutcome]) -> String {
    let mut text = format!("To delete {}:", bold(stack));
    for (retained, sign, title) in [
        (Some(false), red("-"), "is deleted"),
        (None, red("?"), "may be deleted, which is not known"),
        (Some(true), green("="), "stays in the account"),
    ] {
        for outcome in outcomes.iter().filter(|outcome| outcome.retained == retained) {
            let id = outcome.arn.as_ref().unwrap_or(&outcome.physical_id);
            let _ = write!(text, "\n  {sign} {:14}  {title}: {} {id}", outcome.region, dim(&outcome.resource_type));
        }
    }
    text
}

/// A stack, its instances and its outputs.
fn status(report: &StackReport) -> String {
    let mut text = format!("{} in {} is {}", bold(&report.stack), report.region, style::status(&report.status, 0));
    if let Some(updated) = &report.updated {
        let _ = write!(text, ", since {updated}");
    }
    if let Some(reason) = &report.reason {
        let _ = write!(text, "\n  {reason}");
    }
    let protection = if report.termination_protection { "on" } else { "off" };
    let _ = write!(
        text,
        "\n  termination protection {protection}, drift {}",
        drift_status(report.drift.as_deref(), report.drift_detected.as_deref(), report.drift_outdated)
    );
    for instance in &report.instances {
        let drift =
            drift_status(instance.drift.as_deref(), instance.drift_detected.as_deref(), instance.drift_outdated);
        let reason = instance.reason.as_ref().map_or_else(String::new, |reason| format!("  {reason}"));
        let _ =
            write!(text, "\n  {:14}  {}  drift {drift}{reason}", instance.region, style::status(&instance.status, 10));
    }
    for (key, value) in &report.outputs {
        let _ = write!(text, "\n  {key} = {value}");
    }
    text
}

/// The result of a drift detection. It is of the time of the detection, which may be long ago, and before what was deployed since.
fn drift_status(status: Option<&str>, detected: Option<&str>, is_outdated: bool) -> String {
    let status = status.unwrap_or("NOT_CHECKED");
    match (detected, is_outdated) {
        (None, _) => status.to_owned(),
        (Some(detected), false) => format!("{status} at {detected}"),
        (Some(detected), true) => format!("{status} at {detected}, before the last change of the stack"),
    }
}

fn drift_report(report: &DriftReport) -> String {
    let mut lines: Vec<String> = report.drifted.iter().map(drift).collect();
    match (report.drifted.is_empty(), report.unknown.as_slice()) {
        (true, []) => lines.push("no drift".to_owned()),
        (_, []) => {}
        (_, unknown) => lines.push(format!("{} drift is not known: {}", yellow("??"), unknown.join(", "))),
    }
    lines.join("\n")
}

fn drift(drifted: &Drifted) -> String {
    let mut text = format!(
        "{} {:14} {} {}",
        red(&drifted.status),
        drifted.region,
        bold(&drifted.logical_id),
        dim(&drifted.resource_type)
    );
    for change in &drifted.properties {
        let _ = write!(text, "\n      {}", property(change));
    }
    text
}

/// A message, and a line for each thing that can be done about it.
fn with_help(message: String, advice: Vec<String>) -> String {
    advice.iter().fold(message, |text, line| format!("{text}\n  help: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_command_shows_its_outputs_and_nothing_else() {
        let outputs = [("BucketName".to_owned(), "acme-archive".to_owned())].into();
        let finished = Event::Finished { result: "unchanged".into(), outputs, calls: [].into() };
        assert_eq!(event(&finished, &RemedyFormatter::new(ToString::to_string)), "BucketName = acme-archive");
    }

    #[test]
    fn long_values_are_cut_to_one_line() {
        let shown = cut(&"a\n".repeat(100));
        assert!(shown.chars().count() == VALUE_MAX + 1 && !shown.contains('\n'), "{shown}");
    }
}
