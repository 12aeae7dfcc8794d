//! Signed requests to services for which no SDK client is compiled in.
//!
//! S3, IAM and KMS are needed for a handful of simple calls. Their SDK crates would add minutes to the first build, so the requests are
//! written here and go through the SDK's own orchestrator: the same credentials, signing, retries, time-outs and counting as everywhere.

use std::collections::BTreeMap;
use std::fmt;

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};
use aws_types::service_config::ServiceConfigKey;

use cfn_spec::region;

use super::{ApiError, Aws, timeouts};

/// A service that is called without an SDK client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    S3,
    Iam,
    Kms,
}

impl Service {
    /// The name by which configuration files call it.
    const fn id(self) -> &'static str {
        match self {
            Self::S3 => "S3",
            Self::Iam => "IAM",
            Self::Kms => "KMS",
        }
    }

    const fn signing_name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Iam => "iam",
            Self::Kms => "kms",
        }
    }
}

/// A request, before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: &'static str,
    pub(crate) region: String,
    pub(crate) method: &'static str,
    /// Begins with a slash; each segment is percent-encoded already.
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: BTreeMap<&'static str, String>,
    pub(crate) body: Vec<u8>,
}

/// An answer with a status below 300.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// What a service said instead.
#[derive(Debug)]
struct Refused(ErrorMetadata);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for Refused {}

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl Aws {
    /// Signs `call`, sends it, and tries again where that can help.
    pub(crate) async fn call(&self, call: Call) -> Result<Answer, ApiError> {
        let (operation, region) = (call.operation, call.region.clone());
        let sent = self.operation(&call).invoke(call).await;
        sent.map_err(|error| ApiError::new(operation, &region, error))
    }

    /// Where `service` is served in `region`, without a slash at the end.
    fn address(&self, service: Service, region: &str) -> String {
        let variant = Variant {
            fips: self.config.use_fips().unwrap_or_default(),
            dual_stack: self.config.use_dual_stack().unwrap_or_default(),
        };
        self.override_of(service).unwrap_or_else(|| address(service, region, variant))
    }

    /// The address that replaces AWS's own for `service`: as with the SDK's clients the flag comes first, then the service's setting
    /// (`AWS_ENDPOINT_URL_S3`, a profile's `services` section), then that of all services.
    pub(super) fn override_of(&self, service: Service) -> Option<String> {
        let of_service = || {
            let key =
                ServiceConfigKey::builder().service_id(service.id()).env("AWS_ENDPOINT_URL").profile("endpoint_url");
            self.config.service_config()?.load_config(key.build().ok()?)
        };
        let by_flag = self.config.get_origin("endpoint_url").is_client_config();
        let url = if by_flag { None } else { of_service() };
        url.or_else(|| self.endpoint_url().map(str::to_owned)).map(|url| url.trim_end_matches('/').to_owned())
    }

    fn operation(&self, call: &Call) -> Operation<Call, Answer, Refused> {
        let mut builder = Operation::builder()
            .service_name(call.service.signing_name())
            .operation_name(call.operation)
            .endpoint_url(&self.address(call.service, &call.region))
            .standard_retry(&self.retries)
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(TransientErrorClassifier::<Refused>::new())
            .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
            .timeout_config(timeouts())
            .interceptor(self.calls.clone())
            .runtime_plugin(self.signing(call))
            .serializer(serialize)
            .deserializer(deserialize);
        if let Some(http) = self.config.http_client() {
            builder = builder.http_client(http);
        }
        if let Some(sleep) = self.config.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        if let Some(time) = self.config.time_source() {
            builder = builder.time_source(time);
        }
        builder.build()
    }

    fn signing(&self, call: &Call) -> StaticRuntimePlugin {
        let is_s3 = call.service == Service::S3;
        let mut options = SigningOptions::default();
        // S3 alone takes the path as it is and wants the digest of the body in a header.
        options.double_uri_encode = !is_s3;
        options.normalize_uri_path = !is_s3;
        options.content_sha256_header = is_s3;
        let region = if call.service == Service::Iam { global_region(&call.region) } else { &call.region };
        let mut layer = Layer::new("signed request");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        layer.store_put(SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(Region::new(region.to_owned()))),
            region_set: None,
            name: Some(SigningName::from_static(call.service.signing_name())),
            signing_options: options,
        });
        let mut components = RuntimeComponentsBuilder::new("signed request")
            .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(
                StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]),
            )))
            .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
            .with_identity_cache(Some(IdentityCache::no_cache()));
        if let Some(credentials) = self.config.credentials_provider() {
            components.set_identity_resolver(SCHEME_ID, SharedIdentityResolver::new(credentials));
        }
        StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
    }
}

fn serialize(call: Call) -> Result<HttpRequest, aws_smithy_runtime_api::box_error::BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(call.body));
    request.set_method(call.method)?;
    let query: Vec<String> = call
        .query
        .iter()
        .map(
            |(name, value)| {
                if value.is_empty() { (*name).to_owned() } else { format!("{name}={}", percent_encode(value)) }
            },
        )
        .collect();
    let uri = if query.is_empty() { call.path } else { format!("{}?{}", call.path, query.join("&")) };
    request.set_uri(uri)?;
    for (name, value) in call.headers {
        request.headers_mut().try_insert(name, value)?;
    }
    Ok(request)
}

