//! The HTTP server and the public face of the simulator.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::config::{Clock, Config};
use crate::dispatch;
use crate::error::Error;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::timestamp::Timestamp;
use crate::world::advance::advance;
use crate::world::store::Store;
use crate::world::{Settings, World};

/// The largest request body that is read, in bytes.
const LARGEST_BODY: usize = 256 << 20;

/// A world with the folder it is kept in and the clock it follows.
struct Kept {
    world: World,
    store: Option<Store>,
    clock: Clock,
    account: String,
}

impl Kept {
    fn open(config: Config) -> Result<Self, Error> {
        config.check()?;
        let (store, saved) = match &config.state_dir {
            Some(folder) => {
                let (store, saved) = Store::open(folder)?;
                (Some(store), saved)
            }
            None => (None, None),
        };
        let is_new = saved.is_none();
        let mut world = saved.unwrap_or_else(|| World::new(&config.account, config.seed, config.stack_set_roles));
        if let (true, Some(store)) = (is_new, &store) {
            world.blobs = store.blobs();
        }
        world.settings = Settings {
            resource_delay: config.resource_delay,
            replication_delay: config.replication_delay,
            enabled_regions: config.enabled_regions,
            resource_faults: config.resource_faults,
        };
        Ok(Self { world, store, clock: config.clock, account: config.account })
    }

    /// Lets time pass up to this request.
    fn tick(&mut self) -> bool {
        let target = match self.clock {
            Clock::Machine => Timestamp::from_machine(),
            Clock::Requests(step) => self.world.now.after(step),
        };
        advance(&mut self.world, target)
    }

    fn answer(&mut self, request: &Request) -> (Reply, String) {
        let moved = self.tick();
        let routed = dispatch::route(request, &self.account);
        let request_id = self.world.ids.uuid();
        let reply = dispatch::answer(&mut self.world, &routed, request, &request_id);
        // What takes no time is done before the reply is sent.
        let now = self.world.now;
        let moved = advance(&mut self.world, now) || moved;
        if (moved || !routed.is_read())
            && let Some(Err(error)) = self.store.as_ref().map(|store| store.save(&self.world))
        {
            let error = crate::api_error::ApiError::new(500, "InternalFailure", error.to_string());
            return (dispatch::refuse(routed.service, &error, &request_id), request_id);
        }
        (reply, request_id)
    }
}

/// Serves a simulated AWS on a listener until `shutdown` is done. Requests under way are answered first.
///
/// # Errors
/// The configuration makes no sense, or the state folder cannot be used.
pub async fn serve(config: Config, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let kept = Kept::open(config)?;
    accept(kept, listener, shutdown).await;
    Ok(())
}

async fn accept(kept: Kept, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let kept = Arc::new(Mutex::new(kept));
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // The peer went away before it was let in.
                Err(_) => continue,
            },
        };
        let (kept, mut stopped) = (Arc::clone(&kept), stopped.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| respond(Arc::clone(&kept), request));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::pin!(connection);
            tokio::select! {
                // A connection that breaks is the client's affair.
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

async fn respond(
    kept: Arc<Mutex<Kept>>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            let reply = Reply::empty(400).body(format!("The request's body could not be read: {error}"));
            return Ok(reply.into_http("unread"));
        }
    };
    let request = Request::from_parts(&parts, body);
    // The work is short and in memory, so that one lock does; a panic elsewhere leaves a world that can be looked at.
    let (reply, request_id) = kept.lock().unwrap_or_else(PoisonError::into_inner).answer(&request);
    Ok(reply.into_http(&request_id))
}

/// A simulated AWS that runs in the background of this process.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// The configuration makes no sense, the state folder cannot be used, or no address can be had.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let kept = Kept::open(config)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let (stop, mut stopped) = watch::channel(());
        let task = tokio::spawn(accept(kept, listener, async move {
            // An error means that the sender is gone, which is a wish to stop as well.
            let _ = stopped.changed().await;
        }));
        Ok(Self { address, stop, task })
    }

    /// What `AWS_ENDPOINT_URL` has to be: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops, after the requests under way have been answered.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        // The task ends by itself; only a panic in it could be lost here, and that has been printed.
        let _ = self.task.await;
    }
}
