//! The stacks of a Cargo project.

use serde_json::json;
use test_support::program::Ended;

use crate::world::{EndsWith as _, World, of_kind};

/// The name of a stack, its region, its account, the stacks that it depends on, and its template.
type Stack<'s> = (&'s str, Option<&'s str>, Option<&'s str>, &'s [&'s str], &'s str);

/// A program that writes what it was made with, as `App::run` does, without anything that has to be compiled for it.
fn project(stacks: &[Stack<'_>]) -> Vec<(String, String)> {
    let mut files = vec![
        ("Cargo.toml".to_owned(), "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n".to_owned()),
        (
            "src/main.rs".to_owned(),
            "fn main() {\n    let arguments: Vec<String> = std::env::args().collect();\n    assert_eq!(arguments[1], \"synth\");\n    \
             for file in std::fs::read_dir(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/out\")).unwrap().map(Result::unwrap) {\n        \
             std::fs::copy(file.path(), std::path::Path::new(&arguments[2]).join(file.file_name())).unwrap();\n    }\n}\n"
                .to_owned(),
        ),
    ];
    let entry = |(name, region, account, after, _): &Stack<'_>| {
        let template = format!("{name}.template.json");
        json!({ "name": name, "region": region, "account": account, "dependsOn": after, "template": template })
    };
    let manifest = json!({ "version": 1, "app": "shop", "stacks": stacks.iter().map(entry).collect::<Vec<_>>() });
    files.push(("out/manifest.json".to_owned(), manifest.to_string()));
    for (name, _, _, _, template) in stacks {
        files.push((format!("out/{name}.template.json"), (*template).to_owned()));
    }
    files
}

fn world(stacks: &[Stack<'_>]) -> World {
    let world = World::with(&[]);
    project(stacks).iter().for_each(|(name, text)| world.write(name, text));
    world
}

const NETWORK: &str = r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}},"Outputs":{"Arn":{"Value":{"Ref":"Topic"},"Export":{"Name":"shop-network-Arn"}}}}"#;
const WORK: &str = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"},"Subscription":{"Type":"AWS::SNS::Subscription","Properties":
    {"TopicArn":{"Fn::ImportValue":"shop-network-Arn"},"Protocol":"sqs","Endpoint":{"Fn::GetAtt":["Queue","Arn"]}}}},"Outputs":{"Url":{"Value":{"Ref":"Queue"}},"Source":{"Value":{"Fn::ImportValue":"shop-network-Arn"}}}}"#;
const ALONE: &str = r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}"#;
const BROKEN: &str = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":"soon"}}}}"#;

const WEST: Option<&str> = Some("eu-west-1");

#[test]
fn four_stacks_in_two_regions_are_deployed_in_their_order_and_deleted_in_the_opposite_one() {
    let world = world(&[
        ("shop-network", WEST, None, &[], NETWORK),
        ("shop-work", WEST, None, &["shop-network"], WORK),
        ("shop-data", WEST, None, &[], ALONE),
        ("shop-alarms", Some("us-east-1"), None, &["shop-work"], ALONE),
    ]);
    let ended = world.local("plan").ends_with(0);
    assert!(ended.err.contains("shop-work depends on shop-network, which does not exist yet"), "{}", ended.err);
    let events = world.local("deploy --output json").ends_with(0).events();
    let place = |stack: &str, kind: &str| {
        let is_it = |event: &serde_json::Value| event["event"] == kind && event["stack"] == stack;
        events.iter().position(is_it).unwrap_or_else(|| panic!("no {kind} of {stack}"))
    };
    let completed = |stack: &str| {
        let is_it = |event: &serde_json::Value| {
            event["stack"] == stack && event["is_stack"] == true && event["status"] == "CREATE_COMPLETE"
        };
        events.iter().position(is_it).unwrap_or_else(|| panic!("{stack} was not completed"))
    };
    assert!(completed("shop-network") < place("shop-work", "started"));
    assert!(completed("shop-work") < place("shop-alarms", "started"));
    assert_eq!(events[place("shop-alarms", "started")]["region"], "us-east-1");
    assert_eq!(of_kind(&events, "finished").len(), 1);
    let outputs = &events.last().unwrap()["outputs"];
    assert!(outputs["shop-work.Url"].as_str().unwrap().contains("/shop-work-Queue-"), "{outputs}");

    let ended = world.local("deploy").ends_with(0);
    assert_eq!(ended.err.matches("no changes in ").count(), 4, "{}", ended.err);
    world.local("status --check").ends_with(0);
    // One stack is named with or without the program's name.
    let ended = world.local("events work").ends_with(0);
    assert!(ended.err.contains("Subscription AWS::SNS::Subscription"), "{}", ended.err);

    world.local("destroy --yes").ends_with(3);
    let events = world.local("destroy --allow stack-deletion --output json").ends_with(0).events();
    let started: Vec<_> = of_kind(&events, "started").iter().map(|event| event["stack"].as_str().unwrap()).collect();
    let place = |stack: &str| started.iter().position(|other| *other == stack).unwrap();
    assert!(place("shop-alarms") < place("shop-work") && place("shop-work") < place("shop-network"), "{started:?}");
    world.local("status network --check").ends_with(5);
}

