//! Advances the simulated time.

use crate::cloudformation::engine::step_stack;
use crate::cloudformation::stack_set::step::step_stack_set;
use crate::s3::{inventory, replication};
use crate::s3control::run;
use crate::scope::Scope;
use crate::state::cloudformation::operation::Progress;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::timestamp::Timestamp;
use crate::world::World;

/// Does everything that is due until `target`, each at its own time. Returns whether there was anything.
pub(crate) fn advance(world: &mut World, target: Timestamp) -> bool {
    let mut changed = false;
    inventory::forget_missed(world, target);
    loop {
        while round(world) {
            changed = true;
        }
        match next_due(world).filter(|due| *due > world.now && *due <= target) {
            Some(due) => world.now = due,
            None => break,
        }
    }
    world.now = world.now.max(target);
    changed
}

/// Advances every operation by one step, so that they progress together.
fn round(world: &mut World) -> bool {
    let mut progressed = false;
    for scope in world.scopes() {
        for id in busy_stacks(world, &scope) {
            progressed |= step_stack(world, &scope, &id);
        }
        let sets: Vec<String> = world.cloudformation(&scope).stack_sets.keys().cloned().collect();
        for name in sets {
            progressed |= step_stack_set(world, &scope, &name);
        }
    }
    // None of them keeps another from its turn.
    progressed |= replication::step(world);
    progressed |= run::step(world);
    progressed | inventory::step(world)
}

fn busy_stacks(world: &mut World, scope: &Scope) -> Vec<String> {
    let stacks = world.cloudformation(scope).all_stacks();
    let mut busy: Vec<(u64, String)> =
        stacks.filter(|stack| stack.operation.is_some()).map(|stack| (stack.number, stack.id.clone())).collect();
    busy.sort();
    busy.into_iter().map(|(_, id)| id).collect()
}

/// The next time at which a task is done, a replica arrives, a batch job continues or an inventory is written.
fn next_due(world: &World) -> Option<Timestamp> {
    let due = |progress: &Progress| match progress {
        Progress::Running(due) => Some(*due),
        Progress::Calling(pending) => match pending.calls.first() {
            Some(PendingCall::Wait(wait_for)) => wait_for.until(),
            _ => None,
        },
        _ => None,
    };
    let scopes = world.scopes();
    let tasks = scopes
        .iter()
        .filter_map(|scope| world.region_ref(scope))
        .flat_map(|region| region.cloudformation.all_stacks())
        .filter_map(|stack| stack.operation.as_ref())
        .flat_map(|operation| operation.tasks.values())
        .filter_map(|task| due(&task.progress));
    let replications = world.replications.iter().map(|job| job.due);
    tasks
        .chain(replications)
        .chain(run::next_due(world))
        .chain(inventory::next_due(world))
        .filter(|due| *due > world.now)
        .min()
}
