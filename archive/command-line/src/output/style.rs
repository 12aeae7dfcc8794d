//! Colours: few, and only where they mean something. Text is rendered with them; [`anstream`] takes them out again where they are not
//! wanted, by what each stream is (a terminal or not) and by `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const GREEN: Style = AnsiColor::Green.on_default();

fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A name that the eye looks for.
pub(super) fn bold(text: impl Display) -> String {
    paint(BOLD, text)
}

/// What is there for completeness.
pub(super) fn dim(text: impl Display) -> String {
    paint(DIM, text)
}

/// A failure, or something that goes away.
pub(super) fn red(text: impl Display) -> String {
    paint(RED, text)
}

/// A change, or something to know.
pub(super) fn yellow(text: impl Display) -> String {
    paint(YELLOW, text)
}

/// A success, or something new.
pub(super) fn green(text: impl Display) -> String {
    paint(GREEN, text)
}

/// A status of a stack, a resource or an instance by what it means, in a column of `width`.
pub(super) fn status(status: &str, width: usize) -> String {
    let bad = status.contains("FAILED")
        || status.contains("ROLLBACK")
        || matches!(status, "CANCELLED" | "INOPERABLE" | "OUTDATED");
    let good = status.ends_with("_COMPLETE") || matches!(status, "SUCCEEDED" | "CURRENT");
    // The column is filled outside of the colour, so that what is copied or underlined is the word.
    let rest = " ".repeat(width.saturating_sub(status.len()));
    match (bad, good) {
        (true, _) => format!("{}{rest}", paint(AnsiColor::Red.on_default(), status)),
        (_, true) => format!("{}{rest}", green(status)),
        _ => format!("{status}{rest}"),
    }
}
