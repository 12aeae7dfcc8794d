//! `Fn::ForEach`: loops are expanded as CloudFormation does, and the result is checked.
//!
//! A loop over items that the template has, in whatever functions and defaults of parameters, is replaced by its copies; what is then
//! found in a copy is reported at the place in the loop. A loop over items that only the deployment knows stays as it is.
//!
//! `cfn_evaluate` evaluates the items. It could write the loops out as well, but evaluates on the way; what is checked is what
//! is written, with its functions, and the place in the loop of each copy.
//!
//! Source:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>.

use std::collections::BTreeSet;

use cfn_evaluate::{Evaluator, TemplateScope};
use cfn_template::{Kind, Template, Value};

use super::Facts;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Path;
use crate::node::{Node, Object, Reference, Sub, SubPart};

/// The prefix of the key of a loop.
const PREFIX: &str = "Fn::ForEach::";
/// The sections that can have loops.
const SECTIONS: &[&str] = &["Resources", "Conditions", "Outputs"];
/// The sections that say what the names in a list of items refer to.
const NAMES: &[&str] = &["Parameters", "Mappings", "Conditions"];
/// The maximum number of generated entries, which nested loops multiply; far above CloudFormation's quotas.
const MOST_COPIES: usize = 2_000;

/// A template with its loops expanded.
pub(super) struct Expanded {
    pub(super) root: Object,
    origins: Vec<Origin>,
}

/// The origin of a generated entry.
struct Origin {
    /// Its place in the expanded template.
    place: Path,
    /// The place in the loop.
    written: Path,
    /// The items that it is generated for: "where `Name` is `a`".
    when: String,
}

/// Expands the loops of a template, and reports invalid loops. `None` if it has no loops.
pub(super) fn expand(root: &Object, facts: &dyn Facts, findings: &mut Vec<Finding>) -> Option<Expanded> {
    let has_loops = |node: &Node| has_loops(node);
    if !root.iter().any(|(section, node)| SECTIONS.contains(&section) && has_loops(node)) {
        return None;
    }
    let names = names(root);
    let scope = names.as_ref().map(|names| scope(names, facts));
    let mut expander = Expander { root, scope: scope.as_ref(), origins: Vec::new(), findings, copies: 0 };
    let mut expanded = Object::new();
    for (section, node) in root.iter() {
        let at = Path::root().key(section.to_owned());
        let node = if SECTIONS.contains(&section) { expander.node(node, &[], &at, &at) } else { node.clone() };
        expanded.push(section.to_owned(), node);
    }
    Some(Expanded { root: expanded, origins: expander.origins })
}

impl Expanded {
    /// Moves the findings in generated entries to the places in their loops, and keeps one of each rule per place.
    pub(super) fn translate(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut told = BTreeSet::new();
        let mut translated = Vec::with_capacity(findings.len());
        for mut finding in findings {
            let segments = finding.path.segments();
            let of_copy = |origin: &&Origin| segments.starts_with(origin.place.segments());
            let origin = self.origins.iter().filter(of_copy).max_by_key(|origin| origin.place.segments().len());
            if let Some(origin) = origin {
                let rest = &segments[origin.place.segments().len()..];
                finding.path = rest.iter().fold(origin.written.clone(), |path, step| path.step(step.clone()));
                finding.message.push_str(&format!(" ({})", origin.when));
                if !told.insert((finding.rule.clone(), finding.path.clone())) {
                    continue;
                }
            }
            translated.push(finding);
        }
        translated
    }
}

/// The identifiers of the surrounding loops with their items.
type Bound<'a> = [(&'a str, String)];

struct Expander<'t> {
    root: &'t Object,
    scope: Option<&'t TemplateScope<'t>>,
    origins: Vec<Origin>,
    findings: &'t mut Vec<Finding>,
    copies: usize,
}

