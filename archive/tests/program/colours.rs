//! Colours where they are wanted, and nowhere else.

use std::process::Command;

use crate::terminal::{Shown, has_colours, on_terminal};
use crate::world::{World, end};

async fn on(world: &World, variables: &[(&str, &str)]) -> Option<Shown> {
    on_terminal(&with(world, variables), &[]).await
}

fn with(world: &World, variables: &[(&str, &str)]) -> Command {
    let mut command = world.program(&["deploy", "--yes"]);
    command.envs(variables.iter().copied());
    command
}

#[tokio::test]
async fn a_terminal_has_colours_for_what_they_mean() {
    let world = World::new().await;
    let Some(shown) = on(&world, &[]).await else { return };
    let raw = shown.raw();
    assert!(raw.contains("\x1b[32mCREATE_COMPLETE\x1b[0m"), "a success is not green: {raw:?}");
    assert!(raw.contains("\x1b[32m+\x1b[0m"), "what is added is not green: {raw:?}");
}

#[tokio::test]
async fn failures_are_red() {
    let world = World::new().await;
    let Some(shown) = on_terminal(&world.program(&["destroy", "--allow", "stack-deletion"]), &[]).await else { return };
    assert_eq!(shown.code, 0);
    let Some(shown) = on_terminal(&world.program(&["events"]), &[]).await else { return };
    assert!(shown.raw().contains("\x1b[31m") && shown.screen().contains("error: "), "{:?}", shown.raw());
}

#[tokio::test]
async fn no_color_takes_the_colours_and_leaves_the_progress() {
    let world = World::slow().await;
    let Some(shown) = on(&world, &[("NO_COLOR", "1")]).await else { return };
    assert!(!has_colours(&shown.raw()), "{:?}", shown.raw());
    assert!(shown.raw().contains('\x1b'), "the progress is gone as well");
}

#[tokio::test]
async fn a_dumb_terminal_gets_plain_lines() {
    let world = World::new().await;
    let Some(shown) = on(&world, &[("TERM", "dumb")]).await else { return };
    assert!(!shown.raw().contains('\x1b'), "{:?}", shown.raw());
    assert!(shown.screen().contains("CREATE_IN_PROGRESS"), "progress is not told in lines: {}", shown.screen());
}

#[tokio::test]
async fn whoever_forces_colours_gets_them_in_a_pipe() {
    let world = World::new().await;
    let plain = end(with(&world, &[])).await.succeeded();
    assert!(!plain.err.contains('\x1b'), "{:?}", plain.err);
    let forced = end(with(&world, &[("CLICOLOR_FORCE", "1")])).await.succeeded();
    assert!(has_colours(&forced.err), "{:?}", forced.err);
    let mut json = with(&world, &[("CLICOLOR_FORCE", "1")]);
    json.args(["--output", "json"]);
    assert!(!end(json).await.succeeded().out.contains('\x1b'), "JSON is never coloured");
}
