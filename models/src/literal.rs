//! Literals that the compiler checks: [`literal!`](crate::literal!).
//!
//! The bounds are those that `synth()` checks, from the provider schemas; a service has them in one constant, of which the compiler
//! looks up one line for each use of the macro. What it does not check is left to `synth()`: patterns with groups, alternatives or other
//! alphabets than ASCII, and rules between properties.

mod pattern;

use pattern::matches;

/// A literal that has to be within the bounds of a property: `literal!(sqs::Queue::delay_seconds, 30)`.
///
/// The path is that of the setter, or of the argument of `new`, and begins with the service. A literal that AWS does not allow is a
/// compile error:
///
/// ```
/// use models::{literal, sqs};
/// let queue = sqs::Queue::new().delay_seconds(literal!(sqs::Queue::delay_seconds, 30));
/// # let _ = queue;
/// ```
/// ```compile_fail
/// use models::{literal, sqs};
/// let queue = sqs::Queue::new().delay_seconds(literal!(sqs::Queue::delay_seconds, 901));
/// ```
#[macro_export]
macro_rules! literal {
    ($service:ident $(:: $path:ident)+, $value:expr $(,)?) => {{
        // An item, not a `const` block: `cargo check` evaluates it, so the error is reported without a build.
        const _: () = $crate::literal::Checked($value).check(
            $crate::$service::LITERALS,
            ::core::concat!($("::", ::core::stringify!($path)),+),
            ::core::stringify!($value),
        );
        $value
    }};
}

/// A literal, for the constant that checks it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Checked<T>(pub T);

/// The line of a property.
#[derive(Clone, Copy)]
struct Bounds<'t> {
    is_number: bool,
    min: &'t [u8],
    max: &'t [u8],
    /// The allowed numbers, or the pattern.
    more: &'t [u8],
    words: &'t [u8],
}

impl Checked<i64> {
    /// # Panics
    /// If the number is not allowed; in a constant that is a compile error.
    pub const fn check(self, table: &str, path: &str, written: &str) {
        let bounds = bounds_of(table, path);
        if !bounds.is_number {
            refuse(written, path, b"a string");
        }
        if !number_is_allowed(self.0, bounds) {
            refuse(written, path, bounds.words);
        }
    }
}

impl Checked<f64> {
    /// # Panics
    /// If the number is not allowed; in a constant that is a compile error.
    pub const fn check(self, table: &str, path: &str, written: &str) {
        let bounds = bounds_of(table, path);
        if !bounds.is_number {
            refuse(written, path, b"a string");
        }
        let below = match integer(bounds.min) {
            Some(min) => self.0 < min as f64,
            None => false,
        };
        let above = match integer(bounds.max) {
            Some(max) => self.0 > max as f64,
            None => false,
        };
        if below || above {
            refuse(written, path, bounds.words);
        }
    }
}

impl Checked<&str> {
    /// # Panics
    /// If the string is not allowed; in a constant that is a compile error.
    pub const fn check(self, table: &str, path: &str, written: &str) {
        let bounds = bounds_of(table, path);
        if bounds.is_number {
            refuse(written, path, b"a number");
        }
        if !string_is_allowed(self.0, bounds) {
            refuse(written, path, bounds.words);
        }
    }
}

const fn number_is_allowed(value: i64, bounds: Bounds<'_>) -> bool {
    if let Some(min) = integer(bounds.min)
        && value < min
    {
        return false;
    }
    if let Some(max) = integer(bounds.max)
        && value > max
    {
        return false;
    }
    let mut at = 0;
    while at < bounds.more.len() {
        let end = find(bounds.more, at, b',');
        if let Some(allowed) = integer(slice(bounds.more, at, end))
            && allowed == value
        {
            return true;
        }
        at = end + 1;
    }
    bounds.more.is_empty()
}

const fn string_is_allowed(value: &str, bounds: Bounds<'_>) -> bool {
    let length = characters(value.as_bytes());
    if let Some(min) = integer(bounds.min)
        && length < min
    {
        return false;
    }
    if let Some(max) = integer(bounds.max)
        && length > max
    {
        return false;
    }
    // What a class says of other alphabets depends on the engine.
    bounds.more.is_empty() || !value.is_ascii() || matches(bounds.more, value.as_bytes())
}

