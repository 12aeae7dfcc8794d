//! The state table, end to end: a stack in each status that CloudFormation has, and what every command does with it.

use aws_sdk_cloudformation::types::StackStatus;
use cfn_deploy::{DangerKind, DestroyOptions, Error, Refusal, Remedy};

use crate::reach::{reach, wanted};
use crate::world::{Allow, STACK, World, request};

/// Every word that a status can need.
const WORDS: Allow = Allow(&[DangerKind::FailedStackDeletion, DangerKind::RollBack, DangerKind::StackDeletion]);

/// How a command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// Well, with the stack in this status.
    Well(&'static str),
    /// Well: there is no stack any more.
    Gone,
    /// For want of a word; nothing was begun.
    Word(DangerKind),
    /// Without having begun anything, and this is the remedy.
    InvalidState(Remedy),
    /// With the failure of the operation that was followed.
    Failed,
}

/// What is decided for one status.
struct Decided {
    /// A deployment by somebody who allows nothing in particular.
    deploy: End,
    /// A deployment by somebody who allows what it takes.
    with_words: End,
    /// A plan.
    plan: End,
    /// `rollback` or `continue`.
    recover: End,
    /// `events --follow`.
    follow: End,
}

const WAIT: End = End::InvalidState(Remedy::WaitForOperation);
const NOTHING: End = End::InvalidState(Remedy::ShowStatus);

/// The table. A status that it lacks fails its test.
fn decided(status: &str) -> Decided {
    use DangerKind::{FailedStackDeletion, RollBack};
    use End::{Failed, Gone, InvalidState, Well, Word};
    let updated = |status: &'static str| Decided {
        deploy: Well("UPDATE_COMPLETE"),
        with_words: Well("UPDATE_COMPLETE"),
        plan: Well(status),
        recover: NOTHING,
        follow: Well(status),
    };
    // An operation in progress is waited for, and then it is as if it had ended before.
    let attached = |end: &'static str| Decided { plan: WAIT, follow: Well(end), ..updated(end) };
    let created = Decided { deploy: Well("CREATE_COMPLETE"), with_words: Well("CREATE_COMPLETE"), ..updated("") };
    let deleted_first = |plan: End, follow: End| Decided {
        deploy: Word(FailedStackDeletion),
        with_words: Well("CREATE_COMPLETE"),
        plan,
        recover: NOTHING,
        follow,
    };
    match status {
        "REVIEW_IN_PROGRESS" => {
            Decided { plan: Well("REVIEW_IN_PROGRESS"), follow: Well("REVIEW_IN_PROGRESS"), ..created }
        }
        "DELETE_COMPLETE" => Decided { plan: Gone, follow: InvalidState(Remedy::Deploy), ..created },
        "DELETE_IN_PROGRESS" => Decided { plan: WAIT, follow: Gone, ..created },
        "CREATE_IN_PROGRESS" => attached("CREATE_COMPLETE"),
        "CREATE_COMPLETE" => updated("CREATE_COMPLETE"),
        "UPDATE_IN_PROGRESS" | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" => attached("UPDATE_COMPLETE"),
        "UPDATE_COMPLETE" => updated("UPDATE_COMPLETE"),
        "UPDATE_ROLLBACK_IN_PROGRESS" | "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" => {
            Decided { follow: Failed, ..attached("UPDATE_ROLLBACK_COMPLETE") }
        }
        "UPDATE_ROLLBACK_COMPLETE" => updated("UPDATE_ROLLBACK_COMPLETE"),
        "IMPORT_IN_PROGRESS" => attached("IMPORT_COMPLETE"),
        "IMPORT_COMPLETE" => updated("IMPORT_COMPLETE"),
        "IMPORT_ROLLBACK_IN_PROGRESS" => Decided { follow: Failed, ..attached("IMPORT_ROLLBACK_COMPLETE") },
        "IMPORT_ROLLBACK_COMPLETE" => updated("IMPORT_ROLLBACK_COMPLETE"),
        "ROLLBACK_IN_PROGRESS" => deleted_first(WAIT, Failed),
        "ROLLBACK_COMPLETE" => deleted_first(InvalidState(Remedy::Deploy), Well("ROLLBACK_COMPLETE")),
        "ROLLBACK_FAILED" => deleted_first(InvalidState(Remedy::Deploy), Well("ROLLBACK_FAILED")),
        "CREATE_FAILED" => Decided {
            deploy: Word(RollBack),
            with_words: Well("CREATE_COMPLETE"),
            plan: InvalidState(Remedy::Rollback),
            recover: Well("ROLLBACK_COMPLETE"),
            follow: Well("CREATE_FAILED"),
        },
        "UPDATE_FAILED" => Decided {
            deploy: Word(RollBack),
            with_words: Well("UPDATE_COMPLETE"),
            plan: InvalidState(Remedy::Rollback),
            recover: Well("UPDATE_ROLLBACK_COMPLETE"),
            follow: Well("UPDATE_FAILED"),
        },
        "UPDATE_ROLLBACK_FAILED" => Decided {
            deploy: Well("UPDATE_COMPLETE"),
            with_words: Well("UPDATE_COMPLETE"),
            plan: InvalidState(Remedy::ContinueRollback),
            recover: Well("UPDATE_ROLLBACK_COMPLETE"),
            follow: Well("UPDATE_ROLLBACK_FAILED"),
        },
        "DELETE_FAILED" => Decided {
            deploy: InvalidState(Remedy::DeleteStack),
            with_words: InvalidState(Remedy::DeleteStack),
            plan: InvalidState(Remedy::DeleteStack),
            recover: NOTHING,
            follow: Well("DELETE_FAILED"),
        },
        // Its resources are retained, and what is imported is not created: the key has no name that could be taken.
        "IMPORT_ROLLBACK_FAILED" => Decided {
            deploy: Word(FailedStackDeletion),
            with_words: Well("CREATE_COMPLETE"),
            plan: InvalidState(Remedy::DeleteStack),
            recover: NOTHING,
            follow: Well("IMPORT_ROLLBACK_FAILED"),
        },
        unknown => panic!("nothing is decided for {unknown}"),
    }
}

