//! Whom AWS is called as, and how it is reached.

use archive_simulator::WireFaultKind;
use test_support::program::{Ended, command};

use crate::place::{ACCOUNT, Place, Well as _, help};

impl Place {
    /// The program in an environment without credentials.
    fn without_credentials(&self, arguments: &[&str]) -> std::process::Command {
        let mut program = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        program.env("AWS_ENDPOINT_URL", self.aws.endpoint_url());
        program
    }

    fn profile(&self, name: &str) {
        let profile = format!("[profile {name}]\naws_access_key_id = {ACCOUNT}\naws_secret_access_key = simulated\n");
        std::fs::write(self.folder.path().join("config"), profile).unwrap();
    }
}

pub(crate) fn the_user_signs_in_again() {
    let place = Place::new();
    place.wire_fault("DescribeStacks", 0, 1, WireFaultKind::ExpiredCredentials);
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("sign in again, with `aws sso login"), "{}", refused.err);
    // Whoever has signed in again has other credentials.
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}

pub(crate) fn credentials_are_configured() {
    let place = Place::new();
    let refused = Ended::of(&mut place.without_credentials(&["deploy", "--yes"]));
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("set AWS_PROFILE, or add --local"), "{}", refused.err);
    place.profile("work");
    Ended::of(place.without_credentials(&["deploy", "--yes"]).env("AWS_PROFILE", "work")).well();
    place.assert_healthy();
    // And the other way, without an account.
    Ended::of(&mut place.without_credentials(&["deploy", "--local"])).well();
    Ended::of(&mut place.without_credentials(&["status", "--check", "--local"])).well();
}

pub(crate) fn another_profile_is_chosen() {
    let place = Place::new();
    place.profile("work");
    let refused = Ended::of(&mut place.without_credentials(&["deploy", "--yes", "--profile", "wrok"]));
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("choose another profile with --profile"), "{}", refused.err);
    Ended::of(&mut place.without_credentials(&["deploy", "--yes", "--profile", "work"])).well();
    place.assert_healthy();
}

pub(crate) fn the_network_is_corrected() {
    let place = Place::new();
    // Nobody listens on the port that nothing can have.
    let refused = Ended::of(place.program(ACCOUNT, &["deploy", "--yes"]).env("AWS_ENDPOINT_URL", "http://127.0.0.1:1"));
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("check the network, the proxy and AWS_ENDPOINT_URL"), "{}", refused.err);
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}
