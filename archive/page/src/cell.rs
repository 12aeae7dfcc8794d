//! What is in a cell of a table, or in a paragraph.

use super::escaped;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// To be looked at, or not known.
    Warning,
    /// Not as it should be.
    Bad,
    /// Neither: it is under way.
    Neutral,
}

/// Text, and how it is shown.
#[derive(Debug, Clone)]
pub struct Cell {
    html: String,
}

impl Cell {
    /// Text.
    #[must_use]
    pub fn text(text: impl AsRef<str>) -> Self {
        Self { html: escaped(text.as_ref()) }
    }

    /// A sentence with names and commands in backticks.
    #[must_use]
    pub fn sentence(text: impl AsRef<str>) -> Self {
        let parts: Vec<&str> = text.as_ref().split('`').collect();
        // A backtick without its pair is a character like others.
        if parts.len().is_multiple_of(2) {
            return Self::text(text);
        }
        let shown = parts.iter().enumerate().map(|(number, part)| {
            if number.is_multiple_of(2) { escaped(part) } else { format!("<code>{}</code>", escaped(part)) }
        });
        Self { html: shown.collect() }
    }

    /// A name, an ARN, a command.
    #[must_use]
    pub fn code(text: impl AsRef<str>) -> Self {
        // A region or a time is not broken; an ARN has to be.
        let class = if text.as_ref().chars().count() <= 24 { " class=\"short\"" } else { "" };
        Self { html: format!("<code{class}>{}</code>", escaped(text.as_ref())) }
    }

    /// A state in a word or two. A mark and the word say it; the colour only repeats it.
    #[must_use]
    pub fn state(state: State, text: impl AsRef<str>) -> Self {
        let (class, mark) = match state {
            State::Good => ("good", "✓"),
            State::Warning => ("warning", "!"),
            State::Bad => ("bad", "✗"),
            State::Neutral => ("neutral", "·"),
        };
        let text = escaped(text.as_ref());
        Self {
            html: format!(
                "<span class=\"state {class}\"><span class=\"mark\" aria-hidden=\"true\">{mark}</span><span>{text}</span></span>"
            ),
        }
    }

    /// The same and more, behind it.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self { html: format!("{} {}", self.html, other.html) }
    }

    /// The same and more, on a line of its own.
    #[must_use]
    pub fn below(self, other: &Self) -> Self {
        Self { html: format!("{}<br>{}", self.html, other.html) }
    }

    pub(crate) fn html(&self) -> &str {
        &self.html
    }
}
