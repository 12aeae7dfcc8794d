//! The hosts that the clients call and the regions that they sign for, from the requests that they send.

use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use crate::aws::{ApiError, Application, Aws, BucketOwner, Origin};

/// Records the requests and responds to each with a status, a header and no body, as S3 does to a HEAD request.
#[derive(Debug, Clone)]
struct Recorder {
    requests: Arc<Mutex<Vec<HttpRequest>>>,
    status: u16,
    bucket_region: &'static str,
}

impl Recorder {
    fn new(status: u16, bucket_region: &'static str) -> Self {
        Self { requests: Arc::default(), status, bucket_region }
    }

    /// The method and URL of the only request, and the region that it is signed for.
    fn sent(&self) -> (String, String) {
        let mut requests = self.requests.lock().unwrap();
        let request = requests.pop().expect("nothing was sent");
        assert!(requests.is_empty(), "more was sent: {requests:?}");
        let signature = request.headers().get("authorization").unwrap();
        let scope: Vec<_> = signature.split('/').collect();
        let address = request.uri().split('?').next().unwrap().trim_end_matches('/').to_owned();
        (address, scope[2].to_owned())
    }
}

impl HttpConnector for Recorder {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.requests.lock().unwrap().push(request);
        let mut response = HttpResponse::new(self.status.try_into().unwrap(), SdkBody::empty());
        response.headers_mut().insert("x-amz-bucket-region", self.bucket_region);
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl HttpClient for Recorder {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A connection as the environment configures it: `fips` and `dual_stack` are `AWS_USE_FIPS_ENDPOINT` and
/// `AWS_USE_DUALSTACK_ENDPOINT`.
fn connection(http: &Recorder, (fips, dual_stack): (bool, bool), endpoint_url: Option<&str>) -> Aws {
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http.clone())
        .region(Region::new("eu-central-1"))
        .use_fips(fips)
        .use_dual_stack(dual_stack)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("AKID", "secret", None, None, "tests")));
    config.set_endpoint_url(endpoint_url.map(str::to_owned));
    Aws::over(config.build(), "eu-central-1".into(), Application::default())
}

const PLAIN: (bool, bool) = (false, false);
const FIPS: (bool, bool) = (true, false);
const DUAL: (bool, bool) = (false, true);
const BOTH: (bool, bool) = (true, true);

#[tokio::test]
async fn a_bucket_is_called_at_its_host_in_every_partition_and_variant() {
    for (region, variant, host) in [
        ("eu-west-1", PLAIN, "acme.s3.eu-west-1.amazonaws.com"),
        ("us-east-1", PLAIN, "acme.s3.us-east-1.amazonaws.com"),
        ("us-east-1", FIPS, "acme.s3-fips.us-east-1.amazonaws.com"),
        ("eu-west-1", DUAL, "acme.s3.dualstack.eu-west-1.amazonaws.com"),
        ("us-east-1", BOTH, "acme.s3-fips.dualstack.us-east-1.amazonaws.com"),
        ("us-gov-west-1", FIPS, "acme.s3-fips.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", PLAIN, "acme.s3.cn-north-1.amazonaws.com.cn"),
        ("cn-north-1", DUAL, "acme.s3.dualstack.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", PLAIN, "acme.s3.eusc-de-east-1.amazonaws.eu"),
    ] {
        let http = Recorder::new(200, region);
        let owner = connection(&http, variant, None).bucket_owner(region, "acme", "123456789012").await;
        assert_eq!(owner, Ok(BucketOwner::Account));
        assert_eq!(http.sent(), (format!("https://{host}"), region.to_owned()), "{region} {variant:?}");
    }
}

#[tokio::test]
async fn a_bucket_whose_name_has_dots_is_called_by_path_because_no_certificate_has_its_host() {
    let http = Recorder::new(200, "eu-west-1");
    assert_eq!(connection(&http, PLAIN, None).bucket_exists("eu-west-1", "acme.archive").await, Ok(true));
    assert_eq!(http.sent().0, "https://s3.eu-west-1.amazonaws.com/acme.archive");
}

