//! What a reader accepts at most, and in which language.

/// The language of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.1 with CloudFormation's tags.
    Yaml,
}

impl Format {
    /// The language that CloudFormation takes `text` for: JSON when it starts with `{`, YAML otherwise.
    ///
    /// The service answers "JSON not well-formed" to every fault of a text that starts with a brace.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if text.starts_with('{') { Self::Json } else { Self::Yaml }
    }
}

/// The limits of a reader. Within them, time and memory are proportional to the size of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language; detected when `None`.
    pub format: Option<Format>,
    /// The largest text in bytes. Default: 1 MB (1,048,576), CloudFormation's limit for a template in S3.
    pub max_bytes: usize,
    /// The deepest nesting of lists and maps, a short form counting as its long form. Default: 128, as serde_json.
    /// More than [`Options::DEEPEST`] is taken as that.
    pub max_depth: usize,
    /// The most values, counting those that aliases and merge keys repeat. Default: 250,000, as cfn-lint since
    /// <https://github.com/aws-cloudformation/cfn-lint/pull/4670>.
    pub max_values: usize,
}

impl Options {
    /// The greatest depth that every function over a [`Value`](crate::Value) can walk on a thread's default stack.
    pub const DEEPEST: usize = 256;
}

impl Default for Options {
    fn default() -> Self {
        Self { format: None, max_bytes: 1024 * 1024, max_depth: 128, max_values: 250_000 }
    }
}
