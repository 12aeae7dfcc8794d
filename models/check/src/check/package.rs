//! Paths of local files, which `aws cloudformation package` uploads to S3 and replaces by their S3 locations.
//!
//! Source: <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::scalar::is_dynamic;
use super::value::quote;
use crate::node::Node;

/// The properties that the command supports, by resource type and path.
const PACKAGED: &[(&str, &str)] = &[
    ("AWS::ApiGateway::RestApi", "BodyS3Location"),
    ("AWS::AppSync::FunctionConfiguration", "CodeS3Location"),
    ("AWS::AppSync::FunctionConfiguration", "RequestMappingTemplateS3Location"),
    ("AWS::AppSync::FunctionConfiguration", "ResponseMappingTemplateS3Location"),
    ("AWS::AppSync::GraphQLSchema", "DefinitionS3Location"),
    ("AWS::AppSync::Resolver", "CodeS3Location"),
    ("AWS::AppSync::Resolver", "RequestMappingTemplateS3Location"),
    ("AWS::AppSync::Resolver", "ResponseMappingTemplateS3Location"),
    ("AWS::CloudFormation::ModuleVersion", "ModulePackage"),
    ("AWS::CloudFormation::ResourceVersion", "SchemaHandlerPackage"),
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::CloudFormation::StackSet", "TemplateURL"),
    ("AWS::CodeCommit::Repository", "Code/S3"),
    ("AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle"),
    ("AWS::Glue::Job", "Command/ScriptLocation"),
    ("AWS::Lambda::Function", "Code"),
    ("AWS::Lambda::LayerVersion", "Content"),
    ("AWS::StepFunctions::StateMachine", "DefinitionS3Location"),
];

impl Checker<'_> {
    /// Whether a value is a local path that has not been packaged; reports it.
    pub(super) fn local_path(&mut self, node: &Node, resource_type: &str, path: &str, at: &Location<'_>) -> bool {
        let Node::String(text) = node else { return false };
        let is_place = ["s3://", "http://", "https://", "arn:"].iter().any(|scheme| text.starts_with(scheme));
        if is_place || is_dynamic(text) || !PACKAGED.contains(&(resource_type, path)) {
            return false;
        }
        self.report(
            Finding::warning(
                "local-path",
                &at.path(),
                format!("{} is a local path, which CloudFormation cannot read", quote(text)),
            )
            .suggest(
                "`aws cloudformation package` uploads the file to S3 and writes a template with its S3 location"
                    .to_owned(),
            ),
        );
        true
    }
}
