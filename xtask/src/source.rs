//! The sources of AWS's documents.

use std::path::PathBuf;

use cfn_spec::lock::Document;

/// The source of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    File(PathBuf),
    Url(String),
}

/// The region of the documents that the snapshot is based on.
pub(crate) const REGION: &str = "us-east-1";

/// The enhanced provider schemas: a release asset of
/// <https://github.com/aws-cloudformation/resource-provider-enhanced-schemas>.
const SCHEMAS: &str = "https://github.com/aws-cloudformation/resource-provider-enhanced-schemas/releases/download/latest/schemas-cfn-lint.zip";

/// AWS's service reference: an index, and one document per service.
const SERVICE_REFERENCE: &str = "https://servicereference.us-east-1.amazonaws.com/";

/// The regions, from AWS's Python SDK.
const ENDPOINTS: &str = "https://raw.githubusercontent.com/boto/botocore/develop/botocore/data/endpoints.json";

/// The PyPI metadata of cfn-lint, whose rules are used.
const RULES: &str = "https://pypi.org/pypi/cfn-lint/json";

/// The PyPI metadata of the translator of the Serverless Application Model, whose names of policies are used.
const POLICIES: &str = "https://pypi.org/pypi/aws-sam-translator/json";

/// The hosts of the resource specification, by region.
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-resource-specification.html>.
const SPECIFICATION_HOSTS: &[(&str, &str)] = &[
    ("ap-northeast-1", "d33vqc0rt9ld30"),
    ("ap-northeast-2", "d1ane3fvebulky"),
    ("ap-northeast-3", "d2zq80gdmjim8k"),
    ("ap-south-1", "d2senuesg1djtx"),
    ("ap-southeast-1", "doigdx0kgq9el"),
    ("ap-southeast-2", "d2stg8d246z9di"),
    ("ca-central-1", "d2s8ygphhesbe7"),
    ("eu-central-1", "d1mta8qj7i28i2"),
    ("eu-west-1", "d3teyb21fexa9r"),
    ("eu-west-2", "d1742qcu2c1ncx"),
    ("eu-west-3", "d2d0mfegowb3wk"),
    ("sa-east-1", "d3c9jyj3w509b0"),
    (REGION, "d1uauaxba7bl26"),
    ("us-east-2", "dnwj8swjjbsbt"),
    ("us-west-1", "d68hl49wbnanq"),
    ("us-west-2", "d201a2mn26r7lk"),
];

/// The documented URL of a document, by region if it depends on the region.
///
/// # Errors
/// If no URL of the specification is known for the region.
pub(crate) fn address(document: Document, region: &str) -> Result<String, String> {
    Ok(match document {
        Document::Specification => {
            let host = SPECIFICATION_HOSTS.iter().find(|(name, _)| *name == region).map(|(_, host)| host);
            let host = host.ok_or_else(|| {
                format!("the URL of the specification for region `{region}` is unknown; pass it with --url")
            })?;
            format!("https://{host}.cloudfront.net/latest/gzip/CloudFormationResourceSpecification.json")
        }
        Document::Schemas => SCHEMAS.to_owned(),
        Document::IamActions => SERVICE_REFERENCE.to_owned(),
        Document::Regions => ENDPOINTS.to_owned(),
        Document::Rules => RULES.to_owned(),
        Document::Policies => POLICIES.to_owned(),
    })
}
