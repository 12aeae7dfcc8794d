//! A simulated AWS without a server: requests are handed to it, and it gives the replies.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;

use crate::api_error::ApiError;
use crate::config::{Clock, Config};
use crate::dispatch;
use crate::dispatch::Routed;
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

/// A simulated AWS that is called by HTTP requests as values, with nothing between that a machine could decide: under [`Clock::Requests`] the
/// replies and the whole state follow from the seed and the requests. Clones are the same AWS.
#[derive(Clone)]
pub struct Cloud {
    kept: Arc<Mutex<Kept>>,
}

impl Cloud {
    /// Makes a new world, or opens the one that is in the folder.
    ///
    /// # Errors
    /// The configuration makes no sense, or the state folder cannot be used.
    pub fn open(config: Config) -> Result<Self, Error> {
        Ok(Self { kept: Arc::new(Mutex::new(Kept::open(config)?)) })
    }

    /// Answers a request, or does to it what a fault does. `None`: there is no reply, and a server would break the connection. Late replies
    /// and silences take tokio's time.
    pub async fn answer(&self, request: hyper::Request<Bytes>) -> Option<hyper::Response<Full<Bytes>>> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(&parts, body);
        let answer = self.lock().answer(&request);
        if !answer.after.is_zero() {
            tokio::time::sleep(answer.after).await;
        }
        answer.response
    }

    /// Answers a request without faults and without time moving on: for whoever sets the stage, or looks at it from outside.
    #[must_use]
    pub fn answer_aside(&self, request: hyper::Request<Bytes>) -> hyper::Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        self.lock().answer_aside(&Request::from_parts(&parts, body))
    }

    /// From now on these things go wrong, instead of those that were to before.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().world.adversary = Adversary::new(faults);
    }

    /// From now on these opt-in regions are enabled in every account, and no others. What is in a region that is disabled stays in it.
    pub fn set_enabled_regions(&self, regions: Vec<String>) {
        self.lock().world.settings.enabled_regions = regions;
    }

    /// The requests to custom resources that are not answered yet, as a function or a topic's subscriber would get them. An answer is put
    /// to the request's `ResponseURL`, or to the same path at this AWS: `PUT /<bucket>/<key>`.
    #[must_use]
    pub fn custom_resource_requests(&self) -> Vec<serde_json::Value> {
        let kept = self.lock();
        let scopes = kept.world.scopes();
        let regions = scopes.iter().filter_map(|scope| kept.world.region_ref(scope));
        let requests = regions.flat_map(|region| region.cloudformation.custom_requests.values());
        requests.filter(|request| request.answer.is_none()).map(|request| request.message.clone()).collect()
    }

    /// The whole state as it is saved, without the contents of objects: two runs are the same if this is.
    ///
    /// # Errors
    /// The state cannot be written down.
    pub fn state(&self) -> Result<Vec<u8>, Error> {
        Store::bytes(&self.lock().world)
    }

    /// The work is short and in memory, so that one lock does; a panic elsewhere leaves a world that can be looked at.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cloud").field("now", &self.lock().world.now).finish_non_exhaustive()
    }
}

/// A world with the folder it is kept in and the clock it follows.
struct Kept {
    world: World,
    store: Option<Store>,
    clock: Clock,
    /// The machine's monotonic clock up to which time has passed.
    ticked: Instant,
    account: String,
}

/// What a request gets.
struct Answer {
    after: Duration,
    /// Without one the connection breaks.
    response: Option<hyper::Response<Full<Bytes>>>,
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
        Ok(Self { world, store, clock: config.clock, ticked: Instant::now(), account: config.account })
    }

    /// Lets time pass up to this request.
    fn tick(&mut self) -> bool {
        let target = match self.clock {
            Clock::Machine => self.machine_time(),
            Clock::Requests(step) => self.world.now.after(step),
        };
        advance(&mut self.world, target)
    }

    /// What the machine's clock says, or, where that has gone back, as much later than before as the monotonic clock has run: the world
    /// neither waits until the clock has caught up nor stands still.
    fn machine_time(&mut self) -> Timestamp {
        // Whole milliseconds, so that many short steps are not lost.
        let passed = Duration::from_millis(u64::try_from(self.ticked.elapsed().as_millis()).unwrap_or(u64::MAX));
        self.ticked = self.ticked.checked_add(passed).unwrap_or_else(Instant::now);
        Timestamp::from_machine().max(self.world.now.after(passed))
    }

    /// Answers a request, or does to it what a fault does.
    fn answer(&mut self, request: &Request) -> Answer {
        let moved = self.tick();
        let request_id = self.world.ids.uuid();
        let routed = match dispatch::route(&self.world, request, &self.account) {
            Ok(routed) => routed,
            Err(refused) => {
                let response = refused.reply(request, &request_id).into_http(&request_id);
                return Answer { after: Duration::ZERO, response: Some(response) };
            }
        };
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
            Err(error) => dispatch::refuse(routed.service, &internal(&error), &request_id),
        };
        let response = reply.into_http(&request_id);
        match fault {
            Some(WireFaultKind::Reset | WireFaultKind::LostReply) => Answer { after: Duration::ZERO, response: None },
            Some(WireFaultKind::Silence(after)) => Answer { after, response: None },
            Some(WireFaultKind::Delay(after)) => Answer { after, response: Some(response) },
            _ => Answer { after: Duration::ZERO, response: Some(response) },
        }
    }

    /// Answers a request as if nothing could go wrong, at the time that it is.
    fn answer_aside(&mut self, request: &Request) -> hyper::Response<Full<Bytes>> {
        const ID: &str = "aside";
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
        reply.into_http(ID)
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

    /// Writes the world down, and only then takes away what it no longer names.
    fn save(&mut self) -> Result<(), Error> {
        if let Some(store) = &self.store {
            store.save(&self.world)?;
        }
        self.world.blobs.sweep();
        Ok(())
    }
}

fn internal(error: &Error) -> ApiError {
    ApiError::new(500, "InternalFailure", error.to_string())
}