impl Expander<'_> {
    fn node(&mut self, node: &Node, bound: &Bound<'_>, place: &Path, written: &Path) -> Node {
        match node {
            Node::Null | Node::Bool(_) | Node::Number(_) => node.clone(),
            Node::String(text) => Node::text(filled(text, bound, PlaceholderContext::Text)),
            Node::List(items) => {
                let items = items.iter().enumerate();
                Node::List(items.map(|(i, item)| self.node(item, bound, &place.index(i), &written.index(i))).collect())
            }
            Node::Object(object) => Node::Object(self.object(object, bound, place, written)),
            Node::Name(target) => Node::name(reference(target, bound)),
            Node::Ref(target) => match item(&target.id, bound) {
                Some(item) => Node::text(item.to_owned()),
                None => Node::reference(reference(target, bound)),
            },
            Node::GetAtt(target, attribute) => {
                let attribute = filled(attribute, bound, PlaceholderContext::Text).into();
                Node::GetAtt(Box::new(reference(target, bound)), attribute)
            }
            Node::Sub(sub) => Node::Sub(Box::new(self.sub(sub, bound, place, written))),
            Node::Function(name, argument) => {
                Node::function(name, self.node(argument, bound, &place.key(*name), &written.key(*name)))
            }
        }
    }

    fn sub(&mut self, sub: &Sub, bound: &Bound<'_>, place: &Path, written: &Path) -> Sub {
        let is_variable = |name: &str| sub.variables.get(name).is_some();
        let parts = sub.parts.iter().map(|part| match part {
            SubPart::Text(text) => SubPart::Text(filled(text, bound, PlaceholderContext::Text).into()),
            SubPart::Literal(_) => part.clone(),
            SubPart::Ref(target) => match item(&target.id, bound).filter(|_| !is_variable(&target.id)) {
                Some(item) => SubPart::Text(item.to_owned().into()),
                None => SubPart::Ref(reference(target, bound)),
            },
            SubPart::GetAtt(target, attribute) => SubPart::GetAtt(reference(target, bound), attribute.clone()),
        });
        let parts = parts.collect();
        let [place, written] = [place, written].map(|path| path.key("Fn::Sub").index(1));
        Sub { parts, variables: self.object(&sub.variables, bound, &place, &written) }
    }

    fn object(&mut self, object: &Object, bound: &Bound<'_>, place: &Path, written: &Path) -> Object {
        let mut out = Object::new();
        for (key, node) in object.iter() {
            if key.starts_with(PREFIX) {
                self.repeat(key, node, bound, (place, written), &mut out);
            } else {
                let name = filled(key, bound, PlaceholderContext::Id);
                let node = self.node(node, bound, &place.key(name.clone()), &written.key(key.to_owned()));
                out.push(name, node);
            }
        }
        out
    }

    /// Expands a loop into `out`.
    fn repeat(
        &mut self,
        key: &str,
        node: &Node,
        bound: &Bound<'_>,
        (place, written): (&Path, &Path),
        out: &mut Object,
    ) {
        let at = written.key(key.to_owned());
        let (identifier, collection, template) = match node.as_list() {
            Some([Node::String(identifier), collection, Node::Object(template)]) => (identifier, collection, template),
            _ => {
                self.findings.push(
                    Finding::error("function-argument", &at, "the arguments of `Fn::ForEach` are invalid")
                        .allowed("a list of an identifier, a collection, and an object that is repeated for each item"),
                );
                return;
            }
        };
        if bound.is_empty() {
            self.check_loop(key, &at);
        }
        self.check_keys(identifier, template, &at.index(2));
        let collection = self.node(collection, bound, &place.key(key.to_owned()), &at.index(1));
        if matches!(collection, Node::String(_) | Node::Number(_) | Node::Bool(_)) {
            self.findings.push(
                Finding::error("function-argument", &at.index(1), "`Fn::ForEach` is given one value to go through")
                    .allowed("a list, or a reference to a parameter that is one"),
            );
        }
        let items = self.items(&collection);
        let Some(items) = items.filter(|items| self.copies + items.len() * template.len() <= MOST_COPIES) else {
            out.push(key.to_owned(), node.clone());
            return;
        };
        let inside = at.index(2);
        for value in items {
            let mut bound = bound.to_vec();
            bound.push((identifier, value));
            for (key, node) in template.iter() {
                if key.starts_with(PREFIX) {
                    self.repeat(key, node, &bound, (place, &inside), out);
                } else {
                    self.copy(key, node, &bound, (place, &inside), out);
                }
            }
        }
    }

    fn copy(&mut self, key: &str, node: &Node, bound: &Bound<'_>, (place, written): (&Path, &Path), out: &mut Object) {
        self.copies += 1;
        let name = filled(key, bound, PlaceholderContext::Id);
        let (place, written) = (place.key(name.clone()), written.key(key.to_owned()));
        let pairs: Vec<String> = bound.iter().map(|(identifier, item)| format!("`{identifier}` is `{item}`")).collect();
        let when = format!("where {}", pairs.join(" and "));
        let twice = format!("`Fn::ForEach` generates `{name}`, which already exists ({when})");
        if out.get(&name).is_some() && !self.findings.iter().any(|known| known.path == written) {
            self.findings.push(
                Finding::error("duplicate-id", &written, twice)
                    .suggest("use items that result in different names".to_owned()),
            );
        }
        let node = self.node(node, bound, &place, &written);
        self.origins.push(Origin { place, written, when });
        out.insert(name, node);
    }

    /// Checks that do not depend on the items.
    fn check_loop(&mut self, key: &str, at: &Path) {
        let extensions = |node: &Node| node.as_str() == Some("AWS::LanguageExtensions");
        let transforms = self.root.get("Transform");
        if !transforms
            .is_some_and(|node| extensions(node) || node.as_list().is_some_and(|all| all.iter().any(extensions)))
        {
            self.findings.push(
                Finding::error(
                    "missing-transform",
                    at,
                    "`Fn::ForEach` requires the transform `AWS::LanguageExtensions`",
                )
                .suggest("add `Transform: AWS::LanguageExtensions` to the template".to_owned())
                .fix(Fix::AddTransform("AWS::LanguageExtensions")),
            );
        }
        let name = key.strip_prefix(PREFIX).unwrap_or(key);
        if self.root.get("Resources").is_some_and(|resources| resources.get(name).is_some()) {
            self.findings.push(
                Finding::error("duplicate-id", at, format!("`{name}` is the name of a loop and of a resource"))
                    .suggest("give one of them another name".to_owned()),
            );
        }
    }

    fn check_keys(&mut self, identifier: &str, template: &Object, at: &Path) {
        let placeholders = [format!("${{{identifier}}}"), format!("&{{{identifier}}}")];
        for key in template.keys().filter(|key| !key.starts_with(PREFIX)) {
            let at = at.key(key.to_owned());
            let known = self.findings.iter().any(|known| known.rule == "loop-key" && known.path == at);
            if !known && !placeholders.iter().any(|placeholder| key.contains(placeholder)) {
                self.findings.push(
                    Finding::error("loop-key", &at, format!("the loop generates the same name `{key}` for every item"))
                        .allowed(format!("a name that contains `{}`", placeholders[0])),
                );
            }
        }
    }

    /// The items of a loop, where they are known. What is wrong with the functions among them is reported with the section.
    fn items(&self, collection: &Node) -> Option<Vec<String>> {
        let Ok(items) = Evaluator::new(self.scope?).value(&Value::from(&collection.to_json())) else { return None };
        let items = items.known()?;
        items.as_list()?.iter().map(text_of).collect()
    }
}