/// The line of the property in the table of its service.
const fn bounds_of<'t>(table: &'t str, path: &str) -> Bounds<'t> {
    let (table, path) = (table.as_bytes(), path.as_bytes());
    let property = last_part(path);
    // `::Queue::delay_seconds`: the type without the colons around it.
    let owner = slice(path, 2, if property >= 4 { property - 2 } else { 2 });
    let (mut at, mut inside) = (0, false);
    while at < table.len() {
        let end = find(table, at, b'\n');
        if table[at] == b':' {
            inside = is(slice(table, at + 1, end), owner);
        } else if inside {
            let name = find(table, at, b'\t');
            if is(slice(table, at, name), slice(path, property, path.len())) {
                let kind = name + 1;
                let min = kind + 2;
                let max = find(table, min, b'\t') + 1;
                let more = find(table, max, b'\t') + 1;
                let words = find(table, more, b'\t') + 1;
                return Bounds {
                    is_number: table[kind] == b'n',
                    min: slice(table, min, max - 1),
                    max: slice(table, max, more - 1),
                    more: slice(table, more, words - 1),
                    words: slice(table, words, end),
                };
            }
        }
        at = end + 1;
    }
    refuse_path(path)
}

/// Where the last part of a path begins.
const fn last_part(path: &[u8]) -> usize {
    let mut at = path.len();
    while at > 0 && path[at - 1] != b':' {
        at -= 1;
    }
    at
}

const fn slice(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    bytes.split_at(to).0.split_at(from).1
}

/// The place of the byte from `at` on, or the end.
const fn find(bytes: &[u8], mut at: usize, byte: u8) -> usize {
    while at < bytes.len() && bytes[at] != byte {
        at += 1;
    }
    at
}

const fn is(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn integer(text: &[u8]) -> Option<i64> {
    let negative = !text.is_empty() && text[0] == b'-';
    let mut at = negative as usize;
    if at == text.len() {
        return None;
    }
    let mut value = 0;
    while at < text.len() {
        value = value * 10 + (text[at] - b'0') as i64;
        at += 1;
    }
    Some(if negative { -value } else { value })
}

const fn characters(bytes: &[u8]) -> i64 {
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        if bytes[at] & 0xc0 != 0x80 {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Panics with a message, which `panic!` cannot format in a constant.
const fn refuse(written: &str, path: &str, words: &[u8]) -> ! {
    let message = Message::new().text(b"`").text(written.as_bytes()).text(b"` is not allowed for `");
    message.text(slice(path.as_bytes(), 2, path.len())).text(b"`: expected ").text(words).panic()
}

const fn refuse_path(path: &[u8]) -> ! {
    let message = Message::new().text(b"there is no property `").text(slice(path, 2, path.len()));
    message
        .text(b"` with bounds that the compiler can check; the path is that of the setter, from the service on")
        .panic()
}

const LONGEST_MESSAGE: usize = 1024;

/// A message in parts; what does not fit is left out.
#[derive(Clone, Copy)]
struct Message {
    bytes: [u8; LONGEST_MESSAGE],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; LONGEST_MESSAGE], length: 0 }
    }

    const fn text(mut self, text: &[u8]) -> Self {
        let mut at = 0;
        while at < text.len() && self.length < LONGEST_MESSAGE {
            // Cut or not, the message stays readable as ASCII.
            self.bytes[self.length] = if text[at].is_ascii() { text[at] } else { b'?' };
            self.length += 1;
            at += 1;
        }
        self
    }

    #[allow(clippy::panic, reason = "in a constant this is the compile error")]
    const fn panic(self) -> ! {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(message) => panic!("{}", message),
            Err(_) => panic!("the literal is not allowed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{number_is_allowed, string_is_allowed};

    #[test]
    fn numbers_and_strings_are_held_against_a_line() {
        let table = ":Thing\nsize\tn\t-1\t10\t\t-1 to 10\nkept\tn\t\t\t1,3,30\t1, 3 or 30\nname\ts\t2\t4\t^[a-z]+$\tshort\n:Other\nsize\tn\t5\t\t\t\n";
        let size = super::bounds_of(table, "::Thing::size");
        assert_eq!([-2, -1, 0, 10, 11].map(|it| number_is_allowed(it, size)), [false, true, true, true, false]);
        let other = super::bounds_of(table, "::Other::size");
        assert_eq!([4, 5, 4_000].map(|it| number_is_allowed(it, other)), [false, true, true]);
        let kept = super::bounds_of(table, "::Thing::kept");
        assert_eq!([1, 2, 3, 30, 31].map(|it| number_is_allowed(it, kept)), [true, false, true, true, false]);
        let name = super::bounds_of(table, "::Thing::name");
        assert_eq!(
            ["a", "ab", "abcd", "abcde", "a1", "éé"].map(|it| string_is_allowed(it, name)),
            [false, true, true, false, false, true]
        );
    }

    #[test]
    #[should_panic(expected = "there is no property `Thing::sise` with bounds")]
    fn an_unknown_property_is_named() {
        super::bounds_of(":Thing\nsize\tn\t-1\t10\t\t\n", "::Thing::sise");
    }
}
