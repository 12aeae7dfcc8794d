//! The stages of a pipeline: sources come first, and an action reads what an earlier one has written.
//!
//! Sources: <https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html>,
//! <https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::identifier::contradicts;
use crate::check::path::{Location, Path};
use crate::check::presence::Presence;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn pipeline(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(stages)) = properties.get("Stages") else { return };
        let at = at.key("Stages");
        // A stage or an action that a condition leaves out moves the others.
        let certain = stages.iter().all(|stage| Presence::of(Some(stage)) == Presence::Always && !stage.is_intrinsic());
        let mut artifacts = Artifacts { written: Vec::new(), open: !certain };
        for (index, stage) in stages.iter().enumerate() {
            let Some(Node::List(actions)) = stage.get("Actions") else {
                artifacts.open = true;
                continue;
            };
            let at = at.index(index);
            let at = at.key("Actions");
            for (position, action) in actions.iter().enumerate() {
                self.written_artifacts(action, &at.index(position), &mut artifacts);
            }
            for (position, action) in actions.iter().enumerate() {
                let at = at.index(position);
                if certain {
                    self.action_category(action, index == 0, &at);
                }
                self.read_artifacts(action, &at, &artifacts);
                self.action_configuration(action, &at);
            }
        }
    }

    fn action_category(&mut self, action: &Node, first: bool, at: &Location<'_>) {
        let Some(category) = action.get("ActionTypeId").and_then(|id| id.get("Category")).and_then(literal) else {
            return;
        };
        let path = at.key("ActionTypeId").key("Category").path();
        if first && category != "Source" {
            self.report(
                Finding::error(
                    "pipeline-stage",
                    &path,
                    format!("the first stage has an action of the category `{category}`"),
                )
                .allowed("actions of the category `Source` in the first stage"),
            );
        }
        if !first && category == "Source" {
            self.report(
                Finding::error("pipeline-stage", &path, "a source action is in a stage that is not the first")
                    .allowed("actions of the category `Source` in the first stage only"),
            );
        }
    }

    fn written_artifacts<'n>(&mut self, action: &'n Node, at: &Location<'_>, artifacts: &mut Artifacts<'n>) {
        artifacts.open |= action.is_intrinsic();
        let at = at.key("OutputArtifacts");
        match action.get("OutputArtifacts") {
            None => {}
            Some(Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let Some(name) = item.get("Name").and_then(literal) else {
                        artifacts.open = true;
                        continue;
                    };
                    if artifacts.written.contains(&name) && Presence::of(Some(action)) == Presence::Always {
                        let path = at.index(index).key("Name").path();
                        self.report(
                            Finding::error(
                                "pipeline-artifact",
                                &path,
                                format!("another action writes the artifact {}, too", quote(name)),
                            )
                            .allowed("a name of its own for each artifact that is written"),
                        );
                    }
                    artifacts.written.push(name);
                }
            }
            Some(_) => artifacts.open = true,
        }
    }

    fn read_artifacts(&mut self, action: &Node, at: &Location<'_>, artifacts: &Artifacts<'_>) {
        let Some(Node::List(items)) = action.get("InputArtifacts").filter(|_| !artifacts.open) else { return };
        let at = at.key("InputArtifacts");
        for (index, item) in items.iter().enumerate() {
            let Some(name) = item.get("Name").and_then(literal) else { continue };
            if !artifacts.written.contains(&name) {
                let path = at.index(index).key("Name").path();
                let message = format!("no action of this stage or an earlier one writes the artifact {}", quote(name));
                let known = artifacts.written.iter().copied();
                self.report(
                    Finding::error("pipeline-artifact", &path, message)
                        .allowed(if artifacts.written.is_empty() { "none".to_owned() } else { one_of(known.clone()) })
                        .suggest(did_you_mean(name, known)),
                );
            }
        }
    }

    fn action_configuration(&mut self, action: &Node, at: &Location<'_>) {
        let Some(configuration) = action.get("Configuration") else { return };
        let at_configuration = at.key("Configuration");
        if let Some(role) = configuration.get("RoleArn").and_then(literal)
            && let Some(expected) = contradicts(role, "AWS::IAM::Role.Arn")
        {
            let path = at_configuration.key("RoleArn").path();
            self.report(
                Finding::error("format", &path, format!("{} is not {expected}", quote(role))).allowed(expected),
            );
        }
        let Some((artifact, _)) =
            configuration.get("TemplatePath").and_then(literal).and_then(|path| path.split_once("::"))
        else {
            return;
        };
        let Some(Node::List(inputs)) = action.get("InputArtifacts") else { return };
        let names: Option<Vec<&str>> = inputs.iter().map(|input| input.get("Name").and_then(literal)).collect();
        let Some(names) = names.filter(|names| !names.contains(&artifact)) else { return };
        let path: Path = at_configuration.key("TemplatePath").path();
        self.report(
            Finding::error(
                "pipeline-artifact",
                &path,
                format!("the action does not read the artifact {}", quote(artifact)),
            )
            .allowed(one_of(names.iter().copied()))
            .suggest(did_you_mean(artifact, names.iter().copied())),
        );
    }
}

/// What the actions so far have written.
struct Artifacts<'n> {
    written: Vec<&'n str>,
    /// There may be more than can be seen.
    open: bool,
}
