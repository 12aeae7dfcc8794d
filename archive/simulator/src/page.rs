//! The page that the simulator shows a browser: what exists in the simulated account, and the last requests.

use std::collections::VecDeque;

use cfn_page::{Cell, Page, Section, State, Table};

use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::scope::Scope;
use crate::state::kms::KeyState;
use crate::state::s3::Bucket;
use crate::state::s3::object::{ReplicationStatus, Version};
use crate::timestamp::Timestamp;
use crate::world::World;

/// How many requests are remembered.
const REMEMBERED: usize = 40;
/// How many events of stacks are shown.
const EVENTS: usize = 40;

/// Whether a browser asks for the page. No client of AWS does: its requests are signed, and it wants no HTML.
pub(crate) fn is_asked_for(request: &Request) -> bool {
    request.method == "GET"
        && request.path == "/"
        && request.query.is_empty()
        && request.header("authorization").is_none()
        && request.header("accept").is_some_and(|kinds| kinds.contains("text/html"))
}

/// The last requests, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<Answered>);

#[derive(Debug)]
struct Answered {
    time: Timestamp,
    scope: Scope,
    service: String,
    operation: String,
    status: Option<u16>,
}

impl Recent {
    /// Remembers a request; without a status it was not answered.
    pub(crate) fn remember(
        &mut self,
        world: &World,
        scope: &Scope,
        (service, operation): (String, &str),
        status: Option<u16>,
    ) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        let operation = operation.to_owned();
        self.0.push_back(Answered { time: world.now, scope: scope.clone(), service, operation, status });
    }
}

/// The page as a response.
pub(crate) fn reply(world: &World, recent: &Recent) -> Reply {
    Reply::empty(200)
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(of(world, recent).to_html())
}

fn of(world: &World, recent: &Recent) -> Page {
    Page::new("Simulated AWS")
        .lead(Cell::text(format!(
            "What exists at {}, simulated time. Nothing here is on AWS, and nothing costs anything. Reload the page to see what is new.",
            world.now
        )))
        .section(stacks(world))
        .section(buckets(world))
        .section(keys(world))
        .section(events(world))
        .section(requests(recent))
}

fn stacks(world: &World) -> Section {
    let mut table =
        Table::new("Stacks in every region", &["Stack", "Status", "Region", "Account", "Resources", "Reason"]);
    let mut count = 0_usize;
    for (scope, region) in regions(world) {
        for stack in region.cloudformation.stacks.values().filter(|stack| stack.deleted.is_none()) {
            count += 1;
            table = table.row([
                Cell::text(&stack.name),
                status(stack.status.as_str()),
                Cell::code(&scope.region),
                Cell::code(&scope.account),
                Cell::text(stack.resources.len().to_string()),
                Cell::text(stack.status_reason.as_deref().unwrap_or("")),
            ]);
        }
    }
    or_nothing(Section::new("Stacks"), table, count, "There are no stacks yet.")
}

fn buckets(world: &World) -> Section {
    let mut table = Table::new(
        "Buckets with their objects, and whether these are replicated",
        &["Bucket", "Region", "Objects", "Versions", "Bytes", "Replication"],
    );
    for bucket in world.buckets.values() {
        let versions = || bucket.objects.values().flatten();
        // The newest version of a key is its last; a delete marker has no content.
        let objects = bucket.objects.values().filter(|all| all.last().is_some_and(|last| last.content.is_some()));
        let bytes: usize = versions().filter_map(|version| Some(version.content.as_ref()?.size)).sum();
        table = table.row([
            Cell::code(&bucket.name),
            Cell::code(&bucket.region),
            Cell::text(objects.count().to_string()),
            Cell::text(versions().count().to_string()),
            Cell::text(bytes.to_string()),
            replication(bucket),
        ]);
    }
    or_nothing(Section::new("Buckets"), table, world.buckets.len(), "There are no buckets yet.")
}

