//! The HTTP server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::cloud::Cloud;
use crate::config::Config;
use crate::error::Error;
use crate::events::Published;
use crate::faults::Faults;
use crate::optional::or_empty;
use crate::protocol::reply::{Breaks, Reply};

/// The maximum size of a request body, in bytes.
const MAX_BODY: usize = 256 << 20;

/// Closes the connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("the simulator closes the connection")]
struct ConnectionClosed;

/// Serves a simulated AWS on a listener until `shutdown` completes. Requests in progress are completed. As the cloud
/// has been opened before, this process holds the lock of the state folder before the address is published.
pub async fn serve(cloud: Cloud, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    accept(cloud, listener, shutdown).await;
}

async fn accept(cloud: Cloud, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // The client closed the connection.
                Err(_) => continue,
            },
        };
        let (cloud, mut stopped) = (cloud.clone(), stopped.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| respond(cloud.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::pin!(connection);
            tokio::select! {
                // Errors of a connection only concern the client.
                _ = connection.as_mut() => return,
                _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = stop.send(());
    while connections.join_next().await.is_some() {}
}

/// The body of a response: what is sent of it, and of how many bytes.
struct ServedBody {
    bytes: Option<Bytes>,
    size: u64,
}

impl ServedBody {
    /// The whole body, or half of one that breaks off.
    fn of(response: hyper::Response<Full<Bytes>>) -> hyper::Response<Self> {
        let breaks = response.extensions().get::<Breaks>().is_some();
        response.map(|body| {
            let whole = body.into_inner().unwrap_or_else(Bytes::new);
            let size = whole.len();
            let bytes = if breaks { whole.slice(..size / 2) } else { whole };
            Self { bytes: Some(bytes).filter(|bytes| !bytes.is_empty()), size: length(size) }
        })
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

impl Body for ServedBody {
    type Data = Bytes;
    type Error = ConnectionClosed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionClosed>>> {
        match self.bytes.take() {
            Some(bytes) => {
                self.size -= length(bytes.len());
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            None if self.size > 0 => Poll::Ready(Some(Err(ConnectionClosed))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.size == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.size)
    }
}

async fn respond(
    cloud: Cloud,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<ServedBody>, ConnectionClosed> {
    answered(cloud, request).await.map(ServedBody::of)
}

async fn answered(
    cloud: Cloud,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, ConnectionClosed> {
    let (parts, body) = request.into_parts();
    if let Some(host) = foreign_host(&parts) {
        let why = format!(
            "This simulator of AWS only accepts requests with the Host 127.0.0.1, [::1], localhost or one of AWS's endpoints, \
             as a protection from web pages; the Host of this request is {host:?}.\n"
        );
        return Ok(Reply::empty(403).header("Content-Type", "text/plain; charset=utf-8").body(why).into_http("unread"));
    }
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let reply = Reply::empty(400).body(format!("The request's body could not be read: {error}"));
            return Ok(reply.into_http("unread"));
        }
    };
    cloud.answer(hyper::Request::from_parts(parts, body)).await.ok_or(ConnectionClosed)
}

/// The Host of a request, if it is neither this machine nor AWS. Such a request is from a web page that uses DNS
/// rebinding.
fn foreign_host(parts: &hyper::http::request::Parts) -> Option<String> {
    let header =
        parts.headers.get(hyper::header::HOST).map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let authority = parts.uri.authority().map(|authority| authority.as_str().to_owned());
    let host = or_empty(authority.or(header));
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host.as_str(),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    // S3 Control has the account in front of its host.
    let name = match name.split_once('.') {
        Some((account, rest)) if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => &name,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    let is_here =
        name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback());
    let is_aws = crate::scope::is_endpoint(name);
    (!is_here && !is_aws).then_some(host)
}

/// A simulated AWS in the background of this process.
pub struct Simulator {
    cloud: Cloud,
    address: SocketAddr,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1. Requires a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// The configuration is invalid, the state folder cannot be used, or no port is available.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let cloud = Cloud::open(config)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let (stop, mut stopped) = watch::channel(());
        let task = tokio::spawn(accept(cloud.clone(), listener, async move {
            // An error means that the sender was dropped, which also stops the server.
            let _ = stopped.changed().await;
        }));
        Ok(Self { cloud, address, stop, task })
    }

    /// The value for `AWS_ENDPOINT_URL`: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// As [`Cloud::custom_resource_requests`].
    #[must_use]
    pub fn custom_resource_requests(&self) -> Vec<Value> {
        self.cloud.custom_resource_requests()
    }

    /// As [`Cloud::state`].
    ///
    /// # Errors
    /// The state cannot be written down.
    pub fn state(&self) -> Result<Vec<u8>, Error> {
        self.cloud.state()
    }

    /// As [`Cloud::used_actions`].
    #[must_use]
    pub fn used_actions(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.cloud.used_actions()
    }

    /// The messages that EventBridge published to topics; see [`Cloud::published`].
    #[must_use]
    pub fn published(&self) -> Vec<Published> {
        self.cloud.published()
    }

    /// As [`Cloud::set_macro`].
    pub fn set_macro(&self, name: impl Into<String>, function: impl Fn(&Value) -> Value + Send + Sync + 'static) {
        self.cloud.set_macro(name, function);
    }

    /// Replaces the configured faults.
    pub fn set_faults(&self, faults: Faults) {
        self.cloud.set_faults(faults);
    }

    /// Enables these opt-in regions in every account, and disables all others. What is in a disabled region stays in it.
    pub fn set_enabled_regions(&self, regions: Vec<String>) {
        self.cloud.set_enabled_regions(regions);
    }

    /// Stops, after the requests in progress are completed.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        // An error is a panic of the task, which has been printed.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}