#[test]
fn what_depends_on_a_failure_is_not_begun_and_the_rest_is_deployed() {
    let world = world(&[
        ("shop-network", WEST, None, &[], BROKEN),
        ("shop-work", WEST, None, &["shop-network"], WORK),
        ("shop-data", WEST, None, &[], ALONE),
    ]);
    let ended = world.local("deploy");
    assert!([2, 4, 5].contains(&ended.code), "{} {}", ended.code, ended.err);
    assert!(ended.err.contains("warning: shop-work was not begun, because of shop-network"), "{}", ended.err);
    world.local("status data --check").ends_with(0);
    world.local("status work --check").ends_with(5);
}

#[test]
fn a_stack_brings_what_it_depends_on_and_no_other() {
    let world = world(&[
        ("shop-network", WEST, None, &[], NETWORK),
        ("shop-work", WEST, None, &["shop-network"], WORK),
        ("shop-data", WEST, None, &[], ALONE),
    ]);
    world.local("deploy shop-work").ends_with(0);
    world.local("status network work --check").ends_with(0);
    world.local("status data --check").ends_with(5);
    // What another stack will export only after its update cannot be planned yet.
    world.write("out/shop-network.template.json", &NETWORK.replace("shop-network-Arn", "shop-network-TopicArn"));
    world.write("out/shop-work.template.json", &WORK.replace("shop-network-Arn", "shop-network-TopicArn"));
    let ended = world.local("plan shop-work").ends_with(0);
    assert!(
        ended.err.contains("shop-work imports what the stacks that it depends on export only once"),
        "{}",
        ended.err
    );
    world.write("out/shop-network.template.json", NETWORK);
    world.write("out/shop-work.template.json", WORK);
    let ended = world.local("deploy dta").ends_with(2);
    assert!(ended.err.contains("the program has no stack dta\n  help: did you mean shop-data?"), "{}", ended.err);
    let ended = world.local("deploy work -p Size=1").ends_with(2);
    assert!(
        ended.err.contains("parameters are of one stack, and these are deployed: shop-network, shop-work"),
        "{}",
        ended.err
    );
}

#[test]
fn the_plans_of_several_stacks_are_saved_and_executed_together() {
    let world = world(&[
        ("shop-network", WEST, None, &[], NETWORK),
        ("shop-work", WEST, None, &["shop-network"], WORK),
        ("shop-data", Some("us-east-1"), None, &[], ALONE),
    ]);
    let planned = world.local("plan --out plan.json").ends_with(0);
    assert!(planned.err.contains("warning: 1 stack is not in plan.json"), "{}", planned.err);
    world.local("deploy --plan plan.json").ends_with(0);
    world.local("status network data --check").ends_with(0);
    world.local("status work --check").ends_with(5);

    let topic = r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":"new"}}}}"#;
    world.write("out/shop-data.template.json", topic);
    world.local("plan --out plan.json").ends_with(0);
    // What the program says now is not what was planned.
    world.write("out/shop-data.template.json", ALONE);
    let events = world.local("deploy --plan plan.json --output json").ends_with(0).events();
    let mut started: Vec<_> =
        of_kind(&events, "started").iter().map(|event| event["stack"].as_str().unwrap()).collect();
    // They do not depend on each other, and are deployed at the same time.
    started.sort_unstable();
    assert_eq!(started, ["shop-data", "shop-work"]);
    world.local("status --check").ends_with(0);
    let changed = world.local("deploy --dry-run").ends_with(0);
    assert!(changed.err.contains("DisplayName: new"), "{}", changed.err);
    let changed = world.local("deploy -n").ends_with(0);
    assert!(changed.err.contains("DisplayName: new"), "a dry run changed something: {}", changed.err);

    let shown = world.local("destroy -n").ends_with(0);
    assert!(shown.err.contains("is deleted: AWS::SQS::Queue"), "{}", shown.err);
    world.local("status --check").ends_with(0);
    let text = std::fs::read_to_string(world.path().join("plan.json")).unwrap();
    let mut broken: serde_json::Value = serde_json::from_str(&text).unwrap();
    broken["stacks"][0]["after"] = json!([1]);
    world.write("plan.json", &broken.to_string());
    let refused = world.local("deploy --plan plan.json").ends_with(2);
    assert!(refused.err.contains("a stack depends on a later one"), "{}", refused.err);
}

