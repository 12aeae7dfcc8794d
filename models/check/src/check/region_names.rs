//! Literal names of regions are names of regions that there are.
//!
//! Source: the regions of the snapshot, <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>.

use cfn_spec::region::{known, pinned};

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::Node;

/// Properties that name regions, in every service.
const PROPERTIES: &[&str] = &["Region", "RegionName", "Regions"];

impl Checker<'_> {
    /// The names of regions in the properties of AWS's resource types.
    pub(super) fn region_names(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        for (id, type_name, entry) in resources {
            if let Some(properties) = entry.get("Properties").filter(|_| type_name.starts_with("AWS::")) {
                self.regions_in(properties, &Location::ROOT.key("Resources").key(id).key("Properties"));
            }
        }
    }

    fn regions_in(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    let at = at.key(key);
                    if PROPERTIES.contains(&key) {
                        let is_list = value.as_list().is_some();
                        for (index, name) in value.one_or_many().iter().enumerate() {
                            let item = at.index(index);
                            self.region_name(name, if is_list { &item } else { &at });
                        }
                    }
                    self.regions_in(value, &at);
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.regions_in(item, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.branches() {
                    self.regions_in(branch, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn region_name(&mut self, node: &Node, at: &Location<'_>) {
        let Node::String(name) = node else { return };
        let names = || pinned().iter().map(|region| region.name.as_str());
        // AWS adds regions: a name that is similar to none is not judged.
        if known(name).is_none()
            && let Some(near) = did_you_mean(name, names())
        {
            self.report(
                Finding::warning("region-name", &at.path(), format!("there is no region {}", quote(name)))
                    .allowed(one_of(names()))
                    .suggest(near),
            );
        }
    }
}
