//! A report as a table on the terminal.

use std::fmt::Write as _;

use super::figure::Quantity;
use super::report::{Measured, Report};
use super::rows::Row;
use super::target::Verdict;

/// Every measured row of the report: what each side took, and what became of the targets.
pub(crate) fn table(report: &Report) -> String {
    let mut text = format!("{}\n", report.machine.words());
    for (row, measured) in Row::all().iter().filter_map(|row| Some((row, row.find(report)?))) {
        text.push('\n');
        write_row(&mut text, row, measured);
    }
    text
}

fn write_row(text: &mut String, row: &Row, measured: &Measured) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}: {} ({})", row.name, row.work, measured.date);
    if let Some(note) = &measured.note {
        let _ = writeln!(text, "  note: {note}");
    }
    let sides = sides(measured);
    let columns = sides.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| sides.iter().filter_map(|cells| cells.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    for cells in &sides {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "  {}", padded.join("  ").trim_end());
    }
    for side in measured.sides.iter() {
        if let Some(why) = &side.not_measured {
            let _ = writeln!(text, "  {}: not measured: {}", side.title(), why.replace('\n', "\n    "));
        }
    }
    for target in row.targets {
        let verdict = match target.verdict(measured) {
            Verdict::Met(value) => format!("met: {}", target.show(value)),
            Verdict::Missed(value) => format!("missed: {}", target.show(value)),
            Verdict::NotMeasured(_) => "not measured".to_owned(),
        };
        let _ = writeln!(text, "  target: {}: {verdict}", target.words());
    }
}

/// A heading and one line for each side that was measured; a column for each quantity that one of them has.
pub(crate) fn sides(measured: &Measured) -> Vec<Vec<String>> {
    let has = |quantity: &Quantity| measured.sides.iter().any(|side| side.spread(*quantity).is_some());
    let quantities: Vec<Quantity> = Quantity::ALL.into_iter().filter(has).collect();
    let heading = ["", "runs"].into_iter().chain(quantities.iter().map(|quantity| quantity.name())).map(str::to_owned);
    let mut lines = vec![heading.collect()];
    for side in measured.sides.iter().filter(|side| !side.samples.is_empty()) {
        let runs = side.samples.values().map(Vec::len).max().unwrap_or(0);
        let cell =
            |quantity: &Quantity| side.spread(*quantity).map_or("–".to_owned(), |spread| spread.show(*quantity));
        lines.push([side.title(), runs.to_string()].into_iter().chain(quantities.iter().map(cell)).collect());
    }
    lines
}
