//! The YAML writer.

mod function;
mod scalar;

use std::fmt::Write;

use crate::Tree;

use function::Function;
use scalar::Text;

/// Spaces of one level.
const INDENT: usize = 2;

/// Writes `tree` as YAML, with functions in short form if they have one.
///
/// The output is deterministic. Parsers of YAML 1.1 and of YAML 1.2 return the same value for it: ambiguous strings are
/// quoted, numbers are written so that both parse them as numbers, and there are no anchors, tabs or folded lines.
/// Multi-line strings are literal blocks if that is lossless.
#[must_use]
pub fn write_yaml(tree: &Tree<'_>) -> String {
    let mut writer = Writer { out: String::new() };
    match tree {
        Tree::Map(entries) if !entries.is_empty() && Function::of(tree).is_none() => writer.map(entries, 0, false),
        Tree::List(items) if !items.is_empty() => writer.list(items, 0, false),
        _ => {
            writer.value(tree, INDENT);
            writer.out.drain(..1);
        }
    }
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    fn indent(&mut self, spaces: usize) {
        self.out.extend(std::iter::repeat_n(' ', spaces));
    }

    /// Writes a value after `key:`, `-` or a tag, ending the line. Nested values follow at `indent`.
    fn value(&mut self, tree: &Tree<'_>, indent: usize) {
        if let Some(function) = Function::of(tree) {
            return self.function(&function, indent);
        }
        match tree {
            Tree::Map(entries) if !entries.is_empty() => {
                self.out.push('\n');
                self.map(entries, indent, false);
            }
            Tree::List(items) if !items.is_empty() => {
                self.out.push('\n');
                self.list(items, indent, false);
            }
            _ => self.inline(tree, indent),
        }
    }

    /// Writes a scalar or an empty list or map after a space.
    fn inline(&mut self, tree: &Tree<'_>, indent: usize) {
        self.out.push(' ');
        match tree {
            Tree::Null => self.out.push_str("null"),
            Tree::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Tree::Number(number) => scalar::number(&mut self.out, number),
            Tree::String(text) => match Text::of(text) {
                Text::Line(line) => self.out.push_str(&line),
                Text::Block { header, text } => return self.block(header, text, indent),
            },
            Tree::List(_) => self.out.push_str("[]"),
            Tree::Map(_) => self.out.push_str("{}"),
        }
        self.out.push('\n');
    }

    fn block(&mut self, header: &str, text: &str, indent: usize) {
        self.out.push_str(header);
        self.out.push('\n');
        // The last line feed ends the last line.
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// Writes the entries at `indent`; the first one on the current line if `started`.
    fn map(&mut self, entries: &[(std::borrow::Cow<'_, str>, Tree<'_>)], indent: usize, mut started: bool) {
        for (key, value) in entries {
            if !std::mem::take(&mut started) {
                self.indent(indent);
            }
            let key = scalar::line(key);
            // Parsers search for the colon of a key within 1,024 characters; a longer key needs `?`.
            if key.len() > scalar::LONGEST_KEY {
                let _ = writeln!(self.out, "? {key}");
                self.indent(indent);
                self.out.push(':');
            } else {
                let _ = write!(self.out, "{key}:");
            }
            self.value(value, indent + INDENT);
        }
    }

    /// Writes the items at `indent`; the first one on the current line if `started`.
    fn list(&mut self, items: &[Tree<'_>], indent: usize, mut started: bool) {
        for item in items {
            if !std::mem::take(&mut started) {
                self.indent(indent);
            }
            self.out.push('-');
            match item {
                Tree::Map(entries) if !entries.is_empty() && Function::of(item).is_none() => {
                    self.out.push(' ');
                    self.map(entries, indent + INDENT, true);
                }
                Tree::List(items) if !items.is_empty() => {
                    self.out.push(' ');
                    self.list(items, indent + INDENT, true);
                }
                _ => self.value(item, indent + INDENT),
            }
        }
    }

    fn function(&mut self, function: &Function<'_>, indent: usize) {
        let _ = write!(self.out, " !{}", function.name);
        match &function.argument {
            function::Argument::Attribute(text) => {
                let _ = writeln!(self.out, " {}", scalar::line(text));
            }
            function::Argument::Tree(tree) => match function::flow(tree) {
                Some(flow) => {
                    let _ = writeln!(self.out, " {flow}");
                }
                None => self.value(tree, indent),
            },
        }
    }
}
