//! One JSON event a line. The schema is in `docs/events.md`.

use cfn_deploy::{Event, Remedy, Reporter};
use serde_json::{Map, Value};

use super::text;
use crate::remedy::RemedyFormatter;

/// Writes each event to standard output as it happens.
#[derive(Debug, Clone)]
pub struct JsonLines {
    formatter: RemedyFormatter,
}

impl JsonLines {
    /// Events with the words of their remedies.
    pub const fn new(formatter: RemedyFormatter) -> Self {
        Self { formatter }
    }
}

impl Reporter for JsonLines {
    fn report(&self, event: &Event) {
        let line = line(event, &self.formatter);
        cfn_stdout::print(&format!("{line}\n"));
        // Where the stream cannot be written, the command's error is not lost with it.
        if matches!(event, Event::Error { .. }) && cfn_stdout::finish().is_err() {
            text::write(event, &self.formatter);
        }
    }
}

/// The event with the words of its remedies beside their values.
fn line(event: &Event, formatter: &RemedyFormatter) -> Value {
    let mut line = serde_json::to_value(event).unwrap_or_else(|error| {
        serde_json::json!({ "event": "notice", "level": "warning", "message": format!("an event cannot be written: {error}"), "remedies": [] })
    });
    explain(&mut line, formatter);
    if let Value::Object(members) = &mut line {
        match event {
            Event::Notice { .. } | Event::Check { .. } | Event::Error { .. } => {
                members.insert("remedy".to_owned(), formatter.of_event(event).into());
            }
            Event::Status(report) => {
                members.insert("next".to_owned(), formatter.of_stack(report).into());
            }
            _ => {}
        }
    }
    line
}

/// Gives each explanation inside of `value` its remedies' words.
fn explain(value: &mut Value, formatter: &RemedyFormatter) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| explain(item, formatter)),
        Value::Object(members) => {
            members.values_mut().for_each(|value| explain(value, formatter));
            if members.contains_key("meaning")
                && let Some(said) = remedy_of(members, formatter)
            {
                members.insert("remedy".to_owned(), said.into());
            }
        }
        _ => {}
    }
}

fn remedy_of(explanation: &Map<String, Value>, formatter: &RemedyFormatter) -> Option<String> {
    match serde_json::from_value::<Vec<Remedy>>(explanation.get("remedies")?.clone()) {
        Ok(remedies) => formatter.text(&[], &remedies),
        // They were written a moment ago, and each of them reads back as a test of theirs holds.
        Err(_) => None,
    }
}
