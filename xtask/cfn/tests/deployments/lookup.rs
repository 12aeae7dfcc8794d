//! A program that takes values of what exists already: it says what it looks up, and `cfn lookup` writes what that is.

use serde_json::Value;
use test_support::program::Ended;

use crate::new::with_target;
use crate::world::{EndsWith as _, World, of_kind};

/// A stack that tells of a queue which it does not have.
const PROGRAM: &str = r#"
use models::app::{App, AppError, Environment};
use models::{id, json, sqs};

fn main() -> Result<(), AppError> {
    let app = App::new("shop");
    let mut orders = app.stack("orders", Environment::region("eu-west-1"));
    let legacy = orders.lookup::<sqs::Queue>("legacy", |by| by.tag("owner", "payments"));
    let dead = json!({ "deadLetterTargetArn": legacy.arn(), "maxReceiveCount": 3 });
    orders.add(id!("Queue"), sqs::Queue::new().redrive_policy(dead));
    orders.output(id!("Source"), legacy.reference());
    app.run([orders])
}
"#;

fn queues(names: &[&str]) -> String {
    let queue = |(at, name): (usize, &&str)| {
        format!(
            "  Queue{at}:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: {name}\n      Tags: [{{Key: owner, Value: payments}}]\n"
        )
    };
    format!("Resources:\n{}", names.iter().enumerate().map(queue).collect::<String>())
}

