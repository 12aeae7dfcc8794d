//! What an evaluation gives.

use cfn_template::Value;

/// The value of an expression, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The value, without functions.
    Known(Value),
    /// `AWS::NoValue`: the property or list item is as if it were not written.
    NoValue,
    /// The expression with everything known put in. Functions that remain depend on what is not known.
    Residual(Value),
}

/// Whether a condition holds, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// Whether it holds.
    Known(bool),
    /// The condition with everything known put in.
    Residual(Value),
}

impl Outcome {
    /// The value, if all of it is known.
    #[must_use]
    pub fn known(self) -> Option<Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::NoValue | Self::Residual(_) => None,
        }
    }

    /// The value, be functions left in it or not; `None` for `AWS::NoValue`.
    #[must_use]
    pub fn value(self) -> Option<Value> {
        match self {
            Self::Known(value) | Self::Residual(value) => Some(value),
            Self::NoValue => None,
        }
    }
}

impl Truth {
    /// Whether the condition holds, if that is known.
    #[must_use]
    pub fn known(&self) -> Option<bool> {
        match self {
            Self::Known(holds) => Some(*holds),
            Self::Residual(_) => None,
        }
    }
}
