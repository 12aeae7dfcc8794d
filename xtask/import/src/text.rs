//! Rust tokens for names and strings.

use std::collections::BTreeSet;

use cfn_template::{Kind, Value};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// An identifier; keywords become raw identifiers.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None if syn::parse_str::<Ident>(name).is_ok() => Ident::new(name, Span::call_site()),
        None if syn::parse_str::<Ident>(&format!("r#{name}")).is_ok() => Ident::new_raw(name, Span::call_site()),
        None => Ident::new("_", Span::call_site()),
    }
}

/// Identifiers joined by `::`.
pub(super) fn path(segments: &[&str]) -> TokenStream {
    let segments = segments.iter().map(|segment| ident(segment));
    quote!(#(#segments)::*)
}

/// A string literal: a raw string if escapes would make it hard to read.
pub(super) fn literal(text: &str) -> TokenStream {
    let raw_is_safe = text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control());
    let escapes = text.contains(['"', '\\', '\n']);
    if raw_is_safe && escapes && !has_bidirectional(text) {
        let longest = text.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len()).max();
        let fence = "#".repeat(longest.map_or(0, |hashes| hashes + 1));
        if let Ok(literal) = format!("r{fence}\"{text}\"{fence}").parse::<Literal>() {
            return quote!(#literal);
        }
    }
    // The compiler requires bidirectional control characters to be escaped.
    let escaped: String =
        text.chars().map(|c| if is_bidirectional(c) { c.escape_unicode().to_string() } else { debug(c) }).collect();
    match format!("\"{escaped}\"").parse::<Literal>() {
        Ok(literal) => quote!(#literal),
        Err(_) => {
            let literal = Literal::string(text);
            quote!(#literal)
        }
    }
}

fn debug(c: char) -> String {
    match c {
        '\'' => "'".to_owned(),
        '\0' => "\\0".to_owned(),
        c if c.is_alphanumeric() => c.to_string(),
        c => c.escape_debug().to_string(),
    }
}

/// Bidirectional control characters, which the compiler rejects in a literal.
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn has_bidirectional(text: &str) -> bool {
    text.chars().any(is_bidirectional)
}

/// The nesting depth of lists and maps.
pub(super) fn depth(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
        _ => 0,
    }
}

/// The prefixes of strings before a colon.
pub(super) fn prefixes(value: &Value, found: &mut BTreeSet<String>) {
    match &value.kind {
        Kind::String(text) => found.extend(text.split_once(':').map(|(prefix, _)| prefix.to_owned())),
        Kind::List(items) => items.iter().for_each(|item| prefixes(item, found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| prefixes(&entry.value, found)),
        _ => {}
    }
}

/// The name and argument of an intrinsic function, except `Condition`, which is one in conditions only.
pub(super) fn function(value: &Value) -> Option<(&str, &Value)> {
    value.as_function().filter(|(name, _)| *name != "Condition")
}
