//! `ssm-secure` dynamic references are supported for some properties only.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html>.

use super::Resource;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::{Node, SubPart};

/// The properties that support them, by resource type.
const SUPPORTED: &[(&str, &str)] = &[
    ("AWS::DirectoryService::MicrosoftAD", "Password"),
    ("AWS::DirectoryService::SimpleAD", "Password"),
    ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
    ("AWS::IAM::User", "Password"),
    ("AWS::KinesisFirehose::DeliveryStream", "Password"),
    ("AWS::OpsWorks::App", "Password"),
    ("AWS::OpsWorks::Stack", "DbPassword"),
    ("AWS::OpsWorks::Stack", "Password"),
    ("AWS::RDS::DBCluster", "MasterUserPassword"),
    ("AWS::RDS::DBInstance", "MasterUserPassword"),
    ("AWS::Redshift::Cluster", "MasterUserPassword"),
];

impl Checker<'_> {
    pub(super) fn secure_strings(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        for (key, node) in resource.properties.iter() {
            self.secure_string(node, key, resource.type_name, &at.key(key));
        }
    }

    fn secure_string(&mut self, node: &Node, property: &str, type_name: &str, at: &Location<'_>) {
        match node {
            Node::String(text) => self.secure_text(text, property, type_name, at),
            Node::Sub(sub) => {
                for part in &sub.parts {
                    if let SubPart::Text(text) = part {
                        self.secure_text(text, property, type_name, at);
                    }
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.secure_string(item, property, type_name, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, inner) in object.iter() {
                    self.secure_string(inner, key, type_name, &at.key(key));
                }
            }
            Node::Function(name, argument) => self.secure_string(argument, property, type_name, &at.key(name)),
            _ => {}
        }
    }

    fn secure_text(&mut self, text: &str, property: &str, type_name: &str, at: &Location<'_>) {
        if !text.contains("{{resolve:ssm-secure:") || SUPPORTED.contains(&(type_name, property)) {
            return;
        }
        self.report(
            Finding::error(
                "secure-string",
                &at.path(),
                format!("`{property}` of {type_name} does not support `ssm-secure` dynamic references"),
            )
            .allowed("`ssm-secure` in the properties that CloudFormation documents for it")
            .suggest("use `{{resolve:secretsmanager:…}}`, or read the parameter at run time".to_owned()),
        );
    }
}