/// The sections that say what names refer to. `None` where one of them is none, which is reported with it.
#[expect(clippy::disallowed_methods, reason = "what is wrong with a section is reported with it")]
fn names(root: &Object) -> Option<Template> {
    let sections = NAMES.iter().filter_map(|name| Some(((*name).to_owned(), root.get(name)?.to_json())));
    Template::from_root(Value::from(&serde_json::Value::Object(sections.collect()))).ok()
}

/// What the names refer to: parameters for what they are given, or else for their defaults.
fn scope<'t>(names: &'t Template, facts: &dyn Facts) -> TemplateScope<'t> {
    let mut scope = TemplateScope::new(names);
    for parameter in names.section("Parameters") {
        if let Some(given) = facts.parameter(&parameter.key) {
            scope.set_parameter(&parameter.key, given);
        }
    }
    scope
}

/// An item as the text that placeholders become.
fn text_of(item: &Value) -> Option<String> {
    match &item.kind {
        Kind::String(text) => Some(text.clone()),
        Kind::Number(number) => Some(number.text().to_owned()),
        Kind::Bool(value) => Some(value.to_string()),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

fn has_loops(node: &Node) -> bool {
    match node {
        Node::List(items) => items.iter().any(has_loops),
        Node::Object(object) => object.iter().any(|(key, node)| key.starts_with(PREFIX) || has_loops(node)),
        Node::Function(_, argument) => has_loops(argument),
        Node::Sub(sub) => sub.variables.iter().any(|(_, node)| has_loops(node)),
        _ => false,
    }
}

/// The item that an identifier is bound to.
fn item<'b>(name: &str, bound: &'b Bound<'_>) -> Option<&'b str> {
    bound.iter().rev().find(|(identifier, _)| *identifier == name).map(|(_, item)| item.as_str())
}

fn reference(target: &Reference, bound: &Bound<'_>) -> Reference {
    Reference { id: filled(&target.id, bound, PlaceholderContext::Id).into(), stack: target.stack }
}

/// Where a placeholder is.
#[derive(Clone, Copy, PartialEq)]
enum PlaceholderContext {
    /// In a key or a logical ID, in which `&{…}` removes characters that are not alphanumeric.
    Id,
    Text,
}

fn filled(text: &str, bound: &Bound<'_>, filling: PlaceholderContext) -> String {
    let mut filled = text.to_owned();
    for (identifier, item) in bound {
        filled = filled.replace(&format!("${{{identifier}}}"), item);
        let short: String = match filling {
            PlaceholderContext::Id => item.chars().filter(char::is_ascii_alphanumeric).collect(),
            PlaceholderContext::Text => item.clone(),
        };
        filled = filled.replace(&format!("&{{{identifier}}}"), &short);
    }
    filled
}
