//! A strict JSON parser (RFC 8259) with the place of every value, which rejects duplicate keys.
//!
//! It is a separate parser because YAML 1.1 is not a superset of JSON: YAML parsers reject tabs between tokens and keys
//! longer than 1,024 characters, and accept what CloudFormation rejects with "JSON not well-formed": trailing commas,
//! comments, single quotes.

use crate::builder::{Builder, Stop};
use crate::error::shorten;
use crate::{Entry, Error, ErrorKind, Errors, Kind, Number, Options, Position, Span, Value};

/// Parses a JSON document.
pub(crate) fn read(text: &str, options: &Options) -> Result<Value, Errors> {
    let mut reader = Reader { text, at: Position::START, builder: Builder::new(options) };
    let root = reader.document();
    reader.builder.finish(root)
}

struct Reader<'a> {
    text: &'a str,
    at: Position,
    builder: Builder,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Value, Stop> {
        if self.text.starts_with('\u{feff}') {
            self.at.offset += '\u{feff}'.len_utf8();
        }
        self.space();
        let root = self.value(0)?;
        self.space();
        match self.peek() {
            None => Ok(root),
            Some(found) => Err(self.unexpected(found, "the end of the template", "remove what follows the last `}`")),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at.offset..)?.chars().next()
    }

    /// Moves past `c`, which is the next character.
    fn advance(&mut self, c: char) {
        let carriage_return = c == '\r' && !self.text[self.at.offset + 1..].starts_with('\n');
        self.at.offset += c.len_utf8();
        if c == '\n' || carriage_return {
            self.at.line += 1;
            self.at.column = 1;
        } else {
            self.at.column += 1;
        }
    }

    fn space(&mut self) {
        while let Some(c @ (' ' | '\t' | '\r' | '\n')) = self.peek() {
            self.advance(c);
        }
    }

    fn syntax(&mut self, start: Position, message: String, remedy: &str) -> Stop {
        let mut end = self.at;
        if end == start
            && let Some(c) = self.peek()
            && !matches!(c, '\n' | '\r')
        {
            end.offset += c.len_utf8();
            end.column += 1;
        }
        let message = format!("JSON not well-formed: {message}");
        self.builder.stop(Error::new(ErrorKind::Syntax, Span::new(start, end), message, remedy))
    }

    fn unexpected(&mut self, found: char, expected: &str, remedy: &str) -> Stop {
        self.syntax(self.at, format!("expected {expected}, found {found:?}"), remedy)
    }

    /// The next character, which must exist.
    fn next(&mut self, expected: &str) -> Result<char, Stop> {
        match self.peek() {
            Some(c) => Ok(c),
            None => Err(self.syntax(
                self.at,
                format!("expected {expected}, found the end of the template"),
                "complete the template; a bracket, brace or quote may be missing",
            )),
        }
    }

    /// A value inside `depth` lists and maps. Recursion is bounded by [`Options::DEEPEST`].
    fn value(&mut self, depth: usize) -> Result<Value, Stop> {
        let start = self.at;
        self.builder.count(1, Span::at(start))?;
        let kind = match self.next("a value")? {
            '{' => self.map(depth)?,
            '[' => self.list(depth)?,
            '"' => Kind::String(self.string()?),
            '-' | '0'..='9' => self.number()?,
            'a'..='z' | 'A'..='Z' => self.word()?,
            found => {
                return Err(self.unexpected(
                    found,
                    "a value",
                    "write a string, number, list, map, true, false or null",
                ));
            }
        };
        Ok(Value::new(kind, Span::new(start, self.at)))
    }

    fn map(&mut self, depth: usize) -> Result<Kind, Stop> {
        self.builder.enter(depth, Span::at(self.at))?;
        self.advance('{');
        let mut entries = Vec::new();
        self.space();
        if self.next("a key or `}`")? == '}' {
            self.advance('}');
            return Ok(Kind::Map(entries));
        }
        loop {
            self.space();
            let start = self.at;
            let key = match self.next("a key")? {
                '"' => self.string()?,
                '}' => return Err(self.unexpected('}', "a key", "remove the comma before it")),
                found => return Err(self.unexpected(found, "a key", "write the key in double quotes")),
            };
            let key_span = Span::new(start, self.at);
            self.space();
            match self.next("`:`")? {
                ':' => self.advance(':'),
                found => return Err(self.unexpected(found, "`:`", "write a colon between the key and its value")),
            }
            self.space();
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, value });
            self.space();
            match self.next("`,` or `}`")? {
                ',' => self.advance(','),
                '}' => break self.advance('}'),
                found => return Err(self.unexpected(found, "`,` or `}`", "a comma may be missing before it")),
            }
        }
        Ok(Kind::Map(self.builder.unique(entries)?))
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Stop> {
        self.builder.enter(depth, Span::at(self.at))?;
        self.advance('[');
        let mut items = Vec::new();
        self.space();
        if self.next("a value or `]`")? == ']' {
            self.advance(']');
            return Ok(Kind::List(items));
        }
        loop {
            self.space();
            if self.next("a value")? == ']' {
                return Err(self.unexpected(']', "a value", "remove the comma before it"));
            }
            items.push(self.value(depth + 1)?);
            self.space();
            match self.next("`,` or `]`")? {
                ',' => self.advance(','),
                ']' => break self.advance(']'),
                found => return Err(self.unexpected(found, "`,` or `]`", "a comma may be missing before it")),
            }
        }
        Ok(Kind::List(items))
    }

    /// The following characters for which `belongs` is true, which contain no line break.
    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &str {
        let start = self.at.offset;
        while let Some(c) = self.peek().filter(|c| belongs(*c)) {
            self.advance(c);
        }
        &self.text[start..self.at.offset]
    }

    fn word(&mut self) -> Result<Kind, Stop> {
        let start = self.at;
        match self.run(|c| c.is_ascii_alphanumeric()) {
            "null" => Ok(Kind::Null),
            "true" => Ok(Kind::Bool(true)),
            "false" => Ok(Kind::Bool(false)),
            other => {
                let message = format!("expected a value, found `{}`", shorten(other));
                Err(self.syntax(start, message, "write a string in double quotes, or true, false or null"))
            }
        }
    }

    fn number(&mut self) -> Result<Kind, Stop> {
        let start = self.at;
        let text = self.run(|c| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).to_owned();
        if let Some(number) = Number::from_json_text(&text) {
            return Ok(Kind::Number(number));
        }
        let span = Span::new(start, self.at);
        if text.parse::<f64>().is_ok_and(f64::is_infinite) {
            let message = format!("the number {} exceeds binary64", shorten(&text));
            return Err(self.builder.stop(Error::new(ErrorKind::Number, span, message, "write it as a string")));
        }
        let message = format!("`{}` is not a number", shorten(&text));
        Err(self.syntax(start, message, "write digits without a leading zero, or a string in double quotes"))
    }

    fn string(&mut self) -> Result<String, Stop> {
        let start = self.at;
        self.advance('"');
        let mut value = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(self.syntax(start, "unterminated string".into(), "close it with a double quote"));
            };
            match c {
                '"' => {
                    self.advance('"');
                    return Ok(value);
                }
                '\\' => self.escape(&mut value)?,
                '\u{0}'..='\u{1f}' => {
                    let message = format!("control character {c:?} in a string");
                    return Err(self.syntax(self.at, message, "write it as an escape, such as \\n or \\t"));
                }
                _ => {
                    let run = self.run(|c| c >= ' ' && c != '"' && c != '\\');
                    value.push_str(run);
                }
            }
        }
    }

    fn escape(&mut self, value: &mut String) -> Result<(), Stop> {
        let start = self.at;
        self.advance('\\');
        let c = self.next("the rest of an escape")?;
        let plain = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.advance('u');
                value.push(self.unicode(start)?);
                return Ok(());
            }
            _ => {
                let message = format!("`\\{}` is not an escape", c.escape_debug());
                return Err(self.syntax(start, message, "write a backslash as \\\\"));
            }
        };
        self.advance(c);
        value.push(plain);
        Ok(())
    }

    /// The character of a `\u` escape, or of two that are a surrogate pair, after the first `\u`.
    fn unicode(&mut self, start: Position) -> Result<char, Stop> {
        let high = self.hex4(start)?;
        let code = match high {
            0xD800..=0xDBFF if self.text[self.at.offset..].starts_with("\\u") => {
                self.advance('\\');
                self.advance('u');
                match self.hex4(start)? {
                    low @ 0xDC00..=0xDFFF => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00),
                    _ => high,
                }
            }
            _ => high,
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => {
                let message = format!("\\u{high:04X} is half of a surrogate pair");
                Err(self.syntax(start, message, "write both halves, or the character itself"))
            }
        }
    }

    fn hex4(&mut self, start: Position) -> Result<u32, Stop> {
        let mut code = 0;
        for _ in 0..4 {
            let c = self.next("four hexadecimal digits")?;
            let Some(digit) = c.to_digit(16) else {
                let message = "\\u is not followed by four hexadecimal digits".into();
                return Err(self.syntax(start, message, "write four, such as \\u00e9"));
            };
            self.advance(c);
            code = code * 16 + digit;
        }
        Ok(code)
    }
}
