//! Resources that exist already: what a program looks up, and what it does with the results.

use std::path::{Path, PathBuf};

use models::app::{App, AppStack, Environment};
use models::{ec2, id, route53};
use serde_json::{Value, json};

/// A folder with the results of lookups in it, or without.
struct World(PathBuf);

impl World {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lookups-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        let world = Self(folder);
        for file in ["cfn.lookup.json", "lookups.json"] {
            if let Err(error) = std::fs::remove_file(world.0.join(file)) {
                assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{error}");
            }
        }
        world
    }

    fn app(&self) -> App {
        App::new("shop").lookup_file(self.0.join("cfn.lookup.json"))
    }

    fn write(&self, text: &str) {
        std::fs::write(self.0.join("cfn.lookup.json"), text).unwrap();
    }

    fn pin(&self, pins: &[Value]) {
        self.write(&json!({ "version": 1, "lookups": pins }).to_string());
    }

    /// What the program says that it looks up.
    fn wanted(&self, app: &App, stacks: Vec<AppStack>) -> Value {
        let folder = self.0.display().to_string();
        app.run_with(stacks, &["lookups".to_owned(), folder]).unwrap();
        serde_json::from_str(&std::fs::read_to_string(self.0.join("lookups.json")).unwrap()).unwrap()
    }
}

/// A stack in a VPC and its subnets, both of which exist already.
fn web(app: &App) -> AppStack {
    let mut web = app.stack("web", Environment::region("eu-west-1"));
    let vpc = web.lookup::<ec2::VPC>("shared", |by| by.tag("Name", "shared"));
    let group = web.add(id!("Group"), ec2::SecurityGroup::new("from the network").vpc_id(vpc.reference()));
    web.output(id!("Block"), vpc.cidr_block());
    for (at, subnet) in web.lookup_all::<ec2::Subnet>("private", |by| by.tag("tier", "private")).iter().enumerate() {
        let card = ec2::NetworkInterface::new(subnet.subnet_id()).group_set([group.group_id()]);
        web.add(id!("Card").join(at), card);
    }
    web
}

fn pin(name: &str, kind: &str, tag: [&str; 2], found: &Value) -> Value {
    json!({ "name": name, "account": null, "region": "eu-west-1", "type": kind, "by": { "tags": { tag[0]: tag[1] } },
        "many": name == "private", "resolved": { "account": "123456789012", "region": "eu-west-1" }, "found": found })
}

const VPC: &str = "vpc-00000001";

fn pins() -> [Value; 2] {
    let subnet = |id: &str| json!({ "identifier": id, "values": { "SubnetId": id } });
    let vpc = json!([{ "identifier": VPC, "values": { "Ref": VPC, "CidrBlock": "10.0.0.0/16" } }]);
    [
        pin(
            "private",
            "AWS::EC2::Subnet",
            ["tier", "private"],
            &json!([subnet("subnet-00000001"), subnet("subnet-00000002")]),
        ),
        pin("shared", "AWS::EC2::VPC", ["Name", "shared"], &vpc),
    ]
}

#[test]
fn what_is_not_resolved_is_refused_with_its_place_and_what_to_do() {
    let world = World::new("unresolved");
    let app = world.app();
    let refused = app.synth([web(&app)]).unwrap_err().to_string();
    let shared = "the lookup `shared`, AWS::EC2::VPC by the tag Name=shared in eu-west-1, is not resolved";
    for expected in ["lookups.rs:", shared, "the lookup `private`, AWS::EC2::Subnet", "help: run `cfn lookup`"] {
        assert!(refused.contains(expected), "{refused}");
    }
    // The template of the stack alone has no placeholder in it either.
    let refused = web(&app).synth().unwrap_err().to_string();
    assert!(refused.contains("shared, a lookup that `cfn lookup` has not resolved"), "{refused}");
}

