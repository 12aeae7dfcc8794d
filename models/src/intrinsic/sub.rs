//! `Fn::Sub`: text with placeholders, checked against the given values at compile time.

use std::borrow::Cow;

use cfn_template::PSEUDO_PARAMETERS;

use crate::node::{Node, Object, Reference, Sub, SubPart};
use crate::value::Value;

/// `Fn::Sub`: text with values in it, `${name}` for each, and `${AWS::…}` for the pseudo parameters.
///
/// A placeholder that names nothing, and a value that no placeholder names, do not compile. References and attributes are
/// written into the text (`${Bucket.Arn}`), literals too; the result of any other function goes into the variable map.
///
/// ```
/// use models::sub;
/// let region = "eu-west-1";
/// let arn = sub!("arn:${AWS::Partition}:s3:::${prefix}-${region}/*", prefix = "acme", region);
/// assert_eq!(arn.node().to_json(), serde_json::json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-eu-west-1/*" }));
/// ```
///
/// ```compile_fail
/// let arn = models::sub!("arn:${AWS::Partition}:s3:::${buckt}", bucket = "acme");
/// ```
#[macro_export]
macro_rules! sub {
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        // An item, not a `const` block: `cargo check` evaluates it, so the mistake shows without a build.
        const _: () = $crate::intrinsic::check_sub($text, &[$(stringify!($name)),*]);
        $crate::intrinsic::SubText::new($text)
            $(.value(stringify!($name), $crate::sub!(@value $name $(= $value)?)))*
            .finish()
    }};
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
}

/// Text that is put together of pieces; it becomes a literal where it can, and `Fn::Sub` where it must.
#[derive(Debug, Default)]
pub(crate) struct Text {
    parts: Vec<SubPart>,
    variables: Object,
}

impl Text {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Text that stands for itself.
    pub(crate) fn push(&mut self, text: &str) {
        let mut rest = text;
        // `${x}` in a value is not a placeholder, and must not become one.
        while let Some(start) = rest.find("${") {
            self.push_plain(&rest[..start]);
            let inner = &rest[start + 2..];
            let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
            self.parts.push(SubPart::Literal(name.to_owned().into()));
            rest = after;
        }
        self.push_plain(rest);
    }

    fn push_plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(SubPart::Text(last)) = self.parts.last_mut() {
            last.to_mut().push_str(text);
        } else {
            self.parts.push(SubPart::Text(text.to_owned().into()));
        }
    }

    /// The value of a tree; `name` is what a variable for it would be called.
    pub(crate) fn push_value(&mut self, name: &str, node: Node) {
        match node {
            Node::String(text) => self.push(&text),
            Node::Number(number) => self.push(&number.to_string()),
            Node::Bool(value) => self.push(if value { "true" } else { "false" }),
            Node::Ref(target) => self.parts.push(SubPart::Ref(*target)),
            Node::GetAtt(target, attribute) => self.parts.push(SubPart::GetAtt(*target, attribute)),
            Node::Sub(sub) if sub.variables.is_empty() => {
                for part in sub.parts {
                    match part {
                        SubPart::Text(text) => self.push_plain(&text),
                        other => self.parts.push(other),
                    }
                }
            }
            other => {
                let name = self.variable(name);
                self.parts.push(SubPart::Ref(Reference::unchecked(name.clone())));
                self.variables.insert(name, other);
            }
        }
    }

    /// A variable hides what has its name, so it gets one that nothing in the text has.
    fn variable(&self, name: &str) -> String {
        let taken = |candidate: &str| {
            self.variables.get(candidate).is_some()
                || self.parts.iter().any(|part| matches!(part, SubPart::Ref(target) if target.id == candidate))
        };
        let mut candidate = name.to_owned();
        let mut count = 1;
        while taken(&candidate) {
            count += 1;
            candidate = format!("{name}{count}");
        }
        candidate
    }

    pub(crate) fn finish(self) -> Value<String> {
        let literal: Option<String> = self
            .parts
            .iter()
            .map(|part| match part {
                SubPart::Text(text) => Some(Cow::Borrowed(text.as_ref())),
                SubPart::Literal(name) => Some(Cow::Owned(format!("${{{name}}}"))),
                SubPart::Ref(_) | SubPart::GetAtt(..) => None,
            })
            .collect();
        Value::from_node(match literal {
            Some(text) => Node::text(text),
            None => Node::Sub(Box::new(Sub { parts: self.parts, variables: self.variables })),
        })
    }
}

/// What [`sub!`](crate::sub) fills: a text and the values of its placeholders.
#[derive(Debug)]
pub struct SubText {
    text: &'static str,
    values: Vec<(&'static str, Node)>,
}

impl SubText {
    /// A text that [`check_sub`] has passed.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, values: Vec::new() }
    }

