//! Who may do what: the requests that S3 makes to replicate, all of which must be allowed, and those that nobody may make.

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::expectation::Expectation;
use crate::replication::Route;
use crate::resolve::Place;
use crate::simulate::Row;
use crate::world::{ADMINISTRATOR, World, over_tls};

/// Keys of objects, as people write them.
const OBJECTS: [&str; 4] = ["report.pdf", "photos/2030/a b+c.jpg", "Übersicht/€ (1).csv", "logs//.hidden"];
/// An account that has nothing to do with the archive.
const STRANGER: &str = "999999999999";

/// A request and what has to become of it.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    pub(crate) row: Row,
    pub(crate) wanted: Wanted,
}

/// What has to become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wanted {
    Allowed,
    /// By a statement or for want of one.
    Denied,
    /// By a statement, so that no further policy can allow it.
    Forbidden,
}

impl Demand {
    /// Whether this verdict is what was wanted.
    pub(crate) fn is_met_by(&self, verdict: Verdict) -> bool {
        match self.wanted {
            Wanted::Allowed => verdict == Verdict::Allowed,
            Wanted::Denied => verdict != Verdict::Allowed,
            Wanted::Forbidden => verdict == Verdict::ExplicitDeny,
        }
    }
}

/// The whole table for an archive.
pub(crate) fn demands(world: &World, expected: &Expectation, routes: &[Route]) -> Vec<Demand> {
    let mut table = Table { world, expected, demands: Vec::new() };
    let Some(first) = routes.first() else { return table.demands };
    table.role_is_assumed_by_s3_alone(&first.role);
    table.source_is_read(first);
    for route in routes {
        table.replica_is_written(route);
        table.replica_is_nothing_else(route);
        table.keys_are_bound(route);
    }
    table.source_is_read_only(first);
    table.nothing_else_is_touched(first);
    table.nobody_destroys(first);
    table.nobody_listens(first);
    table.strangers_stay_out(first, routes);
    table.demands
}

struct Table<'a> {
    world: &'a World,
    expected: &'a Expectation,
    demands: Vec<Demand>,
}

