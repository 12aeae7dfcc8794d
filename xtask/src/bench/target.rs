//! What a row has to reach, and whether it does.

use super::figure::{Quantity, digits};
use super::report::{Measured, OURS, Side};

/// What a row has to reach in one quantity.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) quantity: Quantity,
    pub(crate) bound: Bound,
}

/// How much of a quantity.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    /// Ours is at most this.
    AtMost(f64),
    /// The peer takes at least so many times what ours takes; of a rate, ours is that many times the peer's.
    Times(&'static str, f64),
    /// Ours is at most this part of the peer's.
    Share(&'static str, f64),
}

/// What became of a target.
pub(crate) enum Verdict {
    Met(f64),
    Missed(f64),
    NotMeasured(String),
}

impl Target {
    /// What the target is, in words.
    pub(crate) fn words(&self) -> String {
        let Self { quantity, bound } = self;
        let name = quantity.name();
        match bound {
            Bound::AtMost(value) => format!("{name} at most {}", quantity.show(*value)),
            Bound::Times(peer, times) if quantity.more_is_better() => {
                format!("{name} at least {} times that of {peer}", plain(*times))
            }
            Bound::Times(peer, times) => format!("{name} of {peer} at least {} times ours", plain(*times)),
            Bound::Share(peer, share) => format!("{name} at most {} of {peer}'s", digits(*share)),
        }
    }

    /// What was measured, in the unit of the target.
    pub(crate) fn show(&self, value: f64) -> String {
        match self.bound {
            Bound::AtMost(_) => self.quantity.show(value),
            Bound::Times(..) => format!("{} times", digits(value)),
            Bound::Share(..) => digits(value),
        }
    }

    /// Whether `measured` reaches it.
    pub(crate) fn verdict(&self, measured: &Measured) -> Verdict {
        match self.value(measured) {
            Ok(value) if self.is_met_by(value) => Verdict::Met(value),
            Ok(value) => Verdict::Missed(value),
            Err(why) => Verdict::NotMeasured(why),
        }
    }

    fn is_met_by(&self, value: f64) -> bool {
        match self.bound {
            Bound::AtMost(most) | Bound::Share(_, most) => value <= most,
            Bound::Times(_, least) => value >= least,
        }
    }

    fn value(&self, measured: &Measured) -> Result<f64, String> {
        let ours = self.median(measured, OURS)?;
        Ok(match self.bound {
            Bound::AtMost(_) => ours,
            Bound::Times(peer, _) if self.quantity.more_is_better() => ours / self.median(measured, peer)?,
            Bound::Times(peer, _) => self.median(measured, peer)? / ours,
            Bound::Share(peer, _) => ours / self.median(measured, peer)?,
        })
    }

    fn median(&self, measured: &Measured, name: &str) -> Result<f64, String> {
        let side = measured.sides.iter().find(|side| side.name == name).ok_or(format!("{name}: no such run"))?;
        match (side.spread(self.quantity), &side.not_measured) {
            (Some(spread), _) => Ok(spread.median),
            (None, Some(why)) => Err(format!("{}: {why}", Side::title(side))),
            (None, None) => Err(format!("{name}: no {}", self.quantity.name())),
        }
    }
}

/// A number of a target: written with as many digits as it has.
fn plain(number: f64) -> String {
    format!("{number}")
}
