//! The example, as a program of its own, against a simulated AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use test_support::machine;
use test_support::program::{Ended, command};
use test_support::simulated_aws::SimulatedAws;

/// The program beside this one. `cargo test -p cfn-deploy` builds it; a chosen test target does not.
fn example() -> Option<PathBuf> {
    let here = std::env::current_exe().unwrap();
    let program = here.parent()?.parent()?.join("examples").join(format!("deploy{}", std::env::consts::EXE_SUFFIX));
    program.exists().then_some(program)
}

#[test]
fn the_example_deploys_a_template_and_refuses_a_danger() {
    let Some(program) = example() else {
        machine::skip(
            "example",
            "the example is not built; run all tests of the package, or cargo build --examples before",
        );
        return;
    };
    let simulator = SimulatedAws::start(|_| {});
    let folder = tempfile::tempdir().unwrap();
    let deploy = |template: &str| {
        std::fs::write(folder.path().join("template.json"), template).unwrap();
        let mut run = command(&program, folder.path(), &["example", "template.json", "eu-central-1"]);
        run.env("AWS_ENDPOINT_URL", simulator.endpoint_url());
        run.env("AWS_ACCESS_KEY_ID", "SIMULATED").env("AWS_SECRET_ACCESS_KEY", "simulated");
        Ended::of(&mut run)
    };
    let Ended { code, out, err } = deploy(
        r#"{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"acme-example"}},
            "Topic":{"Type":"AWS::SNS::Topic"}},"Outputs":{"Name":{"Value":{"Ref":"Bucket"}}}}"#,
    );
    assert!(code == 0 && out.contains("CREATE_COMPLETE") && out.contains("acme-example"), "{out}{err}");
    assert!(err.contains("CREATE_COMPLETE Bucket AWS::S3::Bucket"), "{err}");

    let Ended { code, err, .. } = deploy(r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}"#);
    assert!(code != 0 && err.contains("Bucket") && err.contains("allow deletion"), "{err}");
}
