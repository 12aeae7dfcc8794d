//! Live progress on a terminal, and what stays of it.

use crate::terminal::{Step, is_spinner, on_terminal, on_terminal_with_pipe};
use crate::world::World;

/// The lines that are drawn in place.
fn in_progress(screen: &str) -> Vec<&str> {
    screen.lines().filter(|line| line.starts_with(is_spinner)).collect()
}

#[tokio::test]
async fn what_is_worked_on_is_shown_below_what_is_done_a_line_for_each_region() {
    let world = World::slow().await;
    let program = world.program(&["deploy", "--yes"]);
    let steps = [Step::Look("eu-west-1       RUNNING"), Step::Look("eu-north-1      RUNNING")];
    let Some(shown) = on_terminal(&program, &steps).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());

    let screen = shown.screen_at(1);
    let busy = in_progress(&screen);
    for part in ["StackSet AWS::CloudFormation::StackSet", "eu-west-1       RUNNING", "eu-north-1      RUNNING"] {
        assert_eq!(busy.iter().filter(|line| line.contains(part)).count(), 1, "{part} is not in progress:\n{screen}");
    }
    let is_done = |line: &str| line.contains("CREATE_COMPLETE") && !line.starts_with(is_spinner);
    // The last two words of a line are a logical id and a type.
    let name = |line: &&str| line.split_whitespace().rev().take(2).map(str::to_owned).collect::<Vec<_>>();
    let working: Vec<_> = busy.iter().map(name).collect();
    let finished: Vec<_> = screen.lines().filter(|line| is_done(line)).map(|line| name(&line)).collect();
    assert!(finished.iter().all(|name| !working.contains(name)), "something is both done and in progress:\n{screen}");
    let last_done = screen.lines().collect::<Vec<_>>().into_iter().rposition(is_done).expect("nothing is done yet");
    let first_busy = screen.lines().position(|line| busy.contains(&line)).unwrap();
    assert!(last_done < first_busy, "what is done is not above what is worked on:\n{screen}");
}

#[tokio::test]
async fn what_is_done_stays_once_and_in_full_and_nothing_else_does() {
    let world = World::slow().await;
    let Some(shown) = on_terminal(&world.program(&["deploy", "--yes"]), &[]).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());
    let screen = shown.screen();
    assert_eq!(in_progress(&screen), [""; 0], "{screen}");
    for part in ["Key AWS::KMS::Key", "Bucket AWS::S3::Bucket", "BucketPolicy AWS::S3::BucketPolicy"] {
        let lines = screen.lines().filter(|line| line.contains("CREATE_COMPLETE") && line.ends_with(part));
        assert_eq!(lines.count(), 1, "{part}:\n{screen}");
    }
    for region in ["eu-west-1", "eu-north-1"] {
        let lines = screen.lines().filter(|line| line.contains(region) && line.contains("SUCCEEDED"));
        assert_eq!(lines.count(), 1, "{region}:\n{screen}");
    }
    assert!(screen.trim_end().lines().any(|line| line == "BucketName = acme-archive"), "{screen}");
    assert!(shown.cursor_is_home() && shown.is_as_before, "the terminal is not left as it was");
}

#[tokio::test]
async fn outputs_that_go_into_a_pipe_are_alone_there_and_without_control_codes() {
    let world = World::new().await;
    let Some(shown) = on_terminal_with_pipe(&world.program(&["deploy", "--yes"]), &[]).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());
    assert!(shown.raw().contains('\x1b'), "the terminal shows no live progress");
    assert!(!shown.piped.contains(['\x1b', '\r']), "{:?}", shown.piped);
    assert!(shown.piped.lines().all(|line| line.contains(" = ")), "{}", shown.piped);
    assert!(shown.piped.lines().any(|line| line == "BucketName = acme-archive"), "{}", shown.piped);
    let status = on_terminal_with_pipe(&world.program(&["status"]), &[]).await.unwrap();
    assert!(status.piped.contains("CREATE_COMPLETE") && !status.piped.contains('\x1b'), "{:?}", status.piped);
}

#[tokio::test]
async fn without_a_terminal_progress_is_plain_lines_beginnings_included() {
    let world = World::new().await;
    let ended = world.run(&["deploy", "--yes"]).await.succeeded();
    assert!(!ended.err.contains(['\x1b', '\r']) && !ended.out.contains(['\x1b', '\r']));
    for status in ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"] {
        let lines = ended.err.lines().filter(|line| line.contains(status) && line.ends_with("Key AWS::KMS::Key"));
        assert_eq!(lines.count(), 1, "{status}: {}", ended.err);
    }
    assert!(ended.out.lines().all(|line| line.contains(" = ")), "{}", ended.out);
}

#[tokio::test]
async fn quiet_leaves_results_and_warnings() {
    let world = World::new().await;
    let ended = world.run(&["deploy", "--yes", "--quiet"]).await.succeeded();
    assert_eq!(ended.err, "");
    assert!(ended.out.contains("BucketName = acme-archive"), "{}", ended.out);
    let Some(shown) = on_terminal(&world.program(&["deploy", "--yes", "--quiet"]), &[]).await else { return };
    assert!(shown.screen().lines().all(|line| line.contains(" = ")), "{}", shown.screen());
    let refused = world.run(&["destroy", "--yes", "--quiet"]).await;
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("error:") && refused.err.contains("--allow stack-deletion"), "{}", refused.err);
}

#[tokio::test]
async fn verbose_names_the_calls_and_does_not_run_into_live_progress() {
    let world = World::new().await;
    let Some(shown) = on_terminal(&world.program(&["deploy", "--yes", "-v"]), &[]).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());
    assert!(shown.screen().contains("CloudFormation.ExecuteChangeSet"), "{}", shown.screen());
    assert!(!shown.raw().contains(is_spinner), "something is drawn in place between the lines");
}
