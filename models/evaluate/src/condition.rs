//! Conditions:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html>.

use cfn_template::{Kind, Value};

use crate::error::Step;
use crate::evaluator::{State, call, rebuilt};
use crate::function::{argument_error, scalar};
use crate::{Answer, Condition, Error, ErrorKind, Evaluator, Outcome, Truth};

impl Evaluator<'_> {
    /// The value of a condition in the section `Conditions`.
    ///
    /// # Errors
    /// If there is no such condition, it refers to itself, or CloudFormation would reject it.
    pub fn condition(&self, name: &str) -> Result<Truth, Error> {
        self.condition_at(name, &Value::new(Kind::Null, cfn_template::Span::default()))
    }

    /// The value of a condition that is referred to at `at`.
    pub(crate) fn condition_at(&self, name: &str, at: &Value) -> Result<Truth, Error> {
        let state = self.conditions.borrow().get(name).cloned();
        match state {
            Some(State::Done(Truth::Known(holds))) => return Ok(Truth::Known(holds)),
            Some(State::Done(Truth::Residual(_))) => return Ok(named(name, at)),
            Some(State::Begun) => {
                let message = format!("the condition `{name}` refers to itself");
                let error = Error::new(ErrorKind::Cycle, at.span, message, "remove the circular reference");
                return Err(error.about([name]));
            }
            None => {}
        }
        let truth = match self.scope.condition(name) {
            Answer::Undefined => {
                let message = format!("the condition `{name}` is not declared");
                let remedy = "declare it in the section `Conditions`";
                return Err(Error::new(ErrorKind::Undefined, at.span, message, remedy).about([name]));
            }
            Answer::Unknown => named(name, at),
            Answer::Known(Condition::Holds(holds)) => Truth::Known(holds),
            Answer::Known(Condition::Defined(definition)) => {
                self.conditions.borrow_mut().insert(name.to_owned(), State::Begun);
                let truth = self.truth(definition);
                self.conditions.borrow_mut().remove(name);
                truth.map_err(|error| {
                    error.within(Step::Key(name.to_owned())).within(Step::Key("Conditions".to_owned()))
                })?
            }
        };
        self.conditions.borrow_mut().insert(name.to_owned(), State::Done(truth.clone()));
        Ok(match truth {
            Truth::Known(holds) => Truth::Known(holds),
            Truth::Residual(_) => named(name, at),
        })
    }

    /// The value of a condition function such as `Fn::Equals`: an entry of the section `Conditions`, or a part of one.
    ///
    /// # Errors
    /// If it is not a condition function, or CloudFormation would reject it.
    pub fn truth(&self, condition: &Value) -> Result<Truth, Error> {
        self.deeper(condition, |this| match (&condition.kind, condition.as_function()) {
            (_, Some((name, argument))) => {
                this.truth_of(name, argument, condition).map_err(|error| error.within(Step::Key(name.to_owned())))
            }
            // CloudFormation writes evaluated conditions as strings.
            (Kind::Bool(holds), None) => Ok(Truth::Known(*holds)),
            (Kind::String(text), None) if text == "true" => Ok(Truth::Known(true)),
            (Kind::String(text), None) if text == "false" => Ok(Truth::Known(false)),
            (kind, None) => {
                let message = format!("{} is not a condition", kind.name());
                Err(Error::new(ErrorKind::Argument, condition.span, message, "compare values with `Fn::Equals`"))
            }
        })
    }

    pub(crate) fn truth_of(&self, name: &str, argument: &Value, at: &Value) -> Result<Truth, Error> {
        match name {
            "Condition" => {
                let name = argument.as_str().ok_or_else(|| argument_error(argument, "the name of a condition"))?;
                self.condition_at(name, at)
            }
            "Fn::Not" => match argument.as_list() {
                Some([one]) => Ok(match self.operand(0, one)? {
                    Truth::Known(holds) => Truth::Known(!holds),
                    Truth::Residual(rest) => Truth::Residual(call(at, name, rebuilt(argument, Kind::List(vec![rest])))),
                }),
                _ => Err(argument_error(argument, "a list of one condition")),
            },
            // `Fn::And` is decided by the first false operand, `Fn::Or` by the first true one.
            "Fn::And" => self.several(name, argument, at, false),
            "Fn::Or" => self.several(name, argument, at, true),
            "Fn::Equals" => self.two(name, argument, at, "a list of two values", |one, other| Some(equal(one, other))),
            "Fn::Contains" => self.two(name, argument, at, "a list of strings and a string", |list, text| {
                Some(list.as_list()?.iter().any(|item| equal(item, text)))
            }),
            "Fn::EachMemberEquals" => self.two(name, argument, at, "a list of strings and a string", |list, text| {
                Some(list.as_list()?.iter().all(|item| equal(item, text)))
            }),
            "Fn::EachMemberIn" => self.two(name, argument, at, "two lists of strings", |list, others| {
                let (list, others) = (list.as_list()?, others.as_list()?);
                Some(list.iter().all(|item| others.iter().any(|other| equal(item, other))))
            }),
            // A macro or a newer function can return a condition.
            _ => match self.value(at)? {
                Outcome::Residual(rest) => Ok(Truth::Residual(rest)),
                Outcome::Known(value) => self.truth(&value),
                Outcome::NoValue => {
                    Err(Error::new(ErrorKind::NoValue, at.span, "`AWS::NoValue` is not a condition", "use a condition"))
                }
            },
        }
    }

    fn operand(&self, index: usize, operand: &Value) -> Result<Truth, Error> {
        self.truth(operand).map_err(|error| error.within(Step::Index(index)))
    }

    /// `Fn::And` or `Fn::Or`, whose value is `decisive` if one operand is.
    fn several(&self, name: &str, argument: &Value, at: &Value, decisive: bool) -> Result<Truth, Error> {
        let operands = argument.as_list().filter(|operands| (2..=10).contains(&operands.len()));
        let operands = operands.ok_or_else(|| argument_error(argument, "a list of two to ten conditions"))?;
        let mut decided = false;
        let mut open = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            match self.operand(index, operand)? {
                Truth::Known(holds) => decided |= holds == decisive,
                Truth::Residual(rest) => open.push(rest),
            }
        }
        if decided {
            return Ok(Truth::Known(decisive));
        }
        Ok(match open.len() {
            0 => Truth::Known(!decisive),
            _ => match <[Value; 1]>::try_from(open) {
                Ok([one]) => Truth::Residual(one),
                Err(open) => Truth::Residual(call(at, name, rebuilt(argument, Kind::List(open)))),
            },
        })
    }

    /// A function of two values.
    fn two(
        &self,
        name: &str,
        argument: &Value,
        at: &Value,
        expected: &str,
        holds: impl Fn(&Value, &Value) -> Option<bool>,
    ) -> Result<Truth, Error> {
        let Some([one, other]) = argument.as_list() else { return Err(argument_error(argument, expected)) };
        let mut known = true;
        let mut side = |index, value: &Value| match self.item(index, value)? {
            Outcome::Known(value) => Ok(value),
            Outcome::Residual(value) => {
                known = false;
                Ok(value)
            }
            Outcome::NoValue => {
                let error =
                    Error::new(ErrorKind::NoValue, value.span, "`AWS::NoValue` is not a value", "compare values");
                Err(error.within(Step::Index(index)))
            }
        };
        let (one, other) = (side(0, one)?, side(1, other)?);
        if !known {
            return Ok(Truth::Residual(call(at, name, rebuilt(argument, Kind::List(vec![one, other])))));
        }
        holds(&one, &other).map(Truth::Known).ok_or_else(|| argument_error(argument, expected))
    }
}

/// An unresolved condition, by its name.
fn named(name: &str, at: &Value) -> Truth {
    Truth::Residual(call(at, "Condition", rebuilt(at, Kind::String(name.to_owned()))))
}

/// Whether two values are equal for CloudFormation, which compares scalars as strings.
fn equal(one: &Value, other: &Value) -> bool {
    match (scalar(one), scalar(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => match (&one.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::List(one), Kind::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
            }
            (Kind::Map(entries), Kind::Map(others)) => {
                entries.len() == others.len()
                    && entries.iter().all(|entry| other.get(&entry.key).is_some_and(|value| equal(&entry.value, value)))
            }
            _ => false,
        },
        _ => false,
    }
}
