//! All stacks of a program, checked and in order.

use std::collections::BTreeMap;

use serde_json::json;

use super::{AppError, AppStack, Environment};
use crate::check::Findings;
use crate::node::{Node, Object};
use crate::stack::Template;

/// The templates of a program's stacks, in an order in which they can be deployed.
#[derive(Clone, Debug)]
pub struct Assembly {
    app: String,
    stacks: Vec<StackArtifact>,
    /// What they look up, and where it was resolved.
    lookups: Vec<serde_json::Value>,
}

/// A stack of a finished program.
#[derive(Clone, Debug)]
pub struct StackArtifact {
    name: String,
    environment: Environment,
    template: Template,
    findings: Findings,
    depends_on: Vec<String>,
    file_name: String,
}

impl Assembly {
    /// The stacks; each comes after those that it depends on.
    pub fn stacks(&self) -> &[StackArtifact] {
        &self.stacks
    }

    /// What there is, as `list` prints it.
    pub fn manifest(&self) -> serde_json::Value {
        let stacks = self.stacks.iter().map(|stack| {
            json!({
                "name": stack.name,
                "account": stack.environment.account_id(),
                "region": stack.environment.region_name(),
                "dependsOn": stack.depends_on,
                "template": stack.file_name(),
            })
        });
        let mut manifest = json!({ "version": 1, "app": self.app, "stacks": stacks.collect::<Vec<_>>() });
        if !self.lookups.is_empty() {
            manifest["lookups"] = json!(self.lookups);
        }
        manifest
    }
}

impl StackArtifact {
    /// Its name in CloudFormation.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regions that it is deployed to.
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Its template.
    pub const fn template(&self) -> &Template {
        &self.template
    }

    /// What the checks found in its template: warnings and notes, since errors refuse the program.
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The stacks that are deployed before it, by their names.
    pub fn depends_on(&self) -> &[String] {
        &self.depends_on
    }

    /// The file of its template in the folder that `synth` writes: `shop-orders.template.json`. Where several stacks have its name, its
    /// account and region are in it: `shop-orders.eu-west-1.template.json`.
    pub fn file_name(&self) -> String {
        self.file_name.clone()
    }
}

/// The file of the template of `stack`, different from those of all others: a name of a stack has no full stop.
fn file_name(stack: &AppStack, all: &[AppStack]) -> String {
    let mut parts = vec![stack.name()];
    if all.iter().filter(|other| other.name() == stack.name()).count() > 1 {
        let environment = stack.environment();
        parts.extend([environment.account_id(), environment.region_name()].into_iter().flatten());
    }
    format!("{}.template.json", parts.join("."))
}

