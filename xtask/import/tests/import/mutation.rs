//! Mutations of templates: the same ones on every machine.

/// The templates that are mutated.
pub(crate) const SEEDS: &[&str] = &[
    include_str!("templates/functions.yaml"),
    include_str!("templates/notations.yaml"),
    include_str!("templates/parameters.yaml"),
    include_str!("templates/attributes.yaml"),
    include_str!("templates/policies.yaml"),
    include_str!("templates/unknown.yaml"),
    include_str!("templates/texts.json"),
    include_str!("templates/names.yaml"),
];

/// Texts that templates are made of, and that break them.
const WORDS: &[&str] = &[
    "!Ref",
    "!Sub",
    "!GetAtt",
    "!If",
    "Fn::If",
    "Fn::Sub",
    "Fn::Transform",
    "Ref",
    "AWS::NoValue",
    "AWS::Region",
    "null",
    "true",
    "\"5\"",
    "-1",
    "1e308",
    "18446744073709551616",
    "[]",
    "{}",
    "*a",
    "&a",
    "<<",
    "- ",
    ": ",
    "\"",
    "'",
    "${",
    "}",
    "Resources",
    "Properties",
    "Type",
    "Condition",
    "DependsOn",
    "\u{202e}",
    "\u{0}",
    "é",
    "__",
    "list__(",
    "r#\"",
];

/// A few changes: bytes removed or repeated, words put in, pieces of another template.
pub(crate) fn mutate(seed: &str, other: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    let other: Vec<char> = other.chars().collect();
    for _ in 0..=random.below(2) {
        let at = random.below(text.len().max(1)).min(text.len());
        let end = (at + random.below(24)).min(text.len());
        match random.below(5) {
            0 => drop(text.drain(at..end)),
            1 => {
                let word = WORDS[random.below(WORDS.len())];
                drop(text.splice(at..at, word.chars()));
            }
            2 => {
                let word = WORDS[random.below(WORDS.len())];
                drop(text.splice(at..end, word.chars()));
            }
            3 => {
                let piece = text[at..end].to_vec();
                drop(text.splice(at..at, piece));
            }
            _ => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                drop(text.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
    text.into_iter().collect()
}

/// xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % bound).unwrap()
    }
}
