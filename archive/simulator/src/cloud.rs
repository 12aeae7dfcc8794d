//! A simulated AWS without a server: takes requests, returns responses.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use serde_json::Value;

use crate::api_error::ApiError;
use crate::config::{Clock, Config};
use crate::dispatch;
use crate::dispatch::DispatchedRequest;
use crate::error::Error;
use crate::events::Published;
use crate::faults::{FaultInjector, Faults, WireFaultKind};
use crate::iam::initial_roles;
use crate::page::{self, Recent};
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::scope::Scope;
use crate::timestamp::Timestamp;
use crate::world::advance::advance;
use crate::world::store::Store;
use crate::world::{Settings, World};

/// A simulated AWS that is called with HTTP requests as values. Nothing depends on the machine: with
/// [`Clock::Requests`], the responses and the whole state are determined by the seed and the requests. Clones share one
/// state.
#[derive(Clone)]
pub struct Cloud {
    inner: Arc<Mutex<Inner>>,
}

impl Cloud {
    /// Creates a new state, or loads the one in the state folder.
    ///
    /// # Errors
    /// The configuration is invalid, or the state folder cannot be used.
    pub fn open(config: Config) -> Result<Self, Error> {
        Ok(Self { inner: Arc::new(Mutex::new(Inner::open(config)?)) })
    }

    /// Handles a request, or applies a fault to it. `None`: there is no response, and a server would close the
    /// connection. Delays use tokio's clock.
    pub async fn answer(&self, request: hyper::Request<Bytes>) -> Option<hyper::Response<Full<Bytes>>> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(&parts, body);
        let answer = self.lock().answer(&request);
        if !answer.after.is_zero() {
            tokio::time::sleep(answer.after).await;
        }
        answer.response
    }

    /// Handles a request without faults and without advancing the clock: for test setup and assertions.
    #[must_use]
    pub fn respond_without_faults(&self, request: hyper::Request<Bytes>) -> hyper::Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        self.lock().respond_without_faults(&Request::from_parts(&parts, body))
    }

    /// Replaces the configured faults.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().world.fault_injector = FaultInjector::new(faults);
    }

    /// Enables these opt-in regions in every account, and disables all others. What is in a disabled region stays in it.
    pub fn set_enabled_regions(&self, regions: Vec<String>) {
        self.lock().world.settings.enabled_regions = regions;
    }

    /// The requests to custom resources that have no response yet, as a Lambda function or a subscriber of the topic
    /// would receive them. To respond, `PUT` to the request's `ResponseURL`, or to the same path of this simulator:
    /// `PUT /<bucket>/<key>`.
    #[must_use]
    pub fn custom_resource_requests(&self) -> Vec<Value> {
        let inner = self.lock();
        let scopes = inner.world.scopes();
        let regions = scopes.iter().filter_map(|scope| inner.world.region_ref(scope));
        let requests = regions.flat_map(|region| region.cloudformation.custom_resource_requests.values());
        requests.filter(|request| request.response.is_none()).map(|request| request.message.clone()).collect()
    }

    /// Registers a replacement for the Lambda function of the `AWS::CloudFormation::Macro` of that name, in all accounts and regions: it
    /// receives the event and returns the response. A macro without one is refused by name.
    pub fn set_macro(&self, name: impl Into<String>, function: impl Fn(&Value) -> Value + Send + Sync + 'static) {
        self.lock().world.macros.set(name.into(), function);
    }

    /// The actions that each role needed in a request, or CloudFormation for it, and had, by the role's ARN: since this was created, not of an
    /// earlier process. What is granted beside them was not needed.
    #[must_use]
    pub fn used_actions(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.lock().world.used_actions.clone()
    }

    /// The messages that EventBridge published to topics, the oldest first: since this was created, not of an earlier process.
    #[must_use]
    pub fn published(&self) -> Vec<Published> {
        self.lock().world.published.clone()
    }

    /// The whole state as it is saved, without the content of objects. Two runs are equal if this is equal.
    ///
    /// # Errors
    /// The state cannot be serialised.
    pub fn state(&self) -> Result<Vec<u8>, Error> {
        Store::bytes(&self.lock().world)
    }

    /// All work is short and in memory, so one lock is sufficient; after a panic in another thread the state can still
    /// be inspected.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cloud").field("now", &self.lock().world.now).finish_non_exhaustive()
    }
}

/// The state, the folder in which it is saved, and its clock.
struct Inner {
    world: World,
    store: Option<Store>,
    clock: Clock,
    /// Up to where the machine's monotonic clock has been taken into account.
    ticked_until: Instant,
    account: String,
    /// For the page; not part of the state.
    recent: Recent,
}

/// The result of a request.
struct Answer {
    after: Duration,
    /// `None`: the connection is closed.
    response: Option<hyper::Response<Full<Bytes>>>,
}

