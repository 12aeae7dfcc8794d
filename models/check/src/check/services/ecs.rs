//! The load balancers of an ECS service, and the dependencies of containers, refer to containers of the task definition.
//!
//! Sources:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-loadbalancer.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdependency.html>.

use super::{literal, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::{Location, Path};
use crate::check::scalar::text_of;
use crate::check::suggest::{did_you_mean, one_of};
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn service_containers(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(task) = properties.get("TaskDefinition").and_then(referred) else { return };
        if self.symbols.resource_type(task) != Some("AWS::ECS::TaskDefinition") {
            return;
        }
        for definition in self.properties_beside(task) {
            self.containers_of(task, &definition, properties, at);
        }
    }

    fn containers_of(&mut self, task: &str, definition: &Node, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(containers)) = definition.get("ContainerDefinitions") else { return };
        let Some(names) = names(containers) else { return };
        for list in ["LoadBalancers", "ServiceRegistries"] {
            let Some(Node::List(items)) = properties.get(list) else { continue };
            let at = at.key(list);
            for (index, item) in items.iter().enumerate() {
                let at = at.index(index);
                let Some(name) = item.get("ContainerName").and_then(literal) else { continue };
                let Some(position) = names.iter().position(|known| *known == name) else {
                    self.no_container(name, &names, task, &at.key("ContainerName").path());
                    continue;
                };
                let Some(port) = item.get("ContainerPort").and_then(text_of) else { continue };
                if let Some(ports) = ports(&containers[position])
                    && !ports.contains(&port)
                {
                    self.report(
                        Finding::error(
                            "unknown-container",
                            &at.key("ContainerPort").path(),
                            format!("the container `{name}` of `{task}` has no port mapping for {port}"),
                        )
                        .allowed(one_of(ports.iter().map(String::as_str))),
                    );
                }
            }
        }
    }

    pub(super) fn container_dependencies(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(containers)) = properties.get("ContainerDefinitions") else { return };
        self.mounted_volumes(properties, containers, at);
        let Some(names) = names(containers) else { return };
        let at = at.key("ContainerDefinitions");
        for (index, container) in containers.iter().enumerate() {
            let at = at.index(index);
            for (list, key) in [("DependsOn", "ContainerName"), ("VolumesFrom", "SourceContainer")] {
                let Some(Node::List(items)) = container.get(list) else { continue };
                let at = at.key(list);
                for (index, item) in items.iter().enumerate() {
                    if let Some(name) = item.get(key).and_then(literal)
                        && !names.contains(&name)
                    {
                        self.no_container(name, &names, "the task", &at.index(index).key(key).path());
                    }
                }
            }
        }
    }

    fn mounted_volumes(&mut self, properties: &Object, containers: &[Node], at: &Location<'_>) {
        let volumes: Option<Vec<&str>> = match properties.get("Volumes") {
            None => Some(Vec::new()),
            Some(Node::List(volumes)) => volumes.iter().map(|volume| volume.get("Name").and_then(literal)).collect(),
            Some(_) => None,
        };
        let Some(volumes) = volumes else { return };
        let at = at.key("ContainerDefinitions");
        for (index, container) in containers.iter().enumerate() {
            let Some(Node::List(mounts)) = container.get("MountPoints") else { continue };
            let at = at.index(index);
            let at = at.key("MountPoints");
            for (index, mount) in mounts.iter().enumerate() {
                let Some(name) = mount.get("SourceVolume").and_then(literal).filter(|name| !volumes.contains(name))
                else {
                    continue;
                };
                self.report(
                    Finding::error(
                        "unknown-volume",
                        &at.index(index).key("SourceVolume").path(),
                        format!("the task has no volume `{name}`"),
                    )
                    .allowed(if volumes.is_empty() { "none".to_owned() } else { one_of(volumes.iter().copied()) })
                    .suggest(did_you_mean(name, volumes.iter().copied())),
                );
            }
        }
    }

    fn no_container(&mut self, name: &str, known: &[&str], of: &str, path: &Path) {
        self.report(
            Finding::error("unknown-container", path, format!("{of} has no container `{name}`"))
                .allowed(one_of(known.iter().copied()))
                .suggest(did_you_mean(name, known.iter().copied())),
        );
    }
}

/// The names of the containers, if all are literals.
fn names(containers: &[Node]) -> Option<Vec<&str>> {
    containers.iter().map(|container| container.get("Name").and_then(literal)).collect()
}

/// The ports that a container maps, if all are literals.
fn ports(container: &Node) -> Option<Vec<String>> {
    match container.get("PortMappings") {
        None => Some(Vec::new()),
        Some(Node::List(items)) => {
            items.iter().map(|item| item.get("ContainerPort").and_then(text_of)).collect::<Option<Vec<_>>>()
        }
        Some(_) => None,
    }
}