#[tokio::test]
async fn an_address_that_replaces_that_of_aws_has_the_bucket_in_its_path() {
    for url in ["http://127.0.0.1:4566", "http://localhost:4566/", "https://s3.example"] {
        let http = Recorder::new(200, "eu-west-1");
        let aws = connection(&http, PLAIN, Some(url));
        assert_eq!(aws.bucket_exists("eu-west-1", "acme").await, Ok(true));
        let expected = format!("{}/acme", url.trim_end_matches('/'));
        assert_eq!(http.sent().0, expected);
        assert_eq!(aws.object_url("eu-west-1", "acme", "a/b").await, Ok(format!("{expected}/a/b")));
    }
}

#[tokio::test]
async fn jobs_are_asked_for_at_the_host_of_the_account_unless_an_address_is_of_this_machine() {
    for (region, url, host) in [
        ("eu-west-1", None, "https://123456789012.s3-control.eu-west-1.amazonaws.com"),
        ("cn-north-1", None, "https://123456789012.s3-control.cn-north-1.amazonaws.com.cn"),
        ("eu-west-1", Some("http://127.0.0.1:4566"), "http://127.0.0.1:4566"),
        ("eu-west-1", Some("http://[::1]:4566"), "http://[::1]:4566"),
        ("eu-west-1", Some("http://localhost:4566/"), "http://localhost:4566"),
        ("eu-west-1", Some("https://s3.example"), "https://123456789012.s3.example"),
    ] {
        let http = Recorder::new(403, region);
        let denied = connection(&http, PLAIN, url).batch_job(region, "123456789012", "a-job").await.unwrap_err();
        assert!(denied.is_denied() && denied.action() == "s3:DescribeJob", "{denied:?}");
        let account = http.requests.lock().unwrap()[0].headers().get("x-amz-account-id").map(str::to_owned);
        assert_eq!(account.as_deref(), Some("123456789012"));
        assert_eq!(http.sent(), (format!("{host}/v20180820/jobs/a-job"), region.to_owned()));
    }
}

#[tokio::test]
async fn keys_are_asked_for_in_every_partition_and_variant() {
    for (region, variant, host) in [
        ("eu-west-1", PLAIN, "kms.eu-west-1.amazonaws.com"),
        ("us-east-1", FIPS, "kms-fips.us-east-1.amazonaws.com"),
        ("eu-west-1", DUAL, "kms.eu-west-1.api.aws"),
        ("us-east-1", BOTH, "kms-fips.us-east-1.api.aws"),
        ("us-gov-west-1", FIPS, "kms-fips.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", PLAIN, "kms.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", PLAIN, "kms.eusc-de-east-1.amazonaws.eu"),
    ] {
        let http = Recorder::new(403, region);
        let denied = connection(&http, variant, None).describe_key(region, "alias/acme").await.unwrap_err();
        assert!(denied.is_denied(), "{denied:?}");
        assert_eq!(http.sent(), (format!("https://{host}"), region.to_owned()), "{region} {variant:?}");
    }
}

