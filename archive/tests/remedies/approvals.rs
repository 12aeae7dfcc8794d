//! What the user is asked for: a word, an answer, a new plan, another value.

use crate::place::{Place, SETTINGS, Well as _, allowed_words, help};

pub(crate) fn what_is_advised_in_words_of_its_own_is_done() {
    let place = Place::new();
    let long = "k".repeat(129);
    let refused = place.run(&["deploy", "--yes", "--tag", &format!("{long}=v")]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("give its key at most 128 characters"), "{}", refused.err);
    place.run(&["deploy", "--yes", "--tag", &format!("{}=v", &long[..128])]).well();
    place.assert_healthy();
}

pub(crate) fn a_plan_that_is_out_of_date_is_made_again() {
    let place = Place::new();
    place.run(&["plan", "--out", "plan.json"]).well();
    place.configure(&format!("{SETTINGS}[lifecycle]\nabort_incomplete_uploads_days = 3\n"));
    place.run(&["deploy", "--yes"]).well();
    let refused = place.run(&["deploy", "--yes", "--plan", "plan.json"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(help(&refused).contains("`archive plan --out FILE`"), "{}", refused.err);
    place.configure(SETTINGS);
    let planned = place.run(&["plan", "--out", "FILE"]).well();
    // The new plan says how it is executed.
    place.follow(&planned, "deploy", &["--yes"]).well();
    place.assert_healthy();
}

pub(crate) fn a_danger_is_allowed() {
    let place = Place::deployed();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\ndetached = ['eu-north-1']\n");
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    let words = allowed_words(&refused);
    place.run(&["deploy", "--yes", "--allow", &words]).well();
    place.assert_healthy();
}

pub(crate) fn a_question_is_answered() {
    let place = Place::new();
    let refused = place.run(&["deploy"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(help(&refused).contains("add --yes"), "{}", refused.err);
    assert_eq!(place.status(), None, "something was begun");
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}

#[test]
fn a_saved_plan_carries_its_configuration() {
    let place = Place::new();
    let settings = "prefix = 'acme'\nreplications = ['eu-west-1']\n[lifecycle]\ntransitions = [{ storage_class = 'GLACIER_IR', days = 90 }]\n";
    place.configure(settings);
    place.run(&["plan", "--out", "plan.json"]).well();
    // Whatever is in the folder by then.
    place.configure("prefix = 'other'\n");
    let named = place.run(&["deploy", "--yes", "--plan", "plan.json", "--config", "archive.toml"]);
    assert_eq!(named.code, 2, "{}", named.err);
    assert!(help(&named).contains("leave out --config"), "{}", named.err);
    let deployed = place.run(&["deploy", "--yes", "--plan", "plan.json"]).well();
    assert!(deployed.out.contains("BucketName = acme-archive\n"), "{}", deployed.out);
    assert!(deployed.out.contains("BucketReplications = eu-west-1\n"), "{}", deployed.out);
    place.configure(settings);
    place.assert_healthy();
    assert!(place.run(&["plan"]).well().err.contains("no changes"));
}
