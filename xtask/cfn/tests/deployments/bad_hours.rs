//! Twelve bad hours: what `cfn` says in each, and how it ends. `UPDATE_DOCS=1` writes `docs/bad-hours.md` from what it said.

use std::fmt::Write as _;

use serde_json::json;
use test_support::program::Ended;
use test_support::simulated_aws::{SimulatedAws, fault};

use crate::world::World;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/bad-hours.md");

const QUEUE: &str = "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: mail}}}";
const RENAMED: &str = "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: post}}}";
const SLOWER: &str = "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: mail, DelaySeconds: 5}}}";
const BUCKET: &str = "Resources: {Data: {Type: AWS::S3::Bucket, Properties: {BucketName: acme-data, \
                      VersioningConfiguration: {Status: Enabled}}}, Topic: {Type: AWS::SNS::Topic}}";
const TOPIC: &str = "Resources: {Topic: {Type: AWS::SNS::Topic}}";
const ROLE: &str = "Resources: {Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: \
                    [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}}}}";
const EXPORTER: &str =
    "Resources: {Topic: {Type: AWS::SNS::Topic}}\nOutputs: {Arn: {Value: !Ref Topic, Export: {Name: topic}}}";
const IMPORTER: &str = "Resources: {Queue: {Type: AWS::SQS::Queue}}\nOutputs: {Arn: {Value: !ImportValue topic}}";

/// A bad hour.
struct Hour {
    title: &'static str,
    /// The template that is deployed before, with what the fault is.
    before: Option<&'static str>,
    template: &'static str,
    /// What is typed, after `cfn`.
    line: &'static str,
    exit: i32,
    /// What it must say.
    says: &'static [&'static str],
}

const DEPLOY: &str = "deploy stack.yaml --stack-name jobs --yes";

const HOURS: [Hour; 12] = [
    Hour {
        title: "A resource cannot be created",
        before: None,
        template: QUEUE,
        line: DEPLOY,
        exit: 4,
        says: &["Queue AWS::SQS::Queue CREATE_FAILED", "The maximum number of queues is reached"],
    },
    Hour {
        title: "The replacement of a resource fails",
        before: Some(QUEUE),
        template: RENAMED,
        line: "deploy stack.yaml --stack-name jobs --yes --allow replacement",
        exit: 4,
        says: &["Queue AWS::SQS::Queue", "/post' already exists"],
    },
    Hour {
        title: "The rollback fails too",
        before: Some(QUEUE),
        template: SLOWER,
        line: DEPLOY,
        exit: 5,
        says: &["UPDATE_ROLLBACK_FAILED", "`cfn continue --stack-name jobs --region eu-west-1`"],
    },
    Hour {
        title: "A capability is missing",
        before: None,
        template: ROLE,
        line: DEPLOY,
        exit: 3,
        says: &["the template of jobs needs CAPABILITY_IAM", "add --capability CAPABILITY_IAM"],
    },
    Hour {
        title: "A change would lose data",
        before: Some(BUCKET),
        template: TOPIC,
        line: DEPLOY,
        exit: 3,
        says: &["Data", "add --allow deletion"],
    },
    Hour {
        title: "An export is in use",
        before: Some(EXPORTER),
        template: EXPORTER,
        line: "destroy --stack-name jobs --allow stack-deletion",
        exit: 5,
        says: &[
            "Cannot delete export topic as it is in use by reports",
            "delete the stacks that import the value first",
        ],
    },
    Hour {
        title: "A resource was changed by hand",
        before: Some(BUCKET),
        template: BUCKET,
        line: "drift --stack-name jobs --check",
        exit: 5,
        says: &["Data AWS::S3::Bucket", "VersioningConfiguration"],
    },
    Hour {
        title: "Nothing changes",
        before: Some(QUEUE),
        template: QUEUE,
        line: DEPLOY,
        exit: 0,
        says: &["no changes in jobs"],
    },
    Hour {
        title: "The last creation failed",
        before: None,
        template: QUEUE,
        line: DEPLOY,
        exit: 3,
        says: &["ROLLBACK_COMPLETE", "--allow failed-stack-deletion"],
    },
    Hour {
        title: "The credentials have expired",
        before: None,
        template: QUEUE,
        line: DEPLOY,
        exit: 2,
        says: &["ExpiredToken", "sign in again"],
    },
    Hour {
        title: "A permission is missing",
        before: None,
        template: QUEUE,
        line: DEPLOY,
        exit: 2,
        says: &["AccessDenied", "ask for the permission cloudformation:CreateChangeSet"],
    },
    Hour {
        title: "Nothing answers",
        before: None,
        template: QUEUE,
        line: DEPLOY,
        exit: 2,
        says: &["refused", "check the network, the proxy and AWS_ENDPOINT_URL"],
    },
];

