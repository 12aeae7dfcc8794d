//! Seeded schedules of deployments with faults: afterwards the archive can always be deployed as specified.

use std::time::Duration;

use archive_simulator::{Clock, Config, Faults, Probabilities};
use serde_json::{Value, json};

use crate::aws::{Aws, HOME, Reply};
use crate::templates::{bucket, primary};

const SEEDS: u64 = 24;
const STACK: &str = "acme-archive";
const REGIONS: [&str; 2] = ["eu-west-1", "eu-north-1"];
/// More attempts than any schedule requires; one that needs more does not converge.
const PATIENCE: usize = 15;

/// A variant of the archive in which nothing is retained, so that it can be created again.
fn variant(number: u64) -> Value {
    let mut template = primary(&REGIONS[..1 + (number % 2) as usize]);
    let resources = template["Resources"].as_object_mut().expect("an object");
    if number.is_multiple_of(3) {
        resources.insert("Extra".into(), json!({"Type": "AWS::S3::Bucket"}));
    }
    for definition in resources.values_mut() {
        let definition = definition.as_object_mut().expect("an object");
        definition.remove("DeletionPolicy");
        definition.remove("UpdateReplacePolicy");
    }
    resources["Role"]["Properties"]["Description"] = json!(format!("variant {number}"));
    let body = resources["StackSet"]["Properties"]["TemplateBody"].as_str().expect("a text");
    let body = body.replace("\"DeletionPolicy\":\"RetainExceptOnCreate\",", "");
    resources["StackSet"]["Properties"]["TemplateBody"] = json!(body);
    template
}

/// Sends a request that can have any fault; `None` if it had one.
async fn call(aws: &Aws, region: &str, action: &str, fields: &[(&str, &str)]) -> Option<Reply> {
    let mut target = format!("/?Action={action}&Version=2010-05-15");
    for (name, value) in fields {
        target.push_str(&format!("&{name}={}", crate::aws::encode(value)));
    }
    let reply = aws.try_send(("cloudformation", region), "GET", &target, &[], b"").await?;
    (reply.status == 200).then_some(reply)
}

/// Waits until no operation is in progress. Returns the status; empty if there is no stack.
async fn settled(aws: &Aws, region: &str, stack: &str) -> String {
    loop {
        let target = format!("/?Action=DescribeStacks&Version=2010-05-15&StackName={}", crate::aws::encode(stack));
        let reply = aws.try_send(("cloudformation", region), "GET", &target, &[], b"").await;
        let Some(reply) = reply else { continue };
        if reply.status == 400 && reply.get("Message").ends_with("does not exist") {
            return String::new();
        }
        if reply.status != 200 {
            continue;
        }
        let status = reply.get("StackStatus");
        if status == "REVIEW_IN_PROGRESS" || !status.ends_with("_IN_PROGRESS") {
            return status;
        }
    }
}

/// Takes the instances that could not be deleted out of the StackSet, as AWS documents it; what is left of their stacks is deleted apart.
async fn take_out_inoperable(aws: &Aws) {
    const SET: (&str, &str) = ("StackSetName", "acme-replication");
    let Some(listed) = call(aws, HOME, "ListStackInstances", &[SET]).await else { return };
    for instance in listed.items("Summaries") {
        let field = |name: &str| instance.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text.as_str());
        if field("Status") != "INOPERABLE" {
            continue;
        }
        let place = [SET, ("Accounts.member.1", field("Account")), ("Regions.member.1", field("Region"))];
        call(aws, HOME, "DeleteStackInstances", &[&place[..], &[("RetainStacks", "true")]].concat()).await;
        // Time passes with requests.
        for _ in 0..20 {
            call(aws, HOME, "ListStackInstances", &[SET]).await;
        }
        call(aws, field("Region"), "DeleteStack", &[("StackName", field("StackId"))]).await;
        settled(aws, field("Region"), field("StackId")).await;
    }
}

