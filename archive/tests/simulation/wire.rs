//! The wire between an engine and the simulated AWS: HTTP requests as values, delivered in an order that follows from the seed.
//!
//! No socket and no clock of the machine is in between, so nothing but the seed decides. Each request is on its way for a drawn time of a
//! paused clock, which decides how requests of several regions, or of several people, follow one another. A wire can be cut at its n-th
//! request: the process at its end is dead from then on.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archive_simulator::Cloud;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use tokio::sync::Notify;

use crate::history::History;

/// The longest time that a request is on its way, in milliseconds of the paused clock.
const SLOWEST: u64 = 30;
/// More requests than any schedule makes: one that makes more goes round in circles.
const MOST: u64 = 8_000;

/// A wire; clones are the same one.
#[derive(Clone)]
pub(crate) struct Wire {
    inner: Arc<Inner>,
    /// The account in which its requests act, where that is not the archive's.
    account: Option<&'static str>,
}

struct Inner {
    who: &'static str,
    cloud: Cloud,
    history: History,
    chance: Mutex<fastrand::Rng>,
    /// How many requests go through before the wire is cut, if it is to be cut.
    cut_after: Mutex<Option<u64>>,
    sent: AtomicU64,
    /// Calls that were refused because an operation is in progress.
    overtaken: AtomicU64,
    severed: Notify,
}

impl Wire {
    pub(crate) fn new(who: &'static str, cloud: Cloud, history: History, seed: u64) -> Self {
        let inner = Arc::new(Inner {
            who,
            cloud,
            history,
            chance: Mutex::new(fastrand::Rng::with_seed(seed)),
            cut_after: Mutex::new(None),
            sent: AtomicU64::new(0),
            overtaken: AtomicU64::new(0),
            severed: Notify::new(),
        });
        Self { inner, account: None }
    }

    /// The same wire, with credentials of another account.
    pub(crate) fn of_account(&self, account: &'static str) -> Self {
        Self { inner: Arc::clone(&self.inner), account: Some(account) }
    }

    /// Lets `requests` go through and cuts the wire at the next one: before it is sent, or before its reply arrives.
    pub(crate) fn cut_after(&self, requests: u64) {
        *self.inner.cut_after.lock().unwrap_or_else(PoisonError::into_inner) = Some(requests);
    }

    /// How many calls since the last time were refused because an operation is in progress on the stack: whoever is alone looks first,
    /// and follows it.
    pub(crate) fn overtaken(&self) -> u64 {
        self.inner.overtaken.swap(0, Ordering::Relaxed)
    }

    /// Waits until the wire is cut.
    pub(crate) async fn severed(&self) {
        self.inner.severed.notified().await;
    }
}

impl Inner {
    /// How long the next request is on its way, and where it is cut off, if it is.
    fn draw(&self) -> (Duration, Option<Cut>) {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        let latency = Duration::from_millis(chance.u64(0..=SLOWEST));
        let mut left = self.cut_after.lock().unwrap_or_else(PoisonError::into_inner);
        let cut = match &mut *left {
            Some(0) if chance.bool() => Some(Cut::BeforeSending),
            Some(0) => Some(Cut::BeforeReply),
            Some(left) => {
                *left -= 1;
                None
            }
            None => None,
        };
        (latency, cut)
    }

    async fn carry(
        self: Arc<Self>,
        request: HttpRequest,
        account: Option<&'static str>,
    ) -> Result<HttpResponse, ConnectorError> {
        let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
        let (parts, body) = request.into_parts();
        // A file is streamed.
        let body = body.collect().await.map_err(ConnectorError::io)?.to_bytes();
        let mut request = http::Request::from_parts(parts, body);
        if let Some(account) = account {
            // The simulated AWS reads the account from the access key, and no signature.
            let header = request.headers().get("authorization").expect("requests are signed").to_str().unwrap();
            let header = header.replace("Credential=SIMULATED/", &format!("Credential={account}/"));
            request.headers_mut().insert("authorization", header.parse().unwrap());
        }
        let what = describe(&request);
        let sent = self.sent.fetch_add(1, Ordering::Relaxed);
        assert!(sent < MOST, "{sent} requests, and no end\n{}", self.history.tail());
        let (latency, cut) = self.draw();
        tokio::time::sleep(latency).await;
        if cut == Some(Cut::BeforeSending) {
            self.history.request(format!("{} {what}: never sent", self.who));
            return self.dead().await;
        }
        let reply = self.cloud.answer(request).await;
        let status = reply.as_ref().map_or_else(|| "no reply".to_owned(), |reply| reply.status().as_u16().to_string());
        self.history.request(format!("{} {what}: {status}", self.who));
        if cut == Some(Cut::BeforeReply) {
            return self.dead().await;
        }
        let Some(reply) = reply else { return Err(ConnectorError::io("the connection broke".into())) };
        let (parts, body) = reply.into_parts();
        let body = body.collect().await.map_or_else(|never| match never {}, |body| body.to_bytes());
        let is_overtaken = parts.status == 400 && String::from_utf8_lossy(&body).contains("_IN_PROGRESS state");
        self.overtaken.fetch_add(u64::from(is_overtaken), Ordering::Relaxed);
        HttpResponse::try_from(http::Response::from_parts(parts, SdkBody::from(body)))
            .map_err(|error| ConnectorError::other(error.into(), None))
    }

    /// Nothing runs any more in a process that was killed.
    async fn dead(&self) -> Result<HttpResponse, ConnectorError> {
        self.severed.notify_one();
        std::future::pending().await
    }
}

/// Where a request is cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    BeforeSending,
    BeforeReply,
}

/// The request in a few words: what it is, where it goes, and what it is about.
fn describe(request: &http::Request<Bytes>) -> String {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let scope = header("authorization").split('/').skip(2).take(2).collect::<Vec<_>>().join(" ");
    let body = std::str::from_utf8(request.body()).unwrap_or_default();
    let field = |name: &str| body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    match field("Action") {
        Some(action) => {
            let about = ["ChangeSetName", "StackName", "StackSetName"].iter().find_map(|name| field(name));
            format!("{scope} {action} {}", about.unwrap_or_default())
        }
        None => format!("{scope} {} {}{}", request.method(), request.uri().path(), header("x-amz-target")),
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(Arc::clone(&self.inner).carry(request, self.account))
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wire").field(&self.inner.who).finish()
    }
}
