//! Functions that take or return lists: `Fn::Split`, `Fn::Select`, `Fn::Length`, `Fn::GetAZs`.

use cfn_template::{Kind, Number, Value};

use super::lookup::stays;
use super::parsed;
use super::{argument_error, may_vanish, scalar};
use crate::evaluator::{call, call_with, rebuilt};
use crate::{Answer, Error, ErrorKind, Evaluator, Outcome};

impl Evaluator<'_> {
    pub(super) fn split(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let expected = "a delimiter and a string";
        let Some([delimiter, text]) = argument.as_list() else { return Err(argument_error(argument, expected)) };
        let separator = delimiter.as_str().filter(|text| !text.is_empty());
        let separator =
            separator.ok_or_else(|| argument_error(delimiter, "a non-empty literal string as the delimiter"))?;
        let text = match self.required(1, text)? {
            Outcome::Known(text) => text,
            rest => {
                return Ok(call_with(
                    at,
                    "Fn::Split",
                    argument,
                    [delimiter.clone()].into_iter().chain(rest.value()).collect(),
                ));
            }
        };
        let whole = scalar(&text).ok_or_else(|| argument_error(&text, "a string to split"))?;
        let parts: Result<Vec<Value>, Error> =
            whole.split(separator).map(|part| self.text(at, part.to_owned())).collect();
        Ok(Outcome::Known(rebuilt(at, Kind::List(parts?))))
    }

    /// `Fn::Select`. A known item can be selected from a partially known list, if no item before it can be `AWS::NoValue`.
    pub(super) fn select(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let expected = "an index and a list";
        let Some([index, list]) = argument.as_list() else { return Err(argument_error(argument, expected)) };
        let (index, list) = (self.required(0, index)?, self.required(1, list)?);
        let (number, list) = match (index, list) {
            (Outcome::Known(index), Outcome::Known(list)) => (index, list),
            (Outcome::Known(index), Outcome::Residual(list)) if list.as_list().is_some() => (index, list),
            (index, list) => {
                let arguments = [index, list].into_iter().filter_map(Outcome::value).collect();
                return Ok(call_with(at, "Fn::Select", argument, arguments));
            }
        };
        let index: usize = scalar(&number)
            .and_then(|text| parsed(&text))
            .ok_or_else(|| argument_error(&number, "a non-negative integer as index"))?;
        let items = list.as_list().ok_or_else(|| argument_error(&list, "a list to select from"))?;
        match items.get(index) {
            // `Ref` and similar functions have a value even if it is unknown, so the index is certain.
            _ if items.iter().take(index + 1).any(may_vanish) => {
                Ok(call_with(at, "Fn::Select", argument, vec![number.clone(), list.clone()]))
            }
            Some(item) => self.value(item),
            None => {
                let message = format!("index {index} is out of range: the list has {} items", items.len());
                let remedy = "use an index from 0 to the number of items minus 1";
                let index = index.to_string();
                Err(Error::new(ErrorKind::NotFound, at.span, message, remedy).about([index.as_str()]))
            }
        }
    }

    pub(super) fn length(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let list = match self.sole(argument)? {
            Outcome::Known(list) => list,
            Outcome::Residual(list) if list.as_list().is_some_and(|items| !items.iter().any(may_vanish)) => list,
            rest => return Ok(stays(rest, at, "Fn::Length")),
        };
        let items = list.as_list().ok_or_else(|| argument_error(argument, "a list"))?;
        let length = u64::try_from(items.len()).unwrap_or(u64::MAX);
        Ok(Outcome::Known(rebuilt(at, Kind::Number(Number::from(length)))))
    }

    /// `Fn::GetAZs`: the Availability Zones of a region; the empty string is the stack's region.
    pub(super) fn availability_zones(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let region = match self.sole(argument)? {
            Outcome::Known(region) if region.as_str() == Some("") => self.reference_to("AWS::Region", &region)?,
            outcome => outcome,
        };
        let region = match region {
            Outcome::Known(region) => region,
            rest => return Ok(stays(rest, at, "Fn::GetAZs")),
        };
        let name = scalar(&region).ok_or_else(|| argument_error(argument, "the name of a region"))?;
        match self.scope.availability_zones(&name) {
            Answer::Known(zones) => Ok(Outcome::Known(rebuilt(at, zones.kind))),
            Answer::Unknown => Ok(Outcome::Residual(call(at, "Fn::GetAZs", region))),
            Answer::Undefined => {
                let message = format!("unknown region `{name}`");
                Err(Error::new(ErrorKind::Undefined, at.span, message, "use the name of a region, or an empty string"))
            }
        }
    }
}
