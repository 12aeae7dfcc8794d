//! Unmodified clients: the AWS CLI, boto3's resources and waiters, and the CDK CLI.

use std::path::{Path, PathBuf};
use std::process::Command;

use archive_simulator::Config;

use crate::aws::Aws;
use crate::folder::Folder;

/// The output of a program, including standard error.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    text: String,
}

/// Runs a program against the simulator, with an environment that has no other endpoint.
async fn run(aws: &Aws, folder: &Path, program: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("AWS_ENDPOINT_URL", aws.endpoint_url())
        .env("AWS_ACCESS_KEY_ID", "123456789012")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_CONFIG_FILE", folder.join("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", folder.join("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_PAGER", "")
        .env("CDK_DISABLE_CLI_TELEMETRY", "1")
        .env("CI", "1")
        .env_remove("AWS_PROFILE");
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ended { code: output.status.code(), text }
}

async fn simulator() -> Aws {
    Aws::start(Config { resource_delay: std::time::Duration::ZERO, ..Config::in_memory() }).await
}

/// Waits until the second has passed: the CLI names its change sets by the second in which it deploys.
async fn a_second_later() {
    tokio::time::sleep(std::time::Duration::from_millis(1001)).await;
}

const TEMPLATE: &str = "Parameters:
  Colour: {Type: String, Default: red}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: acme-cli
      Tags: [{Key: colour, Value: !Ref Colour}]
