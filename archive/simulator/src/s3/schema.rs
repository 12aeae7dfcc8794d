//! Validates XML documents against S3's service model.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::api_error::ApiError;
use crate::protocol::xml::{Element, malformed_xml};

/// One element per line: its path, how often it occurs (`1`, `?`, `*`, `+`), and its type or values.
/// `tests/suite/s3_model.rs` compares it with botocore's model.
const LINES: &str = include_str!("documents.txt");

/// An element of the model.
#[derive(Debug)]
struct Member {
    occurs: Occurrence,
    kind: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrence {
    Once,
    Optional,
    Any,
    Some,
}

/// The members of each element by its path, in the order of the file.
type Members = BTreeMap<&'static str, Vec<(&'static str, Member)>>;

fn members() -> &'static Members {
    static MEMBERS: OnceLock<Members> = OnceLock::new();
    MEMBERS.get_or_init(|| {
        let mut members = Members::new();
        for line in LINES.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some(path), Some(occurs), Some(kind)) = (words.next(), words.next(), words.next()) else { continue };
            let occurs = match occurs {
                "1" => Occurrence::Once,
                "?" => Occurrence::Optional,
                "+" => Occurrence::Some,
                _ => Occurrence::Any,
            };
            if kind == "struct" {
                members.entry(path).or_default();
            }
            if let Some((parent, name)) = path.rsplit_once('/') {
                members.entry(parent).or_default().push((name, Member { occurs, kind }));
            }
        }
        members
    })
}

/// Parses and validates a document with that root element.
///
/// # Errors
/// `MalformedXML`: invalid XML, another root element, or an element that is unknown, missing, repeated or of another
/// type.
pub(crate) fn read(root: &str, bytes: &[u8]) -> Result<Element, ApiError> {
    let document = Element::parse(bytes)?;
    if document.name != root {
        return Err(malformed_xml(format!("the document is <{}>, not <{root}>", document.name)));
    }
    check(root, &document)?;
    Ok(document)
}

fn check(path: &str, element: &Element) -> Result<(), ApiError> {
    // A structure without members has to be empty.
    let known = members().get(path).map_or(&[][..], Vec::as_slice);
    for child in &element.children {
        let Some((_, member)) = known.iter().find(|(name, _)| *name == child.name) else {
            return Err(malformed_xml(format!("{path} has no <{}>", child.name)));
        };
        let here = format!("{path}/{}", child.name);
        match member.kind {
            "struct" => check(&here, child)?,
            kind => check_text(&here, kind, child)?,
        }
    }
    for (name, member) in known {
        let count = element.all(name).count();
        let fits = match member.occurs {
            Occurrence::Once => count == 1,
            Occurrence::Optional => count <= 1,
            Occurrence::Some => count >= 1,
            Occurrence::Any => true,
        };
        if !fits {
            return Err(malformed_xml(format!("{path} has {count} <{name}>")));
        }
    }
    Ok(())
}

fn check_text(path: &str, kind: &str, element: &Element) -> Result<(), ApiError> {
    let text = element.text.trim();
    let fits = match kind {
        "text" => element.children.is_empty(),
        "integer" => text.parse::<i64>().is_ok(),
        "boolean" => matches!(text, "true" | "false"),
        "timestamp" => {
            crate::timestamp::Timestamp::parse_iso(text).is_some() || httpdate::parse_http_date(text).is_ok()
        }
        // S3 has specific errors for these two.
        _ if path.ends_with("/LocationConstraint") || path.ends_with("Configuration/Event") => true,
        values if path.ends_with("/FilterRule/Name") => values.split('|').any(|value| value.eq_ignore_ascii_case(text)),
        values => values.split('|').any(|value| value == text),
    };
    if fits {
        return Ok(());
    }
    Err(malformed_xml(format!("{path} is {text:?}")))
}
