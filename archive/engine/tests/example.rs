//! The example, as a program of its own, against a simulated AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use archive_simulator::{Config, Simulator};
use tokio::process::Command;

/// The program beside this one. `cargo test -p cfn-deploy` builds it; a chosen test target does not.
fn example() -> Option<PathBuf> {
    let here = std::env::current_exe().unwrap();
    let program = here.parent()?.parent()?.join("examples").join(format!("deploy{}", std::env::consts::EXE_SUFFIX));
    program.exists().then_some(program)
}

#[tokio::test]
async fn the_example_deploys_a_template_and_refuses_a_danger() {
    let Some(program) = example() else {
        println!("SKIPPED: the example is not built; run all tests of the package, or cargo build --examples before");
        return;
    };
    let config = Config::in_memory();
    let account = config.account.clone();
    let simulator = Simulator::start(config).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let deploy = async |template: &str| {
        let file = folder.path().join("template.json");
        std::fs::write(&file, template).unwrap();
        let ended = Command::new(&program)
            .args(["example", file.to_str().unwrap(), "eu-central-1"])
            .env("AWS_ENDPOINT_URL", simulator.endpoint_url())
            .env("AWS_ACCESS_KEY_ID", &account)
            .env("AWS_SECRET_ACCESS_KEY", "simulated")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            .output()
            .await
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (ended.status.success(), text(&ended.stdout), text(&ended.stderr))
    };
    let (well, out, err) = deploy(
        r#"{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"acme-example"}},
            "Topic":{"Type":"AWS::SNS::Topic"}},"Outputs":{"Name":{"Value":{"Ref":"Bucket"}}}}"#,
    )
    .await;
    assert!(well && out.contains("CREATE_COMPLETE") && out.contains("acme-example"), "{out}{err}");
    assert!(err.contains("CREATE_COMPLETE Bucket AWS::S3::Bucket"), "{err}");

    let (well, _, err) = deploy(r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}"#).await;
    assert!(!well && err.contains("Bucket") && err.contains("allow deletion"), "{err}");
}
