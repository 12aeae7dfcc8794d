//! Samples of the strings that a function can return.

use crate::check::facts::Arns;
use crate::check::scalar::text_of;
use crate::check::symbols::Symbols;
use crate::node::{Node, Reference, Sub, SubPart};

/// Samples of the strings that a function can return, and whether they are representative.
pub(in crate::check) struct Samples {
    pub(in crate::check) texts: Vec<String>,
    /// Whether only values that AWS assigns are unknown.
    pub(in crate::check) complete: bool,
}

/// Values for unknown parts, chosen to differ in what patterns distinguish.
const FILLERS: [&str; 2] = ["a", "Zz-09"];

/// Samples of the strings that a node can be; `None` if they are unknown.
pub(in crate::check) fn samples(node: &Node, symbols: &Symbols<'_>, arns: &Arns) -> Option<Samples> {
    let mut complete = true;
    let mut texts = Vec::new();
    for (index, filler) in FILLERS.iter().enumerate() {
        texts.push(fill(node, symbols, arns, index, filler, &mut complete)?);
    }
    Some(Samples { texts, complete })
}

fn fill(
    node: &Node,
    symbols: &Symbols<'_>,
    arns: &Arns,
    index: usize,
    filler: &str,
    complete: &mut bool,
) -> Option<String> {
    Some(match node {
        Node::String(text) if text.contains("{{resolve:") => return None,
        Node::String(text) => text.clone().into_owned(),
        Node::Number(number) => number.to_string(),
        Node::Ref(target) => reference(target, symbols, arns, index, filler, complete),
        Node::GetAtt(target, attribute) => get_att(target, attribute, symbols, arns, index, filler, complete),
        Node::Sub(sub) => fill_sub(sub, symbols, arns, index, filler, complete)?,
        Node::Function("Fn::Join", argument) => match argument.as_list() {
            Some([Node::String(delimiter), Node::List(items)]) => {
                let parts: Option<Vec<String>> =
                    items.iter().map(|item| fill(item, symbols, arns, index, filler, complete)).collect();
                parts?.join(delimiter)
            }
            _ => return None,
        },
        _ => return None,
    })
}

fn fill_sub(
    sub: &Sub,
    symbols: &Symbols<'_>,
    arns: &Arns,
    index: usize,
    filler: &str,
    complete: &mut bool,
) -> Option<String> {
    let mut text = String::new();
    for part in &sub.parts {
        match part {
            SubPart::Text(part) => text.push_str(part),
            SubPart::Literal(name) => {
                text.push_str("${");
                text.push_str(name);
                text.push('}');
            }
            SubPart::Ref(target) => match sub.variables.get(&target.id) {
                Some(value) => text.push_str(&fill(value, symbols, arns, index, filler, complete)?),
                None => text.push_str(&reference(target, symbols, arns, index, filler, complete)),
            },
            SubPart::GetAtt(target, attribute) => {
                text.push_str(&get_att(target, attribute, symbols, arns, index, filler, complete));
            }
        }
    }
    Some(text)
}

fn reference(
    target: &Reference,
    symbols: &Symbols<'_>,
    arns: &Arns,
    index: usize,
    filler: &str,
    complete: &mut bool,
) -> String {
    let pick = |values: [&str; 2]| values[index.min(1)].to_owned();
    match target.id.as_ref() {
        "AWS::AccountId" => "123456789012".to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::Region" => pick(["us-east-1", "eu-west-3"]),
        "AWS::URLSuffix" => "amazonaws.com".to_owned(),
        "AWS::StackName" => pick(["a", "My-Stack-1"]),
        id => match sample_of(id, "Ref", symbols, arns, index) {
            Some(arn) => arn.to_owned(),
            None => {
                *complete = false;
                filler.to_owned()
            }
        },
    }
}

fn get_att(
    target: &Reference,
    attribute: &str,
    symbols: &Symbols<'_>,
    arns: &Arns,
    index: usize,
    filler: &str,
    complete: &mut bool,
) -> String {
    match sample_of(&target.id, attribute, symbols, arns, index) {
        Some(arn) => arn.to_owned(),
        None => {
            *complete = false;
            filler.to_owned()
        }
    }
}

/// The sample at an index of what a resource returns, or the last one where there are fewer.
fn sample_of(id: &str, attribute: &str, symbols: &Symbols<'_>, arns: &Arns, index: usize) -> Option<&'static str> {
    let properties = symbols.resource(id).and_then(|entry| entry.get("Properties"));
    let has = |property: &str, value: &str| match properties.map(|properties| (properties, properties.get(property))) {
        Some((_, Some(given))) => text_of(given).map(|text| text == value),
        Some((properties, None)) if properties.is_intrinsic() => None,
        _ => Some(false),
    };
    let samples = arns.samples(symbols.resource_type(id)?, attribute, has);
    samples.get(index).or_else(|| samples.last()).copied()
}