#[test]
fn a_program_says_what_it_looks_up_and_which_values_it_takes() {
    let world = World::new("wanted");
    let app = world.app();
    let wanted = world.wanted(&app, vec![web(&app)]);
    assert_eq!((&wanted["version"], &wanted["app"]), (&json!(1), &json!("shop")));
    assert_eq!(wanted["file"], json!(world.0.join("cfn.lookup.json").display().to_string()));
    let [subnets, vpc] = wanted["lookups"].as_array().unwrap().as_slice() else { panic!("{wanted}") };
    assert_eq!(
        (&subnets["name"], &subnets["many"], &subnets["values"]),
        (&json!("private"), &json!(true), &json!(["SubnetId"]))
    );
    assert!(vpc["at"].as_str().unwrap().contains("lookups.rs:"), "{vpc}");
    let mut vpc = vpc.clone();
    vpc.as_object_mut().unwrap().remove("at");
    assert_eq!(
        vpc,
        json!({ "name": "shared", "account": null, "region": "eu-west-1", "type": "AWS::EC2::VPC", "stacks": ["shop-web"],
            "by": { "tags": { "Name": "shared" } }, "many": false, "values": ["CidrBlock", "Ref"] })
    );
}

#[test]
fn results_are_values_in_the_template() {
    let world = World::new("resolved");
    world.pin(&pins());
    let app = world.app();
    let assembly = app.synth([web(&app)]).unwrap();
    let template = assembly.stacks()[0].template().to_value();
    assert_eq!(template["Resources"]["Group"]["Properties"]["VpcId"], VPC);
    assert_eq!(template["Outputs"]["Block"]["Value"], "10.0.0.0/16");
    assert_eq!(template["Resources"]["Card1"]["Properties"]["SubnetId"], "subnet-00000002");
    let lookups = &assembly.manifest()["lookups"];
    assert_eq!(lookups[1]["stacks"], json!(["shop-web"]));
    assert_eq!(lookups[1]["resolved"], json!({ "account": "123456789012", "region": "eu-west-1" }));

    // Another question than that of the file is not answered by it, and neither is another value.
    let mut other = app.stack("other", Environment::region("us-east-1"));
    let vpc = other.lookup::<ec2::VPC>("shared", |by| by.tag("Name", "shared"));
    other.output(id!("Vpc"), vpc.reference());
    assert!(app.synth([other]).unwrap_err().to_string().contains("in us-east-1, is not resolved"));
    let app = world.app();
    let mut more = web(&app);
    let vpc = more.lookup::<ec2::VPC>("shared", |by| by.tag("Name", "shared"));
    more.output(id!("Acl"), vpc.default_network_acl());
    assert!(app.synth([more]).unwrap_err().to_string().contains("`shared`"));
    assert_eq!(world.wanted(&app, vec![])["lookups"][1]["values"], json!(["CidrBlock", "DefaultNetworkAcl", "Ref"]));
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let world = World::new("unreadable");
    for (text, problem) in [
        ("{}", "it has no version"),
        ("{\"version\": 2, \"lookups\": []}", "it has version 2 of its format, and this cfn-models reads 1"),
        ("<<<<<<< HEAD\n{}\n", "it has a conflict of two versions that is not resolved"),
        ("{\"version\": 1, \"lookups\": [{\"name\": 7}]}", "`lookups[0]` is not in the format"),
        ("{\"version\": 1", "EOF while parsing"),
    ] {
        world.write(text);
        let app = world.app();
        let refused = app.synth([web(&app)]).unwrap_err().to_string();
        assert!(refused.contains("cfn.lookup.json cannot be read: ") && refused.contains(problem), "{refused}");
        // `cfn lookup` is told all the same, and says itself what is wrong with the file.
        assert_eq!(world.wanted(&app, vec![])["lookups"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn lookups_that_cannot_be_are_refused() {
    let world = World::new("conflicts");
    let app = world.app();
    let (one, two) = (app.stack("one", Environment::current()), app.stack("two", Environment::current()));
    for stack in [&one, &two] {
        // The same question is one lookup.
        let _ = stack.lookup::<route53::HostedZone>("zone", |by| by.property("Name", "example.com."));
    }
    assert_eq!(world.wanted(&app, vec![])["lookups"][0]["stacks"], json!(["shop-one", "shop-two"]));
    let _ = two.lookup::<ec2::VPC>("zone", |by| by.id("vpc-1"));
    let mut group = app.stack("group", Environment::current());
    let vpc = group.add(id!("Vpc"), ec2::VPC::new().cidr_block("10.0.0.0/16"));
    let _ = group.lookup::<ec2::Subnet>("subnet", |by| by.like(ec2::Subnet::new(vpc.vpc_id())));
    let refused = app.synth([one, two, group]).unwrap_err().to_string();
    assert!(
        refused.contains("the lookup `zone` in the current account and region is another than that of"),
        "{refused}"
    );
    assert!(
        refused.contains("`subnet` compares with values that are known before a deployment, and these are not: VpcId"),
        "{refused}"
    );
}
