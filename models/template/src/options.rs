//! The limits and the language of a parser.

/// The language of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.1 with CloudFormation's tags.
    Yaml,
}

impl Format {
    /// The language of `text` for CloudFormation: JSON if it begins with `{`, otherwise YAML.
    ///
    /// The service reports "JSON not well-formed" for every syntax error of a template that begins with a brace.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if text.starts_with('{') { Self::Json } else { Self::Yaml }
    }
}

/// The limits of a parser. Within them, time and memory are proportional to the size of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language; detected if `None`.
    pub format: Option<Format>,
    /// The maximum size in bytes. Default: 1 MB (1,048,576), CloudFormation's limit for a template in S3.
    pub max_bytes: usize,
    /// The maximum nesting of lists and maps, where a short form counts as its full form. Default: 128, as serde_json.
    /// At most [`Options::DEEPEST`].
    pub max_depth: usize,
    /// The maximum number of values, including those repeated by aliases and merge keys. Default: 250,000, as cfn-lint since
    /// <https://github.com/aws-cloudformation/cfn-lint/pull/4670>.
    pub max_values: usize,
}

impl Options {
    /// The maximum depth for which every function on a [`Value`](crate::Value) works with the default stack of a thread.
    pub const DEEPEST: usize = 256;
}

impl Default for Options {
    fn default() -> Self {
        Self { format: None, max_bytes: 1024 * 1024, max_depth: 128, max_values: 250_000 }
    }
}
