//! The two roles of a self-managed StackSet: CloudFormation can make the replicas with them, and nobody can do anything else.

use archive::config::options::KeyStrategy;
use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::configurations::{self, ACCOUNT, Configuration};
use crate::expectation::Store;
use crate::resolve::{Stack, key_arn};
use crate::simulate;
use crate::world::{World, over_tls};

/// Rows that must be allowed and rows that must not, for a configuration.
struct Roles<'c> {
    configuration: &'c Configuration,
    world: World,
    administration: String,
    execution: String,
    rows: Vec<(simulate::Row, bool)>,
}

/// Reading, writing and deleting data, which making a replica never takes.
const DATA: [&str; 7] = [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:BypassGovernanceRetention",
    "s3:PutObjectRetention",
];

/// What CloudFormation does to a bucket in any configuration.
const BUCKET: [&str; 10] = [
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketOwnershipControls",
    "s3:PutLifecycleConfiguration",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketTagging",
];

/// No archive here has a replica there.
const ELSEWHERE: &str = "us-isob-west-1";

/// What it does to a key.
const KEY: [&str; 7] = [
    "kms:DescribeKey",
    "kms:PutKeyPolicy",
    "kms:EnableKeyRotation",
    "kms:TagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
];

#[test]
fn the_stack_sets_roles_can_make_the_replicas_and_nothing_else() {
    let mut all = Vec::new();
    for configuration in configurations::all().iter().filter(|each| each.name != "an organization") {
        let mut roles = Roles::of(configuration);
        roles.administration_role();
        roles.execution_role();
        let (allowed, denied): (Vec<_>, Vec<_>) = roles.rows.iter().partition(|(_, allowed)| *allowed);
        println!("{}: {} allowed, {} denied", configuration.name, allowed.len(), denied.len());
        all.extend(roles.rows.into_iter().map(|(row, allowed)| (configuration.name, row, allowed)));
    }
    let wrong: Vec<String> = all
        .iter()
        .filter_map(|(name, row, allowed)| {
            let verdict = row.verdict().unwrap();
            ((verdict == Verdict::Allowed) != *allowed).then(|| format!("{name}: {verdict:?}: {}", row.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} requests:\n{}", wrong.len(), wrong.join("\n"));

    let rows: Vec<simulate::Row> = all.iter().map(|(_, row, _)| row.clone()).collect();
    let Some(theirs) = simulate::verdicts(&rows) else { return };
    for (row, theirs) in rows.iter().zip(theirs) {
        assert_eq!(Ok(row.verdict().unwrap()), theirs, "{}", row.name);
    }
}

impl<'c> Roles<'c> {
    fn of(configuration: &'c Configuration) -> Self {
        let expected = &configuration.expected;
        let other = expected.replicas[0].place.clone();
        let places = [expected.source.place.clone(), other];
        let stacks = configuration.bootstrap();
        let mut stacks = stacks
            .iter()
            .zip(&places)
            .map(|(template, place)| Stack::resolve(template, place, &configurations::bootstrap_parameters()).unwrap());
        let world = World { primary: stacks.next().unwrap(), replicas: stacks.collect() };
        let arn = |part: &str| {
            let mut roles = world.stacks().flat_map(|stack| stack.of_kind("AWS::IAM::Role"));
            roles.find_map(|(_, role)| role.arn.clone().filter(|arn| arn.contains(part))).unwrap()
        };
        let (administration, execution) = (arn("Administration"), arn("Execution"));
        Self { configuration, world, administration, execution, rows: Vec::new() }
    }

    fn add(&mut self, allowed: bool, caller: &Principal, action: &str, resource: &str, owner: &str, context: &Context) {
        let request = Request::new(caller.clone(), action, resource, owner).context(context.clone());
        let keys: Vec<String> = context.iter().map(|(key, values)| format!("{key} {}", values.join(" "))).collect();
        let name = format!("{caller} {action} {resource}, {}", keys.join(", "));
        self.rows.push((self.world.row(&name, request), allowed));
    }

    /// CloudFormation assumes it for this StackSet, and it assumes the execution role.
    fn administration_role(&mut self) {
        let expected = &self.configuration.expected;
        let home = expected.source.place.clone();
        let execution_account = expected.replicas[0].place.account.clone();
        let set = |account: &str, name: &str| {
            format!("arn:{}:cloudformation:{}:{account}:stackset/{name}:1a2b", home.partition(), home.region)
        };
        let for_set =
            |account: &str, arn: &str| over_tls().with("aws:SourceAccount", account).with("aws:SourceArn", arn);
        let (role, execution) = (self.administration.clone(), self.execution.clone());
        let name = self.configuration.config.stack_set_name();
        let cloudformation = Principal::Service("cloudformation.amazonaws.com".to_owned());
        let assume = "sts:AssumeRole";
        self.add(true, &cloudformation, assume, &role, ACCOUNT, &for_set(ACCOUNT, &set(ACCOUNT, &name)));
        self.add(false, &cloudformation, assume, &role, ACCOUNT, &for_set(ACCOUNT, &set(ACCOUNT, "another")));
        self.add(false, &cloudformation, assume, &role, ACCOUNT, &for_set("999999999999", &set("999999999999", &name)));
        let lambda = Principal::Service("lambda.amazonaws.com".to_owned());
        self.add(false, &lambda, assume, &role, ACCOUNT, &for_set(ACCOUNT, &set(ACCOUNT, &name)));

        let session = Principal::Session { role: role.clone(), name: "stack-set".to_owned() };
        self.add(true, &session, assume, &execution, &execution_account, &over_tls());
        for (action, resource) in [
            (assume, format!("{execution}-of-a-stranger")),
            ("s3:GetObject", format!("{}/x", expected.source.arn())),
            ("iam:CreateRole", format!("arn:{}:iam::{ACCOUNT}:role/x", home.partition())),
            ("cloudformation:CreateStack", "*".to_owned()),
        ] {
            self.add(false, &session, action, &resource, ACCOUNT, &over_tls());
        }
    }

    /// The administration role assumes it, and it makes replicas through CloudFormation.
    fn execution_role(&mut self) {
        let expected = &self.configuration.expected;
        let (role, administration) = (self.execution.clone(), self.administration.clone());
        let owner = expected.replicas[0].place.account.clone();
        for stranger in
            [administration.replace("Administration", "Other"), administration.replace(ACCOUNT, "999999999999")]
        {
            self.add(false, &Principal::Role(stranger), "sts:AssumeRole", &role, &owner, &over_tls());
        }
        let cloudformation = Principal::Service("cloudformation.amazonaws.com".to_owned());
        self.add(false, &cloudformation, "sts:AssumeRole", &role, &owner, &over_tls());

        for store in expected.replicas.iter().chain(&expected.detached) {
            self.replica(store);
        }
        let session = Principal::Session { role, name: "stack-set".to_owned() };
        let source = expected.source.clone();
        for action in BUCKET {
            let context = called_by_cloudformation();
            self.add(false, &session, action, &source.arn(), &source.place.account, &context);
        }
        for action in ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"] {
            self.add(false, &session, action, &self.execution.clone(), &owner, &called_by_cloudformation());
        }
        // With replication both ways the replica's bucket is given the role too.
        let passing = called_by_cloudformation().with("iam:PassedToService", "s3.amazonaws.com");
        let name = self.configuration.config.replication_role_name();
        let replication = format!("arn:{}:iam::{ACCOUNT}:role/service-role/{name}", source.place.partition());
        self.add(expected.two_way, &session, "iam:PassRole", &replication, ACCOUNT, &passing);
        self.add(
            false,
            &session,
            "iam:PassRole",
            &replication,
            ACCOUNT,
            &passing.with("iam:PassedToService", "ec2.amazonaws.com"),
        );
        self.add(false, &session, "iam:PassRole", &administration, ACCOUNT, &called_by_cloudformation());
    }

    fn replica(&mut self, store: &Store) {
        let session = Principal::Session { role: self.execution.clone(), name: "stack-set".to_owned() };
        let (place, owner) = (&store.place, store.place.account.as_str());
        let through = called_by_cloudformation().with("aws:RequestedRegion", &place.region);
        // A region that the archive has nothing in.
        let elsewhere = called_by_cloudformation().with("aws:RequestedRegion", ELSEWHERE);
        let stack =
            |name: &str| format!("arn:{}:cloudformation:{}:{owner}:stack/{name}/1a2b", place.partition(), place.region);
        let set = self.configuration.config.stack_set_name();
        for action in ["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:DeleteStack"] {
            self.add(true, &session, action, &stack(&format!("StackSet-{set}-1a2b")), owner, &over_tls());
            // What `archive adopt` took into the StackSet has the StackSet's own name.
            self.add(true, &session, action, &stack(&set), owner, &over_tls());
            self.add(false, &session, action, &stack("somebody-elses"), owner, &over_tls());
        }
        for action in BUCKET {
            self.add(true, &session, action, &store.arn(), owner, &through);
            self.add(false, &session, action, &format!("{}-of-a-stranger", store.arn()), owner, &through);
        }
        for action in DATA {
            self.add(false, &session, action, &store.object("x"), owner, &through);
        }
        let key = key_arn(place, "Key");
        self.add(true, &session, "kms:CreateKey", "*", owner, &through);
        self.add(false, &session, "kms:CreateKey", "*", owner, &elsewhere);
        let key_elsewhere = key.replace(&format!(":{}:", place.region), &format!(":{ELSEWHERE}:"));
        // A copy of a multi-Region key rotates with its primary key.
        let rotates = self.configuration.config.options().keys.strategy == KeyStrategy::Regional;
        for action in KEY {
            self.add(rotates || action != "kms:EnableKeyRotation", &session, action, &key, owner, &through);
            self.add(false, &session, action, &key, owner, &over_tls());
            self.add(false, &session, action, &key_elsewhere, owner, &elsewhere);
        }
        for action in ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"] {
            self.add(false, &session, action, &key, owner, &through);
        }
    }
}

/// A request that CloudFormation makes in the role's name.
fn called_by_cloudformation() -> Context {
    over_tls().with_values("aws:CalledVia", ["cloudformation.amazonaws.com"])
}
