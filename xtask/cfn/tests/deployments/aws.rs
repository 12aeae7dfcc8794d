//! Against a simulated AWS that goes on when `cfn` ends: interruptions, and credentials and regions from the environment.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use archive_simulator::{WireFault, WireFaultKind};
use test_support::program::Ended;
use test_support::simulated_aws::{ACCOUNT, SimulatedAws};

use crate::world::{EndsWith as _, World, of_kind};

const TOPICS: &str = "Resources: {A: {Type: AWS::SNS::Topic}, B: {Type: AWS::SNS::Topic, DependsOn: A}}";

fn with_credentials(mut command: Command, aws: &SimulatedAws) -> Command {
    command
        .env("AWS_ENDPOINT_URL", aws.endpoint_url())
        .env("AWS_ACCESS_KEY_ID", "SIMULATED")
        .env("AWS_SECRET_ACCESS_KEY", "simulated");
    command
}

#[test]
fn a_killed_deployment_is_attached_to_and_begun_once() {
    let aws = SimulatedAws::start(|config| config.resource_delay = Duration::from_millis(200));
    let world = World::with(&[("topics.yaml", TOPICS)]);
    let deploy = "deploy topics.yaml --stack-name topics --region eu-west-1 --yes --output json";
    let mut running =
        with_credentials(world.command("", deploy), &aws).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let told = BufReader::new(running.stdout.take().unwrap()).lines();
    let begun =
        told.map(Result::unwrap).any(|line| line.contains("\"resource\"") && line.contains("CREATE_IN_PROGRESS"));
    // On Unix this is SIGKILL: nothing in the program runs after it.
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(begun, "nothing was begun before the kill");

    let events = Ended::of(&mut with_credentials(world.command("", deploy), &aws)).ends_with(0).events();
    assert!(["CREATE_COMPLETE", "unchanged"].map(Into::into).contains(&events.last().unwrap()["result"]), "{events:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(async {
        let sent = aws.client("eu-west-1", ACCOUNT).describe_stack_events().stack_name("topics").send().await;
        let events = sent.unwrap().stack_events.unwrap();
        let is_stack =
            |event: &&aws_sdk_cloudformation::types::StackEvent| event.physical_resource_id == event.stack_id;
        let status =
            |event: &aws_sdk_cloudformation::types::StackEvent| event.resource_status.clone().unwrap().to_string();
        let mut statuses: Vec<String> = events.iter().filter(is_stack).map(status).collect();
        statuses.reverse();
        statuses
    });
    assert_eq!(found, ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"]);
}

#[test]
fn the_region_and_the_credentials_are_those_of_the_environment_and_the_profile() {
    let aws = SimulatedAws::start(|_| {});
    let config =
        "[profile work]\nregion = eu-north-1\naws_access_key_id = SIMULATED\naws_secret_access_key = simulated\n";
    let world = World::with(&[("topics.yaml", TOPICS), ("config", config)]);
    let started = |command: &mut Command| {
        let events = Ended::of(command).ends_with(0).events();
        of_kind(&events, "started")[0]["region"].as_str().unwrap().to_owned()
    };
    let plan = "plan topics.yaml --stack-name topics --output json";
    let mut by_variable = with_credentials(world.command("", plan), &aws);
    assert_eq!(started(by_variable.env("AWS_REGION", "eu-west-3")), "eu-west-3");
    let mut by_profile = world.command("", &format!("{plan} --profile work"));
    assert_eq!(started(by_profile.env("AWS_ENDPOINT_URL", aws.endpoint_url())), "eu-north-1");
    let mut by_option = world.command("", &format!("{plan} --profile work --region eu-west-1"));
    assert_eq!(started(by_option.env("AWS_ENDPOINT_URL", aws.endpoint_url())), "eu-west-1");

    let nowhere = Ended::of(&mut with_credentials(world.command("", "status --stack-name topics"), &aws)).ends_with(2);
    assert!(
        nowhere.err.contains("no region is configured for the stack topics\n  help: add --region"),
        "{}",
        nowhere.err
    );
    let nobody = Ended::of(&mut world.command("", "status --stack-name topics --region eu-west-1")).ends_with(2);
    assert!(nobody.err.contains("there are no AWS credentials") && nobody.err.contains("--local"), "{}", nobody.err);
}

