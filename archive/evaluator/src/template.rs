//! Strings with policy variables: `arn:aws:s3:::home/${aws:username}/*`.

use crate::context::Context;
use crate::pattern::{Pattern, Token};

/// A string of a policy with variables for values of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Token(Token),
    Variable { key: String, default: Option<String> },
}

/// The syntax of the string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// `${…}` is a variable, as in version 2012-10-17 of the policy language.
    pub(crate) variables: bool,
}

impl Template {
    /// Parses `text`; the error describes an invalid variable.
    pub(crate) fn parse(text: &str, reading: Syntax) -> Result<Self, String> {
        let character = |character| match reading.wildcards {
            true => Token::wildcard(character),
            false => Token::Literal(character),
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let plain = if reading.variables { rest.find("${").unwrap_or(rest.len()) } else { rest.len() };
            parts.extend(rest[..plain].chars().map(|each| Part::Token(character(each))));
            rest = &rest[plain..];
            if let Some(opened) = rest.strip_prefix("${") {
                let Some((variable, after)) = opened.split_once('}') else {
                    return Err(format!("the variable in `{text}` is not closed: add `}}`"));
                };
                parts.push(parse_variable(variable)?);
                rest = after;
            }
        }
        Ok(Self { source: text.to_owned(), parts })
    }

    /// The original string.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Replaces the variables with values of the request; `None` if the request does not have exactly one value for a
    /// variable.
    ///
    /// Values are literal: a `*` in a value is not a wildcard.
    pub(crate) fn resolve(&self, context: &Context) -> Option<Pattern> {
        let mut tokens = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            match part {
                Part::Token(token) => tokens.push(*token),
                Part::Variable { key, default } => {
                    let value = match (context.get(key), default) {
                        (Some([value]), _) | (None, Some(value)) => value,
                        (Some(_), _) | (None, None) => return None,
                    };
                    tokens.extend(value.chars().map(Token::Literal));
                }
            }
        }
        Some(Pattern::new(tokens))
    }
}

/// Parses the content of `${…}`: a key, a key with a default, or one of the three escaped characters.
fn parse_variable(text: &str) -> Result<Part, String> {
    if let "*" | "?" | "$" = text {
        return Ok(Part::Token(Token::Literal(text.chars().next().unwrap_or('$'))));
    }
    let (key, default) = match text.split_once(',') {
        None => (text.trim(), None),
        Some((key, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            let Some(value) = quoted else {
                return Err(format!(
                    "the default in `${{{text}}}` needs single quotes: `${{{}, 'value'}}`",
                    key.trim()
                ));
            };
            (key.trim(), Some(value.to_owned()))
        }
    };
    if key.is_empty() {
        return Err(format!("`${{{text}}}` has no key"));
    }
    Ok(Part::Variable { key: key.to_owned(), default })
}

#[cfg(test)]
mod tests {
    use super::{Syntax, Template};
    use crate::context::Context;

    const ALL: Syntax = Syntax { wildcards: true, variables: true };

    fn matches(template: &str, context: &Context, text: &str) -> bool {
        let template = Template::parse(template, ALL).unwrap();
        template.resolve(context).is_some_and(|pattern| pattern.matches(text))
    }

    #[test]
    fn variables_are_values_and_escapes_are_characters() {
        let context = Context::new().with("aws:username", "a*b").with_values("aws:TagKeys", ["x", "y"]);
        assert!(matches("home/${AWS:UserName}/?", &context, "home/a*b/1"));
        assert!(!matches("home/${aws:username}", &context, "home/axb"));
        assert!(matches("${*}${?}${$}", &context, "*?$"));
        assert!(matches("${aws:missing, 'every, one'}", &context, "every, one"));
        assert!(!matches("${aws:missing}", &context, ""));
        assert!(!matches("${aws:TagKeys}", &context, "x"), "a key with several values is not a variable");
    }

    #[test]
    fn before_2012_variables_are_literal() {
        let template = Template::parse("${aws:username}", Syntax { wildcards: true, variables: false }).unwrap();
        let context = Context::new().with("aws:username", "ann");
        assert!(template.resolve(&context).unwrap().matches("${aws:username}"));
    }

    #[test]
    fn malformed_variables_are_errors() {
        for text in ["${aws:username", "${}", "${aws:username, 'x}", "${aws:username, x}", "${, 'x'}"] {
            assert!(Template::parse(text, ALL).is_err(), "{text}");
        }
    }
}
