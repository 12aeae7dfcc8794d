//! YAML syntax errors with remedies.

use granit_parser::{ErrorKind as Fault, ScanError};

use super::position;
use crate::{Error, ErrorKind, Span};

/// The error of the low-level parser with a remedy.
pub(super) fn explain(error: &ScanError, text: &str) -> Error {
    let mut place = position(error.marker());
    place.offset = place.offset.min(text.len());
    let span = Span::at(place);
    match error.kind() {
        Fault::RecursionLimitExceeded => {
            let message = "lists and maps are nested too deeply";
            return Error::new(ErrorKind::Limit, span, message, "reduce the nesting");
        }
        Fault::UnknownAnchor => {
            let message = "the alias refers to an anchor that is not defined before it";
            let remedy = "define the anchor (`&name`) before the alias, or quote the value if it is a string that begins with `*`";
            return Error::new(ErrorKind::Alias, span, message, remedy);
        }
        _ => {}
    }
    let message = format!("YAML not well-formed: {}", error.info());
    Error::new(ErrorKind::Syntax, span, message, remedy(error.kind(), line_of(text, place.offset)))
}

fn line_of(text: &str, offset: usize) -> &str {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("")
}

fn remedy(fault: &Fault, line: &str) -> &'static str {
    if has_two_short_forms(line) {
        return "a value can have only one tag: write one of the two functions in full form, as in `Fn::Base64: !Sub …`";
    }
    match fault {
        Fault::TabNotAllowed
        | Fault::TabInBlockIndentation
        | Fault::TabInIndentation
        | Fault::TabAtBlockScalarStart => "indent with spaces",
        Fault::UnclosedQuotedScalar => "add the closing quote",
        Fault::UnknownQuotedScalarEscape => "write the string in single quotes, or each backslash as \\\\",
        Fault::UnexpectedEofFlowSequence | Fault::UnexpectedEofFlowMapping | Fault::UnclosedFlowCollection { .. } => {
            "close the bracket or brace"
        }
        Fault::UnexpectedCharacter { .. } | Fault::MappingValueNotAllowed => {
            "quote the value if it is a string; otherwise check the indentation of this line and the one before it"
        }
        _ => "check the indentation and the quotes of this line and the one before it",
    }
}

/// Whether a value of `line` begins with two tags: `!Base64 !Sub x`.
fn has_two_short_forms(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let mut after_tag = false;
    words.any(|word| {
        let tag = word.starts_with('!') && word.len() > 1;
        let two = tag && after_tag;
        after_tag = tag;
        two
    })
}
