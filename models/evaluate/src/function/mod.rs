//! The functions outside of conditions:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>.

mod cidr;
mod list;
mod lookup;
pub(crate) mod loops;
mod sub;
mod text;

use std::borrow::Cow;

use cfn_template::{Function, Kind, Returns, Value};

use crate::evaluator::{call, rebuilt};
use crate::{Error, ErrorKind, Evaluator, Outcome, Truth};

/// Whether a function returns a condition. `{"Condition": name}` is one in conditions only; among values it is an object.
fn is_condition(name: &str) -> bool {
    name != "Condition" && Function::named(name).is_some_and(|function| function.returns == Returns::Condition)
}

impl Evaluator<'_> {
    /// The value of one function. `at` is the whole `{name: argument}`.
    pub(crate) fn function(&self, name: &str, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        match name {
            "Ref" => self.reference(argument, at),
            "Fn::GetAtt" => self.attribute(argument, at),
            "Fn::FindInMap" => self.find_in_map(argument, at),
            "Fn::ImportValue" => self.import_value(argument, at),
            "Fn::GetStackOutput" => self.stack_output(argument, at),
            "Fn::If" => self.conditional(argument, at),
            "Fn::Sub" => self.substitute(argument, at),
            "Fn::Join" => self.join(argument, at),
            "Fn::Base64" => self.base64(argument, at),
            "Fn::ToJsonString" => self.to_json_string(argument, at),
            "Fn::Split" => self.split(argument, at),
            "Fn::Select" => self.select(argument, at),
            "Fn::Length" => self.length(argument, at),
            "Fn::Cidr" => self.cidr(argument, at),
            "Fn::GetAZs" => self.availability_zones(argument, at),
            name if is_condition(name) => Ok(match self.truth_of(name, argument, at)? {
                Truth::Known(holds) => Outcome::Known(rebuilt(at, Kind::Bool(holds))),
                // `{"Condition": name}` is a function in conditions only.
                Truth::Residual(rest) => Outcome::Residual(match rest.get("Condition").cloned() {
                    Some(name) => {
                        let [yes, no] = [true, false].map(|holds| rebuilt(at, Kind::Bool(holds)));
                        call(at, "Fn::If", rebuilt(at, Kind::List(vec![name, yes, no])))
                    }
                    None => rest,
                }),
            }),
            // `Fn::Transform`, rule-specific functions, and functions that CloudFormation may add: only the service can
            // evaluate them.
            _ => Ok(Outcome::Residual(match self.value(argument)? {
                Outcome::Known(argument) | Outcome::Residual(argument) => call(at, name, argument),
                Outcome::NoValue => at.clone(),
            })),
        }
    }

    /// `Fn::If`. Only the selected branch is evaluated.
    fn conditional(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let expected = "a condition name and two values";
        let Some([condition, yes, no]) = argument.as_list() else { return Err(argument_error(argument, expected)) };
        let name = condition.as_str().ok_or_else(|| argument_error(condition, "the name of a condition"))?;
        match self.condition_at(name, condition)? {
            Truth::Known(true) => self.item(1, yes),
            Truth::Known(false) => self.item(2, no),
            Truth::Residual(_) => {
                // One of the branches will be dropped, so errors in it do not matter.
                let branch = |index, branch: &Value| match self.item(index, branch) {
                    Ok(Outcome::Known(value) | Outcome::Residual(value)) => Ok(value),
                    Ok(Outcome::NoValue) => Ok(no_value(branch)),
                    Err(error) if error.kind == ErrorKind::Limit => Err(error),
                    Err(_) => Ok(branch.clone()),
                };
                let branches = vec![condition.clone(), branch(1, yes)?, branch(2, no)?];
                Ok(Outcome::Residual(call(at, "Fn::If", rebuilt(argument, Kind::List(branches)))))
            }
        }
    }

    /// An argument, which must not be `AWS::NoValue`.
    fn required(&self, index: usize, argument: &Value) -> Result<Outcome, Error> {
        present(self.item(index, argument)?, argument).map_err(|error| error.within(crate::Step::Index(index)))
    }

    /// The only argument of a function, which must not be `AWS::NoValue`.
    fn sole(&self, argument: &Value) -> Result<Outcome, Error> {
        present(self.value(argument)?, argument)
    }
}

fn present(outcome: Outcome, at: &Value) -> Result<Outcome, Error> {
    if outcome != Outcome::NoValue {
        return Ok(outcome);
    }
    let message = "an argument of a function is `AWS::NoValue`";
    Err(Error::new(ErrorKind::NoValue, at.span, message, "use `Fn::If` around the function instead of inside it"))
}

/// The error of an invalid argument.
pub(crate) fn argument_error(argument: &Value, expected: &str) -> Error {
    let given = match &argument.kind {
        Kind::List(items) => format!("a list of {} items", items.len()),
        kind => kind.name().to_owned(),
    };
    let message = format!("invalid argument: expected {expected}, found {given}");
    Error::new(ErrorKind::Argument, argument.span, message, "see the reference of the function")
}

/// A scalar as CloudFormation converts it to a string; `None` for null, lists and maps.
pub(crate) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match &value.kind {
        Kind::String(text) => Some(Cow::Borrowed(text)),
        Kind::Number(number) => Some(Cow::Borrowed(number.text())),
        Kind::Bool(true) => Some(Cow::Borrowed("true")),
        Kind::Bool(false) => Some(Cow::Borrowed("false")),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

fn no_value(at: &Value) -> Value {
    call(at, "Ref", rebuilt(at, Kind::String(NO_VALUE.to_owned())))
}

const NO_VALUE: &str = "AWS::NoValue";

/// Whether an unknown expression can be `AWS::NoValue`, which removes it from its list.
fn may_vanish(value: &Value) -> bool {
    match value.as_function() {
        Some(("Ref", name)) => name.as_str().is_none_or(|name| name == NO_VALUE),
        Some(("Fn::If", argument)) => {
            argument.as_list().is_none_or(|all| all.get(1..).is_none_or(|branches| branches.iter().any(may_vanish)))
        }
        Some(("Fn::FindInMap", argument)) => {
            let default = argument.as_list().and_then(|all| all.get(3)?.get("DefaultValue"));
            default.is_some_and(may_vanish)
        }
        Some((name, _)) => Function::named(name).is_none_or(|function| function.returns == Returns::Optional),
        None => false,
    }
}

/// The number that a string is written as; `None` if it is not one, which is reported with the expected argument.
#[expect(clippy::disallowed_methods, reason = "the caller reports what was expected instead")]
fn parsed<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