/// How the replication of a bucket's versions stands.
fn replication(bucket: &Bucket) -> Cell {
    let versions: Vec<&Version> = bucket.objects.values().flatten().collect();
    let outcomes = || versions.iter().flat_map(|version| &version.replication);
    let count = |status: ReplicationStatus| outcomes().filter(|outcome| outcome.status == status).count();
    let replicas = versions.iter().filter(|version| version.is_replica).count();
    match (count(ReplicationStatus::Failed), count(ReplicationStatus::Pending), count(ReplicationStatus::Completed)) {
        (0, 0, 0) if replicas > 0 => Cell::state(State::Good, format!("{replicas} replicas")),
        (0, 0, 0) => Cell::text("none"),
        (0, 0, done) => Cell::state(State::Good, format!("{done} completed")),
        (0, pending, done) => Cell::state(State::Neutral, format!("{pending} pending, {done} completed")),
        (failed, pending, done) => {
            Cell::state(State::Bad, format!("{failed} failed, {pending} pending, {done} completed"))
        }
    }
}

fn keys(world: &World) -> Section {
    let mut table = Table::new("KMS keys with their aliases", &["Key", "State", "Region", "Aliases", "Description"]);
    let mut count = 0_usize;
    for (scope, region) in regions(world) {
        for key in region.kms.keys.values() {
            count += 1;
            let aliases: Vec<&str> = region
                .kms
                .aliases
                .iter()
                .filter(|(_, alias)| alias.target == key.id)
                .map(|(name, _)| name.as_str())
                .collect();
            let state = match key.state {
                KeyState::Enabled => State::Good,
                KeyState::Disabled => State::Warning,
                KeyState::PendingDeletion | KeyState::PendingReplicaDeletion => State::Bad,
            };
            table = table.row([
                Cell::code(&key.id),
                Cell::state(state, format!("{:?}", key.state)),
                Cell::code(&scope.region),
                Cell::text(aliases.join(", ")),
                Cell::text(&key.description),
            ]);
        }
    }
    or_nothing(Section::new("Keys"), table, count, "There are no keys yet.")
}

/// The last events of all stacks, those that were deleted included.
fn events(world: &World) -> Section {
    let mut events = Vec::new();
    for (scope, region) in regions(world) {
        for stack in region.cloudformation.stacks.values() {
            events.extend(stack.events.iter().map(|event| (scope.region.clone(), &stack.name, event)));
        }
    }
    events.sort_by_key(|(.., event)| std::cmp::Reverse(event.time));
    let count = events.len();
    let mut table = Table::new(
        format!("The last events of all stacks, the newest first, at most {EVENTS}"),
        &["Resource", "Status", "Stack", "Region", "Time", "Reason"],
    );
    for (region, stack, event) in events.into_iter().take(EVENTS) {
        table = table.row([
            Cell::text(&event.logical_id).below(&Cell::code(&event.kind)),
            status(&event.status),
            Cell::text(stack),
            Cell::code(region),
            Cell::code(event.time.to_string()),
            Cell::text(event.reason.as_deref().unwrap_or("")),
        ]);
    }
    or_nothing(Section::new("Events"), table, count, "There are no events yet.")
}

fn requests(recent: &Recent) -> Section {
    let mut table = Table::new(
        format!("The last requests, the newest first, at most {REMEMBERED}"),
        &["Operation", "Status", "Service", "Region", "Time"],
    );
    for request in recent.0.iter().rev() {
        let status = match request.status {
            Some(status) if status < 400 => Cell::state(State::Good, status.to_string()),
            Some(status) => Cell::state(State::Warning, status.to_string()),
            None => Cell::state(State::Bad, "no answer"),
        };
        table = table.row([
            Cell::code(&request.operation),
            status,
            Cell::text(&request.service),
            Cell::code(&request.scope.region),
            Cell::code(request.time.to_string()),
        ]);
    }
    or_nothing(
        Section::new("Requests"),
        table,
        recent.0.len(),
        "There were no requests since the simulator was started.",
    )
}

fn or_nothing(section: Section, table: Table, count: usize, nothing: &str) -> Section {
    if count == 0 { section.text(&Cell::text(nothing)) } else { section.table(table) }
}

/// The status of a stack or a resource.
fn status(status: &str) -> Cell {
    let state = if status.ends_with("_IN_PROGRESS") {
        State::Neutral
    } else if status.ends_with("_FAILED") || status.contains("ROLLBACK") {
        State::Bad
    } else {
        State::Good
    };
    Cell::state(state, status)
}

fn regions(world: &World) -> impl Iterator<Item = (Scope, &crate::world::Region)> {
    world.accounts.iter().flat_map(|(account, of_account)| {
        of_account.regions.iter().map(move |(name, region)| (Scope::new(account, name), region))
    })
}
