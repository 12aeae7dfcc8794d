//! The resource types that those of the Serverless Application Model (SAM) become.
//!
//! Its schema has the properties of its types only. What `Ref` and `Fn::GetAtt` return is that of the type which the transform puts in
//! place of a resource, with the same logical ID.
//!
//! Source:
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>.

use crate::spec::{Spec, Type};

/// Each type, and the type that it becomes.
const DEPLOYED: &[(&str, &str)] = &[
    ("AWS::Serverless::Api", "AWS::ApiGateway::RestApi"),
    ("AWS::Serverless::Application", "AWS::CloudFormation::Stack"),
    ("AWS::Serverless::CapacityProvider", "AWS::Lambda::CapacityProvider"),
    ("AWS::Serverless::Function", "AWS::Lambda::Function"),
    ("AWS::Serverless::GraphQLApi", "AWS::AppSync::GraphQLApi"),
    ("AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"),
    ("AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"),
    ("AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"),
    ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"),
    ("AWS::Serverless::WebFunction", "AWS::Lambda::Function"),
    ("AWS::Serverless::WebSocketApi", "AWS::ApiGatewayV2::Api"),
];

/// The resource type that a type becomes; other types stay as they are.
pub fn deployed(type_name: &str) -> &str {
    DEPLOYED.iter().find(|(own, _)| *own == type_name).map_or(type_name, |(_, deployed)| deployed)
}

/// Gives the types of the model the attributes of those that they become, as far as these are loaded.
pub(crate) fn give_attributes(spec: &mut Spec) {
    for (own, deployed) in DEPLOYED {
        let Some(of_deployed) = spec.resources.get(*deployed).map(|resource| resource.attributes.clone()) else {
            continue;
        };
        let Some(resource) = spec.resources.get_mut(*own) else { continue };
        // Property types belong to the other resource type.
        let plain = of_deployed.into_iter().filter(|(_, attribute)| match &attribute.ty {
            Type::Primitive(_) => true,
            Type::List { item, .. } => matches!(**item, Type::Primitive(_)),
            _ => false,
        });
        for (name, attribute) in plain {
            resource.attributes.entry(name).or_insert(attribute);
        }
    }
}
