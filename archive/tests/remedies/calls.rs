//! Calls that fail on their way, and operations that go on without the program.

use archive_simulator::WireFaultKind;

use crate::place::{Place, Well as _, advised, help};

pub(crate) fn a_call_that_failed_is_made_again() {
    let place = Place::new();
    // As often as the SDK tries.
    place.wire_fault("CreateChangeSet", 0, 8, WireFaultKind::ServerError);
    let failed = place.run(&["deploy", "--yes"]);
    assert_ne!(failed.code, 0);
    assert!(
        help(&failed).contains("run the same command again; it continues where this one stopped"),
        "{}",
        failed.err
    );
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}

pub(crate) fn an_operation_is_followed_again() {
    for by_events in [false, true] {
        let place = Place::new();
        place.wire_fault("DescribeStackEvents", 0, 1, WireFaultKind::Denied);
        let cut_off = place.run(&["deploy", "--yes"]);
        assert_eq!(cut_off.code, 5, "{}", cut_off.err);
        assert!(help(&cut_off).contains("run the same command again to re-attach"), "{}", cut_off.err);
        if by_events {
            assert!(advised(&cut_off).contains(&vec!["events".to_owned(), "--follow".to_owned()]), "{}", cut_off.err);
            place.follow(&cut_off, "events", &[]).well();
        }
        // The same command also does what is left to do once the operation has ended.
        place.run(&["deploy", "--yes"]).well();
        place.assert_healthy();
    }
}
