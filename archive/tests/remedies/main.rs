//! Every remedy is carried out: for each variant of `Remedy`, an AWS is brought into the state that prints it, what it advises is done,
//! and things are well after it, or what was printed says that more is needed.
//!
//! The other advice of the program, which is written where it is printed, is listed and carried out in `advice`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod advice;
mod approvals;
mod backfill;
mod calls;
mod connection;
mod failover;
mod inoperable;
mod names;
mod place;
mod promises;
mod repairs;
mod roles;
mod states;
mod truth;
mod weakened;

use cfn_deploy::Remedy;

/// The test of each variant. A variant without one does not compile.
macro_rules! carried_out {
    ($($variant:ident => $group:ident::$test:ident),+ $(,)?) => {
        $(
            #[test]
            fn $test() {
                $group::$test();
            }
        )+

        fn test_of(remedy: &Remedy) -> &'static str {
            match remedy {
                $(Remedy::$variant { .. } => stringify!($test),)+
            }
        }
    };
}

carried_out! {
    Advice => approvals::what_is_advised_in_words_of_its_own_is_done,
    Deploy => states::a_deployment_creates_what_is_missing,
    Plan => approvals::a_plan_that_is_out_of_date_is_made_again,
    DeleteStack => states::a_deletion_that_failed_is_finished,
    Rollback => states::an_operation_that_was_left_failed_is_rolled_back,
    ContinueRollback => states::a_rollback_that_failed_is_continued,
    WaitForOperation => states::an_operation_in_progress_is_waited_for,
    ShowStatus => states::the_status_is_shown,
    ShowEvents => states::the_events_of_every_region_are_shown,
    Retry => calls::a_call_that_failed_is_made_again,
    Reattach => calls::an_operation_is_followed_again,
    Adopt => names::what_exists_is_brought_into_the_stack,
    ChooseNames => names::names_that_are_free_are_chosen,
    Bootstrap => roles::the_roles_of_the_stack_set_are_created,
    CheckPermissions => roles::permissions_are_checked_and_granted,
    Grant => roles::a_permission_is_granted,
    SignIn => connection::the_user_signs_in_again,
    ConfigureCredentials => connection::credentials_are_configured,
    ChooseProfile => connection::another_profile_is_chosen,
    CheckNetwork => connection::the_network_is_corrected,
    Allow => approvals::a_danger_is_allowed,
    Confirm => approvals::a_question_is_answered,
    NameTemplateBucket => names::a_template_bucket_is_named,
    NameTemplateBucketOwner => names::the_owner_of_the_template_bucket_is_named,
    DetectDriftAs => roles::drift_is_detected_in_the_other_account,
    CorrectCause => states::the_cause_of_a_failure_is_corrected,
    ForceDeletion => states::a_deletion_that_goes_on_failing_is_forced,
    LookInConsole => states::what_only_the_console_shows_is_said_to_be_there,
}

#[test]
fn every_remedy_has_a_test_of_its_own() {
    let mut tests: Vec<&str> = Remedy::samples().iter().map(test_of).collect();
    let count = tests.len();
    tests.sort_unstable();
    tests.dedup();
    assert_eq!(tests.len(), count, "two remedies share a test: {tests:?}");
}
