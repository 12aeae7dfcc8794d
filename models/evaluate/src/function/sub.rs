//! `Fn::Sub`: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html>.

use cfn_template::{Entry, Kind, Value};

use super::{argument_error, scalar};
use crate::evaluator::{call, rebuilt};
use crate::{Error, ErrorKind, Evaluator, Outcome, Step};

/// A part of the string.
enum Part<'t> {
    /// Literal text.
    Text(&'t str),
    /// `${!name}`, which becomes `${name}`.
    Literal(&'t str),
    /// `${name}`.
    Name(&'t str),
}

impl Evaluator<'_> {
    /// `Fn::Sub` with known values substituted. A value that looks like a placeholder becomes a variable. Substitution
    /// is not recursive: placeholders in values are not substituted.
    pub(super) fn substitute(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        const EXPECTED: &str = "a string, or a list of a string and a map of variables";
        let (text, variables) = match (&argument.kind, argument.as_list()) {
            (Kind::String(_), _) => (argument, None),
            (_, Some([text, variables])) => (text, Some(variables)),
            _ => return Err(argument_error(argument, EXPECTED)),
        };
        let parts = parts(text.as_str().ok_or_else(|| argument_error(text, EXPECTED))?)
            .map_err(|message| Error::new(ErrorKind::Argument, text.span, message, "write `${!` for a literal `${`"))?;
        let own = match variables {
            None => Vec::new(),
            Some(variables) => self.variables(variables).map_err(|error| error.within(Step::Index(1)))?,
        };
        let mut filled = Substituted::new(&own);
        for part in &parts {
            let name = match part {
                Part::Text(text) => {
                    filled.text(text);
                    continue;
                }
                Part::Literal(name) => {
                    filled.literal(name);
                    continue;
                }
                Part::Name(name) => *name,
            };
            let of_map = own.iter().find(|(variable, _)| *variable == name);
            let outcome = match (of_map, name.split_once('.')) {
                (Some((_, outcome)), _) => outcome.clone(),
                (None, Some((id, attribute))) => self.attribute_of(id, attribute, text)?,
                (None, None) => self.reference_to(name, text)?,
            };
            match outcome {
                Outcome::Known(value) => match scalar(&value) {
                    Some(value) => {
                        self.check_bytes(text, filled.whole.len() + value.len())?;
                        filled.known(name, &value, of_map.is_some());
                    }
                    None => {
                        let message = format!("`${{{name}}}` is {}, not a string", value.kind.name());
                        let remedy = "use a string; convert a list with `Fn::Join`";
                        return Err(Error::new(ErrorKind::Argument, text.span, message, remedy));
                    }
                },
                Outcome::Residual(_) => filled.open(name, of_map.is_some()),
                Outcome::NoValue => {
                    let message = format!("`${{{name}}}` is `AWS::NoValue`, not a string");
                    let remedy = "use an empty string, or `Fn::If` around the function";
                    return Err(Error::new(ErrorKind::NoValue, text.span, message, remedy));
                }
            }
        }
        match filled.finish() {
            (value, None) => Ok(Outcome::Known(self.text(at, value)?)),
            (value, Some(used)) => {
                let text_node = self.text(text, value)?;
                if used.is_empty() {
                    return Ok(Outcome::Residual(call(at, "Fn::Sub", text_node)));
                }
                let entry = |(key, value): (String, Value)| Entry { key, key_span: value.span, value };
                let map = Kind::Map(used.into_iter().map(entry).collect());
                let map = rebuilt(variables.unwrap_or(text), map);
                Ok(Outcome::Residual(call(at, "Fn::Sub", rebuilt(argument, Kind::List(vec![text_node, map])))))
            }
        }
    }

    /// The variables of the map. All values have to be strings, even if they are not used.
    fn variables<'v>(&self, variables: &'v Value) -> Result<Vec<(&'v str, Outcome)>, Error> {
        let entries = variables.as_map().ok_or_else(|| argument_error(variables, "a map of variables"))?;
        let mut evaluated = Vec::with_capacity(entries.len());
        for entry in entries {
            let step = |error: Error| error.within(Step::Key(entry.key.clone()));
            let outcome = super::present(self.value(&entry.value).map_err(step)?, &entry.value).map_err(step)?;
            match &outcome {
                Outcome::Known(value) if scalar(value).is_none() => {
                    return Err(step(argument_error(&entry.value, "strings as variables")));
                }
                _ => evaluated.push((entry.key.as_str(), outcome)),
            }
        }
        Ok(evaluated)
    }
}

