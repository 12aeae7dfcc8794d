//! The HTTP server and the public face of the simulator.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::api_error::ApiError;
use crate::config::{Clock, Config};
use crate::dispatch::{self, Routed};
use crate::error::Error;
use crate::faults::{Adversary, Faults, WireFaultKind};
use crate::iam::stack_set_roles;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::scope::Scope;
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
        let mut world = saved.unwrap_or_else(|| World::new(config.seed));
        if let (true, Some(store)) = (is_new, &store) {
            world.blobs = store.blobs();
        }
        if is_new && config.stack_set_roles {
            let home = Scope::new(&config.account, "us-east-1");
            stack_set_roles::create(&mut world, &home, &config.other_accounts, &config.enabled_regions);
        }
        for (name, policy) in config.callers {
            stack_set_roles::caller(&mut world, &Scope::new(&config.account, "us-east-1"), &name, policy);
        }
        world.settings = Settings {
            iam_delay: config.iam_delay,
            resource_delay: config.resource_delay,
            replication_delay: config.replication_delay,
            organizational_units: config.organizational_units,
            enabled_regions: config.enabled_regions,
        };
        world.adversary = Adversary::new(config.faults);
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

    /// Answers a request, or does to it what a fault does.
    fn answer(&mut self, request: &Request) -> Answer {
        let moved = self.tick();
        let routed = dispatch::route(&self.world, request, &self.account);
        let request_id = self.world.ids.uuid();
        let fault = self.world.adversary.strike_request(&routed.operation, routed.is_read());
        let has_expired = routed.caller.session.as_ref().is_some_and(|session| session.has_expired(self.world.now));
        let fault = if has_expired { Some(WireFaultKind::ExpiredCredentials) } else { fault };
        let (reply, changes) = match fault {
            Some(WireFaultKind::Throttling) => (dispatch::throttle(routed.service, &request_id), false),
            Some(WireFaultKind::ServerError) => (dispatch::fail(routed.service, &request_id), false),
            Some(WireFaultKind::Denied) => (dispatch::deny(&routed, &request_id), false),
            Some(WireFaultKind::ExpiredCredentials) => (dispatch::expire(routed.service, &request_id), false),
            Some(WireFaultKind::Reset) => (Reply::empty(500), false),
            _ => (self.carry_out(&routed, request, &request_id, fault), !routed.is_read()),
        };
        // What takes no time is done before the reply is sent.
        let now = self.world.now;
        let moved = advance(&mut self.world, now) || moved;
        let saved = if moved || changes { self.save() } else { Ok(()) };
        let reply = match saved {
            Ok(()) => reply,
            Err(error) => {
                let error = ApiError::new(500, "InternalFailure", error.to_string());
                dispatch::refuse(routed.service, &error, &request_id)
            }
        };
        let response = reply.into_http(&request_id);
        match fault {
            Some(WireFaultKind::Reset | WireFaultKind::LostReply) => Answer { after: Duration::ZERO, response: None },
            Some(WireFaultKind::Silence(after)) => Answer { after, response: None },
            Some(WireFaultKind::Delay(after)) => Answer { after, response: Some(response) },
            _ => Answer { after: Duration::ZERO, response: Some(response) },
        }
    }

    fn carry_out(
        &mut self,
        routed: &Routed,
        request: &Request,
        request_id: &str,
        fault: Option<WireFaultKind>,
    ) -> Reply {
        if !routed.is_read() {
            return dispatch::answer(&mut self.world, routed, request, request_id);
        }
        let asked = routed.identity(request);
        let now = self.world.now;
        if fault == Some(WireFaultKind::StaleRead)
            && let Some(stale) = self.world.adversary.stale(&asked, now)
        {
            return stale;
        }
        let reply = dispatch::answer(&mut self.world, routed, request, request_id);
        self.world.adversary.remember(asked, now, &reply);
        reply
    }

    fn save(&self) -> Result<(), Error> {
        self.store.as_ref().map_or(Ok(()), |store| store.save(&self.world))
    }
}

/// What a request gets.
struct Answer {
    after: Duration,
    /// Without one the connection breaks.
    response: Option<hyper::Response<Full<Bytes>>>,
}

/// Why a connection ends without a reply.
#[derive(Debug, thiserror::Error)]
#[error("the simulation breaks the connection")]
struct Broken;

/// Serves a simulated AWS on a listener until `shutdown` is done. Requests under way are answered first.
///
/// # Errors
/// The configuration makes no sense, or the state folder cannot be used.
pub async fn serve(config: Config, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let kept = Kept::open(config)?;
    accept(Arc::new(Mutex::new(kept)), listener, shutdown).await;
    Ok(())
}

async fn accept(kept: Arc<Mutex<Kept>>, listener: TcpListener, shutdown: impl Future<Output = ()>) {
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
) -> Result<hyper::Response<Full<Bytes>>, Broken> {
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
    let answer = kept.lock().unwrap_or_else(PoisonError::into_inner).answer(&request);
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    answer.response.ok_or(Broken)
}

/// A simulated AWS that runs in the background of this process.
pub struct Simulator {
    kept: Arc<Mutex<Kept>>,
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
        let kept = Arc::new(Mutex::new(Kept::open(config)?));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let (stop, mut stopped) = watch::channel(());
        let task = tokio::spawn(accept(Arc::clone(&kept), listener, async move {
            // An error means that the sender is gone, which is a wish to stop as well.
            let _ = stopped.changed().await;
        }));
        Ok(Self { kept, address, stop, task })
    }

    /// What `AWS_ENDPOINT_URL` has to be: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on these things go wrong, instead of those that were to before.
    pub fn set_faults(&self, faults: Faults) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).world.adversary = Adversary::new(faults);
    }

    /// Stops, after the requests under way have been answered.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        // The task ends by itself; only a panic in it could be lost here, and that has been printed.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}
