//! The properties that can name a file of this machine: those of `aws cloudformation package`,
//! <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>.

/// How a property says where the object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A map with the bucket and the key under these names.
    Map(&'static str, &'static str),
    /// `s3://bucket/key`.
    Uri,
    /// `https://…`, of a template.
    Url,
}

/// What is put into the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An archive: a folder or a single file is packed into one.
    Zip,
    /// The file as it is.
    File,
    /// A template, after the files that it names.
    Template,
}

/// A property that can name a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileProperty {
    /// The resource type.
    pub(super) resource_type: &'static str,
    /// The path of the property.
    pub(super) path: &'static [&'static str],
    pub(super) form: Form,
    pub(super) content: Content,
}

const fn property(
    resource_type: &'static str,
    path: &'static [&'static str],
    form: Form,
    content: Content,
) -> FileProperty {
    FileProperty { resource_type, path, form, content }
}

const S3: Form = Form::Map("S3Bucket", "S3Key");
const BUCKET: Form = Form::Map("Bucket", "Key");

/// All of them.
pub(super) const PROPERTIES: &[FileProperty] = &[
    property("AWS::ApiGateway::RestApi", &["BodyS3Location"], BUCKET, Content::File),
    property("AWS::AppSync::FunctionConfiguration", &["CodeS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::FunctionConfiguration", &["RequestMappingTemplateS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::FunctionConfiguration", &["ResponseMappingTemplateS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::GraphQLSchema", &["DefinitionS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::Resolver", &["CodeS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::Resolver", &["RequestMappingTemplateS3Location"], Form::Uri, Content::File),
    property("AWS::AppSync::Resolver", &["ResponseMappingTemplateS3Location"], Form::Uri, Content::File),
    property("AWS::CloudFormation::ModuleVersion", &["ModulePackage"], Form::Uri, Content::Zip),
    property("AWS::CloudFormation::ResourceVersion", &["SchemaHandlerPackage"], Form::Uri, Content::Zip),
    property("AWS::CloudFormation::Stack", &["TemplateURL"], Form::Url, Content::Template),
    property("AWS::CloudFormation::StackSet", &["TemplateURL"], Form::Url, Content::Template),
    property("AWS::ElasticBeanstalk::ApplicationVersion", &["SourceBundle"], S3, Content::Zip),
    property("AWS::Glue::Job", &["Command", "ScriptLocation"], Form::Uri, Content::File),
    property("AWS::Lambda::Function", &["Code"], S3, Content::Zip),
    property("AWS::Lambda::LayerVersion", &["Content"], S3, Content::Zip),
    property("AWS::Serverless::Api", &["DefinitionUri"], Form::Uri, Content::File),
    property("AWS::Serverless::Application", &["Location"], Form::Url, Content::Template),
    property("AWS::Serverless::Function", &["CodeUri"], Form::Uri, Content::Zip),
    property("AWS::Serverless::HttpApi", &["DefinitionUri"], Form::Uri, Content::File),
    property("AWS::Serverless::LayerVersion", &["ContentUri"], Form::Uri, Content::Zip),
    property("AWS::Serverless::StateMachine", &["DefinitionUri"], Form::Uri, Content::File),
    property("AWS::StepFunctions::StateMachine", &["DefinitionS3Location"], BUCKET, Content::File),
];

/// The properties that name a container image, by resource type.
pub(super) const IMAGES: &[(&str, &[&str])] = &[
    ("AWS::Lambda::Function", &["Code", "ImageUri"]),
    ("AWS::Serverless::Function", &["ImageUri"]),
    ("AWS::ECS::TaskDefinition", &["ContainerDefinitions", "Image"]),
];

/// Whether a string is meant as a path: AWS has it neither as the address of an object nor as that of a template.
pub(in super::super) fn is_path(text: &str) -> bool {
    !["s3://", "http://", "https://", "{{resolve:"].iter().any(|prefix| text.starts_with(prefix))
}

/// Whether the name of an image is that of a folder.
pub(super) fn is_folder_of_image(text: &str) -> bool {
    text == "." || ["./", "../", "/"].iter().any(|prefix| text.starts_with(prefix))
}