/// The remedies of a failed deployment name commands for this stack, as they have to be typed.
#[test]
fn a_failed_update_is_led_out_of_by_the_command_that_is_printed() {
    let aws = SimulatedAws::start(|_| {});
    let world = World::with(&[("topics.yaml", TOPICS)]);
    let run = |line: &str| Ended::of(&mut with_credentials(world.command("", line), &aws));
    run("deploy topics.yaml --stack-name topics --region eu-west-1 --yes").ends_with(0);
    let ended = run("rollback --stack-name topics --region eu-west-1 --yes");
    assert_eq!(ended.code, 5, "{}", ended.err);
    let missing = run("events --stack-name other --region eu-west-1").ends_with(5);
    assert!(missing.err.contains("the stack other does not exist"), "{}", missing.err);
    assert!(missing.err.contains("`cfn deploy --stack-name other --region eu-west-1`"), "{}", missing.err);
}

#[test]
fn a_deployment_goes_on_once_the_credentials_are_new() {
    let aws = SimulatedAws::start(|config| {
        let expired = WireFault { operation: None, after: 0, times: 1, kind: WireFaultKind::ExpiredCredentials };
        config.faults.wire.push(expired);
    });
    let world = World::with(&[("topics.yaml", TOPICS)]);
    let deploy = "deploy topics.yaml --stack-name topics --region eu-west-1 --yes";
    let expired = Ended::of(&mut with_credentials(world.command("", deploy), &aws)).ends_with(2);
    assert!(expired.err.contains("ExpiredToken"), "{}", expired.err);
    assert!(expired.err.contains("help: the credentials are expired or wrong: sign in again"), "{}", expired.err);
    Ended::of(&mut with_credentials(world.command("", deploy), &aws)).ends_with(0);
}

#[test]
fn a_bucket_for_files_is_created_only_when_that_is_wanted() {
    let aws = SimulatedAws::start(|_| {});
    let template = "Resources: {State: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: 'arn:aws:iam::123456789012:role/a', \
                    DefinitionS3Location: state.json}}}";
    let world = World::with(&[("state.yaml", template), ("state.json", "{}")]);
    let run = |line: &str| Ended::of(&mut with_credentials(world.command("", line), &aws));
    let plan = "plan state.yaml --stack-name state --region eu-west-1";
    let refused = run(plan).ends_with(3);
    assert!(refused.err.contains("Create cfn-123456789012-eu-west-1 in eu-west-1"), "{}", refused.err);
    assert!(
        refused.err.contains("help: add --yes, or name a bucket in eu-west-1 with --template-bucket"),
        "{}",
        refused.err
    );
    let planned = run(&format!("{plan} --yes")).ends_with(0);
    assert!(planned.err.contains("[1/1] uploaded state.json, 2 bytes"), "{}", planned.err);
    let planned = run(plan).ends_with(0);
    assert!(planned.err.contains("1 file is in cfn-123456789012-eu-west-1 already"), "{}", planned.err);
    let nowhere = run(&format!("{plan} --template-bucket not-there")).ends_with(2);
    assert!(nowhere.err.contains("the files cannot be put into not-there"), "{}", nowhere.err);
}