/// How a command ended, and that it left the stack as it says.
async fn ended<T>(world: &World, before: &str, result: Result<T, Error>, wanted: End) {
    let begins_nothing = matches!(wanted, End::Word(_) | End::InvalidState(_));
    let now = world.status().await;
    let context = format!("a stack in {before} is now {now:?}");
    match (result, wanted) {
        (Ok(_), End::Well(status)) => assert_eq!(now.as_deref(), Some(status), "{context}"),
        (Ok(_), End::Gone) => assert_eq!(now, None, "{context}"),
        (Err(Error::Refused(Refusal::Dangers(dangers))), End::Word(kind)) => {
            assert_eq!(dangers.iter().map(|danger| danger.kind).collect::<Vec<_>>(), [kind], "{context}");
        }
        (Err(error @ Error::InvalidState { .. }), End::InvalidState(remedy)) => {
            assert_eq!(error.remedies().first(), Some(&remedy), "{context}: {error}");
        }
        (Err(error @ (Error::RolledBack(_) | Error::OperationFailed { .. })), End::Failed) => {
            assert!(error.to_string().contains("out of luck"), "{context}: {error}");
        }
        (Ok(_), wanted) => panic!("{context}: it ended well, and not as {wanted:?}"),
        (Err(error), wanted) => panic!("{context}: {error} / {:?}, and not {wanted:?}", error.help()),
    }
    if begins_nothing && is_settled(before) {
        assert_eq!(now.as_deref().unwrap_or("DELETE_COMPLETE"), before, "something was begun all the same");
    }
}

