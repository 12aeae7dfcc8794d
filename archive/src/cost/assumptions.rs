//! What an estimate assumes of the data.

use std::str::FromStr;

/// A number of bytes as people write it: `2TiB`, `100 GB`, `512`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// Units and how many bytes they have. Those with an `i` are powers of 1,024, the others of 1,000.
const UNITS: [(&str, u64); 11] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("B", 1),
];

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = text.trim();
        let unit = UNITS.iter().find_map(|(unit, bytes)| Some((written.strip_suffix(unit)?, *bytes)));
        let (number, bytes) = unit.unwrap_or((written, 1));
        let number = number.trim().parse::<u64>();
        let size = number.map_or(None, |number| number.checked_mul(bytes));
        size.map(Self).ok_or_else(|| {
            format!("{text:?} is no number of bytes: write an integer with a unit, such as 500GiB or 2TB")
        })
    }
}

/// How much there is, and how much comes by the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    /// The bytes in the primary bucket.
    pub stored: u64,
    /// The bytes that are written in a month.
    pub written: u64,
    /// The objects that are written in a month.
    pub objects_written: u64,
}

impl Default for Assumptions {
    /// 1 TiB, and 100 GiB in 100,000 objects each month.
    fn default() -> Self {
        Self { stored: 1 << 40, written: 100 << 30, objects_written: 100_000 }
    }
}

impl Assumptions {
    /// The objects in the bucket, if they are as large as those that are written; `None` if nothing is written.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub(super) fn objects_stored(&self) -> Option<f64> {
        let size = self.written as f64 / self.objects_written as f64;
        (self.written > 0 && self.objects_written > 0).then(|| self.stored as f64 / size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        for (text, bytes) in
            [("2TiB", 2 << 40), ("100 GB", 100_000_000_000), ("512", 512), ("7B", 7), (" 1 KiB ", 1024)]
        {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "TiB", "1.5TiB", "-1", "2 XB", "99999999PiB"] {
            let refused = text.parse::<Size>().unwrap_err();
            assert!(refused.contains("is no number of bytes"), "{text}: {refused}");
        }
    }
}
