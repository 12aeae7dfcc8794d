//! What `Ref` returns of a resource, where that is not its primary identifier.

/// A type whose `Ref` is not its primary identifier.
#[derive(Clone, Copy, Debug)]
pub struct RefValue {
    /// The resource type.
    pub kind: &'static str,
    /// The property or attribute that `Ref` returns.
    pub returns: &'static str,
    /// The name of the type's page in AWS's template reference, section "Return values".
    pub page: &'static str,
}

const fn returns(kind: &'static str, returns: &'static str, page: &'static str) -> RefValue {
    RefValue { kind, returns, page }
}

/// The types whose `Ref` is not their primary identifier. The pages are below
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/>.
pub const REF_VALUES: &[RefValue] = &[
    returns("AWS::ApiGateway::Authorizer", "AuthorizerId", "aws-resource-apigateway-authorizer.html"),
    returns("AWS::ApiGateway::Deployment", "DeploymentId", "aws-resource-apigateway-deployment.html"),
    returns("AWS::ApiGateway::Model", "Name", "aws-resource-apigateway-model.html"),
    returns("AWS::ApiGateway::Resource", "ResourceId", "aws-resource-apigateway-resource.html"),
    returns("AWS::ApiGateway::Stage", "StageName", "aws-resource-apigateway-stage.html"),
    returns("AWS::Cognito::UserPoolClient", "ClientId", "aws-resource-cognito-userpoolclient.html"),
    returns("AWS::ECS::Service", "ServiceArn", "aws-resource-ecs-service.html"),
    returns("AWS::Events::Rule", "Name", "aws-resource-events-rule.html"),
];

/// The property or attribute whose value `Ref` returns of a resource of `kind`; `None` if it is its primary identifier.
#[must_use]
pub fn returned(kind: &str) -> Option<&'static str> {
    REF_VALUES.iter().find(|value| value.kind == kind).map(|value| value.returns)
}
