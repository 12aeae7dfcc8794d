//! `docs/performance.md`: the report for readers. What is written there by hand, why a target is missed, stays.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::{Measured, Report};
use super::rows::Row;
use super::table::sides;
use super::target::Verdict;

/// Starts the part of a row that is written by hand; it ends with the row.
const WHY: &str = "Why a target is missed:";
/// What stands there until somebody has written something.
const UNEXPLAINED: &str = "not explained yet.";

/// The page with the figures of `report` and the explanations of `old`, the page as it was.
pub(crate) fn page(report: &Report, old: &str) -> String {
    let kept = explanations(old);
    let mut text = String::from(
        "# Performance, measured beside the peers\n\n\
         `cargo xtask bench` measures this, and writes this page and [its samples](performance.json). Peer and ours run alternately on the same\n\
         work. Shown are the median, and in brackets the lowest and the highest of the runs. CPU is the time of a process and all that it started;\n\
         memory is the peak of the largest of them. Ratios are those of medians.\n\n",
    );
    // Writing to a string does not fail.
    let _ = writeln!(text, "Machine: {}.\n", report.machine.words());
    let _ = writeln!(text, "| row | target | measured | |\n|---|---|---|---|");
    for row in Row::all() {
        write_targets(&mut text, row, row.find(report));
    }
    for (row, measured) in Row::all().iter().filter_map(|row| Some((row, row.find(report)?))) {
        write_row(&mut text, row, measured, kept.get(row.name).map(String::as_str));
    }
    text
}

fn write_targets(text: &mut String, row: &Row, measured: Option<&Measured>) {
    for target in row.targets {
        let (value, verdict) = match measured.map(|measured| target.verdict(measured)) {
            Some(Verdict::Met(value)) => (target.show(value), "met"),
            Some(Verdict::Missed(value)) => (target.show(value), "**missed**"),
            Some(Verdict::NotMeasured(why)) => (first_line(&why), "not measured"),
            None => ("–".to_owned(), "not measured"),
        };
        let place = if measured.is_some() { format!("[{0}](#{0})", row.name) } else { row.name.to_owned() };
        let _ = writeln!(text, "| {place} | {} | {value} | {verdict} |", target.words());
    }
}

fn write_row(text: &mut String, row: &Row, measured: &Measured, kept: Option<&str>) {
    let _ = writeln!(text, "\n## {}\n\n{}. Measured on {}.", row.name, capital(row.work), measured.date);
    if let Some(note) = &measured.note {
        let _ = writeln!(text, "Note: {note}.");
    }
    text.push('\n');
    for (at, cells) in sides(measured).iter().enumerate() {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
        if at == 0 {
            let _ = writeln!(text, "|{}", "---|".repeat(cells.len()));
        }
    }
    for side in &measured.sides {
        if let Some(why) = &side.not_measured {
            let _ = writeln!(text, "\n{}: not measured: {}", side.title(), first_line(why));
        }
    }
    let missed = row.targets.iter().any(|target| matches!(target.verdict(measured), Verdict::Missed(_)));
    match kept {
        Some(explanation) => {
            let _ = writeln!(text, "\n{WHY} {explanation}");
        }
        None if missed => {
            let _ = writeln!(text, "\n{WHY} {UNEXPLAINED}");
        }
        None => {}
    }
}

/// What was written by hand, by the name of its row.
fn explanations(old: &str) -> BTreeMap<&str, String> {
    let mut found = BTreeMap::new();
    for section in old.split("\n## ").skip(1) {
        if let Some((name, body)) = section.split_once('\n')
            && let Some((_, explanation)) = body.split_once(WHY)
            && explanation.trim() != UNEXPLAINED
        {
            found.insert(name.trim(), explanation.trim().to_owned());
        }
    }
    found
}

fn capital(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Enough for a cell of a table.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").replace('|', "\\|")
}
