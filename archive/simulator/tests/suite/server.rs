//! A long-running server.

use std::path::Path;
use std::time::Duration;

use archive_simulator::{Cloud, Config, Error};
use serde_json::Value;

use crate::aws::{Aws, HOME};
use crate::folder::Folder;
use crate::templates::bucket;

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

fn config(folder: &Path) -> Config {
    Config { resource_delay: Duration::from_millis(20), ..Config::new(folder) }
}

/// The cloud has to be opened, which locks the folder, before an address can be published.
#[test]
fn the_state_folder_is_locked_before_the_address_is_known() {
    let folder = Folder::new("held");
    let first = Cloud::open(config(folder.path())).expect("the first has the folder");
    assert!(matches!(Cloud::open(config(folder.path())), Err(Error::StateInUse { .. })));
    drop(first);
    Cloud::open(config(folder.path())).expect("the lock went with the first");
}

#[tokio::test]
async fn a_clock_that_goes_back_neither_stops_nor_delays_operations() {
    let folder = Folder::new("clock");
    let aws = Aws::start(config(folder.path())).await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    aws.stop().await;
    // The state is from a machine whose clock was a year ahead.
    let file = folder.path().join("world.json");
    let mut world: Value = serde_json::from_slice(&std::fs::read(&file).expect("a world")).expect("JSON");
    let later = world["now"].as_i64().expect("milliseconds") + 365 * 86_400_000;
    world["now"] = later.into();
    std::fs::write(&file, world.to_string()).expect("it can be written");

    let aws = Aws::start(config(folder.path())).await;
    let template = bucket("acme-later");
    let deployed = tokio::time::timeout(Duration::from_secs(60), aws.deploy("CREATE", "stack", &template));
    assert_eq!(deployed.await.expect("time goes on"), "CREATE_COMPLETE");
    aws.stop().await;
    let world: Value = serde_json::from_slice(&std::fs::read(&file).expect("a world")).expect("JSON");
    let passed = world["now"].as_i64().expect("milliseconds") - later;
    assert!((20..600_000).contains(&passed), "as much time passed as on the machine, not {passed} ms");
}

#[tokio::test]
async fn requests_for_other_hosts_are_rejected() {
    let aws = Aws::instant().await;
    for (host, status) in [
        ("rebound.example", 403),
        ("127.0.0.1.example:80", 403),
        ("10.0.0.1", 403),
        ("amazonaws.com.example", 403),
        ("127.0.0.1:1", 200),
        ("[::1]:4566", 200),
        ("localhost", 200),
        ("s3.eu-central-1.amazonaws.com", 200),
    ] {
        let reply = aws.send(("s3", HOME), "GET", "/", &[("Host", host)], b"").await;
        assert_eq!(reply.status, status, "{host}: {}", reply.text());
        assert!(status == 200 || reply.text().contains(host), "the host is named");
    }
}

#[tokio::test]
async fn unsigned_requests_are_rejected() {
    let aws = Aws::instant().await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    let unsigned = ("Authorization", "");
    let form = [unsigned, ("Content-Type", "application/x-www-form-urlencoded")];
    let body = b"Action=ListStacks&Version=2010-05-15";
    let stacks = aws.send(("cloudformation", HOME), "POST", "/", &form, body).await;
    assert_eq!((stacks.status, stacks.get("Code").as_str()), (403, "MissingAuthenticationToken"));
    let kms = [unsigned, ("X-Amz-Target", "TrentService.ListKeys")];
    let keys = aws.send(("kms", HOME), "POST", "/", &kms, b"{}").await;
    assert_eq!(keys.json()["__type"], "MissingAuthenticationTokenException");
    let read = aws.send(("s3", HOME), "DELETE", "/acme", &[unsigned], b"").await;
    assert_eq!((read.status, read.get("Code").as_str()), (403, "AccessDenied"));
    let scope = "Credential=A/20260101/eu-central-1/s3/aws4_request";
    let without = [("Authorization", &*format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host"))];
    assert_eq!(aws.send(("s3", HOME), "DELETE", "/acme", &without, b"").await.status, 403);
    let old = aws.send(("s3", HOME), "DELETE", "/acme", &[("Authorization", "AWS A:b")], b"").await;
    assert_eq!(old.get("Code"), "InvalidRequest");
    let target = format!(
        "/acme?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2F{HOME}%2Fs3%2Faws4_request\
         &X-Amz-Date=20991231T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
    );
    assert_eq!(aws.send(("s3", HOME), "HEAD", &target, &[unsigned], b"").await.status, 200, "it may be in the address");
}

#[cfg(unix)]
#[tokio::test]
async fn state_files_are_private_to_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("private");
    let aws = Aws::start(config(folder.path())).await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme/photo", "secret").await.status, 200);
    aws.stop().await;
    let mut seen = 0;
    let mut folders = vec![folder.path().to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let entry = entry.expect("an entry");
            let metadata = entry.metadata().expect("it is there");
            let mode = metadata.permissions().mode() & 0o777;
            if metadata.is_dir() {
                folders.push(entry.path());
                assert_eq!(mode, 0o700, "{}", entry.path().display());
            } else {
                assert_eq!(mode, 0o600, "{}", entry.path().display());
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 3, "the world, the lock and one object");
}

#[tokio::test]
async fn the_error_of_lost_content_has_the_remedy() {
    let folder = Folder::new("lost");
    let aws = Aws::start(config(folder.path())).await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    aws.s3(HOME, "PUT", "/acme/photo", "content").await;
    let objects = folder.path().join("objects");
    for entry in std::fs::read_dir(&objects).expect("a folder") {
        std::fs::remove_file(entry.expect("an entry").path()).expect("it can go");
    }
    let lost = aws.s3(HOME, "GET", "/acme/photo", "").await;
    assert_eq!((lost.status, lost.get("Code").as_str()), (500, "InternalError"));
    let message = lost.get("Message");
    assert!(message.contains(&*objects.to_string_lossy()), "the file is named: {message}");
    assert!(message.contains("Restore it from a copy of the state folder, or upload the object again"), "{message}");
    assert_eq!(aws.s3(HOME, "HEAD", "/acme/photo", "").await.status, 200, "what is known of it is known still");
    assert_eq!(aws.s3(HOME, "DELETE", "/acme/photo", "").await.status, 204);
}

#[tokio::test]
async fn replaced_content_is_deleted_after_the_state_is_saved() {
    let folder = Folder::new("replaced");
    let aws = Aws::start(config(folder.path())).await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    let files = || std::fs::read_dir(folder.path().join("objects")).expect("a folder").count();
    for content in ["one", "two", "three"] {
        aws.s3(HOME, "PUT", "/acme/photo", content).await;
        assert_eq!(files(), 1, "{content}");
    }
    std::fs::write(folder.path().join("objects/half.tmp"), "hal").expect("a file");
    aws.stop().await;
    let aws = Aws::start(config(folder.path())).await;
    assert_eq!((files(), aws.s3(HOME, "GET", "/acme/photo", "").await.text().as_str()), (1, "three"));
}