impl Hour {
    /// What it said, and its exit code, in the state that it is about.
    fn run(&self) -> Ended {
        let aws = SimulatedAws::start(|config| {
            config.faults.resources = match self.title {
                "A resource cannot be created" | "The last creation failed" => {
                    vec![fault("Queue", "CREATE_IN_PROGRESS", 1, "The maximum number of queues is reached")]
                }
                // The first fails the update, the second the rollback of the same queue.
                "The rollback fails too" => vec![fault("Queue", "UPDATE_IN_PROGRESS", 2, "Rate exceeded")],
                _ => Vec::new(),
            };
            let all_but = json!({ "Effect": "Allow", "NotAction": "cloudformation:CreateChangeSet", "Resource": "*" });
            config.callers = [("LIMITED".to_owned(), json!({ "Version": "2012-10-17", "Statement": all_but }))].into();
            if self.title == "The credentials have expired" {
                let kind = archive_simulator::WireFaultKind::ExpiredCredentials;
                config.faults.wire.push(archive_simulator::WireFault { operation: None, after: 0, times: 1, kind });
            }
        });
        let world = World::with(&[("stack.yaml", self.before.unwrap_or(self.template))]);
        let address = match self.title {
            // Nobody listens on the port that nothing can have.
            "Nothing answers" => "http://127.0.0.1:1".to_owned(),
            _ => aws.endpoint_url(),
        };
        let key = if self.title == "A permission is missing" { "LIMITED" } else { "SIMULATED" };
        let run = |line: &str| {
            let mut command = world.command("", &format!("{line} --region eu-west-1"));
            command
                .env("AWS_ENDPOINT_URL", &address)
                .env("AWS_ACCESS_KEY_ID", key)
                .env("AWS_SECRET_ACCESS_KEY", "simulated");
            Ended::of(&mut command)
        };
        match self.title {
            "The last creation failed" => assert_eq!(run(DEPLOY).code, 4),
            _ if self.before.is_some() => assert_eq!(run(DEPLOY).code, 0, "{}", self.title),
            _ => {}
        }
        match self.title {
            "An export is in use" => {
                world.write("other.yaml", IMPORTER);
                assert_eq!(run("deploy other.yaml --stack-name reports --yes").code, 0);
            }
            "A resource was changed by hand" => {
                let suspended = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Suspended</Status></VersioningConfiguration>";
                aws.caller("SIMULATED", "eu-west-1").s3("PUT", "/acme-data?versioning", suspended);
            }
            "The replacement of a resource fails" => {
                world.write("other.yaml", "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: post}}}");
                assert_eq!(run("deploy other.yaml --stack-name post --yes").code, 0);
            }
            _ => {}
        }
        world.write("stack.yaml", self.template);
        run(self.line)
    }
}

/// What matters of an output: from the first line that is no progress. Identifiers that differ each time are left out.
fn shown(ended: &Ended) -> String {
    let marks = ["failed:", "error:", "Needs approval", "no changes", "MODIFIED"];
    let text = format!("{}{}", ended.out, ended.err);
    let lines = text.lines().skip_while(|line| !marks.iter().any(|mark| line.trim_start().starts_with(mark)));
    let is_timed =
        |line: &str| line.split(':').take(2).all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_progress = |line: &&str| line.starts_with("drift ") || line.starts_with("detecting ") || is_timed(line);
    // The number of an error is that of the operating system.
    let lines = lines.filter(|line| !is_progress(line)).map(|line| line.split(" (os error").next().unwrap_or(line));
    lines.map(without_identifiers).collect::<Vec<_>>().join("\n")
}

/// A line with an ellipsis in the place of what is random: suffixes of names, and identifiers of stacks and requests.
fn without_identifiers(line: &str) -> String {
    let is_random = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        word.len() >= 8
            && digits > 0
            && digits < word.len()
            && word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            || word.len() == 36 && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    };
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(['\n']) {
        let is_part = c.is_ascii_alphanumeric()
            || c == '-' && word.len() < 36 && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        if is_part {
            word.push(c);
            continue;
        }
        out.push_str(if is_random(&word) { "…" } else { &word });
        word.clear();
        out.push(c);
    }
    out.trim_end().to_owned()
}

#[test]
fn each_bad_hour_is_told_with_its_cause_and_the_way_out() {
    let ended: Vec<Ended> = std::thread::scope(|scope| {
        HOURS.map(|hour| scope.spawn(move || hour.run())).map(|run| run.join().unwrap()).into()
    });
    let written = std::fs::read_to_string(PAGE).unwrap().replace('\r', "");
    // What is before the first hour is written by hand.
    let mut page = written.split("\n## ").next().unwrap().to_owned();
    let mut wrong = Vec::new();
    for (hour, ended) in HOURS.iter().zip(&ended) {
        let text = format!("{}{}", ended.out, ended.err);
        if ended.code != hour.exit {
            wrong.push(format!("{} ends with {} instead of {}: {text}", hour.title, ended.code, hour.exit));
        }
        let unsaid = hour.says.iter().filter(|said| !text.contains(**said));
        wrong.extend(unsaid.map(|said| format!("{} does not say {said:?}: {text}", hour.title)));
        let _ = write!(
            page,
            "\n## {}\n\n```console\n$ cfn {}\n{}\n$ echo $?\n{}\n```\n",
            hour.title,
            hour.line,
            shown(ended),
            ended.code
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some() || page == written,
        "UPDATE_DOCS=1 writes {PAGE} anew; read the difference"
    );
}
