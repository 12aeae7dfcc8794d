//! The advice of a failover and its failback, which `tests/examinations/failover.rs` follows under the roles of an archive.

use crate::advice::By::{self, Elsewhere};

const FILE: &str = "tests/examinations/failover.rs";
const WHOLE: &str =
    "an_archive_fails_over_without_its_primary_region_and_back_without_losing_what_was_written_on_either_side";
const RIGHTS: &str = "what_a_failback_lacks_is_put_back_by_the_bootstrap";
const REST: &str = "what_cannot_be_returned_stays_in_the_replica_and_can_be_read";
const REHEARSED: &str = "a_rehearsal_measures_and_promotes_nothing";

/// Who follows it.
pub(crate) const ADVICE: &[(&str, &str, By)] = &[
    ("failover/rehearsal.rs", "return what was written there first", Elsewhere(FILE, WHOLE)),
    ("cli/command/rehearsal.rs", "shows what replication depends on", Elsewhere(FILE, REHEARSED)),
    ("promotion.rs", "returns them to the primary bucket first", Elsewhere(FILE, WHOLE)),
    ("health/mod.rs", "returns it to the primary bucket", Elsewhere(FILE, WHOLE)),
    ("cli/command/failback.rs", "create it with", Elsewhere(FILE, WHOLE)),
    ("cli/command/failback.rs", "shows how much it is", Elsewhere(FILE, WHOLE)),
    ("cli/command/failback.rs", "puts back what the role may do", Elsewhere(FILE, RIGHTS)),
    ("cli/command/failback.rs", "names each as diverged", Elsewhere(FILE, REST)),
    ("cli/command/failover.rs", "answers again", Elsewhere(FILE, WHOLE)),
    ("cli/command/failover.rs", "write to {other}, or", Elsewhere(FILE, WHOLE)),
    (
        "doctor/command_actions.rs",
        "create it with",
        Elsewhere(
            "tests/examinations/command_rights.rs",
            "what_a_command_lacks_in_the_account_is_made_by_the_bootstrap_that_doctor_names",
        ),
    ),
    (
        "doctor/failover.rs",
        "deploy the two roles with",
        Elsewhere("tests/remedies/roles.rs", "the_roles_of_the_stack_set_are_created"),
    ),
    ("doctor/failover.rs", "allows it, or allows it again", Elsewhere(FILE, RIGHTS)),
];