/// Parses a string. CloudFormation accepts spaces around a name.
fn parts(text: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let Some((name, after)) = after.split_once('}') else {
            return Err(format!("`${{{after}` is not closed by `}}`"));
        };
        let name = name.trim();
        parts.push(match name.strip_prefix('!') {
            Some(literal) => Part::Literal(literal),
            None if is_name(name) => Part::Name(name),
            None => {
                return Err(format!(
                    "`${{{name}}}` is not a valid placeholder: expected a name of letters, digits, `_`, `.` and `:`"
                ));
            }
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Ok(parts)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
}

/// The result: a string if everything is known, otherwise the argument of another `Fn::Sub`.
struct Substituted<'o> {
    own: &'o [(&'o str, Outcome)],
    whole: String,
    template: String,
    /// The variables of the remaining `Fn::Sub`.
    used: Vec<(String, Value)>,
    is_whole: bool,
}

impl<'o> Substituted<'o> {
    fn new(own: &'o [(&'o str, Outcome)]) -> Self {
        Self { own, whole: String::new(), template: String::new(), used: Vec::new(), is_whole: true }
    }

    fn text(&mut self, text: &str) {
        self.whole.push_str(text);
        self.template.push_str(text);
    }

    fn literal(&mut self, name: &str) {
        self.whole.push_str(&format!("${{{name}}}"));
        self.template.push_str(&format!("${{!{name}}}"));
    }

    /// An unresolved placeholder.
    fn open(&mut self, name: &str, of_map: bool) {
        self.is_whole = false;
        self.template.push_str(&format!("${{{name}}}"));
        if of_map {
            self.take_variable(name);
        }
    }

    fn known(&mut self, name: &str, value: &str, of_map: bool) {
        self.whole.push_str(value);
        // In a string that is evaluated again, these could become or complete a placeholder.
        let is_delicate = value.contains(['$', '{', '}']) || (value.is_empty() && self.template.ends_with('$'));
        if !is_delicate {
            self.template.push_str(value);
            return;
        }
        if of_map {
            self.template.push_str(&format!("${{{name}}}"));
            self.take_variable(name);
            return;
        }
        let variable = self.free_name(name, value);
        self.template.push_str(&format!("${{{variable}}}"));
        if !self.used.iter().any(|(used, _)| *used == variable) {
            let value = Value::new(Kind::String(value.to_owned()), cfn_template::Span::default());
            self.used.push((variable, value));
        }
    }

    fn take_variable(&mut self, name: &str) {
        if self.used.iter().any(|(used, _)| used == name) {
            return;
        }
        let outcome = self.own.iter().find(|(variable, _)| *variable == name).map(|(_, outcome)| outcome.clone());
        self.used.extend(outcome.and_then(Outcome::value).map(|value| (name.to_owned(), value)));
    }

    /// A name of a variable for the value of `name` that is not taken by another value.
    fn free_name(&self, name: &str, value: &str) -> String {
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut candidates = (0_u32..).map(|number| match number {
            0 => format!("{letters}Value"),
            _ => format!("{letters}Value{number}"),
        });
        let is_free = |candidate: &String| {
            let same = self.used.iter().find(|(used, _)| used == candidate).map(|(_, it)| it.as_str() == Some(value));
            same.unwrap_or_else(|| !self.own.iter().any(|(variable, _)| variable == candidate))
        };
        candidates.find(is_free).unwrap_or(letters)
    }

    /// The string, or the remaining `Fn::Sub`.
    fn finish(self) -> (String, Option<Vec<(String, Value)>>) {
        if self.is_whole { (self.whole, None) } else { (self.template, Some(self.used)) }
    }
}