/// What a deleted stack left behind comes into a stack again, and into one that has other resources.
#[test]
fn existing_resources_are_adopted_into_a_stack() {
    let queue = |id: &str| {
        format!(
            "  {id}: {{Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: {{QueueName: the-{id}, DelaySeconds: 5}}}}\n"
        )
    };
    let left = format!("Resources:\n{}{}", queue("Mail"), queue("Work"));
    let topic = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n";
    let wanted = format!("{topic}{}{}Outputs: {{Mail: {{Value: !GetAtt Mail.Arn}}}}\n", queue("Mail"), queue("Work"));
    let world = World::with(&[("left.yaml", &left), ("topic.yaml", topic), ("wanted.yaml", &wanted)]);
    world.local("deploy left.yaml --stack-name left").ends_with(0);
    world.local("destroy --stack-name left --allow stack-deletion").ends_with(0);

    let jobs = "wanted.yaml --stack-name jobs";
    world.local("deploy topic.yaml --stack-name jobs").ends_with(0);
    let mail = "https://sqs.us-east-1.amazonaws.com/123456789012/the-Mail";
    let unknown = world.local(&format!("adopt {jobs} --resource Mail")).ends_with(2);
    assert!(
        unknown.err.contains("Mail is identified by its QueueUrl, which the template does not have"),
        "{}",
        unknown.err
    );
    let adopted = world.local(&format!("adopt {jobs} --resource Mail={mail}")).ends_with(0);
    assert!(adopted.err.contains("note: 1 resource is imported, unchanged"), "{}", adopted.err);
    let again = world.local(&format!("adopt {jobs} --resource Mail={mail}")).ends_with(2);
    assert!(again.err.contains("jobs has the resource Mail already"), "{}", again.err);
    let work = mail.replace("Mail", "Work");
    world.local(&format!("adopt {jobs} --resource Work={work}")).ends_with(0);
    // What the import left out, the next deployment does.
    let deployed = world.local(&format!("deploy {jobs}")).ends_with(0);
    assert!(deployed.out.contains("Mail = arn:aws:sqs:us-east-1:123456789012:the-Mail"), "{}", deployed.out);
    world.local(&format!("diff {jobs} --check")).ends_with(0);
}

/// An option is typed once: in a file, in the environment, or on the command line, which is over both.
#[test]
fn settings_come_from_the_file_the_environment_and_the_command_line() {
    let aws = SimulatedAws::start(|_| {});
    let file =
        "regions = [\"eu-west-1\"]\n[deploy]\nregion = \"eu-west-1\"\ntag = [\"team=mail\"]\noutput = \"json\"\n";
    let world = World::with(&[("cfn.toml", file), ("inner/topics.yaml", TOPICS)]);
    let run = |line: &str, variables: &[(&str, &str)]| {
        let mut command = with_credentials(world.command("inner", line), &aws);
        Ended::of(command.envs(variables.iter().copied()))
    };
    let region =
        |ended: Ended| of_kind(&ended.ends_with(0).events(), "started")[0]["region"].as_str().unwrap().to_owned();
    let plan = "plan topics.yaml --stack-name topics";
    assert_eq!(region(run(plan, &[])), "eu-west-1");
    assert_eq!(region(run(plan, &[("CFN_REGION", "eu-west-3")])), "eu-west-3");
    assert_eq!(region(run(&format!("{plan} --region us-east-1"), &[("CFN_REGION", "eu-west-3")])), "us-east-1");

    let shown =
        run("config show", &[("CFN_PROFILE", "work"), ("AWS_ENDPOINT_URL", "http://localhost:1")]).ends_with(0).out;
    let origin = |line: &str| shown.lines().find(|shown| shown.starts_with(line)).unwrap_or_default().to_owned();
    assert!(origin("region = \"eu-west-1\"  # ").ends_with("cfn.toml:3"), "{shown}");
    assert_eq!(origin("profile"), "profile = \"work\"  # CFN_PROFILE");
    assert_eq!(origin("endpoint-url"), "endpoint-url = \"http://localhost:1\"  # AWS_ENDPOINT_URL");
    assert!(shown.contains("# template-bucket is not set\n"), "{shown}");

    // The same file is that of `check`, which needs nothing of this.
    Ended::of(&mut world.command("inner", "check topics.yaml")).ends_with(0);
    let wrong = run(plan, &[("CFN_OUTPUT", "yaml")]).ends_with(2).err;
    assert!(wrong.contains("output is set by CFN_OUTPUT"), "{wrong}");
    world.write("cfn.toml", "[deploy]\nregoin = \"eu-west-1\"\n");
    let wrong = run(plan, &[]).ends_with(2).err;
    assert!(wrong.contains("cfn.toml:2: unknown key `regoin`; did you mean `region`?"), "{wrong}");
    Ended::of(&mut world.command("inner", "show AWS::SQS::Queue")).ends_with(0);
}
