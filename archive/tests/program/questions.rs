//! Questions on a terminal.

use crate::terminal::{Step, is_spinner, on_terminal};
use crate::world::World;

const CREATE: &str = "Create acme-archive in eu-central-1? [y/N] ";

/// The last line that is not empty.
fn last_line(screen: &str) -> &str {
    screen.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default()
}

#[tokio::test]
async fn a_question_stands_alone_below_the_plan_and_yes_goes_on() {
    let world = World::new().await;
    let Some(shown) = on_terminal(&world.program(&["deploy"]), &[Step::Type(CREATE, "y\n")]).await else { return };
    assert_eq!(shown.code, 0, "{}", shown.screen());
    let asked = shown.screen_at(0);
    assert_eq!(last_line(&asked), CREATE.trim_end(), "{asked}");
    assert!(asked.contains("Plan to create acme-archive"), "{asked}");
    assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"));
}

#[tokio::test]
async fn what_a_question_is_about_is_shown_before_it_however_quiet() {
    let world = World::new().await;
    let program = world.program(&["deploy", "--quiet"]);
    let Some(shown) = on_terminal(&program, &[Step::Type(CREATE, "n\n")]).await else { return };
    let asked = shown.screen_at(0);
    assert!(asked.contains("Plan to create acme-archive") && last_line(&asked) == CREATE.trim_end(), "{asked}");
}

#[tokio::test]
async fn anything_but_yes_changes_nothing() {
    for answer in ["n\n", "\n", "maybe\n", "\x04"] {
        let world = World::new().await;
        let Some(shown) = on_terminal(&world.program(&["deploy"]), &[Step::Type(CREATE, answer)]).await else { return };
        assert_eq!(shown.code, 3, "{answer:?}: {}", shown.screen());
        assert_eq!(world.status().await, None, "{answer:?}");
    }
}

#[tokio::test]
async fn a_danger_is_named_before_its_approval_is_asked_for_and_a_yes_does_not_approve_it() {
    let world = World::new().await;
    world.run(&["deploy", "--yes"]).await.succeeded();
    let word = "Type \"stack-deletion\" to approve: ";
    let Some(shown) = on_terminal(&world.program(&["destroy"]), &[Step::Type(word, "yes\n")]).await else { return };
    assert_eq!(shown.code, 3, "{}", shown.screen());
    assert!(shown.screen_at(0).contains("stays in the account"), "{}", shown.screen_at(0));
    assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"));
    let shown = on_terminal(&world.program(&["destroy"]), &[Step::Type(word, "stack-deletion\n")]).await.unwrap();
    assert_eq!(shown.code, 0, "{}", shown.screen());
    assert_eq!(world.status().await, None);
}

#[tokio::test]
async fn what_somebody_else_does_is_followed_live_and_off_the_screen_when_the_question_comes() {
    let world = World::slow().await;
    world.run(&["deploy", "--yes", "--replications", "eu-west-1"]).await.succeeded();
    // Cut off as soon as the update has begun, which goes on.
    let update = world.program(&["deploy", "--yes", "--allow", "policy-broadening"]);
    let cut = [Step::Signal("StackSet AWS::CloudFormation::StackSet", "SIGKILL")];
    let Some(_) = on_terminal(&update, &cut).await else { return };
    let wanted = ["deploy", "--allow", "policy-broadening", "--replications", "eu-west-1,eu-north-1,eu-west-3"];
    let question = "Update acme-archive in eu-central-1? [y/N] ";
    let shown = on_terminal(&world.program(&wanted), &[Step::Type(question, "y\n")]).await.unwrap();
    assert_eq!(shown.code, 0, "{}", shown.screen());
    let asked = shown.screen_at(0);
    assert!(asked.contains("following the operation in progress"), "{asked}");
    assert_eq!(last_line(&asked), question.trim_end(), "{asked}");
    assert!(!asked.contains(is_spinner), "something is still drawn as in progress:\n{asked}");
}

#[tokio::test]
async fn ctrl_c_at_a_question_ends_at_once_and_leaves_nothing_behind() {
    let world = World::new().await;
    for interrupt in [Step::Type(CREATE, "\x03"), Step::Signal(CREATE, "SIGTERM")] {
        let Some(shown) = on_terminal(&world.program(&["deploy"]), &[interrupt]).await else { return };
        assert_eq!(shown.code, 130, "{}", shown.screen());
        assert!(shown.screen().contains("interrupted at a prompt"), "{}", shown.screen());
        assert!(shown.cursor_is_home() && shown.is_as_before, "{}", shown.screen());
        assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
    }
}