/// What a stack takes from another.
enum Dependency<'t> {
    /// An export, by its name.
    Import(&'t str),
    /// An output of a stack.
    Output { stack: &'t str, output: &'t str, region: Option<&'t str> },
}

pub(super) fn assemble(
    app: &str,
    stacks: Vec<AppStack>,
    lookups: Vec<serde_json::Value>,
) -> Result<Assembly, AppError> {
    let (mut refused, mut templates, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
    for stack in &stacks {
        let (template, findings) = stack.stack().checked();
        if findings.has_errors() {
            refused.push((stack.name().to_owned(), findings));
        } else {
            templates.push(template);
            accepted.push(findings);
        }
    }
    if !refused.is_empty() {
        return Err(AppError::Stacks(refused));
    }
    let mut cross_stack = CrossStack { stacks: &stacks, templates: &templates, problems: Vec::new() };
    cross_stack.names();
    let dependencies: Vec<Vec<usize>> = (0..stacks.len()).map(|index| cross_stack.dependencies(index)).collect();
    let order = cross_stack.order(&dependencies);
    if !cross_stack.problems.is_empty() {
        return Err(AppError::CrossStack(cross_stack.problems));
    }
    let names: Vec<String> = stacks.iter().map(|stack| stack.name().to_owned()).collect();
    let artifact = |index: &usize| StackArtifact {
        name: names[*index].clone(),
        environment: stacks[*index].environment().clone(),
        template: templates[*index].clone(),
        findings: accepted[*index].clone(),
        depends_on: dependencies[*index].iter().map(|other| names[*other].clone()).collect(),
        file_name: file_name(&stacks[*index], &stacks),
    };
    Ok(Assembly { app: app.to_owned(), stacks: order.iter().map(artifact).collect(), lookups })
}

struct CrossStack<'a> {
    stacks: &'a [AppStack],
    templates: &'a [Template],
    problems: Vec<String>,
}

impl CrossStack<'_> {
    fn names(&mut self) {
        let mut seen: BTreeMap<(&str, &Environment), ()> = BTreeMap::new();
        for stack in self.stacks {
            let name = stack.name();
            let valid = name.len() <= 128
                && name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !valid {
                self.problems.push(format!(
                    "`{name}` is not a name of a stack: at most 128 letters, digits and `-`, the first a letter"
                ));
            }
            if seen.insert((name, stack.environment()), ()).is_some() {
                self.problems.push(format!("two stacks of one account and region are named `{name}`"));
            }
        }
    }

    /// The stacks that a stack takes values from, by their places.
    fn dependencies(&mut self, index: usize) -> Vec<usize> {
        let mut taken = Vec::new();
        find(&Node::Object(self.templates[index].root().clone()), &mut |taken_here| {
            taken.push(match taken_here {
                Dependency::Import(name) => (name.to_owned(), None, None),
                Dependency::Output { stack, output, region } => {
                    (output.to_owned(), Some(stack.to_owned()), region.map(str::to_owned))
                }
            });
        });
        let name = self.stacks[index].name();
        let mut dependencies = Vec::new();
        for (what, from, region) in taken {
            let found = match &from {
                None => self.exporter(index, &what),
                Some(stack) => self.offerer(stack, region.as_deref(), &what),
            };
            match found {
                Ok(other) if other == index => {
                    self.problems.push(format!("stack `{name}` takes `{what}` from itself: refer to the resource"));
                }
                Ok(other) if !dependencies.contains(&other) => dependencies.push(other),
                Ok(_) => {}
                Err(problem) => self.problems.push(format!("stack `{name}` {problem}")),
            }
        }
        dependencies
    }

    /// The stack that exports a name which another imports.
    fn exporter(&self, importer: usize, name: &str) -> Result<usize, String> {
        let exports = |template: &Template| {
            let outputs = template.root().get("Outputs").and_then(Node::as_object).into_iter().flat_map(Object::iter);
            let mut names = outputs.filter_map(|(_, output)| output.get("Export")?.get("Name")?.as_str());
            names.any(|exported| exported == name)
        };
        let mut exporters = self.templates.iter().enumerate().filter(|(_, template)| exports(template));
        let environment = self.stacks[importer].environment();
        let mut elsewhere = None;
        for (index, _) in exporters.by_ref() {
            if self.stacks[index].environment() == environment {
                return Ok(index);
            }
            elsewhere = Some(self.stacks[index].name());
        }
        Err(match elsewhere {
            Some(other) => format!(
                "imports `{name}` of stack `{other}`, which is in another account or region: `export_to_regions` offers a value there"
            ),
            None => format!("imports `{name}`, which no stack of the program exports"),
        })
    }

    /// The stack that has an output which another reads.
    fn offerer(&self, stack: &str, region: Option<&str>, output: &str) -> Result<usize, String> {
        let there = |other: &AppStack| {
            other.name() == stack && (region.is_none() || other.environment().region_name() == region)
        };
        let index = self.stacks.iter().position(there);
        let index = index
            .ok_or_else(|| format!("reads the outputs of stack `{stack}`, which the program does not have there"))?;
        match self.templates[index].root().get("Outputs").and_then(|outputs| outputs.get(output)) {
            Some(_) => Ok(index),
            None => Err(format!("reads the output `{output}` of stack `{stack}`, which has none of that name")),
        }
    }

    /// Each after those that it depends on, otherwise as they were given.
    fn order(&mut self, dependencies: &[Vec<usize>]) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(dependencies.len());
        while order.len() < dependencies.len() {
            let ready = |index: &usize| {
                !order.contains(index) && dependencies[*index].iter().all(|other| order.contains(other))
            };
            match (0..dependencies.len()).find(ready) {
                Some(next) => order.push(next),
                None => {
                    let circle = (0..dependencies.len()).filter(|index| !order.contains(index));
                    let names: Vec<String> = circle.map(|index| format!("`{}`", self.stacks[index].name())).collect();
                    self.problems
                        .push(format!("the stacks {} take values from each other in a circle", names.join(", ")));
                    return order;
                }
            }
        }
        order
    }
}

/// Finds what a template takes from other stacks, as far as it says so in text.
fn find(node: &Node, found: &mut dyn FnMut(Dependency<'_>)) {
    match node {
        Node::Function("Fn::ImportValue", argument) => match argument.as_str() {
            Some(name) => found(Dependency::Import(name)),
            None => find(argument, found),
        },
        Node::Function("Fn::GetStackOutput", argument) => {
            let text = |name: &str| argument.get(name).and_then(Node::as_str);
            if let (Some(stack), Some(output)) = (text("StackName"), text("OutputName")) {
                found(Dependency::Output { stack, output, region: text("Region") });
            }
        }
        Node::Function(_, argument) => find(argument, found),
        Node::Sub(sub) => sub.variables.iter().for_each(|(_, value)| find(value, found)),
        Node::List(items) => items.iter().for_each(|item| find(item, found)),
        Node::Object(object) => object.iter().for_each(|(_, value)| find(value, found)),
        _ => {}
    }
}
