//! Whom the program calls AWS as: every kind of profile that the AWS CLI takes, seen from AWS's side.

use serde_json::json;

use crate::world::{ACCOUNT, OTHER_ACCOUNT, World, end};

/// A world without the StackSet roles, so that `bootstrap` creates them in the account of the caller.
async fn world(config: &str) -> World {
    let world = World::with(|config| config.stack_set_roles = false).await;
    world.write("config", config);
    world
}

/// Creates something as `profile`: the ARN in the outputs tells the account that AWS saw.
async fn bootstrapped(world: &World, profile: &str) -> String {
    let ended = end(world.bare(&["bootstrap", "--yes", "--prefix", "acme", "--profile", profile])).await.succeeded();
    let line = ended.out.lines().find(|line| line.starts_with("AdministrationRoleArn")).expect("no role was created");
    line.split(':').nth(4).unwrap().to_owned()
}

/// Everything that `doctor` says as `profile`.
async fn doctor(world: &World, profile: &str) -> String {
    end(world.bare(&["doctor", "--prefix", "acme", "--profile", profile])).await.out
}

/// The role `deployer` of the other account, which `trusted` may assume.
async fn deployer(world: &World, trusted: &str) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": format!("arn:aws:iam::{trusted}:root") },
    }]});
    let role = json!({ "Type": "AWS::IAM::Role", "Properties": {
        "RoleName": "deployer", "AssumeRolePolicyDocument": trust,
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    }});
    world.create(OTHER_ACCOUNT, "roles", json!({ "Role": role })).await;
}

const ASSUMED: &str = "\
[profile source]
aws_access_key_id = SIMULATED
aws_secret_access_key = simulated
[profile assumed]
role_arn = arn:aws:iam::222233334444:role/deployer
role_session_name = nightly
source_profile = source
";

#[tokio::test]
async fn a_profile_with_keys_acts_in_their_account() {
    let world = world("[profile work]\naws_access_key_id = 222233334444\naws_secret_access_key = simulated\n").await;
    assert_eq!(bootstrapped(&world, "work").await, OTHER_ACCOUNT);
}

#[tokio::test]
async fn the_flag_comes_before_the_environment() {
    let world = world("[profile work]\naws_access_key_id = 222233334444\naws_secret_access_key = simulated\n").await;
    let mut command = world.bare(&["bootstrap", "--yes", "--prefix", "acme"]);
    command.env("AWS_PROFILE", "work");
    assert!(end(command).await.succeeded().out.contains(OTHER_ACCOUNT), "AWS_PROFILE is not followed");
    let mut command = world.bare(&["doctor", "--prefix", "acme", "--profile", "work"]);
    command.env("AWS_PROFILE", "another");
    assert!(end(command).await.out.contains("arn:aws:iam::222233334444:root"), "--profile is not followed");
}

#[tokio::test]
async fn a_profile_that_assumes_a_role_acts_as_that_role_in_its_account() {
    let world = world(ASSUMED).await;
    deployer(&world, ACCOUNT).await;
    assert_eq!(bootstrapped(&world, "assumed").await, OTHER_ACCOUNT);
    let said = doctor(&world, "assumed").await;
    assert!(said.contains("arn:aws:sts::222233334444:assumed-role/deployer/nightly"), "{said}");
    assert!(doctor(&world, "source").await.contains("arn:aws:iam::123456789012:root"));
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_a_matter_of_its_trust_policy() {
    let world = world(ASSUMED).await;
    deployer(&world, "999999999999").await;
    let ended = end(world.bare(&["deploy", "--yes", "--prefix", "acme", "--profile", "assumed"])).await;
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("is not authorized to perform: sts:AssumeRole"), "{}", ended.err);
    assert!(ended.err.contains("help: ") && ended.err.contains("trust policy"), "{}", ended.err);
    assert_eq!(world.status().await, None);
}

#[tokio::test]
async fn a_credential_process_is_run() {
    let world = world("[profile process]\ncredential_process = cat credentials.json\n").await;
    let credentials = json!({ "Version": 1, "AccessKeyId": OTHER_ACCOUNT, "SecretAccessKey": "simulated" });
    world.write("credentials.json", &credentials.to_string());
    assert_eq!(bootstrapped(&world, "process").await, OTHER_ACCOUNT);
}

#[tokio::test]
async fn a_credential_process_that_fails_is_to_be_run_by_hand() {
    let world = world("[profile process]\ncredential_process = cat no-such-file\n").await;
    let ended = end(world.bare(&["deploy", "--yes", "--prefix", "acme", "--profile", "process"])).await;
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("run the credential_process of the profile \"process\" by hand"), "{}", ended.err);
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_named() {
    let world = world("[profile work]\naws_access_key_id = 222233334444\naws_secret_access_key = simulated\n").await;
    let ended = end(world.bare(&["deploy", "--yes", "--prefix", "acme", "--profile", "wrok"])).await;
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("wrok"), "{}", ended.err);
}

#[tokio::test]
async fn the_address_of_one_service_comes_before_that_of_all() {
    let world = world("").await;
    let url = world.simulator.endpoint_url();
    let mut command = world.bare(&["doctor", "--prefix", "acme"]);
    command.env("AWS_ACCESS_KEY_ID", "SIMULATED").env("AWS_SECRET_ACCESS_KEY", "simulated");
    command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    for service in ["CLOUDFORMATION", "S3", "IAM", "KMS", "STS"] {
        command.env(format!("AWS_ENDPOINT_URL_{service}"), &url);
    }
    let said = end(command).await.out;
    assert!(said.contains("arn:aws:iam::123456789012:root") && !said.contains("??"), "{said}");
}

#[tokio::test]
async fn the_address_can_be_a_flag_a_variable_a_setting_of_the_profile_or_of_one_service() {
    let keys = "aws_access_key_id = SIMULATED\naws_secret_access_key = simulated\n";
    let world = world("").await;
    let url = world.simulator.endpoint_url();
    let nowhere = "http://127.0.0.1:9";
    world.write(
        "config",
        &format!("[profile plain]\n{keys}[profile all]\n{keys}endpoint_url = {url}\n[profile one]\n{keys}services = local\n[services local]\ncloudformation =\n  endpoint_url = {url}\ns3 =\n  endpoint_url = {url}\niam =\n  endpoint_url = {url}\nkms =\n  endpoint_url = {url}\nsts =\n  endpoint_url = {url}\n"),
    );
    let doctor = async |profile: &str, flag: Option<&str>, variable: Option<&str>| {
        let mut command = world.bare(&["doctor", "--prefix", "acme", "--profile", profile]);
        command.env_remove("AWS_ENDPOINT_URL");
        if let Some(url) = variable {
            command.env("AWS_ENDPOINT_URL", url);
        }
        if let Some(url) = flag {
            command.args(["--endpoint-url", url]);
        }
        end(command).await.out
    };
    for (profile, flag, variable) in [
        ("plain", Some(url.as_str()), None),
        ("plain", Some(url.as_str()), Some(nowhere)),
        ("plain", None, Some(url.as_str())),
        ("all", None, None),
        ("one", None, None),
    ] {
        let said = doctor(profile, flag, variable).await;
        assert!(said.contains("arn:aws:iam::123456789012:root"), "{profile} {flag:?} {variable:?}: {said}");
        // IAM, KMS and S3 are called without an SDK client, and have to go to the same place.
        assert!(
            said.contains("AWSCloudFormationStackSetAdministrationRole") && !said.contains("??"),
            "{profile}: {said}"
        );
    }
}
