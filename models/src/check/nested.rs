//! Templates inside the template: the body of a StackSet is checked like any other.

use super::finding::Finding;
use super::path::{At, Path};
use super::{Checker, run};
use crate::node::Node;

impl Checker<'_> {
    pub(super) fn nested_templates(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        for (id, type_name, entry) in resources {
            let body = entry.get("Properties").and_then(|properties| properties.get("TemplateBody"));
            if let ("AWS::CloudFormation::StackSet", Some(Node::String(body))) = (type_name, body) {
                let path = At::ROOT.key("Resources").key(id).path().key("Properties").key("TemplateBody");
                self.template_body(body, &path);
            }
        }
    }

    fn template_body(&mut self, body: &str, path: &Path) {
        let document = match cfn_template::read(body, &cfn_template::Options::default()) {
            Ok(document) => document,
            Err(errors) => {
                self.report(
                    Finding::error("template-body", path, format!("the text is no template: {errors}"))
                        .allowed("a template as JSON or YAML"),
                );
                return;
            }
        };
        match Node::from(document.root.to_json()) {
            Node::Object(root) => {
                for finding in run(&root, self.facts, None, Vec::new()) {
                    let path = path.join(&finding.path);
                    self.report(Finding { path, ..finding });
                }
            }
            other => self.report(
                Finding::error("template-body", path, format!("{} is no template", super::value::describe(&other)))
                    .allowed("a template as JSON or YAML"),
            ),
        }
    }
}
