//! Who may do what: the requests that S3 makes to replicate, all of which must be allowed, and those that nobody may make.

mod beyond;
mod others;
mod replication_calls;

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::expectation::{Expectation, Store};
use crate::replication::Replication;
use crate::resolve::Place;
use crate::simulate::Row;
use crate::world::{ADMINISTRATOR, World, over_tls};

/// Keys of objects, as people write them.
const OBJECTS: [&str; 4] = ["report.pdf", "photos/2030/a b+c.jpg", "Übersicht/€ (1).csv", "logs//.hidden"];
/// An account that has nothing to do with the archive.
const STRANGER: &str = "999999999999";

/// A request and what has to become of it.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    pub(crate) row: Row,
    pub(crate) wanted: Wanted,
}

/// What has to become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wanted {
    Allowed,
    /// By a statement or for want of one.
    Denied,
    /// By a statement, so that no further policy can allow it.
    Forbidden,
}

impl Demand {
    /// Whether this verdict is what was wanted.
    pub(crate) fn is_met_by(&self, verdict: Verdict) -> bool {
        match self.wanted {
            Wanted::Allowed => verdict == Verdict::Allowed,
            Wanted::Denied => verdict != Verdict::Allowed,
            Wanted::Forbidden => verdict == Verdict::ExplicitDeny,
        }
    }
}

/// The whole table for an archive.
pub(crate) fn demands(world: &World, expected: &Expectation, replication: &Replication) -> Vec<Demand> {
    let Some(first) = replication.routes.first() else { return Vec::new() };
    let mut table = Table { world, expected, replication, role: first.role.clone(), demands: Vec::new() };
    table.role_is_assumed_by_s3_alone();
    for route in &replication.routes {
        table.source_is_read(&route.from);
        table.replica_is_written(&route.to);
    }
    for end in &replication.ends {
        table.bucket_is_nothing_else(end);
        table.key_is_bound(end);
        table.owner_reaches_the_data(end);
        table.nobody_destroys(end);
        if replication.routes.iter().any(|route| route.from == *end) {
            table.nobody_brings_a_key(end);
        }
        table.nobody_listens(end);
        table.strangers_stay_out(end);
        table.logs_are_delivered(&end.store);
    }
    table.nothing_else_is_touched();
    table.failures_are_reported();
    table.demands
}

struct Table<'a> {
    world: &'a World,
    expected: &'a Expectation,
    replication: &'a Replication,
    /// The ARN of the role that S3 assumes.
    role: String,
    demands: Vec<Demand>,
}

impl Table<'_> {
    fn add(
        &mut self,
        wanted: Wanted,
        principal: &Principal,
        action: &str,
        resource: &str,
        owner: &Place,
        context: &Context,
    ) {
        let request = Request::new(principal.clone(), action, resource, &owner.account).context(context.clone());
        let mut name = format!("{principal} {action} {resource}");
        for (key, values) in context.iter().filter(|(key, _)| *key != "aws:securetransport") {
            name.push_str(&format!(", {key} {}", values.join(" ")));
        }
        if context.get("aws:SecureTransport").is_some_and(|values| values == ["false"]) {
            name.push_str(", without TLS");
        }
        // Some requests follow from two rules; they are counted once.
        if self.demands.iter().all(|demand| demand.row.name != name) {
            self.demands.push(Demand { row: self.world.row(&name, request), wanted });
        }
    }

    /// S3, in a session of the role.
    fn session(&self) -> Principal {
        Principal::Session { role: self.role.clone(), name: "s3-replication".to_owned() }
    }
}

/// A service that acts for itself.
fn service(name: &str) -> Principal {
    Principal::Service(name.to_owned())
}

/// What a service says of the resource that it acts for.
fn on_behalf_of(account: &str, arn: &str) -> Context {
    over_tls().with("aws:SourceAccount", account).with("aws:SourceArn", arn)
}

/// A connection that others can listen to.
fn without_tls() -> Context {
    Context::new().with("aws:SecureTransport", "false")
}

/// Somebody who may do everything that identity policies can allow.
fn administrator(place: &Place, account: &str) -> Principal {
    Principal::Role(format!("arn:{}:iam::{account}:{ADMINISTRATOR}", place.partition()))
}

fn root(place: &Place) -> Principal {
    Principal::Root { partition: place.partition().to_owned(), account: place.account.clone() }
}

/// The encryption contexts that S3 sends: the bucket's ARN with a bucket key, and otherwise the object's.
fn contexts(store: &Store) -> Vec<String> {
    std::iter::once(store.arn()).chain(OBJECTS.iter().map(|object| store.object(object))).collect()
}

/// What KMS is told when the S3 of a region calls it.
fn through_s3(region: &str, arn: &str) -> Context {
    over_tls()
        .with("kms:ViaService", format!("s3.{region}.amazonaws.com"))
        .with("kms:EncryptionContext:aws:s3:arn", arn)
}
