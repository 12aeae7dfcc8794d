//! Indented source text.

use crate::Options;

/// Lines of Rust.
pub(super) struct Source {
    text: String,
    depth: usize,
    options: Options,
}

impl Source {
    pub(super) fn new(options: Options) -> Self {
        Self { text: String::new(), depth: 0, options }
    }

    /// The traits that are derived with the option. Traits that every type has are implemented by macros, at half the
    /// compile cost of a derived implementation.
    pub(super) fn derive_extra(&mut self, traits: &str) {
        if self.options.extra_traits {
            self.line(&format!("#[derive({traits})]"));
        }
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line that opens a block.
    pub(super) fn open(&mut self, line: &str) {
        self.line(line);
        self.depth += 1;
    }

    /// The line that closes the innermost block.
    pub(super) fn close(&mut self, line: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line(line);
    }

    /// The line between two parts of a block.
    pub(super) fn reopen(&mut self, line: &str) {
        self.close(line);
        self.depth += 1;
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Documentation. Several lines are written as one block comment, because each `///` line is an attribute for the
    /// compiler, which would cost a tenth of its time.
    pub(super) fn doc(&mut self, text: &str) {
        if !text.contains('\n') {
            self.line(&format!("/// {text}"));
        } else if text.contains("*/") || text.contains("/*") {
            self.line(&format!("#[doc = {}]", literal(text)));
        } else {
            self.line("/**");
            self.text.push_str(text);
            self.text.push('\n');
            self.line("*/");
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}