fn is_settled(status: &str) -> bool {
    !status.ends_with("_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS"
}

async fn check(status: &str) {
    let decided = decided(status);
    let wanted = request(wanted(status));
    let (plain, words) = (Allow(&[]), WORDS);

    let world = reach(status).await;
    let result = world.engine(&plain).deploy(&wanted).await;
    ended(&world, status, result, decided.deploy).await;

    let world = reach(status).await;
    let result = world.engine(&words).deploy(&wanted).await;
    ended(&world, status, result, decided.with_words).await;

    let world = reach(status).await;
    let result = match world.engine(&plain).plan(&wanted).await {
        Ok(Some((plan, _))) => world.engine(&plain).discard(&plan).await,
        Ok(None) => panic!("{status}: there was something to change"),
        Err(error) => Err(error),
    };
    ended(&world, status, result, decided.plan).await;

    let world = reach(status).await;
    let result = world.engine(&plain).recover(STACK, &[]).await;
    ended(&world, status, result, decided.recover).await;

    let world = reach(status).await;
    let result = world.engine(&plain).events(STACK, true).await;
    ended(&world, status, result, decided.follow).await;

    // Deleting works from every status, after what is in progress.
    let world = reach(status).await;
    let result = world.engine(&words).destroy(STACK, &DestroyOptions::default()).await;
    ended(&world, status, result, End::Gone).await;

    // Looking changes nothing, and says something of every stack that there is.
    let world = reach(status).await;
    let exists = !matches!(status, "DELETE_COMPLETE");
    let report = world.engine(&plain).status(STACK).await.unwrap();
    assert_eq!(report.map(|report| report.status), exists.then(|| status.to_owned()));
    match world.engine(&plain).diff(&wanted).await {
        Ok(diff) => assert!(!diff.changes.is_empty(), "{status}: no difference"),
        Err(error) => {
            assert!(matches!(status, "DELETE_COMPLETE" | "REVIEW_IN_PROGRESS"), "{status}: {error}");
            assert_eq!(error.remedies(), [Remedy::Deploy], "{status}: {error}");
        }
    }
    assert_eq!(world.status().await.unwrap_or_else(|| "DELETE_COMPLETE".to_owned()), status, "looking changed it");
}

/// One test for each status, and the list of those that have one.
macro_rules! statuses {
    ($($name:ident: $status:literal,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                check($status).await;
            }
        )*

        const TESTED: &[&str] = &[$($status),*];
    };
}

statuses! {
    create_complete: "CREATE_COMPLETE",
    create_failed: "CREATE_FAILED",
    create_in_progress: "CREATE_IN_PROGRESS",
    delete_complete: "DELETE_COMPLETE",
    delete_failed: "DELETE_FAILED",
    delete_in_progress: "DELETE_IN_PROGRESS",
    import_complete: "IMPORT_COMPLETE",
    import_in_progress: "IMPORT_IN_PROGRESS",
    import_rollback_complete: "IMPORT_ROLLBACK_COMPLETE",
    import_rollback_failed: "IMPORT_ROLLBACK_FAILED",
    import_rollback_in_progress: "IMPORT_ROLLBACK_IN_PROGRESS",
    review_in_progress: "REVIEW_IN_PROGRESS",
    rollback_complete: "ROLLBACK_COMPLETE",
    rollback_failed: "ROLLBACK_FAILED",
    rollback_in_progress: "ROLLBACK_IN_PROGRESS",
    update_complete: "UPDATE_COMPLETE",
    update_complete_cleanup_in_progress: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    update_failed: "UPDATE_FAILED",
    update_in_progress: "UPDATE_IN_PROGRESS",
    update_rollback_complete: "UPDATE_ROLLBACK_COMPLETE",
    update_rollback_complete_cleanup_in_progress: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    update_rollback_failed: "UPDATE_ROLLBACK_FAILED",
    update_rollback_in_progress: "UPDATE_ROLLBACK_IN_PROGRESS",
}

#[test]
fn every_status_that_the_sdk_knows_has_its_test() {
    let mut known: Vec<&str> = StackStatus::values().to_vec();
    known.sort_unstable();
    assert_eq!(TESTED, known);
}
