//! `cfn new` and what is done with it, by the book: an empty folder, a program, a deployment, a change, an end.

use std::path::Path;
use std::process::Command;

use test_support::program::Ended;

use crate::world::{EndsWith as _, World};

/// Four stacks in two regions, one of which takes a value from another.
const FOUR: &str = r#"
use models::app::{App, AppError, Environment};
use models::{id, sqs};

fn main() -> Result<(), AppError> {
    let app = App::new("shop");
    let mut orders = app.stack("orders", Environment::region("eu-west-1"));
    let queue = orders.add(id!("Queue"), sqs::Queue::new());
    let arn = orders.export(id!("QueueArn"), queue.arn());
    let mut mail = app.stack("mail", Environment::region("eu-west-1"));
    mail.add(id!("Queue"), sqs::Queue::new());
    mail.output(id!("Source"), arn);
    let mut audit = app.stack("audit", Environment::region("us-east-1"));
    audit.add(id!("Queue"), sqs::Queue::new());
    let mut report = app.stack("report", Environment::region("us-east-1"));
    report.add(id!("Queue"), sqs::Queue::new());
    app.run([report, audit, mail, orders])
}
"#;

/// Builds in a folder that the next run of this test finds again.
pub(crate) fn with_target(mut command: Command) -> Command {
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("new"));
    command
}

#[test]
fn a_new_project_is_built_deployed_changed_and_destroyed() {
    let world = World::with(&[]);
    let created = Ended::of(&mut world.command("", "new shop")).ends_with(0);
    assert!(created.err.starts_with("created shop\n  cd shop\n"), "{}", created.err);
    let again = Ended::of(&mut world.command("", "new shop")).ends_with(2);
    assert!(again.err.contains("shop: exists already; name a folder that does not exist"), "{}", again.err);
    let nameless = Ended::of(&mut world.command("", "new 123")).ends_with(2);
    assert!(nameless.err.contains("name it like `shop`"), "{}", nameless.err);

    // The versions that the repository has: they are on this machine.
    let lock = test_support::machine::repository().join("Cargo.lock");
    std::fs::copy(lock, world.path().join("shop/Cargo.lock")).unwrap();
    let cfn = |line: &str| Ended::of(&mut with_target(world.command("shop", line)));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--offline"]).current_dir(world.path().join("shop")).env_remove("RUSTFLAGS");
    let listed = Ended::of(&mut with_target(cargo)).ends_with(0);
    assert!(listed.out.contains("\"name\": \"shop-orders\""), "{}", listed.out);

    let deployed = cfn("deploy --local").ends_with(0);
    assert!(
        deployed.out.starts_with("QueueUrl = ") && deployed.out.contains("/shop-orders-Queue-"),
        "{}",
        deployed.out
    );
    let main = std::fs::read_to_string(world.path().join("shop/src/main.rs")).unwrap();
    let edited = main.replace("visibility_timeout(30)", "visibility_timeout(60)");
    assert_ne!(main, edited);
    world.write("shop/src/main.rs", &edited);
    let planned = cfn("plan --local").ends_with(0);
    assert!(planned.err.contains("VisibilityTimeout: 30 → 60"), "{}", planned.err);
    cfn("deploy --local").ends_with(0);
    let planned = cfn("plan --local").ends_with(0);
    assert!(planned.err.contains("no changes in shop-orders"), "{}", planned.err);
    cfn("destroy --local --allow stack-deletion").ends_with(0);
    cfn("status --local --check").ends_with(5);

    world.write("shop/src/main.rs", FOUR);
    let deployed = cfn("deploy --local").ends_with(0);
    assert!(deployed.out.contains("shop-mail.Source = arn:aws:sqs:eu-west-1:"), "{}", deployed.out);
    cfn("destroy --local --allow stack-deletion").ends_with(0);

    // What does not compile is not deployed, and the compiler says why.
    world.write("shop/src/main.rs", &edited.replace("visibility_timeout(60)", "visibility_timeout(\"long\")"));
    let refused = cfn("deploy --local").ends_with(2);
    assert!(
        refused.err.contains("error[E0277]") && refused.err.contains("the program was not built"),
        "{}",
        refused.err
    );
}
