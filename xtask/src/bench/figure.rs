//! What is measured: quantities with their units, and the median and spread of their samples.

use serde::{Deserialize, Serialize};

/// A quantity, and the unit of its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Quantity {
    /// Wall-clock time, in seconds.
    Wall,
    /// CPU time of the process and of all processes that it waited for, in seconds.
    Cpu,
    /// The peak resident memory of the largest of these processes, in bytes.
    Memory,
    /// Instructions as callgrind counts them.
    Instructions,
    /// The size of a file, in bytes.
    Size,
    /// What is done in a second.
    Rate,
    /// How many times as much a larger input costs.
    Growth,
}

impl Quantity {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Self; 7] =
        [Self::Wall, Self::Cpu, Self::Memory, Self::Instructions, Self::Size, Self::Rate, Self::Growth];

    /// The heading of its column.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Cpu => "CPU",
            Self::Memory => "memory",
            Self::Instructions => "instructions",
            Self::Size => "size",
            Self::Rate => "rate",
            Self::Growth => "growth",
        }
    }

    /// `value` with a unit that suits it.
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Wall | Self::Cpu => match value {
                seconds if seconds < 0.001 => format!("{} µs", digits(seconds * 1e6)),
                seconds if seconds < 1.0 => format!("{} ms", digits(seconds * 1e3)),
                seconds => format!("{} s", digits(seconds)),
            },
            Self::Memory | Self::Size => format!("{} MiB", digits(value / f64::from(1 << 20))),
            Self::Instructions => format!("{} M", digits(value / 1e6)),
            Self::Rate => format!("{}/s", digits(value)),
            Self::Growth => format!("{} times", digits(value)),
        }
    }

    /// Whether more of it is better.
    pub(crate) fn more_is_better(self) -> bool {
        self == Self::Rate
    }
}

/// Three significant digits, and none after the point from 100 on.
pub(crate) fn digits(value: f64) -> String {
    match value.abs() {
        large if large >= 99.95 => format!("{value:.0}"),
        medium if medium >= 9.995 => format!("{value:.1}"),
        small if small >= 0.995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The median of samples, and how far apart they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) runs: usize,
}

impl Spread {
    /// `None` if there are no samples, or if one is not a number.
    pub(crate) fn of(samples: &[f64]) -> Option<Self> {
        if samples.iter().any(|sample| !sample.is_finite()) {
            return None;
        }
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        // Of an even number of samples the median is the mean of the two in the middle.
        let median = if sorted.len() % 2 == 1 {
            *sorted.get(middle)?
        } else {
            sorted.get(middle - 1..=middle)?.iter().sum::<f64>() / 2.0
        };
        Some(Self { median, low, high, runs: sorted.len() })
    }

    /// The median, and the spread where there is one.
    pub(crate) fn show(&self, quantity: Quantity) -> String {
        let median = quantity.show(self.median);
        let (low, high) = (quantity.show(self.low), quantity.show(self.high));
        if low == high { median } else { format!("{median} ({low} to {high})") }
    }
}