impl Table<'_> {
    fn add(
        &mut self,
        wanted: Wanted,
        principal: &Principal,
        action: &str,
        resource: &str,
        owner: &Place,
        context: &Context,
    ) {
        let request = Request::new(principal.clone(), action, resource, &owner.account).context(context.clone());
        let mut name = format!("{principal} {action} {resource}");
        for (key, values) in context.iter().filter(|(key, _)| *key != "aws:securetransport") {
            name.push_str(&format!(", {key} {}", values.join(" ")));
        }
        if context.get("aws:SecureTransport").is_some_and(|values| values == ["false"]) {
            name.push_str(", without TLS");
        }
        // Some requests follow from two rules; they are counted once.
        if self.demands.iter().all(|demand| demand.row.name != name) {
            self.demands.push(Demand { row: self.world.row(&name, request), wanted });
        }
    }

    /// S3 assumes the role, whatever it says of the bucket it does so for, and nobody else does. Who may give S3 the role is decided
    /// by `iam:PassRole`; AWS does not document that S3 names the bucket, so that a condition on it could stop replication for good.
    fn role_is_assumed_by_s3_alone(&mut self, role: &str) {
        let home = self.expected.source.clone();
        let s3 = Principal::Service("s3.amazonaws.com".to_owned());
        let source = self.expected.arn(&self.expected.bucket);
        let named = Context::new().with("aws:SourceAccount", home.account.as_str()).with("aws:SourceArn", source);
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", role, &home, &Context::new());
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", role, &home, &named);
        for service in ["batchoperations.s3.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] {
            let service = Principal::Service(service.to_owned());
            self.add(Wanted::Denied, &service, "sts:AssumeRole", role, &home, &named);
        }
        for account in [home.account.as_str(), STRANGER] {
            self.add(Wanted::Denied, &administrator(&home, account), "sts:AssumeRole", role, &home, &over_tls());
        }
    }

    fn source_is_read(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let bucket = self.expected.arn(&self.expected.bucket);
        for action in ["s3:GetReplicationConfiguration", "s3:ListBucket"] {
            self.add(Wanted::Allowed, &role, action, &bucket, &home, &over_tls());
        }
        for object in OBJECTS {
            let object = format!("{bucket}/{object}");
            for action in ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
            {
                self.add(Wanted::Allowed, &role, action, &object, &home, &over_tls());
            }
            let wanted = if self.expected.object_lock { Wanted::Allowed } else { Wanted::Denied };
            for action in ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] {
                self.add(wanted, &role, action, &object, &home, &over_tls());
            }
        }
        for arn in contexts(&bucket) {
            self.add(Wanted::Allowed, &role, "kms:Decrypt", &route.source_key, &home, &through_s3(&home.region, &arn));
        }
    }

    fn replica_is_written(&mut self, route: &Route) {
        let (place, role) = (route.replica.place.clone(), session(route));
        let bucket = self.expected.arn(&route.replica.bucket);
        for object in OBJECTS {
            let object = format!("{bucket}/{object}");
            for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
                self.add(Wanted::Allowed, &role, action, &object, &place, &over_tls());
            }
            let other_owner = place.account != self.expected.source.account;
            let wanted = if other_owner { Wanted::Allowed } else { Wanted::Denied };
            self.add(wanted, &role, "s3:ObjectOwnerOverrideToBucketOwner", &object, &place, &over_tls());
        }
        for arn in contexts(&bucket) {
            for action in ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"] {
                let through = through_s3(&place.region, &arn);
                self.add(Wanted::Allowed, &role, action, &route.replica_key, &place, &through);
                if self.expected.granted_without_alias {
                    let unseen = through.with_values("kms:ResourceAliases", [""; 0]);
                    self.add(Wanted::Allowed, &role, action, &route.replica_key, &place, &unseen);
                }
            }
        }
    }

    /// The role writes replicas and does nothing else to them.
    fn replica_is_nothing_else(&mut self, route: &Route) {
        let (place, role) = (route.replica.place.clone(), session(route));
        let bucket = self.expected.arn(&route.replica.bucket);
        let object = format!("{bucket}/{}", OBJECTS[0]);
        let reads_back = self.expected.two_way;
        for action in OBJECT_ACTIONS {
            if !(reads_back && READS.contains(&action)) {
                self.add(Wanted::Denied, &role, action, &object, &place, &over_tls());
            }
        }
        for action in BUCKET_ACTIONS {
            self.add(Wanted::Denied, &role, action, &bucket, &place, &over_tls());
        }
        if !reads_back {
            self.add(Wanted::Denied, &role, "s3:GetObjectVersionForReplication", &object, &place, &over_tls());
            self.add(Wanted::Denied, &role, "s3:ListBucket", &bucket, &place, &over_tls());
        }
        for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
            let plain = Context::new().with("aws:SecureTransport", "false");
            self.add(Wanted::Forbidden, &role, action, &object, &place, &plain);
        }
    }

    /// A key serves the S3 of its region for the archive's buckets, and nothing else.
    fn keys_are_bound(&mut self, route: &Route) {
        let role = session(route);
        let source = (self.expected.source.clone(), self.expected.arn(&self.expected.bucket), &route.source_key);
        let replica = (route.replica.place.clone(), self.expected.arn(&route.replica.bucket), &route.replica_key);
        for (place, bucket, key) in [source, replica] {
            let elsewhere = "me-central-1";
            let foreign = format!("arn:{}:s3:::of-a-stranger/x", place.partition());
            for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
                for context in [
                    over_tls(),
                    through_s3(elsewhere, &bucket),
                    through_s3(&place.region, &foreign),
                    through_s3(&place.region, &format!("{bucket}-of-a-stranger/x")),
                    Context::new().with("kms:ViaService", format!("s3.{}.amazonaws.com", place.region)),
                    Context::new().with("kms:EncryptionContext:aws:s3:arn", bucket.as_str()),
                    through_s3(&place.region, &bucket)
                        .with("kms:ViaService", format!("ebs.{}.amazonaws.com", place.region)),
                ] {
                    self.add(Wanted::Denied, &role, action, key, &place, &context);
                }
            }
            for action in KEY_ADMINISTRATION {
                self.add(Wanted::Denied, &role, action, key, &place, &through_s3(&place.region, &bucket));
            }
            let other =
                format!("arn:{}:kms:{}:{}:key/of-another-purpose", place.partition(), place.region, place.account);
            self.add(Wanted::Denied, &role, "kms:Decrypt", &other, &place, &through_s3(&place.region, &bucket));
        }
    }

    fn source_is_read_only(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let bucket = self.expected.arn(&self.expected.bucket);
        let object = format!("{bucket}/{}", OBJECTS[1]);
        for action in OBJECT_ACTIONS {
            self.add(Wanted::Denied, &role, action, &object, &home, &over_tls());
        }
        for action in BUCKET_ACTIONS {
            self.add(Wanted::Denied, &role, action, &bucket, &home, &over_tls());
        }
        if !self.expected.two_way {
            for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
                self.add(Wanted::Denied, &role, action, &object, &home, &over_tls());
            }
        }
        let plain = Context::new().with("aws:SecureTransport", "false");
        self.add(Wanted::Forbidden, &role, "s3:GetObjectVersionForReplication", &object, &home, &plain);
    }

    /// Buckets that are like the archive's, and services that are not S3.
    fn nothing_else_is_touched(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let near_source = format!("{}-of-a-stranger", self.expected.arn(&self.expected.bucket));
        let near_replica = format!("{}-of-a-stranger", self.expected.arn(&route.replica.bucket));
        let unrelated = self.expected.arn("unrelated");
        for bucket in [&near_source, &near_replica, &unrelated] {
            self.add(Wanted::Denied, &role, "s3:ListBucket", bucket, &home, &over_tls());
            self.add(
                Wanted::Denied,
                &role,
                "s3:GetObjectVersionForReplication",
                &format!("{bucket}/x"),
                &home,
                &over_tls(),
            );
            self.add(Wanted::Denied, &role, "s3:ReplicateObject", &format!("{bucket}/x"), &home, &over_tls());
        }
        for (action, resource) in [
            ("iam:PassRole", route.role.as_str()),
            ("iam:PutRolePolicy", route.role.as_str()),
            ("iam:UpdateAssumeRolePolicy", route.role.as_str()),
            ("iam:CreateUser", "*"),
            ("s3:ListAllMyBuckets", "*"),
            ("s3:CreateBucket", unrelated.as_str()),
            ("kms:CreateKey", "*"),
            ("kms:ListKeys", "*"),
            ("cloudformation:UpdateStackSet", "*"),
            ("sns:Publish", "*"),
        ] {
            self.add(Wanted::Denied, &role, action, resource, &home, &over_tls());
        }
    }

    /// Not even those who may do everything delete a bucket or a version.
    fn nobody_destroys(&mut self, route: &Route) {
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[2]);
            for caller in [administrator(&place, &place.account), session(route), root(&place)] {
                self.add(Wanted::Forbidden, &caller, "s3:DeleteBucket", &bucket, &place, &over_tls());
                self.add(Wanted::Forbidden, &caller, "s3:DeleteObjectVersion", &object, &place, &over_tls());
            }
        }
    }

    /// Nobody reads or writes without TLS.
    fn nobody_listens(&mut self, route: &Route) {
        let plain = Context::new().with("aws:SecureTransport", "false");
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[2]);
            for caller in [administrator(&place, &place.account), session(route)] {
                for action in ["s3:GetObject", "s3:PutObject"] {
                    self.add(Wanted::Forbidden, &caller, action, &object, &place, &plain);
                }
                self.add(Wanted::Forbidden, &caller, "s3:ListBucket", &bucket, &place, &plain);
            }
        }
    }

    /// Callers from elsewhere, with everything allowed to them there, and callers without any account.
    fn strangers_stay_out(&mut self, first: &Route, routes: &[Route]) {
        let home = self.expected.source.clone();
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        let strangers = [
            administrator(&home, STRANGER),
            Principal::Anonymous,
            Principal::Service("s3.amazonaws.com".to_owned()),
            Principal::Service("cloudfront.amazonaws.com".to_owned()),
        ];
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[0]);
            for caller in &strangers {
                for action in ["s3:GetObject", "s3:PutObject", "s3:ReplicateObject"] {
                    self.add(Wanted::Denied, caller, action, &object, &place, &over_tls());
                }
                self.add(Wanted::Denied, caller, "s3:ListBucket", &bucket, &place, &over_tls());
                self.add(Wanted::Denied, caller, "s3:PutBucketPolicy", &bucket, &place, &over_tls());
            }
        }
        let bucket = self.expected.arn(&self.expected.bucket);
        let replica_keys = routes.iter().map(|route| {
            (route.replica_key.clone(), route.replica.place.clone(), self.expected.arn(&route.replica.bucket))
        });
        let keys: Vec<_> = std::iter::once((first.source_key.clone(), home, bucket)).chain(replica_keys).collect();
        for (key, place, bucket) in keys {
            for caller in &strangers {
                for action in ["kms:Decrypt", "kms:Encrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"] {
                    self.add(Wanted::Denied, caller, action, &key, &place, &through_s3(&place.region, &bucket));
                }
            }
        }
    }
}