    /// The value of the placeholder `name`.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl crate::IntoValue<String>) -> Self {
        self.values.push((name, value.into_value().into_node()));
        self
    }

    /// The text with its values.
    pub fn finish(self) -> Value<String> {
        let mut text = Text::new();
        let mut rest = self.text;
        // Variables are named after the references in the text are known, so that none hides another.
        let mut late = Vec::new();
        while let Some((before, inner)) = rest.split_once("${") {
            text.push_plain(before);
            let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
            match (name.strip_prefix('!'), self.values.iter().find(|(known, _)| *known == name)) {
                (Some(literal), _) => text.parts.push(SubPart::Literal(literal.to_owned().into())),
                (None, Some((_, node))) if node_is_variable(node) => {
                    late.push((text.parts.len(), name, node.clone()));
                    // Held by a part that nothing merges with, and replaced below.
                    text.parts.push(SubPart::Literal(Cow::Borrowed("")));
                }
                (None, Some((_, node))) => text.push_value(name, node.clone()),
                (None, None) => text.parts.push(SubPart::Ref(Reference::unchecked(name.to_owned()))),
            }
            rest = after;
        }
        text.push_plain(rest);
        let mut named: Vec<(&str, String)> = Vec::new();
        for (at, name, node) in late {
            let variable = match named.iter().find(|(known, _)| *known == name) {
                Some((_, variable)) => variable.clone(),
                None => {
                    let variable = text.variable(name);
                    text.variables.insert(variable.clone(), node);
                    named.push((name, variable.clone()));
                    variable
                }
            };
            text.parts[at] = SubPart::Ref(Reference::unchecked(variable));
        }
        text.finish()
    }
}

/// The tree cannot be written into the text, so it goes into the variable map.
fn node_is_variable(node: &Node) -> bool {
    match node {
        Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Ref(_) | Node::GetAtt(..) => false,
        Node::Sub(sub) => !sub.variables.is_empty(),
        _ => true,
    }
}

/// Checks a text of [`sub!`](crate::sub) against the names of its values.
///
/// # Panics
/// When a placeholder is not closed or names nothing, or a value has no placeholder; in a constant that is a compile
/// error.
pub const fn check_sub(text: &str, names: &[&str]) {
    let bytes = text.as_bytes();
    let mut used = [false; MOST_VALUES];
    if names.len() > MOST_VALUES {
        refuse("", "", "`sub!` takes at most 64 values");
    }
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'$' || bytes[at + 1] != b'{' {
            at += 1;
            continue;
        }
        let start = at + 2;
        let mut end = start;
        while end < bytes.len() && bytes[end] != b'}' {
            end += 1;
        }
        let name = text.split_at(start).1.split_at(end - start).0;
        if end == bytes.len() {
            refuse("`${", name, "` is not closed by `}`");
        }
        if !starts_with(name, b"!") {
            match position(names, name) {
                Some(index) => used[index] = true,
                None if starts_with(name, b"AWS::") => {
                    if position(PSEUDO_PARAMETERS, name).is_none() {
                        refuse(
                            "`${",
                            name,
                            "}` is not a pseudo parameter: AWS::AccountId, AWS::NotificationARNs, AWS::Partition, AWS::Region, AWS::StackId, AWS::StackName or AWS::URLSuffix",
                        );
                    }
                }
                None => {
                    refuse("`${", name, "}` names no value: `sub!` takes its values after the text, as `name = value`")
                }
            }
        }
        at = end + 1;
    }
    let mut index = 0;
    while index < names.len() {
        if !used[index] {
            refuse("the value `", names[index], "` has no placeholder in the text of `sub!`");
        }
        index += 1;
    }
}

const MOST_VALUES: usize = 64;

const fn starts_with(text: &str, prefix: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < prefix.len() {
        if at >= bytes.len() || bytes[at] != prefix[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn position(names: &[&str], name: &str) -> Option<usize> {
    let mut index = 0;
    while index < names.len() {
        if names[index].len() == name.len() && starts_with(names[index], name.as_bytes()) {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// Panics with a message of three parts, which `panic!` cannot format in a constant.
#[allow(clippy::panic, reason = "in a constant this is the compile error")]
const fn refuse(before: &str, name: &str, after: &str) -> ! {
    let mut message = [0u8; 512];
    let length = append(&mut message, 0, before);
    // A name cut in the middle of a character would be no text.
    let length =
        if name.len() <= 200 { append(&mut message, length, name) } else { append(&mut message, length, "…") };
    let length = append(&mut message, length, after);
    match std::str::from_utf8(message.split_at(length).0) {
        Ok(message) => panic!("{}", message),
        Err(_) => panic!("{}", after),
    }
}

const fn append(message: &mut [u8; 512], length: usize, text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        message[length + at] = bytes[at];
        at += 1;
    }
    length + at
}
