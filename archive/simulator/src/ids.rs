//! Random identifiers in AWS's formats, from a seeded source so that runs can be repeated.

use serde::{Deserialize, Serialize};

const HEX: &[u8] = b"0123456789abcdef";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The seeded source; it is saved with the state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ids {
    state: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn with<T>(&mut self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        let mut source = fastrand::Rng::with_seed(self.state);
        let drawn = draw(&mut source);
        self.state = source.get_seed();
        drawn
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        self.with(|source| (0..length).map(|_| char::from(*source.choice(alphabet).unwrap_or(&b'0'))).collect())
    }

    /// Lower-case hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    /// Upper-case letters and digits, as in generated resource names.
    pub(crate) fn upper(&mut self, length: usize) -> String {
        self.text(UPPER, length)
    }

    /// Letters of both cases and digits, as in S3 version ids.
    pub(crate) fn mixed(&mut self, length: usize) -> String {
        self.text(MIXED, length)
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let digits = self.hex(30);
        let variant = self.text(b"89ab", 1);
        format!(
            "{}-{}-4{}-{}{}-{}",
            &digits[0..8],
            &digits[8..12],
            &digits[12..15],
            variant,
            &digits[15..18],
            &digits[18..30]
        )
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.with(fastrand::Rng::f64)
    }
}