/// The next step of a careful engine for the status of the stack. Returns whether there is nothing left to do.
async fn step(aws: &Aws, template: &Value, name: usize) -> bool {
    let status = settled(aws, HOME, STACK).await;
    for region in REGIONS {
        let Some(listed) = call(aws, region, "ListStacks", &[]).await else { continue };
        for (id, status) in listed.all("StackId").iter().zip(listed.all("StackStatus")) {
            let action = match status.as_str() {
                "UPDATE_ROLLBACK_FAILED" => "ContinueUpdateRollback",
                "DELETE_FAILED" => "DeleteStack",
                _ => continue,
            };
            call(aws, region, action, &[("StackName", id)]).await;
            settled(aws, region, id).await;
        }
    }
    let stack = [("StackName", STACK)];
    let kind = match status.as_str() {
        "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED" => {
            call(aws, HOME, "DeleteStack", &stack).await;
            return false;
        }
        "CREATE_FAILED" | "UPDATE_FAILED" => {
            call(aws, HOME, "RollbackStack", &stack).await;
            return false;
        }
        "UPDATE_ROLLBACK_FAILED" => {
            take_out_inoperable(aws).await;
            call(aws, HOME, "ContinueUpdateRollback", &stack).await;
            return false;
        }
        "" | "REVIEW_IN_PROGRESS" => "CREATE",
        _ => "UPDATE",
    };
    let (name, body) = (format!("set-{name}"), template.to_string());
    let fields = [
        ("StackName", STACK),
        ("ChangeSetName", name.as_str()),
        ("ChangeSetType", kind),
        ("TemplateBody", body.as_str()),
        ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
    ];
    call(aws, HOME, "CreateChangeSet", &fields).await;
    let set = [("StackName", STACK), ("ChangeSetName", name.as_str()), ("ClientRequestToken", name.as_str())];
    let described = loop {
        match call(aws, HOME, "DescribeChangeSet", &set[..2]).await {
            Some(set) if set.get("Status") == "CREATE_IN_PROGRESS" => {}
            other => break other,
        }
    };
    let Some(described) = described else { return false };
    let reason = described.all("StatusReason");
    if reason.iter().any(|reason| reason.starts_with("The submitted information didn't contain changes")) {
        return true;
    }
    call(aws, HOME, "ExecuteChangeSet", &set).await;
    false
}

#[tokio::test]
async fn every_schedule_converges_after_its_faults() {
    let chances = Probabilities {
        throttling: 0.05,
        server_error: 0.05,
        reset: 0.05,
        lost_reply: 0.05,
        stale_read: 0.05,
        resource_failure: 0.12,
        ..Probabilities::default()
    };
    for seed in 0..SEEDS {
        let faults = Faults { seed, chances, ..Faults::default() };
        let clock = Clock::Requests(Duration::from_millis(500));
        let resource_delay = Duration::from_secs(1);
        let aws = Aws::start(Config { seed, clock, faults, resource_delay, ..Config::in_memory() }).await;
        for round in 0..6 {
            step(&aws, &variant(seed + round), 100 + round as usize).await;
        }
        aws.simulator().set_faults(Faults::default());
        let wanted = variant(seed);
        let mut done = false;
        for name in 0..PATIENCE {
            done = step(&aws, &wanted, name).await;
            if done {
                break;
            }
        }
        let events = aws.events(HOME, STACK).await;
        assert!(done, "seed {seed} does not converge: {events:#?}");
        let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
        let regions = &REGIONS[..1 + (seed % 2) as usize];
        assert_eq!(instances.all("Status"), vec!["CURRENT"; regions.len()], "seed {seed}");
        let replication = aws.s3(HOME, "GET", "/acme-archive?replication", "").await;
        assert_eq!(replication.all("ID"), regions, "seed {seed}");
        aws.stop().await;
    }
}

/// A schedule that is interrupted at every request and continued by another process.
#[tokio::test]
async fn a_process_can_be_killed_at_any_request() {
    let folder = std::env::temp_dir().join(format!("archive-simulator-schedules-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let config = || Config { resource_delay: Duration::from_millis(3), ..Config::new(&folder) };
    let aws = Aws::start(config()).await;
    let set = aws.change_set("CREATE", STACK, &variant(1), &[]).await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    aws.stop().await;
    let mut restarts = 0;
    let status = loop {
        let aws = Aws::start(config()).await;
        let status = aws.cfn("DescribeStacks", &[("StackName", STACK)]).await.get("StackStatus");
        aws.stop().await;
        restarts += 1;
        if !status.ends_with("_IN_PROGRESS") {
            break status;
        }
    };
    assert_eq!(status, "CREATE_COMPLETE", "after {restarts} restarts");
    let aws = Aws::start(config()).await;
    let events = aws.events(HOME, STACK).await;
    assert_eq!(events.iter().filter(|event| *event == "Bucket CREATE_COMPLETE").count(), 1);
    assert_eq!(aws.deploy("CREATE", "other", &bucket("acme-other")).await, "CREATE_COMPLETE");
    aws.stop().await;
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}