/// A project; its program has a name of its own, because all are built in one folder, at the same time.
struct Project(World, &'static str);

impl Project {
    fn new(name: &'static str) -> Self {
        let world = World::with(&[]);
        Ended::of(&mut world.command("", &format!("new {name}"))).ends_with(0);
        // The versions that the repository has: they are on this machine.
        let lock = test_support::machine::repository().join("Cargo.lock");
        std::fs::copy(lock, world.path().join(name).join("Cargo.lock")).unwrap();
        let project = Self(world, name);
        project.write("src/main.rs", PROGRAM);
        project
    }

    fn cfn(&self, line: &str) -> Ended {
        Ended::of(&mut with_target(self.0.command(self.1, line)))
    }

    fn write(&self, file: &str, text: &str) {
        self.0.write(&format!("{}/{file}", self.1), text);
    }

    /// Deploys the queues that the program does not have.
    fn deploy_queues(&self, names: &[&str]) {
        self.write("legacy.yaml", &queues(names));
        self.cfn("deploy legacy.yaml --stack-name legacy --region eu-west-1 --local --allow replacement,deletion")
            .ends_with(0);
    }

    fn file(&self) -> Option<String> {
        let path = self.0.path().join(self.1).join("cfn.lookup.json");
        path.exists().then(|| std::fs::read_to_string(path).unwrap())
    }
}

#[test]
fn what_a_program_looks_up_is_found_kept_and_asked_for_again() {
    let project = Project::new("lookup-life");
    let refused = project.cfn("deploy --local").ends_with(2);
    let unresolved = "the lookup `legacy`, AWS::SQS::Queue by the tag owner=payments in eu-west-1, is not resolved";
    assert!(refused.err.contains(unresolved) && refused.err.contains("help: run `cfn lookup`"), "{}", refused.err);
    let refused = project.cfn("lookup --local").ends_with(2);
    let none = "src/main.rs:8:25: legacy: no AWS::SQS::Queue in 123456789012/eu-west-1 has the tag owner=payments";
    assert!(refused.err.contains(none), "{}", refused.err);
    assert_eq!(project.file(), None);

    project.deploy_queues(&["payments"]);
    let url = "https://sqs.eu-west-1.amazonaws.com/123456789012/payments";
    let found = project.cfn("lookup --local").ends_with(0);
    assert!(found.err.contains(&format!("+ legacy (AWS::SQS::Queue in eu-west-1): {url}")), "{}", found.err);
    let file = project.file().unwrap();
    let pins: Value = serde_json::from_str(&file).unwrap();
    let values = &pins["lookups"][0]["found"][0]["values"];
    assert_eq!(values["Ref"], url);
    assert_eq!(values["Arn"], "arn:aws:sqs:eu-west-1:123456789012:payments");
    let deployed = project.cfn("deploy --local").ends_with(0);
    assert!(deployed.out.contains(&format!("Source = {url}")), "{}", deployed.out);

    // What the file has is not asked for again without --refresh.
    project.deploy_queues(&["billing"]);
    project.cfn("lookup --local").ends_with(0);
    assert_eq!(project.file().unwrap(), file);
    let checked = project.cfn("lookup --check --local").ends_with(5);
    let change = format!("~ legacy (AWS::SQS::Queue in eu-west-1): {url} -> ");
    assert!(checked.err.contains(&change) && checked.err.contains("`cfn lookup --refresh`"), "{}", checked.err);
    assert_eq!(project.file().unwrap(), file, "a check writes nothing");
    let refused = project.cfn("lookup --refresh legcy --local").ends_with(2);
    assert!(refused.err.contains("no lookup legcy\n  help: did you mean legacy?"), "{}", refused.err);
    let events = project.cfn("lookup --refresh legacy --local --output json").ends_with(0).events();
    let finished = of_kind(&events, "finished")[0];
    assert_eq!(
        (&finished["result"], &finished["outputs"]["legacy"]),
        (&"written".into(), &url.replace("payments", "billing").into())
    );
    project.cfn("lookup --check --local").ends_with(0);
}

#[test]
fn what_was_looked_up_elsewhere_is_not_deployed_and_several_are_named() {
    let project = Project::new("lookup-elsewhere");
    project.deploy_queues(&["one", "two"]);
    let refused = project.cfn("lookup --local").ends_with(2);
    assert!(
        refused.err.contains("2 of AWS::SQS::Queue in 123456789012/eu-west-1 match: https://sqs"),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("name one with `by.id(…)`, or take all with `lookup_all`"), "{}", refused.err);
    project.deploy_queues(&["one"]);
    project.cfn("lookup --local").ends_with(0);

    let file = project.file().unwrap();
    project.write("cfn.lookup.json", &file.replace("\"account\": \"123456789012\"", "\"account\": \"999999999999\""));
    let refused = project.cfn("plan --local").ends_with(2);
    let elsewhere =
        "the lookup legacy was resolved in 999999999999/eu-west-1, and shop-orders is for 123456789012/eu-west-1";
    assert!(refused.err.contains(elsewhere), "{}", refused.err);
    assert!(refused.err.contains("help: `cfn lookup --refresh legacy` asks here"), "{}", refused.err);
    let refreshed = project.cfn("lookup --refresh --local").ends_with(0);
    assert!(
        refreshed.err.contains("resolved in 999999999999/eu-west-1 -> 123456789012/eu-west-1"),
        "{}",
        refreshed.err
    );
    project.cfn("plan --local").ends_with(0);

    // What is not asked for any more stays until it is removed, and a file that cannot be read is left as it is.
    let asks = "    let legacy = orders.lookup::<sqs::Queue>(\"legacy\", |by| by.tag(\"owner\", \"payments\"));\n";
    let without = PROGRAM.replace(asks, "").replace("legacy.arn()", "\"arn:aws:sqs:eu-west-1:123456789012:dead\"");
    project.write("src/main.rs", &without.replace("legacy.reference()", "\"none\""));
    let kept = project.cfn("lookup --local").ends_with(0);
    assert!(kept.err.contains("1 result is not asked for any more"), "{}", kept.err);
    let pruned = project.cfn("lookup --prune --local").ends_with(0);
    assert!(pruned.err.contains("- legacy (AWS::SQS::Queue in eu-west-1): https://"), "{}", pruned.err);
    project.write("cfn.lookup.json", "{\"version\": 7}");
    let refused = project.cfn("lookup --local").ends_with(2);
    assert!(refused.err.contains("it has version 7 of its format, and this program reads 1"), "{}", refused.err);
    assert_eq!(project.file().unwrap(), "{\"version\": 7}");
}
