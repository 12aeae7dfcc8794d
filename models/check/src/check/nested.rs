//! Templates in the template: the `TemplateBody` of a StackSet.

use std::rc::Rc;

use super::finding::Finding;
use super::path::{Location, Path};
use super::{Checker, run};
use crate::node::Node;

impl Checker<'_> {
    pub(super) fn nested_templates(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        let root = Location::ROOT.key("Resources");
        for (id, type_name, entry) in resources {
            let Some(Node::Object(properties)) = entry.get("Properties") else { continue };
            if type_name != "AWS::CloudFormation::StackSet" {
                continue;
            }
            let at = root.key(id);
            let at = at.key("Properties");
            let Some(body) = properties.get("TemplateBody") else { continue };
            self.alternatives(body, &at.key("TemplateBody"), &mut |checker, body, at| {
                if let Node::String(body) = body {
                    checker.template_body(body, &at.path());
                }
            });
        }
    }

    /// The template in a string, read once.
    pub(super) fn read_body(&mut self, body: &str) -> Result<Rc<Node>, cfn_template::Errors> {
        if let Some(template) = self.bodies.get(body) {
            return Ok(Rc::clone(template));
        }
        let document = cfn_template::read(body, &cfn_template::Options::default())?;
        let template = Rc::new(Node::from(&document.root));
        self.bodies.insert(body.to_owned(), Rc::clone(&template));
        Ok(template)
    }

    /// Checks the template in a string.
    fn template_body(&mut self, body: &str, path: &Path) {
        let template = match self.read_body(body) {
            Ok(template) => template,
            Err(errors) => {
                self.report(
                    Finding::error("template-body", path, format!("the string is not a valid template: {errors}"))
                        .allowed("a template as JSON or YAML"),
                );
                return;
            }
        };
        match &*template {
            Node::Object(root) => {
                for finding in run(root, self.facts, None, Vec::new()) {
                    let path = path.join(&finding.path);
                    self.report(Finding { path, ..finding });
                }
            }
            other => {
                self.report(
                    Finding::error(
                        "template-body",
                        path,
                        format!("{} is not a template", super::value::describe(other)),
                    )
                    .allowed("a template as JSON or YAML"),
                );
            }
        }
    }
}
