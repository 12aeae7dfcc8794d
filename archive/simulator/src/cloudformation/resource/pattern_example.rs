//! Generates a string that matches a regular expression, for the syntax that schemas use: literals, classes, groups and
//! quantifiers.

use crate::parse::parse;

/// Generates a string that matches a pattern; `None` if the pattern has unsupported syntax (look-around,
/// backreferences). `seed` makes two strings of one pattern differ if the pattern permits.
pub(super) fn example(pattern: &str, seed: &str) -> Option<String> {
    made(pattern, seed, 0)
}

/// As [`example`], but with every optional part once: for patterns that also match the empty string.
pub(super) fn full_example(pattern: &str, seed: &str) -> Option<String> {
    made(pattern, seed, 1)
}

fn made(pattern: &str, seed: &str, optional: usize) -> Option<String> {
    let chars: Vec<char> = pattern.chars().collect();
    let seed = seed.chars().cycle().take(256).collect();
    let mut reader = Reader { chars: &chars, at: 0, seed, drawn: 0, optional };
    let text = reader.alternatives()?;
    (reader.at == chars.len()).then_some(text)
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    seed: Vec<char>,
    drawn: usize,
    /// How often optional parts are repeated.
    optional: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The first alternative that is not empty.
    fn alternatives(&mut self) -> Option<String> {
        let mut chosen = self.sequence()?;
        while self.eat('|') {
            let other = self.sequence()?;
            if chosen.is_empty() {
                chosen = other;
            }
        }
        Some(chosen)
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            if matches!(next, '^' | '$') {
                self.at += 1;
                continue;
            }
            let start = self.at;
            let once = self.atom()?;
            for round in 0..self.count()? {
                if round == 0 {
                    text.push_str(&once);
                    continue;
                }
                // Parsed again, so that each repetition takes different characters.
                let after = std::mem::replace(&mut self.at, start);
                text.push_str(&self.atom()?);
                self.at = after;
            }
        }
        Some(text)
    }

    /// The number of repetitions of the preceding atom: the minimum, but at least one if anything is required.
    fn count(&mut self) -> Option<usize> {
        let least = match self.peek() {
            Some('*' | '?') => {
                self.at += 1;
                self.optional
            }
            Some('+') => {
                self.at += 1;
                3
            }
            Some('{') => {
                self.at += 1;
                let mut bounds = String::new();
                while let Some(next) = self.take().filter(|next| *next != '}') {
                    bounds.push(next);
                }
                let least: usize = parse(bounds.split(',').next()?.trim())?;
                match bounds.split(',').nth(1).map(|most| most.trim().parse::<usize>()) {
                    None => least,
                    Some(Ok(most)) => least.max(most.min(3)),
                    Some(Err(_)) => least.max(3),
                }
            }
            _ => return Some(1),
        };
        // Lazy and possessive quantifiers make no difference.
        let _ = self.eat('?') || self.eat('+');
        Some(least)
    }

    fn atom(&mut self) -> Option<String> {
        match self.take()? {
            '(' => {
                if self.eat('?') {
                    match self.take()? {
                        ':' => {}
                        '<' if !matches!(self.peek(), Some('=' | '!')) => while self.take()? != '>' {},
                        _ => return None,
                    }
                }
                let inner = self.alternatives()?;
                self.eat(')').then_some(inner)
            }
            '[' => self.class().map(String::from),
            '.' => Some(self.draw(&|c| c.is_ascii_alphanumeric()).to_string()),
            '\\' => self.escape().map(String::from),
            literal => Some(literal.to_string()),
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.take()? {
            'd' => self.draw(&|c| c.is_ascii_digit()),
            'w' | 'S' => self.draw(&|c| c.is_ascii_alphanumeric()),
            's' => ' ',
            'D' | 'W' => return None,
            'p' => {
                while self.take()? != '}' {}
                self.draw(&|c| c.is_ascii_lowercase())
            }
            'u' | 'x' | 'b' | 'B' | 'P' => return None,
            digit if digit.is_ascii_digit() => return None,
            literal => literal,
        })
    }

    /// A character of a class: one from the seed if it matches, else the first one of the class.
    fn class(&mut self) -> Option<char> {
        let negated = self.eat('^');
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let first = match self.take()? {
                ']' if !ranges.is_empty() || negated => break,
                '\\' => match self.take()? {
                    'd' => {
                        ranges.push(('0', '9'));
                        continue;
                    }
                    'w' => {
                        ranges.extend([('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]);
                        continue;
                    }
                    's' => {
                        ranges.push((' ', ' '));
                        continue;
                    }
                    'p' => {
                        while self.take()? != '}' {}
                        ranges.push(('a', 'z'));
                        continue;
                    }
                    'u' | 'x' | 'S' | 'W' | 'D' | 'P' => return None,
                    literal => literal,
                },
                literal => literal,
            };
            let is_range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            if is_range {
                self.at += 1;
                let last = match self.take()? {
                    '\\' => self.take()?,
                    last => last,
                };
                ranges.push((first, last));
            } else {
                ranges.push((first, first));
            }
        }
        let has = |c: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != negated;
        let usual = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./: ";
        let drawn = self.draw(&|_| true);
        if has(drawn) {
            return Some(drawn);
        }
        usual.chars().find(|c| has(*c)).or_else(|| ranges.first().filter(|_| !negated).map(|(first, _)| *first))
    }

    /// The next character of the seed that is accepted, or the first common one.
    fn draw(&mut self, wanted: &dyn Fn(char) -> bool) -> char {
        let drawn = self.seed.get(self.drawn % self.seed.len().max(1)).copied().unwrap_or('a');
        self.drawn += 1;
        if wanted(drawn) {
            return drawn;
        }
        ('0'..='9').chain('a'..='z').find(|c| wanted(*c)).unwrap_or(drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::{example, full_example};
    use crate::cloudformation::facts::pattern::matches;

    #[test]
    fn generated_strings_match_their_pattern() {
        for pattern in [
            "^vpc-[0-9a-f]{8,17}$",
            "^arn:aws(-[a-z]+)*:sqs:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]{1,80}$",
            r"^(?:[A-Z]{2}|x+)\d{3}$",
            r"^[^:]+$",
            "^(a|b)?c$",
            "[a-zA-Z][-a-zA-Z0-9]*",
        ] {
            let text = example(pattern, "07c1e94d").unwrap_or_else(|| panic!("{pattern}"));
            assert_eq!(matches(pattern, &text), Some(true), "{pattern}: {text}");
        }
    }

    #[test]
    fn full_examples_include_optional_parts() {
        assert_eq!(example("^(id-[0-9]{2})?$", "07"), Some(String::new()));
        assert_eq!(full_example("^(id-[0-9]{2})?$", "07"), Some("id-07".into()));
    }

    #[test]
    fn two_seeds_generate_two_strings() {
        assert_ne!(example("^id-[0-9a-f]{8}$", "07c1e94d"), example("^id-[0-9a-f]{8}$", "a5f00b12"));
    }

    #[test]
    fn unsupported_syntax_has_no_example() {
        assert_eq!(example("^(?!aws).*$", "0"), None);
    }
}
