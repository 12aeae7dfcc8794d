//! From tokens to formatted source.
//!
//! The pretty-printer does not format macros and comments, and breaks `stack.add(…)` before its method. So macros are
//! written as calls (`list__(a, b)` for `list![a, b]`, `object__("key" = value)` for `{ "key": value }`) and comments
//! as documentation that begins with `~`; both are converted after formatting, and so is `stack_add__(…)`. No other
//! identifier of a program ends with `__`.

use proc_macro2::TokenStream;
use quote::quote;

/// The calls that represent macros: name, opening and closing text, and the separator of a key and its value.
const MACROS: &[(&str, &str, &str, &str)] = &[
    ("list__", "list![", "]", ""),
    ("sub__", "sub!(", ")", ""),
    ("map__", "map! {", "}", " =>"),
    ("json__", "json!(", ")", ""),
    ("json_object__", "json!({", "})", ":"),
    ("json_list__", "json!([", "])", ""),
    ("object__", "{", "}", ":"),
];

/// Comments before a statement, and an empty line at the beginning of a section.
pub(super) fn comments(comments: &[String], begins: bool) -> TokenStream {
    let gap = begins.then(|| "~".to_owned());
    let lines = comments.iter().map(|comment| format!("~ {}", comment.replace(['\n', '\r'], " ")));
    let lines: Vec<String> = gap.into_iter().chain(lines).collect();
    quote!(#(#[doc = #lines])*)
}

/// The tokens of a file as formatted source.
pub(super) fn source(tokens: TokenStream) -> Result<String, String> {
    let file: syn::File = syn::parse2(tokens).map_err(|e| e.to_string())?;
    Ok(finish(&prettyplease::unparse(&file)))
}

/// A group of the formatted source.
#[derive(Clone, Copy)]
struct Group {
    close: &'static str,
    separator: &'static str,
    /// Whether braces on one line have a space inside.
    padded: bool,
    /// Whether the macro takes one argument, without a trailing comma.
    single: bool,
}

/// Converts macros and comments to their final form.
fn finish(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut groups: Vec<Group> = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (text, after) = rest.split_at(length);
        rest = after;
        if text.starts_with("///~") {
            out.push_str(text.replacen("///~", "//", 1).trim_end());
            if text.trim_end() == "///~" {
                // An empty line, without indentation.
                let end = out.trim_end_matches("//").trim_end_matches(' ').len();
                out.truncate(end);
            }
            continue;
        }
        if let Some(method) = text.strip_prefix("stack_").and_then(|rest| rest.strip_suffix("__")) {
            out.push_str("stack.");
            out.push_str(method);
            continue;
        }
        let call = MACROS.iter().find(|(name, ..)| *name == text).filter(|_| rest.starts_with('('));
        if let Some((_, open, close, separator)) = call {
            rest = &rest[1..];
            let padded = open.ends_with('{') && !rest.starts_with(['\n', ')']);
            out.push_str(open);
            out.push_str(if padded { " " } else { "" });
            groups.push(Group { close, separator, padded, single: text == "json__" });
            continue;
        }
        match text {
            "(" | "[" | "{" => groups.push(Group { close: "", separator: "", padded: false, single: false }),
            ")" | "]" | "}" => {
                if let Some(group) = groups.pop()
                    && !group.close.is_empty()
                {
                    if group.single {
                        let end = out.trim_end().trim_end_matches(',').len();
                        let gap = out[out.trim_end().len()..].to_owned();
                        out.truncate(end);
                        out.push_str(&gap);
                    }
                    out.push_str(if group.padded { " " } else { "" });
                    out.push_str(group.close);
                    continue;
                }
            }
            "=" => {
                if let Some(group) = groups.last().filter(|group| !group.separator.is_empty()) {
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push_str(group.separator);
                    continue;
                }
            }
            _ => {}
        }
        out.push_str(text);
    }
    out
}

/// The length of the token at the start of `rest`: a literal, a comment, a word, or a character.
fn token(rest: &str, first: char) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if first == '"' {
        return string(rest, 0);
    }
    if first == 'r'
        && let Some(length) = raw_string(rest)
    {
        return length;
    }
    if first.is_alphanumeric() || first == '_' {
        return rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    }
    first.len_utf8()
}

/// The length of a string literal whose first quotation mark is at `start`.
fn string(rest: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at <= start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r#"…"#`, if the text begins with one.
fn raw_string(rest: &str) -> Option<usize> {
    let inner = &rest[1..];
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    let text = inner[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = text.find(&close)?;
    Some(1 + hashes + 1 + end + close.len())
}
