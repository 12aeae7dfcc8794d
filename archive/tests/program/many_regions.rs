//! Thirty regions: a template that is too large for a request, and more lines in progress than a terminal has rows.

use archive_simulator::Config;
use serde_json::json;

use crate::terminal::{Step, is_spinner, on_small_terminal};
use crate::world::{ACCOUNT, World, slowly};

const OPT_IN: &str = "ap-southeast-3 ap-southeast-4 ap-south-2 ap-east-1 af-south-1 ca-west-1 eu-central-2 eu-south-1 eu-south-2 \
                      il-central-1 me-central-1 me-south-1";
const OTHERS: &str = "ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ca-central-1 eu-north-1 \
                      eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2";

async fn world(change: impl FnOnce(&mut Config), options: &str) -> World {
    let world = World::with(|config| {
        config.enabled_regions = OPT_IN.split_whitespace().map(str::to_owned).collect();
        change(config);
    })
    .await;
    let replicas: Vec<String> =
        OPT_IN.split_whitespace().chain(OTHERS.split_whitespace()).map(|region| format!("'{region}'")).collect();
    world.write(
        "archive.toml",
        &format!("region = 'eu-central-1'\nreplications = [{}]\n{options}", replicas.join(", ")),
    );
    world
}

#[tokio::test]
async fn an_alarm_for_each_needs_a_template_bucket_and_is_deployed_through_it() {
    let options =
        "[alarm]\nenabled = true\n[notifications]\nfailure_topic = 'create'\n[replication]\ntime_control = true\n";
    let world = world(|_| {}, options).await;
    let refused = world.run(&["deploy", "--yes"]).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("51200") && refused.err.contains("--template-bucket"), "{}", refused.err);
    let missing = world.run(&["deploy", "--yes", "--template-bucket", "acme-templates"]).await;
    assert_eq!(missing.code, 2, "{}", missing.err);
    assert!(missing.err.contains("create the bucket acme-templates in eu-central-1"), "{}", missing.err);
    assert_eq!(world.status().await, None);

    let bucket = json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "acme-templates" } });
    world.create(ACCOUNT, "templates", json!({ "Bucket": bucket })).await;
    let deploy = ["deploy", "--yes", "--output", "json", "--template-bucket", "acme-templates"];
    for (result, uploads) in [("CREATE_COMPLETE", json!(1)), ("unchanged", json!(null))] {
        let last = world.run(&deploy).await.succeeded().events().pop().unwrap();
        assert_eq!((last["result"].as_str(), &last["calls"]["S3.PutObject"]), (Some(result), &uploads), "{last}");
    }
}

#[tokio::test]
async fn more_lines_in_progress_than_rows_leave_no_trace() {
    let world = world(slowly, "").await;
    let steps = [Step::Look("RUNNING")];
    let Some(shown) = on_small_terminal(&world.program(&["deploy", "--yes"]), &steps, 12).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());
    let history = shown.history();
    let left: Vec<&str> = history.lines().filter(|line| line.contains(is_spinner)).collect();
    assert_eq!(left, [""; 0], "lines in progress have scrolled out of reach:\n{history}");
    for region in OPT_IN.split_whitespace().chain(OTHERS.split_whitespace()) {
        let lines = history.lines().filter(|line| line.contains(&format!("{region:14}  SUCCEEDED")));
        assert_eq!(lines.count(), 1, "{region}:\n{history}");
    }
}