#[test]
fn one_name_in_two_regions_is_two_stacks() {
    let world = world(&[
        ("shop-a.eu-west-1", WEST, None, &[], NETWORK),
        ("shop-a.us-east-1", Some("us-east-1"), None, &[], ALONE),
        ("shop-b", WEST, None, &["shop-a"], ALONE),
    ]);
    let manifest = world.path().join("out/manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let text = text.replace(r#""name":"shop-a.eu-west-1""#, r#""name":"shop-a""#);
    std::fs::write(&manifest, text.replace(r#""name":"shop-a.us-east-1""#, r#""name":"shop-a""#)).unwrap();
    let deployed = world.local("deploy").ends_with(0);
    assert!(deployed.out.contains("shop-a.eu-west-1.Arn = arn:aws:sns:eu-west-1:"), "{}", deployed.out);
    let ended = world.local("status a --output json").ends_with(0);
    assert_eq!(of_kind(&ended.events(), "status").len(), 2, "{}", ended.out);
    let ended = world.local("events a").ends_with(2);
    assert!(ended.err.contains("these are named: shop-a.eu-west-1, shop-a.us-east-1"), "{}", ended.err);
    world.local("events a.us-east-1").ends_with(0);
}

#[test]
fn the_templates_of_a_program_are_printed_written_and_drawn() {
    let world =
        world(&[("shop-network", WEST, None, &[], NETWORK), ("shop-work", WEST, None, &["shop-network"], WORK)]);
    world.write(
        "topic.yaml",
        "Resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub 'a ${AWS::Region}'}}\n",
    );
    let cfn = |line: &str| Ended::of(&mut world.command("", line));
    let printed = cfn("synth work").ends_with(0).out;
    let json: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(WORK).unwrap());
    let several = cfn("synth").ends_with(2).err;
    assert!(several.contains("there are 2: shop-network, shop-work\n  help: name one of them"), "{several}");
    cfn("synth --out made --format yaml").ends_with(0);
    let made = std::fs::read_to_string(world.path().join("made/shop-work.template.yaml")).unwrap();
    assert!(made.contains("TopicArn: !ImportValue shop-network-Arn"), "{made}");
    // What was written is deployed as what it was written from.
    world.local("deploy made/shop-network.template.yaml --stack-name shop-network --region eu-west-1").ends_with(0);
    world.local("diff network --check").ends_with(0);
    let converted = cfn("synth topic.yaml").ends_with(0).out;
    assert!(converted.contains(r#""Fn::Sub": "a ${AWS::Region}""#), "{converted}");

    let drawn = cfn("graph").ends_with(0).out;
    assert!(drawn.starts_with("flowchart LR\n  subgraph s0[\"shop-network\"]\n    s0r0[\"Topic<br/>"), "{drawn}");
    assert!(drawn.ends_with("  s1r1 ==> s0r0\n  s1r1 --> s1r0\n"), "{drawn}");
    assert!(
        cfn("graph topic.yaml --format dot").ends_with(0).out.contains("s0r0 [label=\"Topic\\nAWS::SNS::Topic\"];")
    );
    world.write(
        "outer.yaml",
        "Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: topic.yaml}}}",
    );
    let nested = cfn("graph outer.yaml").ends_with(0).out;
    assert!(nested.contains("    subgraph s1[\"Inner\"]\n      s1r0[\"Topic<br/>"), "{nested}");
    let nothing = cfn("graph missing.yaml").ends_with(2).err;
    assert!(nothing.contains("missing.yaml: cannot be read"), "{nothing}");
}

#[test]
fn stacks_of_two_accounts_are_deployed_to_each() {
    let account = "210987654321";
    let world = world(&[("shop-a", WEST, Some(account), &[], ALONE), ("shop-b", WEST, None, &[], ALONE)]);
    world.local("deploy").ends_with(0);
    let ended = world.local("status --output json").ends_with(0);
    let events = ended.events();
    let ids: Vec<&str> = of_kind(&events, "status").iter().map(|event| event["stack_id"].as_str().unwrap()).collect();
    assert!(ids[0].contains(&format!(":{account}:stack/shop-a/")), "{ids:?}");
    assert!(ids[1].contains(":123456789012:stack/shop-b/"), "{ids:?}");
}

#[test]
fn a_program_that_prints_one_template_has_a_stack_by_name() {
    let world = World::with(&[
        ("Cargo.toml", "[package]\nname = \"one\"\nedition = \"2024\"\n[workspace]\n"),
        ("src/main.rs", &format!("fn main() {{ println!(\"{{}}\", r#\"{ALONE}\"#); }}")),
    ]);
    let ended = world.local("deploy").ends_with(2);
    assert!(
        ended.err.contains("prints a template, whose stack has no name\n  help: name it with --stack-name"),
        "{}",
        ended.err
    );
    world.local("deploy --stack-name one").ends_with(0);
    world.local("status --stack-name one --check").ends_with(0);
    world.write("src/main.rs", "fn main() { println!(\"hello\"); }");
    let ended = world.local("deploy --stack-name one").ends_with(2);
    assert!(ended.err.contains("wrote no manifest.json"), "{}", ended.err);
    world.write("src/main.rs", "fn main() { std::process::exit(7) }");
    let ended = world.local("deploy --stack-name one").ends_with(2);
    assert!(ended.err.contains("the program was not built, or failed (exit status: 7)"), "{}", ended.err);
}
