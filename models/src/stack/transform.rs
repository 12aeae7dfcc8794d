//! Transforms: macros that process the whole template.

use crate::node::{Node, Object};
use crate::value::IntoValue;

/// A macro that processes the whole template before CloudFormation creates anything.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html>.
#[derive(Clone, Debug, PartialEq)]
pub enum Transform {
    /// `AWS::LanguageExtensions`: `Fn::ForEach`, `Fn::Length`, `Fn::ToJsonString`, defaults of `Fn::FindInMap`.
    LanguageExtensions,
    /// `AWS::Serverless-2016-10-31`: the Serverless Application Model.
    Serverless,
    /// `AWS::SecretsManager-2020-07-23`: rotation of secrets.
    SecretsManager,
    /// `AWS::CodeDeployBlueGreen`: blue/green deployments of Amazon ECS.
    CodeDeployBlueGreen,
    /// `AWS::ServiceCatalog`: outputs of provisioned products.
    ServiceCatalog,
    /// Any other macro by its name, with its parameters.
    Macro {
        /// The name of the macro.
        name: String,
        /// The parameters of the macro, if any.
        parameters: Object,
    },
}

impl Transform {
    /// `AWS::Include`: inserts a template kept at an S3 location (`s3://bucket/key`).
    pub fn include(location: impl IntoValue<String>) -> Self {
        Self::Macro {
            name: "AWS::Include".to_owned(),
            parameters: Object::from_iter([("Location", location.into_value().into_node())]),
        }
    }

    /// A macro without parameters, by its name.
    pub fn named(name: impl Into<String>) -> Self {
        Self::Macro { name: name.into(), parameters: Object::new() }
    }

    pub(crate) fn into_node(self) -> Node {
        Node::text(match self {
            Self::LanguageExtensions => "AWS::LanguageExtensions",
            Self::Serverless => "AWS::Serverless-2016-10-31",
            Self::SecretsManager => "AWS::SecretsManager-2020-07-23",
            Self::CodeDeployBlueGreen => "AWS::CodeDeployBlueGreen",
            Self::ServiceCatalog => "AWS::ServiceCatalog-2019-02-26",
            Self::Macro { name, parameters } if parameters.is_empty() => return Node::text(name),
            Self::Macro { name, parameters } => {
                return Node::Object(Object::from_iter([
                    ("Name", Node::text(name)),
                    ("Parameters", Node::Object(parameters)),
                ]));
            }
        })
    }
}