fn deserialize(response: &HttpResponse) -> Result<Answer, OrchestratorError<Refused>> {
    let body = response.body().bytes().unwrap_or_default().to_vec();
    if response.status().as_u16() < 300 {
        let headers = response.headers().iter().map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        return Ok(Answer { headers, body });
    }
    let text = String::from_utf8_lossy(&body);
    let status = response.status().as_u16();
    // KMS answers in JSON, the others in XML, and an answer to a HEAD request has no body.
    let (code, message) = json_error(&body)
        .unwrap_or_else(|| (xml_text(&text, "Code").map(str::to_owned), xml_text(&text, "Message").map(str::to_owned)));
    let code = code.unwrap_or_else(|| status_code_name(status).to_owned());
    let message = message.unwrap_or_else(|| format!("HTTP status {status}"));
    Err(OrchestratorError::operation(Refused(ErrorMetadata::builder().code(code).message(message).build())))
}

/// The code and the message of an error in JSON; the code may come with its name space before it.
fn json_error(body: &[u8]) -> Option<(Option<String>, Option<String>)> {
    let error: serde_json::Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| error.get(name).and_then(serde_json::Value::as_str);
    let code = text("__type").and_then(|code| code.rsplit('#').next()).map(str::to_owned);
    Some((code, text("message").or_else(|| text("Message")).map(str::to_owned)))
}

/// The text of the first element called `name`. Enough for the flat answers that are read here.
pub(crate) fn xml_text<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let start = xml.find(&open)? + open.len();
    let length = xml[start..].find(&close)?;
    Some(&xml[start..start + length])
}

/// Percent-encodes everything but the characters that RFC 3986 calls unreserved.
pub(crate) fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

const fn status_code_name(status: u16) -> &'static str {
    match status {
        403 => "AccessDenied",
        404 => "NotFound",
        _ => "UnknownError",
    }
}

/// Which of AWS's endpoints.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Variant {
    /// One with validated cryptography.
    pub(super) fips: bool,
    /// One for IPv6 as well.
    pub(super) dual_stack: bool,
}

/// Where AWS serves `service` in `region`. S3 is addressed by path, because only that works with every endpoint override.
pub(super) fn address(service: Service, region: &str, variant: Variant) -> String {
    let suffix = region::known(region).map_or("amazonaws.com", |region| &region.dns_suffix);
    let fips = if variant.fips { "-fips" } else { "" };
    match service {
        Service::S3 => {
            let dual_stack = if variant.dual_stack { ".dualstack" } else { "" };
            format!("https://s3{fips}{dual_stack}.{region}.{suffix}")
        }
        Service::Kms => format!("https://kms{fips}.{region}.{suffix}"),
        Service::Iam => match global_region(region) {
            "us-east-1" => format!("https://iam{fips}.{suffix}"),
            "us-gov-west-1" => format!("https://iam.us-gov.{suffix}"),
            global => format!("https://iam.{global}.{suffix}"),
        },
    }
}

/// The region in which a partition keeps its global services.
fn global_region(region: &str) -> &'static str {
    match region::known(region).map(|region| region.partition.as_str()) {
        Some("aws-cn") => "cn-north-1",
        Some("aws-us-gov") => "us-gov-west-1",
        Some("aws-eusc") => "eusc-de-east-1",
        _ => "us-east-1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_percent_encoded_as_signing_wants_it() {
        assert_eq!(percent_encode("a b/ü~-._"), "a%20b%2F%C3%BC~-._");
    }

    #[test]
    fn every_partition_and_variant_has_its_addresses() {
        let fips = Variant { fips: true, dual_stack: false };
        let both = Variant { fips: true, dual_stack: true };
        for (service, region, variant, expected) in [
            (Service::S3, "eu-west-1", Variant::default(), "https://s3.eu-west-1.amazonaws.com"),
            (Service::S3, "us-east-1", fips, "https://s3-fips.us-east-1.amazonaws.com"),
            (Service::S3, "us-east-1", both, "https://s3-fips.dualstack.us-east-1.amazonaws.com"),
            (Service::S3, "cn-north-1", Variant::default(), "https://s3.cn-north-1.amazonaws.com.cn"),
            (Service::Kms, "eu-west-1", Variant::default(), "https://kms.eu-west-1.amazonaws.com"),
            (Service::Kms, "us-east-1", fips, "https://kms-fips.us-east-1.amazonaws.com"),
            (Service::Iam, "eu-west-1", Variant::default(), "https://iam.amazonaws.com"),
            (Service::Iam, "eu-west-1", fips, "https://iam-fips.amazonaws.com"),
            (Service::Iam, "us-gov-east-1", fips, "https://iam.us-gov.amazonaws.com"),
            (Service::Iam, "cn-northwest-1", Variant::default(), "https://iam.cn-north-1.amazonaws.com.cn"),
        ] {
            assert_eq!(address(service, region, variant), expected, "{service:?} in {region}");
        }
    }

    #[test]
    fn the_first_element_is_read() {
        assert_eq!(xml_text("<Error><Code>NoSuchBucket</Code></Error>", "Code"), Some("NoSuchBucket"));
        assert_eq!(xml_text("<Error/>", "Code"), None);
    }

    #[test]
    fn an_error_in_json_has_a_code_without_its_name_space() {
        let body = br#"{"__type":"com.amazonaws.kms#NotFoundException","message":"no such key"}"#;
        assert_eq!(json_error(body), Some((Some("NotFoundException".into()), Some("no such key".into()))));
        assert_eq!(json_error(b"<Error/>"), None);
    }
}
