//! Matches simple patterns in a constant: literal characters, classes and escapes, each with a quantifier.

use super::{find, integer, slice};

/// Whether one of the patterns matches somewhere in the text. There are several where AWS's is a group of alternatives.
pub(super) const fn matches(patterns: &[u8], text: &[u8]) -> bool {
    let mut at = 0;
    loop {
        let end = find(patterns, at, 0x1f);
        if matches_one(slice(patterns, at, end), text) {
            return true;
        }
        if end == patterns.len() {
            return false;
        }
        at = end + 1;
    }
}

/// Whether the pattern, one that the generator calls simple, matches somewhere in the text.
const fn matches_one(pattern: &[u8], text: &[u8]) -> bool {
    if !pattern.is_empty() && pattern[0] == b'^' {
        return matches_here(pattern, 1, text, 0);
    }
    let mut start = 0;
    while start <= text.len() {
        if matches_here(pattern, 0, text, start) {
            return true;
        }
        start += 1;
    }
    false
}

/// Whether the pattern from `at` on matches the text from `from` on.
const fn matches_here(pattern: &[u8], mut at: usize, text: &[u8], mut from: usize) -> bool {
    loop {
        if at == pattern.len() {
            return true;
        }
        if pattern[at] == b'$' {
            return from == text.len();
        }
        let end = end_of_atom(pattern, at);
        let (min, max, next) = quantifier(pattern, end);
        let mut count = 0;
        while count < max && from + count < text.len() && atom_matches(pattern, at, end, text[from + count]) {
            count += 1;
        }
        if count < min {
            return false;
        }
        if min == max || next == pattern.len() {
            from += count;
            at = next;
            continue;
        }
        // As many as possible first, as the engines do.
        loop {
            if matches_here(pattern, next, text, from + count) {
                return true;
            }
            if count == min {
                return false;
            }
            count -= 1;
        }
    }
}

const fn end_of_atom(pattern: &[u8], at: usize) -> usize {
    match pattern[at] {
        b'\\' => at + 2,
        b'[' => {
            let mut at = at + 1;
            while pattern[at] != b']' {
                at += if pattern[at] == b'\\' { 2 } else { 1 };
            }
            at + 1
        }
        _ => at + 1,
    }
}

/// The least and the greatest number of repetitions, and where the pattern continues.
const fn quantifier(pattern: &[u8], at: usize) -> (usize, usize, usize) {
    if at == pattern.len() {
        return (1, 1, at);
    }
    match pattern[at] {
        b'*' => (0, usize::MAX, at + 1),
        b'+' => (1, usize::MAX, at + 1),
        b'?' => (0, 1, at + 1),
        b'{' => {
            let end = find(pattern, at, b'}');
            let comma = find(slice(pattern, 0, end), at, b',');
            let min = match integer(slice(pattern, at + 1, comma)) {
                Some(min) => min as usize,
                None => 0,
            };
            let max = if comma == end {
                min
            } else {
                match integer(slice(pattern, comma + 1, end)) {
                    Some(max) => max as usize,
                    None => usize::MAX,
                }
            };
            (min, max, end + 1)
        }
        _ => (1, 1, at),
    }
}

const fn atom_matches(pattern: &[u8], at: usize, end: usize, byte: u8) -> bool {
    match pattern[at] {
        b'.' => byte != b'\n' && byte != b'\r',
        b'\\' => escape_matches(pattern[at + 1], byte),
        b'[' => {
            let negated = pattern[at + 1] == b'^';
            class_matches(slice(pattern, at + 1 + negated as usize, end - 1), byte) != negated
        }
        literal => literal == byte,
    }
}

const fn escape_matches(escape: u8, byte: u8) -> bool {
    let word = byte.is_ascii_alphanumeric() || byte == b'_';
    let space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    match escape {
        b'd' => byte.is_ascii_digit(),
        b'D' => !byte.is_ascii_digit(),
        b'w' => word,
        b'W' => !word,
        b's' => space,
        b'S' => !space,
        literal => literal == byte,
    }
}

const fn class_matches(class: &[u8], byte: u8) -> bool {
    let mut at = 0;
    while at < class.len() {
        let escaped = class[at] == b'\\';
        let first = if escaped { class[at + 1] } else { class[at] };
        let next = at + 1 + escaped as usize;
        let is_set = escaped && matches!(first, b'd' | b'D' | b'w' | b'W' | b's' | b'S');
        // A hyphen at the end, or beside a set, is a hyphen.
        if !is_set && next + 1 < class.len() && class[next] == b'-' {
            let to_escaped = class[next + 1] == b'\\';
            let last = class[next + 1 + to_escaped as usize];
            if !(to_escaped && matches!(last, b'd' | b'D' | b'w' | b'W' | b's' | b'S')) {
                if first <= byte && byte <= last {
                    return true;
                }
                at = next + 2 + to_escaped as usize;
                continue;
            }
        }
        if if is_set { escape_matches(first, byte) } else { first == byte } {
            return true;
        }
        at = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use cfn_spec::pattern::Patterns;

    use super::matches;

    /// Whatever the services that are enabled have: strings that the pattern's own characters suggest, against an engine that others wrote.
    #[test]
    fn simple_patterns_match_as_the_engine_of_synth_does() {
        let mut compared = 0;
        for (patterns, texts) in crate::generated::LITERAL_TABLES.iter().flat_map(|table| patterns(table)) {
            let mut engine = Patterns::default();
            for text in texts {
                assert_eq!(
                    matches(patterns.as_bytes(), text.as_bytes()),
                    patterns.split('\u{1f}').any(|pattern| engine.matches(pattern, &text).unwrap()),
                    "{patterns} {text:?}"
                );
                compared += 1;
            }
        }
        assert!(compared > 0 || crate::generated::LITERAL_TABLES.iter().all(|table| table.is_empty()));
    }

    fn patterns(table: &'static str) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        let pattern = |line: &'static str| line.split('\t').nth(4).filter(|pattern| !pattern.is_empty());
        table.lines().filter(|line| line.contains("\ts\t")).filter_map(pattern).map(|pattern| (pattern, texts(pattern)))
    }

    /// Strings near what a pattern allows: its own characters, repeated, cut and mixed.
    fn texts(pattern: &str) -> Vec<String> {
        let own: String = pattern.chars().filter(|c| c.is_ascii_alphanumeric() || "-_./: ".contains(*c)).collect();
        let mut texts = vec![
            String::new(),
            "a".into(),
            "A".into(),
            "0".into(),
            "-".into(),
            "_".into(),
            " ".into(),
            "\n".into(),
            "abc".into(),
            "Abc-1".into(),
            "a b".into(),
            "a/b".into(),
            "123456789012".into(),
            "#A0B1C2".into(),
            "é".to_ascii_lowercase(),
            "arn:aws:s3:::acme".into(),
            "0123abcd-0123-0123-0123-0123456789ab".into(),
            "a".repeat(65),
            "9".repeat(300),
            own.clone(),
        ];
        texts.retain(|text| text.is_ascii());
        for length in 1..own.len().min(24) {
            texts.push(own[..length].to_owned());
            texts.push(own[own.len() - length..].repeat(2));
        }
        texts
    }
}
