//! Functions that look a name up: `Ref`, `Fn::GetAtt`, `Fn::FindInMap`, `Fn::ImportValue`, `Fn::GetStackOutput`.

use cfn_template::{Kind, Value};

use super::{NO_VALUE, argument_error, scalar};
use crate::evaluator::{call, call_with, rebuilt};
use crate::{Answer, Error, ErrorKind, Evaluator, Outcome, Step};

impl Evaluator<'_> {
    /// `Ref`. With `AWS::LanguageExtensions` the name may be a function.
    pub(super) fn reference(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let name = match self.sole(argument)? {
            Outcome::Known(name) => name,
            rest => return Ok(stays(rest, at, "Ref")),
        };
        let name = name.as_str().ok_or_else(|| argument_error(argument, "the name of a parameter or resource"))?;
        self.reference_to(name, at)
    }

    /// What `Ref` of this name gives.
    pub(super) fn reference_to(&self, name: &str, at: &Value) -> Result<Outcome, Error> {
        if name == NO_VALUE {
            return Ok(Outcome::NoValue);
        }
        match self.scope.reference(name) {
            Answer::Known(value) => Ok(Outcome::Known(rebuilt(at, value.kind))),
            Answer::Unknown => Ok(Outcome::Residual(call(at, "Ref", rebuilt(at, Kind::String(name.to_owned()))))),
            Answer::Undefined => {
                let message = format!("there is no parameter or resource `{name}`");
                Err(undefined(at, message, "refer to one that the template has, or to a pseudo parameter"))
            }
        }
    }

    /// `Fn::GetAtt`: a list of a logical id and an attribute, or both in one text.
    pub(super) fn attribute(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        const EXPECTED: &str = "a resource and one of its attributes";
        match (&argument.kind, argument.as_list()) {
            (Kind::String(text), _) => {
                let (id, attribute) = text.split_once('.').ok_or_else(|| argument_error(argument, EXPECTED))?;
                self.attribute_of(id, attribute, at)
            }
            (_, Some([id, attribute])) => {
                let (id, attribute) = (self.required(0, id)?, self.required(1, attribute)?);
                match (id, attribute) {
                    (Outcome::Known(id), Outcome::Known(attribute)) => match (id.as_str(), scalar(&attribute)) {
                        (Some(id), Some(attribute)) => self.attribute_of(id, &attribute, at),
                        _ => Err(argument_error(argument, EXPECTED)),
                    },
                    (id, attribute) => {
                        let arguments = [id, attribute].into_iter().filter_map(Outcome::value).collect();
                        Ok(call_with(at, "Fn::GetAtt", argument, arguments))
                    }
                }
            }
            _ => Err(argument_error(argument, EXPECTED)),
        }
    }

    /// What `Fn::GetAtt` of this attribute gives.
    pub(super) fn attribute_of(&self, id: &str, attribute: &str, at: &Value) -> Result<Outcome, Error> {
        match self.scope.attribute(id, attribute) {
            Answer::Known(value) => Ok(Outcome::Known(rebuilt(at, value.kind))),
            Answer::Unknown => {
                let arguments = [id, attribute].map(|text| rebuilt(at, Kind::String(text.to_owned())));
                Ok(Outcome::Residual(call(at, "Fn::GetAtt", rebuilt(at, Kind::List(arguments.to_vec())))))
            }
            Answer::Undefined => {
                let message = format!("there is no resource `{id}` with the attribute `{attribute}`");
                Err(undefined(
                    at,
                    message,
                    "refer to a resource of the template, by an attribute that its type returns",
                ))
            }
        }
    }

    /// `Fn::FindInMap`, with the default value of `AWS::LanguageExtensions`
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap-enhancements.html>).
    pub(super) fn find_in_map(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        const EXPECTED: &str = "a mapping, two keys, and perhaps a map with `DefaultValue`";
        let (arguments, options) = match argument.as_list() {
            Some(arguments @ [_, _, _]) => (arguments, None),
            Some([arguments @ .., options]) if arguments.len() == 3 => (arguments, Some(options)),
            _ => return Err(argument_error(argument, EXPECTED)),
        };
        let default = match options {
            None => None,
            Some(options) => match options.as_map() {
                Some([only]) if only.key == "DefaultValue" => Some(&only.value),
                _ => return Err(argument_error(options, "a map with `DefaultValue`").within(Step::Index(3))),
            },
        };
        let mut keys = Vec::with_capacity(4);
        let mut known = true;
        for (index, key) in arguments.iter().enumerate() {
            match self.required(index, key)? {
                Outcome::Known(key) => keys.push(key),
                rest => {
                    known = false;
                    keys.extend(rest.value());
                }
            }
        }
        let open = |mut keys: Vec<Value>| {
            keys.extend(options.cloned());
            Ok(call_with(at, "Fn::FindInMap", argument, keys))
        };
        if !known {
            return open(keys);
        }
        let texts: Vec<_> = keys.iter().filter_map(scalar).collect();
        let [map, first, second] = texts.as_slice() else { return Err(argument_error(argument, EXPECTED)) };
        let mapping = match self.scope.mapping(map) {
            Answer::Known(mapping) => mapping,
            Answer::Unknown => return open(keys),
            Answer::Undefined => {
                let message = format!("there is no mapping `{map}`");
                return Err(undefined(at, message, "define it in the section `Mappings`"));
            }
        };
        let row = mapping.get(first);
        match (row.and_then(|row| row.get(second)), default) {
            (Some(value), _) => Ok(Outcome::Known(rebuilt(at, value.kind.clone()))),
            // A macro in the mapping makes entries that are not written.
            (None, _)
                if mapping.get("Fn::Transform").is_some()
                    || row.is_some_and(|row| row.get("Fn::Transform").is_some()) =>
            {
                open(keys)
            }
            (None, Some(default)) => self
                .value(default)
                .map_err(|error| error.within(Step::Key("DefaultValue".to_owned())).within(Step::Index(3))),
            (None, None) => {
                let message = format!("the mapping `{map}` has no entry `{first}`, `{second}`");
                let remedy = "add it, or a `DefaultValue` with the transform `AWS::LanguageExtensions`";
                let names = [map, first, second].map(|name| &**name);
                Err(Error::new(ErrorKind::NotFound, at.span, message, remedy).about(names))
            }
        }
    }

    pub(super) fn import_value(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let name = match self.sole(argument)? {
            Outcome::Known(name) => name,
            rest => return Ok(stays(rest, at, "Fn::ImportValue")),
        };
        let text = scalar(&name).ok_or_else(|| argument_error(argument, "the name of an export"))?;
        match self.scope.export(&text) {
            Answer::Known(value) => Ok(Outcome::Known(rebuilt(at, value.kind))),
            Answer::Unknown => Ok(Outcome::Residual(call(at, "Fn::ImportValue", name))),
            Answer::Undefined => {
                let message = format!("no stack exports `{text}`");
                let error = undefined(at, message, "deploy the stack that exports it first");
                Err(error.about(["Fn::ImportValue", &text]))
            }
        }
    }

    pub(super) fn stack_output(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let argument = match self.sole(argument)? {
            Outcome::Known(argument) => argument,
            rest => return Ok(stays(rest, at, "Fn::GetStackOutput")),
        };
        if ["StackName", "OutputName"].iter().any(|name| argument.get(name).and_then(scalar).is_none()) {
            return Err(argument_error(&argument, "a map with `StackName` and `OutputName`"));
        }
        match self.scope.stack_output(&argument) {
            Answer::Known(value) => Ok(Outcome::Known(rebuilt(at, value.kind))),
            Answer::Unknown => Ok(Outcome::Residual(call(at, "Fn::GetStackOutput", argument))),
            Answer::Undefined => {
                Err(undefined(at, "there is no stack with this output".to_owned(), "deploy that stack first"))
            }
        }
    }
}

/// A function whose argument is not known.
pub(super) fn stays(argument: Outcome, at: &Value, name: &str) -> Outcome {
    match argument.value() {
        Some(argument) => Outcome::Residual(call(at, name, argument)),
        None => Outcome::Residual(at.clone()),
    }
}

fn undefined(at: &Value, message: String, remedy: &'static str) -> Error {
    Error::new(ErrorKind::Undefined, at.span, message, remedy)
}