#[tokio::test]
async fn roles_are_asked_for_where_the_partition_has_its_iam() {
    for (region, variant, host, signed) in [
        ("eu-west-1", PLAIN, "iam.amazonaws.com", "us-east-1"),
        ("eu-west-1", FIPS, "iam-fips.amazonaws.com", "us-east-1"),
        ("eu-west-1", DUAL, "iam.global.api.aws", "us-east-1"),
        ("us-gov-east-1", PLAIN, "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("us-gov-east-1", FIPS, "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("cn-northwest-1", PLAIN, "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("eusc-de-east-1", PLAIN, "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
    ] {
        let http = Recorder::new(403, region);
        let denied = connection(&http, variant, None).role(region, "acme").await.unwrap_err();
        assert!(denied.is_denied(), "{denied:?}");
        assert_eq!(http.sent(), (format!("https://{host}"), signed.to_owned()), "{region} {variant:?}");
    }
}

/// FIPS and dual-stack endpoints are for calls; CloudFormation is given a URL of the documented form.
#[tokio::test]
async fn cloudformation_is_given_an_address_of_s3_that_it_accepts() {
    let aws = connection(&Recorder::new(200, "eu-west-1"), BOTH, None);
    for (region, host) in [
        ("eu-central-1", "s3.eu-central-1.amazonaws.com"),
        ("us-east-1", "s3.us-east-1.amazonaws.com"),
        ("cn-north-1", "s3.cn-north-1.amazonaws.com.cn"),
    ] {
        for bucket in ["acme-templates", "acme.templates"] {
            let url = aws.object_url(region, bucket, "archive-templates/a b/c~1").await;
            assert_eq!(url, Ok(format!("https://{host}/{bucket}/archive-templates/a%20b/c~1")));
        }
    }
}

/// The response to a HEAD request has no error code.
#[tokio::test]
async fn the_status_of_a_head_request_tells_whose_the_bucket_is() {
    for (status, bucket_region, owner) in [
        (200, "eu-central-1", BucketOwner::Account),
        (301, "eu-west-1", BucketOwner::AnotherRegion),
        (400, "eu-west-1", BucketOwner::AnotherRegion),
        (403, "eu-central-1", BucketOwner::AnotherAccount),
        (404, "eu-central-1", BucketOwner::Nobody),
    ] {
        let aws = connection(&Recorder::new(status, bucket_region), PLAIN, None);
        assert_eq!(aws.bucket_owner("eu-central-1", "acme", "123456789012").await, Ok(owner), "{status}");
    }
    let aws = connection(&Recorder::new(400, "eu-central-1"), PLAIN, None);
    let expected = ApiError {
        operation: "HeadBucket",
        region: "eu-central-1".into(),
        code: Some("BadRequest".into()),
        message: "HTTP status 400".into(),
        origin: Origin::Service,
    };
    assert_eq!(aws.bucket_owner("eu-central-1", "acme", "123456789012").await, Err(expected));
}

/// S3 requires a checksum for every object that is put into a bucket with Object Lock.
#[tokio::test]
async fn objects_are_written_with_a_checksum_and_looked_for_with_the_owner() {
    let http = Recorder::new(200, "eu-west-1");
    let aws = connection(&http, PLAIN, None);
    aws.put_object("eu-west-1", "acme", "a b/c", b"hello".to_vec()).await.unwrap();
    let put = http.requests.lock().unwrap().pop().unwrap();
    assert_eq!((put.method(), put.body().bytes()), ("PUT", Some(&b"hello"[..])));
    assert!(put.uri().starts_with("https://acme.s3.eu-west-1.amazonaws.com/a%20b/c"), "{}", put.uri());
    assert_eq!(put.headers().get("x-amz-checksum-crc32"), Some("NhCmhg=="));

    assert_eq!(aws.keep_object("eu-west-1", ("acme", "123456789012"), "k", b"hello".to_vec()).await, Ok(true));
    let requests = http.requests.lock().unwrap();
    let [head, put] = &requests[..] else { panic!("{requests:?}") };
    for request in [head, put] {
        assert_eq!(request.headers().get("x-amz-expected-bucket-owner"), Some("123456789012"));
    }
    assert_eq!((head.method(), head.headers().get("x-amz-checksum-mode")), ("HEAD", Some("ENABLED")));
    let sha256 = Some("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    assert_eq!((put.method(), put.headers().get("x-amz-checksum-sha256")), ("PUT", sha256));
    assert_eq!(put.headers().get("x-amz-checksum-crc32"), None, "one checksum is enough");
    let counts = [("S3.HeadObject".to_owned(), 1), ("S3.PutObject".to_owned(), 2)];
    assert_eq!(aws.calls().by_operation(), counts.into());
}
