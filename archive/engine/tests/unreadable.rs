//! An answer that cannot be understood, or does not come, is an error, never the state in which there is nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use cfn_deploy::aws::{ApiError, Aws, ConnectOptions, Origin};
use cfn_deploy::{Error, Remedy};
use test_support::deployer::{Deployer, RefuseAll};

const REGION: &str = "eu-central-1";

/// Answers every request alike.
#[derive(Debug, Clone)]
struct Says(&'static str);

impl HttpConnector for Says {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from(self.0))))
    }
}

async fn aws(says: &'static str) -> Aws {
    through(http_client_fn(move |_, _| SharedHttpConnector::new(Says(says)))).await
}

async fn through(http: SharedHttpClient) -> Aws {
    let options = ConnectOptions {
        region: REGION.into(),
        endpoint_url: Some("http://localhost".into()),
        simulated_account: Some("123456789012".into()),
        ..ConnectOptions::default()
    };
    Aws::connect_through(options, http).await.unwrap()
}

fn check<T: std::fmt::Debug>(answer: &str, result: Result<T, ApiError>) {
    match result {
        Err(error) => assert_eq!(error.origin, Origin::Unreadable, "{answer}: {error}"),
        Ok(read) => panic!("{answer} was read as {read:?}"),
    }
}

#[tokio::test]
async fn what_is_asked_of_one_resource() {
    for answer in ["", "[]", "{}", r#"{"KeyMetadata":{"KeyId":"k","Arn":"a"}}"#] {
        check(answer, aws(answer).await.describe_key(REGION, "k").await);
    }
    for answer in ["", "{}", r#"{"Policy":"no policy"}"#] {
        check(answer, aws(answer).await.key_policy(REGION, "k").await);
    }
    for answer in ["", "<html/>"] {
        check(answer, aws(answer).await.bucket_policy(REGION, "b").await);
        check(answer, aws(answer).await.bucket_is_empty(REGION, "b").await);
    }
    for answer in [
        "",
        "<GetRoleResponse/>",
        "<R><Role><Arn>a</Arn></Role></R>",
        "<R><Role><Arn>a</Arn><AssumeRolePolicyDocument>%7B</AssumeRolePolicyDocument></Role></R>",
    ] {
        check(answer, aws(answer).await.role(REGION, "r").await);
    }
    for answer in [
        "<ReplicationConfiguration/>",
        "<ReplicationConfiguration><Role>r</Role><Rule><Status>Enabled</Status></Rule></ReplicationConfiguration>",
    ] {
        check(answer, aws(answer).await.replication(REGION, "b").await);
    }
    let nobody = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
    check(nobody, aws(nobody).await.identity(REGION).await);
}

/// Closes every connection before it answers.
#[derive(Debug)]
struct Closes;

impl HttpConnector for Closes {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        // As the SDK's connector says it of a connection that ends where an answer is expected.
        let closed = io::Error::other("connection closed before message completed").into();
        HttpConnectorFuture::ready(Err(ConnectorError::other(closed, Some(ErrorKind::TransientError))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_closed_before_an_answer_may_answer_the_next_time() {
    let error = through(http_client_fn(|_, _| SharedHttpConnector::new(Closes))).await.identity(REGION).await;
    let error = error.unwrap_err();
    assert_eq!(error.origin, Origin::Transient, "{error}");
    assert!(error.remedies().contains(&Remedy::Retry), "{:?}", error.remedies());
}

fn of_api<T>(result: Result<T, Error>) -> Result<T, ApiError> {
    result.map_err(|error| match error {
        Error::Api(error) => error,
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn what_is_asked_of_a_stack() {
    let stack = "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><StackId>arn</StackId>\
                 <CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks></DescribeStacksResult></DescribeStacksResponse>";
    let resources = "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries><member>\
                     <LogicalResourceId>Bucket</LogicalResourceId></member></StackResourceSummaries></ListStackResourcesResult>\
                     </ListStackResourcesResponse>";
    let set = "<DescribeStackSetResponse><DescribeStackSetResult><StackSet><StackSetName>s</StackSetName></StackSet>\
               </DescribeStackSetResult></DescribeStackSetResponse>";
    for (answer, number) in [(stack, 0), (resources, 1), (set, 2)] {
        let deployer = Deployer::new(aws(answer).await, REGION);
        let engine = deployer.engine(&RefuseAll);
        match number {
            0 => check(answer, of_api(engine.describe("s").await)),
            1 => check(answer, of_api(engine.resources("s").await)),
            _ => check(answer, of_api(engine.stack_set("s").await)),
        }
    }
}
