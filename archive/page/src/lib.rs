#![doc = include_str!("../README.md")]
#![warn(clippy::disallowed_methods)]

mod cell;
mod style;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

pub use cell::{Cell, State};

/// What a page may load: its own style and pictures that are in it. Nothing is sent anywhere.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The icon of a page, in it: without one a browser asks the server for `/favicon.ico`.
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#0969da\"/>\
    <path d=\"M3 4.5h10M3 8h10M3 11.5h6\" stroke=\"#fff\" stroke-width=\"1.8\" stroke-linecap=\"round\"/></svg>";

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    lead: Vec<Cell>,
    sections: Vec<Section>,
}

/// A part of a page with a heading.
#[derive(Debug, Clone)]
pub struct Section {
    heading: String,
    body: String,
}

/// A table, whose first column says what a row is about.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Page {
    /// A page with this title, which is its first heading too.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), lead: Vec::new(), sections: Vec::new() }
    }

    /// Adds a paragraph below the title.
    #[must_use]
    pub fn lead(mut self, cell: Cell) -> Self {
        self.lead.push(cell);
        self
    }

    /// Adds a part.
    #[must_use]
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// The file.
    #[must_use]
    pub fn to_html(&self) -> String {
        let title = escaped(&self.title);
        let mut html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">\n<style>\n{}</style>\n</head>\n\
             <body>\n<header>\n<h1>{title}</h1>\n",
            style::STYLE,
            icon = BASE64_STANDARD.encode(ICON)
        );
        // Writing to a `String` cannot fail.
        for lead in &self.lead {
            let _ = writeln!(html, "<p>{}</p>", lead.html());
        }
        html.push_str("</header>\n<main>\n");
        for (number, section) in self.sections.iter().enumerate() {
            let _ = writeln!(
                html,
                "<section aria-labelledby=\"s{number}\">\n<h2 id=\"s{number}\">{}</h2>\n{}</section>",
                escaped(&section.heading),
                section.body
            );
        }
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }
}

impl Section {
    /// A part with a heading and nothing else.
    #[must_use]
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), body: String::new() }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(mut self, cell: &Cell) -> Self {
        let _ = writeln!(self.body, "<p>{}</p>", cell.html());
        self
    }

    /// Adds a table. One without rows is left out: say in a paragraph that there is nothing.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            table.write(&mut self.body);
        }
        self
    }

    /// Adds a picture, as SVG, with what it shows in words.
    #[must_use]
    pub fn picture(mut self, svg: &str, shows: &str) -> Self {
        let data = BASE64_STANDARD.encode(svg);
        // What is wider than the page is scrolled, which the keyboard can do where the focus is.
        let _ = writeln!(
            self.body,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{shows}\"><img src=\"data:image/svg+xml;base64,{data}\" alt=\"{shows}\"></div>",
            shows = escaped(shows)
        );
        self
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(caption: impl Into<String>, head: &[&str]) -> Self {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Self { caption: caption.into(), head, rows: Vec::new() }
    }

    /// Adds a row. The first cell says what it is about.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    fn write(&self, html: &mut String) {
        let caption = escaped(&self.caption);
        let _ = writeln!(
            html,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table>\n<caption>{caption}</caption>\n<thead><tr>"
        );
        for head in &self.head {
            let _ = write!(html, "<th scope=\"col\">{}</th>", escaped(head));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let (open, close) = if column == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
                let _ = write!(html, "{open}{}{close}", cell.html());
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n</div>\n");
    }
}

/// Text between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_text() {
        let hostile = "</title><script>alert(1)</script>\" onload=\"x";
        let table = Table::new(hostile, &[hostile]).row([Cell::code(hostile), Cell::state(State::Bad, hostile)]);
        let section = Section::new(hostile).text(&Cell::text(hostile)).table(table).picture("<svg/>", hostile);
        let html = Page::new(hostile).lead(Cell::text(hostile)).section(section).to_html();
        assert!(!html.contains("<script") && !html.contains("\" onload"), "{html}");
    }

    #[test]
    fn commands_in_a_sentence_are_code() {
        assert_eq!(Cell::sentence("run `a <b>` now").html(), "run <code>a &lt;b&gt;</code> now");
        assert_eq!(Cell::sentence("a `b").html(), "a `b");
    }

    #[test]
    fn a_state_is_a_word_and_not_only_a_colour() {
        let cell = Cell::state(State::Warning, "unknown");
        let html = cell.html();
        assert!(html.contains(">unknown<") && html.contains("warning"), "{html}");
    }

    #[test]
    fn nothing_is_loaded() {
        let html = Page::new("t").section(Section::new("h").picture("<svg/>", "a picture")).to_html();
        let rest = html.replacen("<link rel=\"icon\" href=\"data:", "", 1);
        assert_ne!(rest, html, "its icon is in it");
        for loaded in ["http:", "https:", "<script", "<link", "@import", "url("] {
            assert!(!rest.contains(loaded), "{loaded}");
        }
        assert!(html.contains("default-src 'none'"));
    }
}