/// What a role that replicates never does to an object.
const OBJECT_ACTIONS: [&str; 12] = [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
    "s3:BypassGovernanceRetention",
    "s3:RestoreObject",
    "s3:AbortMultipartUpload",
];

/// Those of them that two-way replication may make.
const READS: [&str; 0] = [];

/// What it never does to a bucket.
const BUCKET_ACTIONS: [&str; 10] = [
    "s3:DeleteBucket",
    "s3:PutBucketVersioning",
    "s3:GetBucketVersioning",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutReplicationConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketPublicAccessBlock",
    "s3:ListBucketVersions",
];

/// What it never does to a key.
const KEY_ADMINISTRATION: [&str; 6] = [
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:CreateGrant",
    "kms:UpdateAlias",
    "kms:DisableKeyRotation",
];

/// S3, in a session of the role.
fn session(route: &Route) -> Principal {
    Principal::Session { role: route.role.clone(), name: "s3-replication".to_owned() }
}

/// Somebody who may do everything that identity policies can allow.
fn administrator(place: &Place, account: &str) -> Principal {
    Principal::Role(format!("arn:{}:iam::{account}:{ADMINISTRATOR}", place.partition()))
}

fn root(place: &Place) -> Principal {
    Principal::Root { partition: place.partition().to_owned(), account: place.account.clone() }
}

/// The encryption contexts that S3 sends: the bucket's ARN with a bucket key, and otherwise the object's.
fn contexts(bucket: &str) -> Vec<String> {
    std::iter::once(bucket.to_owned()).chain(OBJECTS.iter().map(|object| format!("{bucket}/{object}"))).collect()
}

/// What KMS is told when the S3 of a region calls it.
fn through_s3(region: &str, arn: &str) -> Context {
    over_tls()
        .with("kms:ViaService", format!("s3.{region}.amazonaws.com"))
        .with("kms:EncryptionContext:aws:s3:arn", arn)
}