impl Inner {
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
            initial_roles::create_stack_set_roles(&mut world, &home, &config.other_accounts, &config.enabled_regions);
        }
        for (name, policy) in config.callers {
            initial_roles::create_caller(&mut world, &Scope::new(&config.account, "us-east-1"), &name, policy);
        }
        world.settings = Settings {
            iam_delay: config.iam_delay,
            resource_delay: config.resource_delay,
            replication_delay: config.replication_delay,
            restore_delay: config.restore_delay,
            batch_delay: config.batch_delay,
            inventory_interval: config.inventory_interval,
            event_page: config.event_page,
            organizational_units: config.organizational_units,
            enabled_regions: config.enabled_regions,
            quotas: config.quotas,
        };
        world.fault_injector = FaultInjector::new(config.faults);
        Ok(Self {
            world,
            store,
            clock: config.clock,
            ticked_until: Instant::now(),
            account: config.account,
            recent: Recent::default(),
        })
    }

    /// Advances the clock for this request.
    fn tick(&mut self) -> bool {
        let target = match self.clock {
            Clock::Machine => self.machine_time(),
            Clock::Requests(step) => self.world.now.after(step),
        };
        advance(&mut self.world, target)
    }

    /// The machine's time. If the machine's clock went back, the simulated time continues with the monotonic clock: it
    /// neither waits until the machine's clock has caught up nor stops.
    fn machine_time(&mut self) -> Timestamp {
        // Whole milliseconds, so that fractions of many short steps are not lost.
        let passed = Duration::from_millis(u64::try_from(self.ticked_until.elapsed().as_millis()).unwrap_or(u64::MAX));
        self.ticked_until = self.ticked_until.checked_add(passed).unwrap_or_else(Instant::now);
        Timestamp::from_machine().max(self.world.now.after(passed))
    }

    /// Handles a request, or applies a fault to it.
    fn answer(&mut self, request: &Request) -> Answer {
        if page::is_asked_for(request) {
            return self.show();
        }
        let moved = self.tick();
        let request_id = self.world.ids.uuid();
        let routed = match dispatch::route(&self.world, request, &self.account) {
            Ok(routed) => routed,
            Err(refused) => {
                let response = refused.reply(request, &request_id).into_http(&request_id);
                return Answer { after: Duration::ZERO, response: Some(response) };
            }
        };
        if self.world.fault_injector.is_silent(&routed.scope.region) {
            return Answer { after: Duration::ZERO, response: None };
        }
        let fault = self.world.fault_injector.fault_of_request(&routed.operation, routed.may_be_stale(request));
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
        // What takes no time is complete before the response is sent.
        let now = self.world.now;
        let moved = advance(&mut self.world, now) || moved;
        let saved = if moved || changes { self.save() } else { Ok(()) };
        let reply = match saved {
            Ok(()) => reply,
            Err(error) => dispatch::refuse(routed.service, &internal(&error), &request_id),
        };
        let response = reply.header("Date", self.world.now.http()).into_http(&request_id);
        let is_lost =
            matches!(fault, Some(WireFaultKind::Reset | WireFaultKind::LostReply | WireFaultKind::Silence(_)));
        let status = (!is_lost).then(|| response.status().as_u16());
        let called = (format!("{:?}", routed.service), routed.operation.as_str());
        self.recent.remember(&self.world, &routed.scope, called, status);
        match fault {
            Some(WireFaultKind::Reset | WireFaultKind::LostReply) => Answer { after: Duration::ZERO, response: None },
            Some(WireFaultKind::Silence(after)) => Answer { after, response: None },
            Some(WireFaultKind::Delay(after)) => Answer { after, response: Some(response) },
            _ => Answer { after: Duration::ZERO, response: Some(response) },
        }
    }

    /// The page for a browser, which changes nothing but what the time changes.
    fn show(&mut self) -> Answer {
        let moved = matches!(self.clock, Clock::Machine) && self.tick();
        let reply = match if moved { self.save() } else { Ok(()) } {
            Ok(()) => page::reply(&self.world, &self.recent),
            Err(error) => Reply::empty(500).body(error.to_string()),
        };
        Answer { after: Duration::ZERO, response: Some(reply.into_http("page")) }
    }

    /// Handles a request without faults, at the current time.
    fn respond_without_faults(&mut self, request: &Request) -> hyper::Response<Full<Bytes>> {
        const ID: &str = "setup";
        let routed = match dispatch::route(&self.world, request, &self.account) {
            Ok(routed) => routed,
            Err(refused) => return refused.reply(request, ID).into_http(ID),
        };
        let reply = dispatch::answer(&mut self.world, &routed, request, ID);
        let saved = if routed.is_read() { Ok(()) } else { self.save() };
        let reply = match saved {
            Ok(()) => reply,
            Err(error) => dispatch::refuse(routed.service, &internal(&error), ID),
        };
        reply.header("Date", self.world.now.http()).into_http(ID)
    }

    fn carry_out(
        &mut self,
        routed: &DispatchedRequest,
        request: &Request,
        request_id: &str,
        fault: Option<WireFaultKind>,
    ) -> Reply {
        if !routed.is_read() {
            return dispatch::answer(&mut self.world, routed, request, request_id);
        }
        if !self.world.fault_injector.may_answer_stale() {
            return dispatch::answer(&mut self.world, routed, request, request_id);
        }
        let asked = routed.identity(request);
        let now = self.world.now;
        if fault == Some(WireFaultKind::StaleRead)
            && let Some(stale) = self.world.fault_injector.stale(&asked, now)
        {
            return stale;
        }
        let reply = dispatch::answer(&mut self.world, routed, request, request_id);
        self.world.fault_injector.remember(asked, now, &reply);
        reply
    }

    /// Saves the state, and only then deletes the content that it no longer refers to.
    fn save(&mut self) -> Result<(), Error> {
        if let Some(store) = &self.store {
            store.save(&self.world)?;
        }
        self.world.blobs.delete_marked();
        Ok(())
    }
}

fn internal(error: &Error) -> ApiError {
    ApiError::new(500, "InternalFailure", error.to_string())
}
