//! Secrets are never shown, however much is asked for and whatever goes wrong.

use std::process::Command;

use archive_simulator::WireFaultKind;
use serde_json::json;

use crate::world::{Ended, World, end};

const SECRET: &str = "wJalrXUtnFEMIsecretK7MDENGbPxRfiCY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLEsessionTOKEN";

fn with_secrets(world: &World, arguments: &[&str]) -> Command {
    let mut command = world.program(arguments);
    command.env("AWS_SECRET_ACCESS_KEY", SECRET).env("AWS_SESSION_TOKEN", TOKEN);
    command
}

#[track_caller]
fn no_secret_in(ended: &Ended) {
    for secret in [SECRET, TOKEN] {
        assert!(!ended.out.contains(secret), "on standard output: {}", ended.out);
        assert!(!ended.err.contains(secret), "on standard error: {}", ended.err);
    }
}

#[tokio::test]
async fn neither_success_nor_failure_tells_a_secret_at_any_verbosity() {
    for verbosity in ["-v", "-vv", "-vvv"] {
        for output in ["text", "json"] {
            let world = World::new().await;
            let ended =
                end(with_secrets(&world, &["deploy", "--yes", verbosity, "--output", output])).await.succeeded();
            assert!(ended.err.contains("CloudFormation.CreateChangeSet"), "nothing is traced: {}", ended.err);
            no_secret_in(&ended);
            for fault in [WireFaultKind::ExpiredCredentials, WireFaultKind::Denied] {
                world.fault("DescribeStacks", 0, 1, fault);
                let ended = end(with_secrets(&world, &["status", verbosity, "--output", output])).await;
                assert_eq!(ended.code, 2, "{}", ended.err);
                no_secret_in(&ended);
            }
        }
    }
}

#[tokio::test]
async fn the_libraries_do_not_trace_at_all_where_the_environment_asks_them_to() {
    let world = World::new().await;
    let mut command = with_secrets(&world, &["deploy", "--yes", "-vv"]);
    command.env("RUST_LOG", "trace");
    no_secret_in(&end(command).await.succeeded());
}

#[tokio::test]
async fn what_a_profile_holds_or_a_process_prints_is_not_told_either() {
    let world = World::new().await;
    let printed = json!({ "Version": 1, "AccessKeyId": "SIMULATED", "SecretAccessKey": SECRET, "SessionToken": TOKEN });
    world.write("printed.json", &printed.to_string());
    world.write("broken.json", &format!("{printed} and more"));
    world.write(
        "config",
        &format!(
            "[profile keys]\naws_access_key_id = SIMULATED\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n\
             [profile process]\ncredential_process = cat printed.json\n\
             [profile broken]\ncredential_process = cat broken.json\n\
             [profile argument]\ncredential_process = false --token {TOKEN}\n"
        ),
    );
    for (profile, code) in [("keys", 0), ("process", 0), ("broken", 2), ("argument", 2)] {
        let ended = end(world.bare(&["status", "-vv", "--prefix", "acme", "--profile", profile])).await;
        assert_eq!(ended.code, code, "{profile}: {}", ended.err);
        no_secret_in(&ended);
    }
}
