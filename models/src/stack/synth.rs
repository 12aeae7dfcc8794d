//! From a stack to its template and findings.

use std::panic::Location;

use super::{Output, Section, Stack, Template};
use crate::check::{self, Finding, Findings, Path, Segment};
use crate::facts::InRegions;
use crate::node::{Node, Object};

impl Stack {
    /// The template of the stack.
    fn template(&self) -> Object {
        let mut root = Object::new();
        if self.format_version {
            root.insert("AWSTemplateFormatVersion", Node::text("2010-09-09"));
        }
        match self.transforms.as_slice() {
            [] => {}
            [one] => root.insert("Transform", one.clone()),
            several => root.insert("Transform", Node::List(several.to_vec())),
        }
        if let Some(description) = &self.description {
            root.insert("Description", Node::text(description.clone()));
        }
        if !self.metadata.is_empty() {
            root.insert("Metadata", Node::Object(self.metadata.clone()));
        }
        for (name, section) in [
            ("Parameters", &self.parameters),
            ("Rules", &self.rules),
            ("Mappings", &self.mappings),
            ("Conditions", &self.conditions),
        ] {
            if !section.is_empty() {
                root.insert(name, Node::Object(section.iter().cloned().collect()));
            }
        }
        root.insert(
            "Resources",
            Node::Object(self.resources.iter().map(|resource| resource.written(&self.tags)).collect()),
        );
        let outputs: Object = self.outputs.iter().map(Output::entry).chain(self.loops.iter().cloned()).collect();
        if !outputs.is_empty() {
            root.insert("Outputs", Node::Object(outputs));
        }
        for (name, node) in self.raw.iter() {
            root.insert(name.to_owned(), node.clone());
        }
        for (place, keys) in &self.orders {
            if let Some(object) = object_at(&mut root, place) {
                *object = in_order(std::mem::take(object), keys);
            }
        }
        root
    }

    /// The template, or all errors in it at once.
    ///
    /// # Errors
    /// If CloudFormation or a service would reject the template, or a resource would not work as intended: each [`Finding`](crate::check::Finding) has the place, what AWS allows and the remedy. Warnings and notes alone are not an error; [`check`](Self::check) returns them too.
    pub fn synth(&self) -> Result<Template, Findings> {
        let (template, findings) = self.checked();
        if findings.has_errors() { Err(findings) } else { Ok(template) }
    }

    /// The template, and all findings.
    pub(crate) fn checked(&self) -> (Template, Findings) {
        let template = self.template();
        let findings = self.check_template(&template);
        (Template::new(template), findings)
    }

    /// All findings: errors, warnings and notes.
    pub fn check(&self) -> Findings {
        self.check_template(&self.template())
    }

    fn check_template(&self, template: &Object) -> Findings {
        let mut found = self.duplicates();
        found.extend(self.nested_findings(template));
        let mut findings = check::stack(template, &InRegions(self.regions()), self.id, found, &self.accepted);
        for finding in findings.iter_mut() {
            finding.location = self.declared_at(&finding.path);
        }
        findings
    }

    /// The regions that it is deployed to; none where that is left to the caller.
    fn regions(&self) -> Vec<String> {
        self.environment.region_name().map(str::to_owned).into_iter().collect()
    }

    /// Where the program declares what a path is about; of two declarations of one id the second.
    fn declared_at(&self, path: &Path) -> Option<&'static Location<'static>> {
        let [Segment::Key(section), Segment::Key(id), ..] = path.segments() else { return None };
        let declared = self.declared.iter().rev().find(|(in_section, name, _)| section == in_section && id == name);
        declared.map(|(_, _, location)| *location)
    }

    /// Logical IDs that are declared twice; the template itself can have only one of them.
    fn duplicates(&self) -> Vec<Finding> {
        let names = |section: &'static str, entries: &Section| -> Vec<(&'static str, String)> {
            entries.iter().map(|(id, _)| (section, id.to_string())).collect()
        };
        let outputs = self.outputs.iter().map(|o| ("Outputs", o.id().to_owned()));
        // `Ref` refers to parameters and resources, so they share one namespace.
        let mut groups = vec![names("Parameters", &self.parameters)];
        groups[0].extend(self.resources.iter().map(|resource| ("Resources", resource.id().to_owned())));
        groups.push(names("Conditions", &self.conditions));
        groups.push(names("Mappings", &self.mappings));
        groups.push(names("Rules", &self.rules));
        groups.push(outputs.collect());
        let mut findings = Vec::new();
        for group in groups {
            let mut seen = std::collections::HashMap::new();
            for (section, id) in group {
                let Some(first) = seen.insert(id.clone(), section) else {
                    continue;
                };
                findings.push(
                    Finding::error(
                        "duplicate-id",
                        &Path::root().key(section).key(id.clone()),
                        format!("`{id}` is declared twice, first in `{first}`"),
                    )
                    .suggest("give one of them another logical ID".to_owned()),
                );
            }
        }
        findings
    }

    /// The template without checks, for what this version of the specification rejects wrongly.
    pub fn synth_unchecked(&self) -> Template {
        Template::new(self.template())
    }
}

/// The object that keys and indices lead to.
fn object_at<'n>(root: &'n mut Object, place: &[String]) -> Option<&'n mut Object> {
    let Some((first, rest)) = place.split_first() else { return Some(root) };
    let mut at = root.get_mut(first)?;
    for step in rest {
        at = match at {
            Node::Object(object) => object.get_mut(step)?,
            Node::List(items) => {
                let Ok(index) = step.parse::<usize>() else { return None };
                items.get_mut(index)?
            }
            Node::Function(name, argument) if *name == step.as_str() => argument,
            _ => return None,
        };
    }
    match at {
        Node::Object(object) => Some(object),
        _ => None,
    }
}

/// The entries with the keys in that order first, and the others as they were.
fn in_order(object: Object, keys: &[String]) -> Object {
    let place = |key: &str| keys.iter().position(|known| known == key).unwrap_or(keys.len());
    let mut entries: Vec<_> = object.into_iter().collect();
    entries.sort_by_key(|(key, _)| place(key));
    entries.into_iter().collect()
}
