//! The call about metrics.
//!
//! CloudWatch's SDK crate would cost each first build 13.5 seconds of processor time for this one call, so that the call is made of what SDK clients
//! are made of: the SDK's runtime signs, sends and retries it. CloudWatch takes JSON among its protocols. [botocore's model of CloudWatch,
//! `protocols`]

use std::time::Duration;

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{AuthSchemeOptionResolverParams, SharedAuthScheme};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};
use serde_json::{Value, json};

use super::unreachable::Unreachable;
use super::{ApiError, Aws};

const OPERATION: &str = "GetMetricData";
const TARGET: &str = "GraniteServiceVersion20100801.GetMetricData";

/// A metric whose values are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricQuery {
    /// Its namespace, such as `AWS/S3`.
    pub namespace: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The statistic, such as `Maximum`.
    pub statistic: &'static str,
    /// Names and values of its dimensions, all of them.
    pub dimensions: Vec<(&'static str, String)>,
    /// The seconds over which the statistic is taken: a multiple of 60.
    pub period: u32,
}

impl Aws {
    /// The values of each metric, of at most 500, in the last `window` of S3's time, the newest first: one for each period that has any.
    ///
    /// # Errors
    /// The call fails, or its answer cannot be read.
    pub async fn metrics(
        &self,
        region: &str,
        dns_suffix: &str,
        window: Duration,
        queries: &[MetricQuery],
    ) -> Result<Vec<Vec<f64>>, ApiError> {
        let credentials = self.config.credentials_provider();
        let credentials = credentials.ok_or_else(|| ApiError::client(OPERATION, region, "there are no credentials"))?;
        let http = self.config.http_client();
        let http = http.ok_or_else(|| ApiError::client(OPERATION, region, "there is no HTTP client"))?;
        if self.override_of("CloudWatch").is_none() && self.config.use_dual_stack() == Some(true) {
            let why = "its endpoint with dual stack is not known: AWS_ENDPOINT_URL_CLOUDWATCH names one";
            return Err(ApiError::client(OPERATION, region, why));
        }
        let fips = if self.config.use_fips() == Some(true) { "-fips" } else { "" };
        let endpoint =
            self.override_of("CloudWatch").unwrap_or_else(|| format!("https://monitoring{fips}.{region}.{dns_suffix}"));
        let retries = self.config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let timeouts = self.config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled);
        let resolver = SharedIdentityResolver::new(credentials);
        let signing = RuntimeComponentsBuilder::new("metrics")
            .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
            .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
            .with_identity_resolver(SCHEME_ID, resolver);
        let plugin = StaticRuntimePlugin::new().with_config(signed_as(region)).with_runtime_components(signing);
        let agent = self.application.user_agent();
        let sent = Operation::builder()
            .service_name("CloudWatch")
            .operation_name(OPERATION)
            .behavior_version(aws_config::BehaviorVersion::latest())
            .http_client(http)
            .endpoint_url(&endpoint)
            .standard_retry(&retries)
            .retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::default())
            .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(Unreachable)
            .timeout_config(timeouts)
            .interceptor(self.calls.clone())
            .runtime_plugin(plugin)
            .serializer(move |body: String| request(body, &agent))
            .deserializer(answer)
            .build()
            .invoke(input(queries, self.time(), window))
            .await;
        let answer = sent.map_err(|error| ApiError::new(OPERATION, region, error))?;
        values(&answer, queries.len()).map_err(|why| ApiError::unreadable(OPERATION, region, why))
    }
}

fn signed_as(region: &str) -> FrozenLayer {
    let mut layer = Layer::new("metrics");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(Region::new(region.to_owned()))),
        name: Some(SigningName::from_static("monitoring")),
        signing_options: SigningOptions::default(),
        ..SigV4OperationSigningConfig::default()
    });
    layer.freeze()
}

/// The input of the call, as JSON.
fn input(queries: &[MetricQuery], now: i64, window: Duration) -> String {
    let asked: Vec<Value> = (0..)
        .zip(queries)
        .map(|(index, query)| {
            let dimensions: Vec<Value> =
                query.dimensions.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
            let metric =
                json!({ "Namespace": query.namespace, "MetricName": query.name, "Dimensions": dimensions });
            json!({ "Id": id(index), "MetricStat": { "Metric": metric, "Period": query.period, "Stat": query.statistic } })
        })
        .collect();
    let window = i64::try_from(window.as_secs()).unwrap_or(i64::MAX);
    json!({
        "MetricDataQueries": asked,
        "StartTime": now.saturating_sub(window),
        "EndTime": now,
        "ScanBy": "TimestampDescending",
    })
    .to_string()
}

/// The name of a query in the call.
fn id(index: usize) -> String {
    format!("m{index}")
}

fn request(body: String, agent: &str) -> Result<HttpRequest, BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method("POST")?;
    request.set_uri("/")?;
    let headers = request.headers_mut();
    headers.try_insert("content-type", "application/x-amz-json-1.0")?;
    headers.try_insert("x-amz-target", TARGET)?;
    headers.try_insert("user-agent", agent.to_owned())?;
    Ok(request)
}

/// The answer as JSON, or AWS's error.
fn answer(response: &HttpResponse) -> Result<Value, OrchestratorError<ErrorMetadata>> {
    let bytes = response.body().bytes().ok_or_else(|| OrchestratorError::other("the body was not read"))?;
    let read: Result<Value, _> = serde_json::from_slice(bytes);
    if response.status().is_success() {
        return read.map_err(|error| OrchestratorError::other(error.to_string()));
    }
    let said = read.unwrap_or(Value::Null);
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    // `namespace#Code`, or `Code:address`.
    let code = response.headers().get("x-amzn-errortype").map(str::to_owned).or_else(|| text("__type"));
    let code = code.map(|code| code.rsplit('#').next().unwrap_or(&code).split(':').next().unwrap_or("").to_owned());
    let mut error = ErrorMetadata::builder();
    if let Some(code) = code {
        error = error.code(code);
    }
    if let Some(message) = text("message").or_else(|| text("Message")) {
        error = error.message(message);
    }
    Err(OrchestratorError::operation(error.build()))
}

/// The values of each query.
fn values(answer: &Value, count: usize) -> Result<Vec<Vec<f64>>, String> {
    let results = answer.get("MetricDataResults").and_then(Value::as_array).ok_or("it has no MetricDataResults")?;
    let of_query = |index: usize| {
        let id = id(index);
        let found = results.iter().find(|result| result.get("Id").and_then(Value::as_str) == Some(id.as_str()));
        let found = found.ok_or_else(|| format!("it has no result {id}"))?;
        let values = found.get("Values").and_then(Value::as_array).ok_or_else(|| format!("{id} has no Values"))?;
        let number = |value: &Value| value.as_f64().ok_or_else(|| format!("{value} of {id} is no number"));
        values.iter().map(number).collect()
    };
    (0..count).map(of_query).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_each_query_are_read_and_what_lacks_is_an_error() {
        let answer =
            json!({ "MetricDataResults": [{ "Id": "m1", "Values": [3.0, 2.0] }, { "Id": "m0", "Values": [] }] });
        assert_eq!(values(&answer, 2), Ok(vec![vec![], vec![3.0, 2.0]]));
        assert_eq!(values(&answer, 3), Err("it has no result m2".to_owned()));
        assert!(values(&json!({}), 1).is_err());
        assert!(values(&json!({ "MetricDataResults": [{ "Id": "m0", "Values": ["many"] }] }), 1).is_err());
    }
}