Outputs:
  Name: {Value: !Ref Bucket}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aws_cli_deploys_and_syncs() {
    let Some(program) = test_support::machine::python_program("awscli", "aws") else { return };
    let (aws, folder) = (simulator().await, Folder::new("cli"));
    std::fs::create_dir_all(folder.path().join("photos/2026")).expect("a folder");
    std::fs::write(folder.path().join("template.yaml"), TEMPLATE).expect("a file");
    let cli = async |arguments: &[&str]| run(&aws, folder.path(), &program, arguments).await;
    let deploy = [
        "cloudformation",
        "deploy",
        "--stack-name",
        "cli",
        "--template-file",
        "template.yaml",
        "--no-fail-on-empty-changeset",
    ];
    let first = cli(&deploy).await;
    assert!(first.code == Some(0) && first.text.contains("Successfully created/updated stack - cli"), "{first:?}");
    a_second_later().await;
    let again = cli(&deploy).await;
    assert!(again.code == Some(0) && again.text.contains("No changes to deploy"), "{again:?}");
    a_second_later().await;
    let changed = cli(&[&deploy[..], &["--parameter-overrides", "Colour=blue"]].concat()).await;
    assert!(changed.text.contains("Successfully created/updated stack - cli"), "{changed:?}");
    let tags = cli(&[
        "s3api",
        "get-bucket-tagging",
        "--bucket",
        "acme-cli",
        "--query",
        "TagSet[?Key=='colour'].Value",
        "--output",
        "text",
    ])
    .await;
    assert_eq!(tags.text.trim(), "blue");

    // A file that is larger than the limit of a single put.
    let large: Vec<u8> = (0..9_u32 << 20).map(|at| (at % 251) as u8).collect();
    std::fs::write(folder.path().join("photos/large.bin"), &large).expect("a file");
    std::fs::write(folder.path().join("photos/2026/a b+c.txt"), "hello").expect("a file");
    // S3 keeps the second in which an object was written, so a file of the same second would be newer than its copy.
    for file in ["photos/large.bin", "photos/2026/a b+c.txt"] {
        let file = std::fs::File::options().write(true).open(folder.path().join(file)).expect("a file");
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3600)).expect("it has a time");
    }
    let up = cli(&["s3", "sync", "photos", "s3://acme-cli/photos"]).await;
    assert!(up.code == Some(0) && up.text.matches("upload:").count() == 2, "{up:?}");
    let nothing = cli(&["s3", "sync", "photos", "s3://acme-cli/photos"]).await;
    assert!(nothing.code == Some(0) && !nothing.text.contains("upload:"), "what is there already stays: {nothing:?}");
    let down = cli(&["s3", "sync", "s3://acme-cli/photos", "copy"]).await;
    assert_eq!(down.code, Some(0), "{down:?}");
    assert_eq!(std::fs::read(folder.path().join("copy/large.bin")).expect("it came"), large);
    assert_eq!(std::fs::read(folder.path().join("copy/2026/a b+c.txt")).expect("it came"), b"hello");
    std::fs::remove_file(folder.path().join("photos/large.bin")).expect("it can go");
    let removed = cli(&["s3", "sync", "--delete", "photos", "s3://acme-cli/photos"]).await;
    assert!(removed.text.contains("delete: s3://acme-cli/photos/large.bin"), "{removed:?}");
    let moved = cli(&["s3", "mv", "--recursive", "s3://acme-cli/photos", "s3://acme-cli/moved"]).await;
    assert_eq!(moved.code, Some(0), "{moved:?}");
    let listed = cli(&["s3", "ls", "--recursive", "s3://acme-cli"]).await;
    assert!(listed.text.trim_end().ends_with("moved/2026/a b+c.txt"), "{listed:?}");
    let emptied = cli(&["s3", "rm", "--recursive", "s3://acme-cli"]).await;
    assert_eq!(emptied.code, Some(0), "{emptied:?}");
    let deleted = cli(&["cloudformation", "delete-stack", "--stack-name", "cli"]).await;
    assert_eq!(deleted.code, Some(0), "{deleted:?}");
    let waited = cli(&["cloudformation", "wait", "stack-delete-complete", "--stack-name", "cli"]).await;
    assert_eq!(waited.code, Some(0), "{waited:?}");
    let gone = cli(&["s3api", "head-bucket", "--bucket", "acme-cli"]).await;
    assert!(gone.text.contains("404"), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_resources_and_waiters_work() {
    let Some(python) = test_support::machine::python_with("boto3", "boto3") else { return };
    let (aws, folder) = (simulator().await, Folder::new("resources"));
    std::fs::create_dir_all(folder.path()).expect("a folder");
    let script = format!("{}/tests/boto3/resources.py", env!("CARGO_MANIFEST_DIR"));
    let ended = run(&aws, folder.path(), &python, &[&script]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.text);
}

/// The CDK CLI, if `.ci` has it and the library.
fn cdk() -> Option<PathBuf> {
    let found = test_support::machine::npm_package("aws-cdk") && test_support::machine::npm_package("aws-cdk-lib");
    let program = test_support::machine::repository().join(".ci/node_modules/.bin/cdk");
    found.then_some(program)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cdk_deploys_with_and_without_its_bootstrap_stack() {
    let Some(program) = cdk() else { return };
    let (aws, folder) = (simulator().await, Folder::new("cdk"));
    std::fs::create_dir_all(folder.path()).expect("a folder");
    let modules = test_support::machine::repository().join(".ci/node_modules");
    let app = format!("{}/tests/cdk/app.js", env!("CARGO_MANIFEST_DIR"));
    let app = format!("NODE_PATH='{}' node '{app}'", modules.display());
    let cdk = async |arguments: &[&str]| {
        let given = ["--app", &app, "--no-notices", "--no-version-reporting"];
        run(&aws, folder.path(), &program, &[&given[..], arguments].concat()).await
    };
    let new = cdk(&["diff", "plain"]).await;
    assert!(new.code == Some(0) && new.text.contains("[+] AWS::S3::Bucket"), "{new:?}");
    let deployed = cdk(&["deploy", "plain", "--require-approval", "never"]).await;
    assert!(deployed.code == Some(0) && deployed.text.contains("plain.Name = acme-cdk-plain"), "{deployed:?}");
    let again = cdk(&["deploy", "plain", "--require-approval", "never"]).await;
    assert!(again.code == Some(0) && again.text.contains("no changes"), "{again:?}");
    let same = cdk(&["diff", "--fail", "plain"]).await;
    assert!(same.code == Some(0) && same.text.contains("There were no differences"), "{same:?}");
    let changed = cdk(&["diff", "--fail", "plain", "-c", "versioned=yes"]).await;
    assert!(changed.code == Some(1) && changed.text.contains("VersioningConfiguration"), "{changed:?}");
    let in_sync = cdk(&["drift", "plain"]).await;
    assert!(in_sync.code == Some(0) && in_sync.text.contains("No drift detected"), "{in_sync:?}");
    let updated = cdk(&["deploy", "plain", "--require-approval", "never", "-c", "versioned=yes"]).await;
    assert_eq!(updated.code, Some(0), "{updated:?}");
    let suspended = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    assert_eq!(aws.s3("us-east-1", "PUT", "/acme-cdk-plain?versioning", suspended).await.status, 200);
    let drifted = cdk(&["drift", "--fail", "plain"]).await;
    assert!(drifted.code == Some(1) && drifted.text.contains("VersioningConfiguration"), "{drifted:?}");
    let destroyed = cdk(&["destroy", "plain", "--force"]).await;
    assert_eq!(destroyed.code, Some(0), "{destroyed:?}");
    assert_eq!(aws.s3("us-east-1", "HEAD", "/acme-cdk-plain", "").await.status, 404);

    let unprepared = cdk(&["deploy", "with-file", "--require-approval", "never"]).await;
    assert!(unprepared.code != Some(0) && unprepared.text.contains("bootstrap"), "{unprepared:?}");
    let prepared = cdk(&["bootstrap", "aws://123456789012/us-east-1"]).await;
    assert!(prepared.code == Some(0) && prepared.text.contains("bootstrapped"), "{prepared:?}");
    let deployed = cdk(&["deploy", "with-file", "--require-approval", "never"]).await;
    assert!(
        deployed.code == Some(0) && deployed.text.contains("with-file.Url = s3://cdk-hnb659fds-assets"),
        "{deployed:?}"
    );
    let destroyed = cdk(&["destroy", "with-file", "--force"]).await;
    assert_eq!(destroyed.code, Some(0), "{destroyed:?}");
}
