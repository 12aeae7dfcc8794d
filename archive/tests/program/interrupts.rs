//! What happens to a deployment when the program that began it is told to end, or nobody reads what it says.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::terminal::{Step, on_terminal};
use crate::world::{World, end, once_begun};

/// Sends a signal to the program once it tells that a resource is in progress. The exit code and the last event.
async fn interrupted(world: &World, signal: &'static str) -> (i32, Value) {
    cut_off(world.program(&["deploy", "--yes", "--output", "json"]), signal).await
}

async fn cut_off(command: Command, signal: &'static str) -> (i32, Value) {
    once_begun(command, move |program| {
        let sent = Command::new("kill").args(["-s", signal, &program.id().to_string()]).status().unwrap();
        assert!(sent.success());
    })
    .await
}

#[tokio::test]
async fn an_interrupted_deployment_goes_on_and_the_next_run_re_attaches() {
    for signal in ["INT", "TERM"] {
        let world = World::slow().await;
        let (code, last) = interrupted(&world, signal).await;
        assert_eq!((code, last["event"].as_str(), last["code"].as_i64()), (130, Some("error"), Some(130)), "{signal}");
        assert!(last["message"].as_str().unwrap().contains("continues in AWS"), "{last}");
        assert!(last["remedy"].as_str().unwrap().contains("archive events --follow"), "{last}");
        assert_eq!(world.status().await.as_deref(), Some("CREATE_IN_PROGRESS"), "{signal} stopped the operation");

        let again = world.run(&["deploy", "--yes"]).await.succeeded();
        assert!(again.err.contains("following the operation in progress"), "{}", again.err);
        assert!(again.out.contains("BucketName = acme-archive"), "{}", again.out);
        assert_eq!((world.status().await.as_deref(), world.begun().await), (Some("CREATE_COMPLETE"), 1), "{signal}");
    }
}

#[tokio::test]
async fn ctrl_c_on_a_terminal_takes_the_progress_away_and_says_how_to_come_back() {
    let world = World::slow().await;
    let steps = [Step::Type("eu-west-1       RUNNING", "\x03")];
    let Some(shown) = on_terminal(&world.program(&["deploy", "--yes"]), &steps).await else { return };
    let screen = shown.screen();
    assert_eq!(shown.code, 130, "{screen}");
    let last: Vec<&str> = screen.trim_end().lines().rev().take(2).collect();
    assert!(last[1].contains("interrupted; an operation that was started continues in AWS"), "{screen}");
    assert!(last[0].contains("run the same command again to re-attach"), "{screen}");
    assert!(!screen.contains("RUNNING"), "progress is left on the screen:\n{screen}");
    assert!(shown.cursor_is_home() && shown.is_as_before, "the terminal is not left as it was");

    let followed = world.run(&["events", "--follow"]).await.succeeded();
    assert!(followed.err.contains("CREATE_COMPLETE"), "{}", followed.err);
    assert_eq!((world.status().await.as_deref(), world.begun().await), (Some("CREATE_COMPLETE"), 1));
}

#[tokio::test]
async fn a_reader_that_goes_away_does_not_end_a_deployment() {
    for redirected in ["--output json | head -n 1", "-v 2>&1 | head -n 1", "-vv 2>&1 >&- | head -n 1"] {
        let world = World::slow().await;
        let program = world.program(&["deploy", "--yes"]);
        let arguments: Vec<_> = program.get_args().map(|argument| argument.to_str().unwrap()).collect();
        let mut shell = Command::new("sh");
        // The status is the program's own, not that of its reader.
        let script = format!("{{ {} {}; }}", env!("CARGO_BIN_EXE_archive"), arguments.join(" "));
        let (options, reader) = redirected.split_once(" | ").unwrap();
        let script = script.replace("; }", &format!(" {options}; echo $? >status; }} | {reader}"));
        shell.args(["-c", &script]).env_clear().current_dir(world.folder.path()).stdin(Stdio::null());
        shell.envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
        end(shell).await.succeeded();
        let mut code = String::new();
        std::fs::File::open(world.path("status")).unwrap().read_to_string(&mut code).unwrap();
        assert_eq!(code.trim(), "0", "{redirected}");
        assert_eq!(world.at_rest().await, "CREATE_COMPLETE", "{redirected}");
    }
}

#[tokio::test]
async fn an_interrupted_local_deployment_goes_on_too() {
    let world = World::new().await;
    let (code, last) = cut_off(world.bare(&["deploy", "--local", "--output", "json"]), "INT").await;
    assert_eq!(code, 130, "{last}");
    let again = end(world.bare(&["deploy", "--local"])).await.succeeded();
    assert!(again.out.contains("BucketName = example-archive"), "{}", again.out);
    let events = end(world.bare(&["logs", "--local", "--output", "json"])).await.succeeded().events();
    let begun = events.iter().filter(|event| event["is_stack"] == true && event["status"] == "CREATE_IN_PROGRESS");
    assert_eq!(begun.filter(|event| event["stack"] == "example-archive").count(), 1);
}

#[tokio::test]
async fn the_simulated_aws_ends_well_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["INT", "TERM"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archive"));
        command.args(["simulate", "--state"]).arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut program = command.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        assert!(Command::new("kill").args(["-s", signal, &program.id().to_string()]).status().unwrap().success());
        assert_eq!(program.wait().unwrap().code(), Some(0), "{signal}");
    }
}
