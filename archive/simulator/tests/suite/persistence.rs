//! The saved state.

use std::time::Duration;

use archive_simulator::{Config, Error, Simulator};

use crate::aws::{Aws, HOME};
use crate::folder::Folder;
use crate::templates::{bucket, primary};

#[tokio::test]
async fn a_new_process_loads_the_saved_state() {
    let folder = Folder::new("found");
    let config = || Config { resource_delay: Duration::ZERO, ..Config::new(folder.path()) };
    let aws = Aws::start(config()).await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    let put = aws.s3(HOME, "PUT", "/acme-archive/photo", "content").await;
    assert_eq!(put.status, 200, "{}", put.text());
    aws.stop().await;

    let aws = Aws::start(config()).await;
    let stack = aws.cfn("DescribeStacks", &[("StackName", "acme-archive")]).await;
    assert_eq!(stack.get("StackStatus"), "CREATE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive/photo", "").await.text(), "content");
    let body = primary(&["eu-west-1"]).to_string();
    let fields =
        [("StackName", "acme-archive"), ("TemplateBody", &*body), ("Capabilities.member.1", "CAPABILITY_NAMED_IAM")];
    let (_, message) = aws.refused("UpdateStack", &fields).await;
    assert_eq!(message, "No updates are to be performed.");
    aws.stop().await;
}

#[tokio::test]
async fn an_operation_continues_in_a_new_process() {
    let folder = Folder::new("goes-on");
    let config = || Config { resource_delay: Duration::from_millis(40), ..Config::new(folder.path()) };
    let aws = Aws::start(config()).await;
    let set = aws.change_set("CREATE", "acme-archive", &primary(&["eu-west-1"]), &[]).await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    aws.stop().await;
    let aws = Aws::start(config()).await;
    assert_eq!(aws.settled("acme-archive").await, "CREATE_COMPLETE");
    aws.stop().await;
}

#[tokio::test]
async fn only_one_process_can_use_a_state_folder() {
    let folder = Folder::new("locked");
    let first = Simulator::start(Config::new(folder.path())).await.expect("the first has the folder");
    let second = Simulator::start(Config::new(folder.path())).await;
    assert!(matches!(second, Err(Error::StateInUse { .. })), "{second:?}");
    first.stop().await;
    Simulator::start(Config::new(folder.path())).await.expect("the lock went with the first").stop().await;
}

#[tokio::test]
async fn an_invalid_state_file_is_an_error_with_its_path() {
    let folder = Folder::new("damaged");
    std::fs::create_dir_all(folder.path()).expect("a folder");
    std::fs::write(folder.path().join("world.json"), "{\"now\": ").expect("a file");
    let error = Simulator::start(Config::new(folder.path())).await.expect_err("half a document");
    let message = error.to_string();
    assert!(message.contains("world.json") && message.contains("remove it to start with an empty state"), "{message}");
}

#[tokio::test]
async fn an_invalid_setting_is_an_error_with_its_name() {
    let error = Simulator::start(Config { account: "12".into(), ..Config::in_memory() }).await.expect_err("two digits");
    assert_eq!(error.to_string(), "account is \"12\": an account is twelve digits");
}

#[tokio::test]
async fn the_same_seed_and_requests_give_the_same_state() {
    let run = async |seed| {
        let clock = archive_simulator::Clock::Requests(Duration::from_millis(100));
        let aws = Aws::start(Config { seed, clock, ..Config::in_memory() }).await;
        let set = aws.change_set("CREATE", "stack", &bucket("acme-seeded"), &[]).await;
        aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
        aws.settled("stack").await;
        aws.cfn("DescribeStackEvents", &[("StackName", "stack")]).await.text()
    };
    assert_eq!(run(7).await, run(7).await);
    assert_ne!(run(7).await, run(8).await);
}
