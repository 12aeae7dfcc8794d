//! The advice that is written where it is printed, not as a `Remedy`: each line of the sources that names a command of the program is
//! listed here with the test that follows it. A line that is not listed fails, and so does a row that matches none.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::place::{Place, REGION, SETTINGS, STACK, Well as _, help, resource_fault};

/// Who follows a piece of advice.
pub(crate) enum By {
    /// A test of this folder.
    Test(fn()),
    /// A test elsewhere: its file below `archive/`, and its name.
    Elsewhere(&'static str, &'static str),
    /// The words of a variant of `Remedy`, which the table in `main` is about.
    Remedy,
    /// Nobody: it is no advice in a state, and this is what it is.
    NotAdvice(&'static str),
}
use By::{Elsewhere, NotAdvice, Remedy, Test};

const HEALTH: &str = "health/mod.rs";
const INOPERABLE: &str = "tests/remedies/inoperable.rs";
const REPAIRS: &str = "tests/remedies/repairs.rs";
const WEAKENED: &str = "tests/remedies/weakened.rs";

/// A file below `archive/src`, a part of the line, and who follows it.
const ADVICE: &[(&str, &str, By)] = &[
    (
        "adopt/mod.rs",
        "which deletes it, imports the retained resources",
        Test(adopting_after_a_failed_creation_leads_to_deploying),
    ),
    ("adopt/mod.rs", "delete the rest of it with", Test(adopting_after_a_failed_deletion_leads_to_destroying)),
    ("adopt/mod.rs", "create the archive with", Test(adopting_nothing_leads_to_deploying)),
    (
        "bootstrap.rs",
        "removes the permissions that are no longer needed",
        Elsewhere(
            "tests/examinations/life.rs",
            "options_are_narrowed_with_the_deployment_first_or_the_bootstrap_first",
        ),
    ),
    (
        "bootstrap.rs",
        "into [stack_set], and run",
        Elsewhere("tests/examinations/life.rs", "a_second_archive_is_deployed_in_the_same_account"),
    ),
    (
        "cli/command/adopt.rs",
        "updates them to the configuration",
        Elsewhere("tests/commands.rs", "an_archive_lives_dies_and_is_brought_back"),
    ),
    ("cli/command/inspect.rs", "command.name()", NotAdvice("names the command whose rights were examined")),
    ("cli/command/bootstrap.rs", "doing first what", NotAdvice("what `deploy --local` does")),
    (
        "cli/command/deploy.rs",
        "follow the help of each finding",
        Elsewhere(
            "tests/remedies/repairs.rs",
            "a_deployment_that_leaves_the_archive_unhealthy_says_so_and_how_to_mend_it",
        ),
    ),
    (
        "cli/hints.rs",
        "use `archive",
        Elsewhere("tests/commands.rs", "commands_of_other_tools_are_answered_with_those_that_there_are"),
    ),
    ("cli/command/destroy.rs", "imports them again", Test(what_destroying_leaves_is_deployed_again)),
    (
        "cli/command/inspect.rs",
        "`archive deploy` imports it",
        Elsewhere("tests/remedies/truth.rs", "the_status_after_a_deletion_lists_what_stays"),
    ),
    ("cli/command/inspect.rs", "puts back what was changed", Test(what_does_not_arrive_is_shown_by_the_status)),
    ("cli/command/inspect.rs", "see `archive plan`", Test(differences_are_planned)),
    (
        "cli/command/plan.rs",
        "execute it with",
        Elsewhere("tests/remedies/approvals.rs", "a_plan_that_is_out_of_date_is_made_again"),
    ),
    (
        "cli/command/plan.rs",
        "once it is done",
        Elsewhere("tests/commands.rs", "the_plan_of_an_archive_in_two_steps_is_of_the_first_and_says_so"),
    ),
    ("cli/command/plan.rs", "create one with", Test(a_plan_that_cannot_be_read_is_made_again)),
    (
        "cli/command/verify.rs",
        "see `archive status` and `archive drift`",
        Test(what_does_not_arrive_is_shown_by_the_status),
    ),
    ("cli/command/verify.rs", "shows the rules", Test(what_does_not_arrive_is_shown_by_the_status)),
    ("config/reference.rs", "writes a", NotAdvice("documentation of the settings")),
    ("config/reference.rs", "prints what is in effect", NotAdvice("documentation of the settings")),
    ("config/options/replica.rs", "prints it", NotAdvice("documentation of a setting")),
    ("config/options/stack_set.rs", "which `archive bootstrap` creates", NotAdvice("documentation of a setting")),
    ("config/options/stack_set.rs", "allows the execution role.", NotAdvice("documentation of a setting")),
    (
        "deployment.rs",
        "only imports them, and then a plan is possible",
        Test(what_is_retained_is_adopted_and_then_planned),
    ),
    ("deployment.rs", "imports each after asking", Test(a_region_that_was_removed_is_brought_back)),
    ("deployment.rs", "the next `archive deploy` imports it", Test(what_a_failed_creation_leaves_is_imported)),
    ("doctor/names.rs", "if an earlier archive retained it,", Test(what_destroying_leaves_is_deployed_again)),
    ("doctor/names.rs", "if an earlier archive retained its buckets", Test(a_stack_set_that_was_left_is_adopted)),
    (
        "doctor/names.rs",
        "deletes it, after asking",
        Elsewhere("tests/remedies/truth.rs", "a_role_and_an_alias_that_belong_to_no_stack_are_deleted_after_asking"),
    ),
    (
        "doctor/names.rs",
        "if an earlier archive retained the replica",
        Elsewhere("tests/remedies/truth.rs", "a_disabled_region_of_an_adopted_archive_comes_back"),
    ),
    (
        "doctor/permissions.rs",
        "for the template",
        NotAdvice("of a template that the program made and cannot read itself"),
    ),
    ("doctor/roles.rs", "deploy the two roles", Test(roles_that_doctor_misses_are_bootstrapped)),
    ("doctor/roles.rs", "prints the template", Test(the_template_for_the_other_account_is_printed)),
    ("doctor/mod.rs", "see `archive diff`", NotAdvice("where the reason is why the deployed template cannot be read")),
    (
        "doctor/roles.rs",
        "see `archive synth --replica`",
        NotAdvice("of a template that the program made and cannot read itself"),
    ),
    ("doctor/roles.rs", "as this configuration needs it", Test(roles_that_are_too_narrow_are_bootstrapped_again)),
    (
        "doctor/stack.rs",
        "see `archive status`",
        NotAdvice("where to look after an error of AWS for which there is no remedy"),
    ),
    ("doctor/stack.rs", "says why", Test(a_stack_that_cannot_be_deployed_says_why_in_its_logs)),
    (
        "health/objects.rs",
        "look for others with",
        Elsewhere(REPAIRS, "objects_under_other_keys_are_found_and_copied_under_the_buckets_key"),
    ),
    (
        "health/outsiders.rs",
        "puts the deployed policy back",
        Elsewhere(REPAIRS, "policies_that_let_others_in_or_the_account_out_are_put_back"),
    ),
    (HEALTH, "brings it back", Elsewhere(REPAIRS, "replication_is_put_back")),
    (HEALTH, "makes it again", Elsewhere(REPAIRS, "an_instance_whose_stack_was_deleted_by_hand_is_made_again")),
    (HEALTH, "takes it out of the StackSet", Elsewhere(INOPERABLE, "a_region_that_could_not_be_removed_is_put_back")),
    (HEALTH, "protects it again", Elsewhere(WEAKENED, "a_stack_without_its_protection_is_protected_again")),
    (HEALTH, "take it in again", Elsewhere(WEAKENED, "a_replica_that_left_the_stack_set_is_taken_in_again")),
    (HEALTH, "turns it on", Test(a_lock_that_is_new_in_the_configuration_is_turned_on)),
    (HEALTH, "creates it again, empty", Elsewhere(REPAIRS, "replication_is_put_back")),
    (HEALTH, "updates it", Test(an_instance_that_is_not_up_to_date_is_updated)),
    (HEALTH, "see `archive events --follow`", NotAdvice("of an operation in progress, which `states` waits for")),
    (HEALTH, "shows which can be read", NotAdvice("of data that is lost: it says where the other copies are")),
    ("remedy.rs", "`archive ", Remedy),
];

/// The lines of the program's sources that name one of its commands, without comments and tests.
fn lines(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines(&path, root, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let name = path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/");
        let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//") && line.contains("`archive "));
        found.extend(lines.map(|line| (name.clone(), line.to_owned())));
    }
}

#[test]
fn every_line_of_advice_is_followed_by_a_test() {
    let (package, mut found) = (PathBuf::from(env!("CARGO_MANIFEST_DIR")), Vec::new());
    let root = package.join("src");
    let all_advice = || ADVICE.iter().chain(crate::backfill::ADVICE).chain(crate::failover::ADVICE);
    lines(&root, &root, &mut found);
    for (file, line) in &found {
        let rows = all_advice().filter(|(of, part, _)| of == file && line.contains(part)).count();
        assert_eq!(rows, 1, "{rows} rows of the table are about this line of {file}: {line}");
    }
    for (file, part, by) in all_advice() {
        assert!(
            found.iter().any(|(of, line)| of == file && line.contains(part)),
            "{file} does not say {part:?} any more"
        );
        match by {
            Elsewhere(file, name) => {
                let text = std::fs::read_to_string(package.join(file)).unwrap();
                assert!(text.contains(&format!("fn {name}(")), "{file} has no test {name}");
            }
            NotAdvice(why) => assert!(!why.is_empty()),
            // That there is one, the compiler has seen.
            Test(followed) => _ = followed,
            Remedy => {}
        }
    }
}

/// Makes tests of the functions that the table names.
macro_rules! tests {
    ($($name:ident $body:block)+) => {
        $(fn $name() $body)+
        mod followed {
            $(
                #[test]
                fn $name() {
                    super::$name();
                }
            )+
        }
    };
}

tests! {
    adopting_after_a_failed_creation_leads_to_deploying {
        let place = Place::new();
        place.faults(Vec::new(), vec![resource_fault("Bucket", "CREATE_IN_PROGRESS", 1, "out of luck")]);
        assert_eq!(place.run(&["deploy", "--yes"]).code, 4);
        let refused = place.run(&["adopt", "--yes"]);
        assert_eq!(refused.code, 5, "{}", refused.err);
        place.follow_as_far_as_allowed(&refused, "deploy").well();
        place.assert_healthy();
    }

    adopting_after_a_failed_deletion_leads_to_destroying {
        let place = Place::deployed();
        place.faults(Vec::new(), vec![resource_fault("KeyAlias", "DELETE_IN_PROGRESS", 1, "out of luck")]);
        assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
        let refused = place.run(&["adopt", "--yes"]);
        assert_eq!(refused.code, 5, "{}", refused.err);
        place.follow_as_far_as_allowed(&refused, "destroy").well();
        place.follow(&refused, "adopt", &["--yes"]).well();
        place.deploy_as_far_as_allowed().well();
        place.assert_healthy();
    }

    adopting_nothing_leads_to_deploying {
        let place = Place::new();
        let refused = place.run(&["adopt", "--yes"]);
        assert_eq!(refused.code, 5, "{}", refused.err);
        place.follow(&refused, "deploy", &["--yes"]).well();
        place.assert_healthy();
    }

    what_destroying_leaves_is_deployed_again {
        let place = Place::deployed();
        let destroyed = place.run(&["destroy", "--allow", "stack-deletion"]).well();
        let doctor = place.run(&["doctor"]);
        assert!(help(&doctor).contains("`archive deploy` imports it"), "{}", doctor.out);
        place.follow_as_far_as_allowed(&destroyed, "deploy").well();
        place.assert_healthy();
    }

    differences_are_planned {
        let place = Place::deployed();
        place.configure(&format!("{SETTINGS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
        let differs = place.run(&["diff", "--check"]);
        assert_eq!(differs.code, 5, "{}", differs.err);
        let planned = place.follow(&differs, "plan", &[]).well();
        assert!(planned.err.contains("AbortIncompleteMultipartUpload"), "{}", planned.err);
    }

    a_plan_that_cannot_be_read_is_made_again {
        let place = Place::new();
        std::fs::write(place.folder.path().join("FILE"), "{}").unwrap();
        let unreadable = place.run(&["deploy", "--yes", "--plan", "FILE"]);
        assert_eq!(unreadable.code, 2, "{}", unreadable.err);
        place.follow(&unreadable, "plan", &[]).well();
        place.run(&["deploy", "--yes", "--plan", "FILE"]).well();
        place.assert_healthy();
    }

    what_does_not_arrive_is_shown_by_the_status {
        let place = Place::deployed();
        place.s3(REGION, "DELETE", "/acme-archive?replication", "");
        let verified = place.run(&["verify", "--timeout", "0"]);
        assert_eq!(verified.code, 5, "{}\n{}", verified.out, verified.err);
        assert!(!help(&verified).is_empty());
        let status = place.follow(&verified, "status", &["--check"]);
        assert!(status.code == 5 && status.out.contains("no replication rule names it"), "{}", status.out);
        let drift = place.follow(&verified, "drift", &["--check"]);
        assert!(drift.code == 5 && drift.out.contains("ReplicationConfiguration"), "{}", drift.out);
        place.follow_as_far_as_allowed(&drift, "deploy").well();
        place.assert_healthy();
    }

    what_is_retained_is_adopted_and_then_planned {
        let place = Place::deployed();
        place.run(&["destroy", "--allow", "stack-deletion"]).well();
        let refused = place.run(&["plan"]);
        assert_eq!(refused.code, 5, "{}", refused.err);
        place.follow(&refused, "adopt", &["--yes"]).well();
        place.run(&["plan"]).well();
        place.follow_as_far_as_allowed(&refused, "deploy").well();
        place.assert_healthy();
    }

    a_region_that_was_removed_is_brought_back {
        let place = Place::deployed();
        place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
        place.deploy_as_far_as_allowed().well();
        place.configure(SETTINGS);
        let refused = place.run(&["plan"]);
        assert_eq!(refused.code, 5, "{}", refused.err);
        place.follow_as_far_as_allowed(&refused, "deploy").well();
        place.assert_healthy();
    }

    what_a_failed_creation_leaves_is_imported {
        let place = Place::new();
        let mut fault = resource_fault("BucketPolicy", "CREATE_IN_PROGRESS", 1, "out of luck");
        fault.region = Some("eu-north-1".into());
        place.faults(Vec::new(), vec![fault]);
        let failed = place.run(&["deploy", "--yes"]);
        assert_eq!(failed.code, 4, "{}", failed.err);
        place.deploy_as_far_as_allowed().well();
        place.assert_healthy();
    }

    a_stack_set_that_was_left_is_adopted {
        let place = Place::deployed();
        // Twice: the deletion of a StackSet that fails, and then the stack goes without it.
        place.faults(Vec::new(), vec![resource_fault("StackSet", "DELETE_IN_PROGRESS", 9, "out of luck")]);
        assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
        place.run(&["destroy", "--allow", "stack-deletion", "--force"]).well();
        assert_eq!(place.status(), None);
        place.faults(Vec::new(), Vec::new());
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, 2, "{}", doctor.out);
        place.follow(&doctor, "adopt", &["--yes"]).well();
        place.deploy_as_far_as_allowed().well();
        place.assert_healthy();
    }

    roles_that_doctor_misses_are_bootstrapped {
        let place = Place::with(|config| config.stack_set_roles = false);
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, 2, "{}", doctor.out);
        place.follow(&doctor, "bootstrap", &["--yes"]).well();
        place.run(&["doctor"]).well();
        place.run(&["deploy", "--yes"]).well();
        place.assert_healthy();
    }

    roles_that_are_too_narrow_are_bootstrapped_again {
        let place = Place::with(|config| config.stack_set_roles = false);
        place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\n");
        place.run(&["bootstrap", "--yes"]).well();
        place.run(&["deploy", "--yes"]).well();
        place.configure(SETTINGS);
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, 2, "{}", doctor.out);
        let bootstrapped = place.follow_as_far_as_allowed(&doctor, "bootstrap");
        assert_eq!(bootstrapped.code, 0, "{}", bootstrapped.err);
        place.run(&["doctor"]).well();
        place.deploy_as_far_as_allowed().well();
        place.assert_healthy();
    }

