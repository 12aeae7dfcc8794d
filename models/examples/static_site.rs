//! A static web site: a private bucket that only CloudFront reads.
//!
//! `cargo run -p cfn-models --example static_site`

use models::policy::{Action, Principal, ResourcePolicy, Statement, operator};
use models::s3::bucket;
use models::{Parameter, ResourceAttributes, Stack, cloudfront, id, s3, sub};

/// The stack.
pub(crate) fn stack() -> Stack {
    use cloudfront::{distribution, origin_access_control};

    let mut stack = Stack::new();
    stack.description("A static web site");
    let page = stack.parameter(id!("RootPage"), Parameter::string().default("index.html"));

    let site = stack.add(
        id!("Site"),
        s3::Bucket::new()
            .bucket_encryption(bucket::BucketEncryption::new([bucket::ServerSideEncryptionRule::new()
                .server_side_encryption_by_default(bucket::ServerSideEncryptionByDefault::new(
                    bucket::SseAlgorithm::Aes256,
                ))]))
            .public_access_block_configuration(
                bucket::PublicAccessBlockConfiguration::new()
                    .block_public_acls(true)
                    .block_public_policy(true)
                    .ignore_public_acls(true)
                    .restrict_public_buckets(true),
            )
            .versioning_configuration(bucket::VersioningConfiguration::new(bucket::VersioningStatus::Enabled))
            .retain_except_on_create(),
    );
    let access = stack.add(
        id!("Access"),
        cloudfront::OriginAccessControl::new(origin_access_control::OriginAccessControlConfig::new(
            origin_access_control::OriginAccessControlConfigRequired {
                name: sub!("${AWS::StackName}-site"),
                origin_access_control_origin_type: "s3",
                signing_behavior: "always",
                signing_protocol: "sigv4",
            },
        )),
    );
    let origin = distribution::Origin::new(site.regional_domain_name(), "site")
        .origin_access_control_id(access.id())
        .s3_origin_config(distribution::S3OriginConfig::new().origin_access_identity(""));
    let behaviour =
        distribution::DefaultCacheBehavior::new("site", distribution::ViewerProtocolPolicy::RedirectToHttps)
            // AWS's managed policy `CachingOptimized`.
            .cache_policy_id("658327ea-f89d-4fab-a63d-7e88639e58f6")
            .compress(true);
    let distribution = stack.add(
        id!("Distribution"),
        cloudfront::Distribution::new(
            distribution::DistributionConfig::new(behaviour, true)
                .origins([origin])
                .default_root_object(page.reference())
                .http_version(distribution::HttpVersion::Http2and3)
                .ipv6_enabled(true),
        ),
    );
    let source = sub!("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${id}", id = distribution.id());
    let read = Statement::allow_to(
        Principal::service("cloudfront.amazonaws.com"),
        s3::ACTIONS.get_object,
        sub!("${site}/*", site = site.arn()),
    );
    let tls_only = Statement::deny_to(
        Principal::anyone(),
        Action::unchecked("s3:*"),
        [site.arn(), sub!("${site}/*", site = site.arn()).assume()],
    );
    stack.add(
        id!("SitePolicy"),
        s3::BucketPolicy::new(
            site.reference(),
            ResourcePolicy::new([
                read.sid("Distribution").when(operator::STRING_EQUALS, "aws:SourceArn", source),
                tls_only.sid("TlsOnly").when(operator::BOOL, "aws:SecureTransport", false),
            ]),
        ),
    );
    stack.output(id!("Url"), sub!("https://${domain}/", domain = distribution.domain_name()));
    stack.output(id!("Bucket"), site.reference()).description("Where the pages go");
    stack
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
