//! Wildcard matching: `*` matches any characters, `?` exactly one.

/// A pattern with its variables replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Token>);

/// An element of a [`Pattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A literal character.
    Literal(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Pattern {
    pub(crate) fn new(tokens: Vec<Token>) -> Self {
        Self(tokens)
    }

    /// Parses a pattern with the wildcards `*` and `?`, without variables.
    pub(crate) fn from_wildcards(text: &str) -> Self {
        Self(text.chars().map(Token::wildcard).collect())
    }

    /// Whether the whole of `text` matches.
    ///
    /// Takes at most `text × pattern` steps, because only the last `*` is retried: untrusted policies cannot make it
    /// exponential.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut position, mut token) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while position < text.len() {
            match self.0.get(token) {
                Some(Token::Any) => {
                    retry = Some((token, position));
                    token += 1;
                }
                Some(Token::One) => {
                    position += 1;
                    token += 1;
                }
                Some(Token::Literal(wanted)) if *wanted == text[position] => {
                    position += 1;
                    token += 1;
                }
                _ => {
                    let Some((star, start)) = retry else {
                        return false;
                    };
                    retry = Some((star, start + 1));
                    token = star + 1;
                    position = start + 1;
                }
            }
        }
        self.0[token..].iter().all(|token| *token == Token::Any)
    }

    /// Splits at the first `count - 1` colons; the last pattern keeps further colons.
    pub(crate) fn split_at_colons(&self, count: usize) -> Vec<Self> {
        self.0.splitn(count, |token| *token == Token::Literal(':')).map(|part| Self(part.to_vec())).collect()
    }

    /// The pattern in lower case.
    pub(crate) fn to_lowercase(&self) -> Self {
        let lower = |token: &Token| match token {
            Token::Literal(character) => character.to_lowercase().map(Token::Literal).collect(),
            wildcard => vec![*wildcard],
        };
        Self(self.0.iter().flat_map(lower).collect())
    }

    /// Whether this is `*`.
    pub(crate) fn is_any(&self) -> bool {
        self.0 == [Token::Any]
    }
}

impl Token {
    pub(crate) fn wildcard(character: char) -> Self {
        match character {
            '*' => Self::Any,
            '?' => Self::One,
            other => Self::Literal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn wildcards_match_whole_strings() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*c", "abbbc", true),
            ("a*c", "abbbcd", false),
            ("a?c", "ac", false),
            ("a?c", "aéc", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*ab", "aab", true),
            ("a**b", "ab", true),
        ] {
            assert_eq!(Pattern::from_wildcards(pattern).matches(text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn many_stars_do_not_take_exponential_time() {
        let pattern = "a*".repeat(60) + "b";
        assert!(!Pattern::from_wildcards(&pattern).matches(&"a".repeat(4000)));
    }
}