    the_template_for_the_other_account_is_printed {
        let other = crate::place::OTHER_ACCOUNT;
        let place = Place::with(|config| config.other_accounts = vec![other.to_owned()]);
        place.configure(&format!("prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '{other}'\n"));
        let doctor = place.run(&["doctor"]);
        let printed = place.follow(&doctor, "bootstrap", &["--print"]).well();
        let template: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
        let resources = template["Resources"].as_object().unwrap().values();
        let kinds: Vec<_> = resources.map(|resource| resource["Type"].clone()).collect();
        assert!(kinds.contains(&json!("AWS::IAM::Role")), "{template:#}");
        // And the examination from within that account.
        assert!(help(&doctor).contains("`archive doctor` with credentials of that account"), "{}", doctor.out);
        place.run_as(other, &["doctor"]).well();
    }

    a_stack_that_cannot_be_deployed_says_why_in_its_logs {
        let place = Place::deployed();
        place.faults(Vec::new(), vec![resource_fault("KeyAlias", "DELETE_IN_PROGRESS", 1, "out of luck")]);
        assert_eq!(place.run(&["destroy", "--allow", "stack-deletion"]).code, 5);
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, 2, "{}", doctor.out);
        let logs = place.follow(&doctor, "logs", &[]).well();
        assert!(format!("{}{}", logs.out, logs.err).contains("out of luck"), "{}{}", logs.out, logs.err);
        place.follow_as_far_as_allowed(&doctor, "destroy").well();
        place.deploy_as_far_as_allowed().well();
        place.assert_healthy();
    }

    a_lock_that_is_new_in_the_configuration_is_turned_on {
        let place = Place::deployed();
        place.configure(&format!("{SETTINGS}[object_lock]\nmode = 'governance'\ndays = 1\n"));
        // What is not deployed yet is no damage: nothing is locked.
        place.run(&["status", "--check"]).well();
        let lock = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
        place.s3(REGION, "PUT", "/acme-archive?object-lock", lock);
        let status = place.run(&["status", "--check"]);
        assert_eq!(status.code, 5, "{}", status.out);
        place.follow_as_far_as_allowed(&status, "deploy").well();
        place.assert_healthy();
    }

    an_instance_that_is_not_up_to_date_is_updated {
        let place = Place::deployed();
        let mut fault = resource_fault("Bucket", "UPDATE_IN_PROGRESS", 1, "out of luck");
        fault.region = Some("eu-north-1".into());
        place.faults(Vec::new(), vec![fault]);
        place.wait(async {
            let client = place.another_tool();
            let set = format!("{STACK}-replication");
            let described = client.describe_stack_set().stack_set_name(&set).send().await.unwrap();
            let template = described.stack_set.unwrap().template_body.unwrap();
            let changed = template.replace("\"DaysAfterInitiation\":7", "\"DaysAfterInitiation\":9");
            assert_ne!(changed, template);
            let parameters = ["Prefix", "ReplicationRole"].map(|name| {
                aws_sdk_cloudformation::types::Parameter::builder().parameter_key(name).use_previous_value(true).build()
            });
            let update = client.update_stack_set().stack_set_name(&set).template_body(changed);
            let update = update.set_parameters(Some(parameters.into()));
            let update = update.capabilities(aws_sdk_cloudformation::types::Capability::CapabilityNamedIam);
            update.send().await.unwrap();
            loop {
                let operations = client.list_stack_set_operations().stack_set_name(&set).send().await.unwrap();
                let status = operations.summaries()[0].status().unwrap().as_str().to_owned();
                if status != "RUNNING" && status != "QUEUED" {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        });
        let status = place.run(&["status", "--check"]);
        assert!(status.code == 5 && status.out.contains("OUTDATED"), "{}", status.out);
        place.follow_as_far_as_allowed(&status, "deploy").well();
        place.assert_healthy();
    }
}
