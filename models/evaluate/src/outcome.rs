//! The result of an evaluation.

use cfn_template::Value;

/// The value of an expression, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The value, without functions.
    Known(Value),
    /// `AWS::NoValue`: the property or list item is removed.
    NoValue,
    /// The expression with known values substituted. The remaining functions depend on unknown values.
    Residual(Value),
}

/// The value of a condition, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// The value.
    Known(bool),
    /// The condition with known values substituted.
    Residual(Value),
}

impl Outcome {
    /// The value, if it is completely known.
    #[must_use]
    pub fn known(self) -> Option<Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::NoValue | Self::Residual(_) => None,
        }
    }

    /// The value, possibly with functions; `None` for `AWS::NoValue`.
    #[must_use]
    pub fn value(self) -> Option<Value> {
        match self {
            Self::Known(value) | Self::Residual(value) => Some(value),
            Self::NoValue => None,
        }
    }
}

impl Truth {
    /// The value of the condition, if it is known.
    #[must_use]
    pub fn known(&self) -> Option<bool> {
        match self {
            Self::Known(holds) => Some(*holds),
            Self::Residual(_) => None,
        }
    }
}
