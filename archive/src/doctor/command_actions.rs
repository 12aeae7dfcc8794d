//! The actions of the commands that are examined apart: those of the calls that each makes itself, on the buckets and keys that it makes them on.
//!
//! A test runs each command with exactly these, and without each of them.

use super::actions::RequiredActions;
use super::commands::JobResources;
use super::{Examination, Finding, failover};
use crate::config::{Config, Region};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::kms::ACTIONS as KMS;
use models::policy::Action;
use models::s3::ACTIONS as S3;

const BATCH_OPERATIONS: &str = "batchoperations.s3.amazonaws.com";

/// Whose rights are examined, in which regions of the archive.
pub(super) struct Callers<'a> {
    pub(super) home: Examination<'a>,
    /// Who reaches the replicas; `None` if they are in another account, to which there is no connection.
    pub(super) away: Option<Examination<'a>>,
}

/// What is needed in the primary region, and what in those of the replicas.
#[derive(Default)]
pub(super) struct Needs {
    pub(super) home: Vec<RequiredActions>,
    pub(super) away: Vec<RequiredActions>,
}

/// The ARNs of a region's bucket and of what is in it, and of the keys there.
struct Place {
    buckets: Vec<String>,
    objects: Vec<String>,
    keys: Vec<String>,
}

impl Callers<'_> {
    fn config(&self) -> &Config {
        self.home.config
    }

    /// The primary bucket.
    fn primary(&self) -> Place {
        let config = self.config();
        self.place(std::iter::once((*config.region(), config.bucket_name())), &self.home.caller.account)
    }

    /// The buckets of these replicas.
    fn replicas<'r>(&self, regions: impl Iterator<Item = &'r Region>) -> Place {
        let config = self.config();
        let account =
            config.options().replica_account.as_ref().map_or(&self.home.caller.account, |other| &other.account);
        self.place(regions.map(|region| (*region, config.replica_bucket_name(region))), account)
    }

    /// The replicas that objects are replicated to.
    fn attached(&self) -> impl Iterator<Item = &Region> {
        let waiting = self.config().awaiting_key();
        self.config().replications().iter().filter(move |region| !waiting.contains(region))
    }

    fn place(&self, of: impl Iterator<Item = (Region, String)>, account: &str) -> Place {
        let partition = self.config().region().partition();
        let mut place = Place { buckets: Vec::new(), objects: Vec::new(), keys: Vec::new() };
        for (region, bucket) in of {
            place.buckets.push(format!("arn:{partition}:s3:::{bucket}"));
            place.objects.push(format!("arn:{partition}:s3:::{bucket}/*"));
            place.keys.push(format!("arn:{partition}:kms:{region}:{account}:key/*"));
        }
        place
    }

    fn home(&self, what: &'static str, actions: impl Into<Vec<Action>>, on: Vec<String>) -> RequiredActions {
        RequiredActions::new(what, actions.into(), on, self.config().region().as_str()).direct()
    }

    fn away(&self, what: &'static str, actions: impl Into<Vec<Action>>, on: Vec<String>) -> RequiredActions {
        let region = self.away.as_ref().map_or(self.config().region().as_str(), |away| away.region);
        RequiredActions::new(what, actions.into(), on, region).direct()
    }

    /// The ARN of a stack of the primary region.
    fn stack(&self, name: &str) -> String {
        self.home.arn("cloudformation", self.config().region().as_str(), &format!("stack/{name}/*"))
    }
}

/// These actions in the primary region and in those of the replicas: on buckets, on what is in them, and on keys.
fn everywhere(callers: &Callers<'_>, buckets: &[Action], objects: &[Action], keys: &[Action]) -> Needs {
    let (primary, replicas) = (callers.primary(), callers.replicas(callers.attached()));
    Needs {
        home: vec![
            callers.home("the primary bucket", buckets, primary.buckets),
            callers.home("the versions in the primary bucket", objects, primary.objects),
            callers.home("the primary key", keys, primary.keys),
        ],
        away: vec![
            callers.away("the replicas' buckets", buckets, replicas.buckets),
            callers.away("the versions in the replicas", objects, replicas.objects),
            callers.away("the replicas' keys", keys, replicas.keys),
        ],
    }
}

/// `archive audit`.
pub(super) fn of_audit(callers: &Callers<'_>) -> Needs {
    let mut objects = vec![S3.get_object_version, S3.get_object_version_tagging];
    if callers.config().options().object_lock.is_some() {
        objects.extend([S3.get_object_retention, S3.get_object_legal_hold]);
    }
    of_comparison(callers, &objects)
}

/// What comparing versions takes, of which so much is asked.
fn of_comparison(callers: &Callers<'_>, objects: &[Action]) -> Needs {
    let config = callers.config();
    // Without the permission to list a bucket, S3 does not say that it has no such version.
    let buckets = [S3.get_encryption_configuration, S3.list_bucket, S3.list_bucket_versions];
    let mut needs = everywhere(callers, &buckets, objects, &[KMS.describe_key, KMS.decrypt]);
    if config.options().inventory.is_some() {
        let logs = |region: &Region| format!("arn:{}:s3:::{}", region.partition(), config.log_bucket_name_in(region));
        let inside = |logs: &[String]| logs.iter().map(|bucket| format!("{bucket}/inventory/*")).collect::<Vec<_>>();
        let (home, away) = (vec![logs(config.region())], callers.attached().map(logs).collect::<Vec<_>>());
        needs.home.push(callers.home("the inventories of the primary bucket", [S3.get_object], inside(&home)));
        needs.home.push(callers.home("their list", [S3.list_bucket], home));
        needs.away.push(callers.away("the inventories of the replicas", [S3.get_object], inside(&away)));
        needs.away.push(callers.away("their lists", [S3.list_bucket], away));
    }
    needs
}

/// `archive restore`, to a folder, from whichever region is the nearest.
pub(super) fn of_restore(callers: &Callers<'_>) -> Needs {
    let objects = [S3.get_object_version, S3.get_object_version_attributes, S3.restore_object];
    everywhere(callers, &[S3.list_bucket_versions], &objects, &[KMS.decrypt])
}

/// `archive undelete`: the policy of the primary bucket lets nobody remove delete markers, so that versions are copied over them.
pub(super) fn of_undelete(callers: &Callers<'_>) -> Needs {
    let primary = callers.primary();
    let buckets = [S3.get_bucket_policy, S3.list_bucket, S3.list_bucket_versions];
    // What is there now is asked about without a version ID.
    let objects = [
        S3.get_object,
        S3.get_object_version,
        S3.get_object_version_attributes,
        S3.get_object_version_tagging,
        S3.put_object,
        S3.put_object_tagging,
        S3.abort_multipart_upload,
    ];
    let home = vec![
        callers.home("the primary bucket", buckets, primary.buckets),
        callers.home("the versions in the primary bucket", objects, primary.objects),
        callers.home("the primary key", [KMS.decrypt, KMS.generate_data_key], primary.keys),
    ];
    Needs { home, away: Vec::new() }
}

/// `archive verify`. What it looks at besides stays unknown without the permissions.
pub(super) fn of_verify(callers: &Callers<'_>) -> Needs {
    let config = callers.config();
    let (primary, replicas) = (callers.primary(), callers.replicas(config.replications().iter()));
    let looks = [CLOUDFORMATION.get_template, CLOUDFORMATION.list_stack_resources];
    let stack = [&[CLOUDFORMATION.describe_stacks][..], &looks].concat();
    let set = format!("stackset/{}:*", config.stack_set_name());
    let set = callers.home.arn("cloudformation", config.region().as_str(), &set);
    let stacks = callers.attached().flat_map(|region| failover::stacks_of(&callers.home, *region)).collect();
    let key = |needed: RequiredActions| RequiredActions {
        without: Some("whether the object is under each replica's own key"),
        ..needed
    };
    let others = |needed: RequiredActions| RequiredActions {
        without: Some("whether other objects are under their bucket's key"),
        ..needed
    };
    Needs {
        home: vec![
            callers.home("the stack", stack, vec![callers.stack(&config.stack_name())]),
            callers.home("the primary bucket", [S3.get_encryption_configuration], primary.buckets.clone()),
            callers.home("writing an object", [S3.put_object, S3.delete_object], primary.objects.clone()),
            callers.home("the primary key", [KMS.describe_key, KMS.generate_data_key], primary.keys),
            key(callers.home("the StackSet's instances", [CLOUDFORMATION.list_stack_instances], vec![set])),
            others(callers.home("the list of objects", [S3.list_bucket], primary.buckets)),
            others(callers.home("the objects in the primary bucket", [S3.get_object], primary.objects)),
        ],
        away: vec![
            callers.away("the replicas' buckets", [S3.list_bucket], replicas.buckets),
            callers.away("objects in the replicas", [S3.get_object], replicas.objects),
            key(callers.away("the replicas' stacks", looks, stacks)),
        ],
    }
}

/// `archive failover`: to whichever replica is needed.
pub(super) fn of_failover(callers: &Callers<'_>) -> Needs {
    let regions = callers.config().replications().iter();
    Needs {
        home: regions.flat_map(|region| failover::of_promotion(&callers.home, *region)).collect(),
        away: Vec::new(),
    }
}

/// `archive backfill`, and whether what `archive bootstrap --backfill` makes is there.
pub(super) fn of_backfill(callers: &Callers<'_>, made: Vec<JobResources>) -> (Needs, Vec<Finding>) {
    let config = callers.config();
    let mut needs = of_comparison(callers, &[S3.get_object_version]);
    let stack = callers.stack(&config.backfill_stack_name());
    needs.home.push(callers.home("the stack of the jobs' role", [CLOUDFORMATION.describe_stacks], vec![stack]));
    let subject = || format!("stack {}", config.backfill_stack_name());
    let mut found = Vec::new();
    for JobResources { region, found: made } in made {
        found.push(match made {
            Ok(Some((role, bucket))) => {
                needs.home.extend(of_jobs(&callers.home, region, (&role, &bucket)));
                Finding::passed(subject(), "has the role and the bucket of the jobs")
            }
            Ok(None) => {
                let message = "is missing: S3 needs a role for its jobs, and a bucket for their manifests and reports";
                Finding::failed(subject(), message, "create them with `archive bootstrap --backfill`")
            }
            Err(error) => unread(subject(), &error),
        });
    }
    (needs, found)
}

/// `archive failback`, from every region that has what `archive bootstrap --failback` makes.
pub(super) fn of_failback(callers: &Callers<'_>, made: Vec<JobResources>) -> (Needs, Vec<Finding>) {
    let config = callers.config();
    let stack = callers.stack(&config.stack_name());
    let looks = [CLOUDFORMATION.describe_stacks, CLOUDFORMATION.get_template];
    let mut needs = Needs { home: vec![callers.home("the stack", looks, vec![stack])], away: Vec::new() };
    let name = config.failback_stack_name();
    let (mut found, mut lacking) = (Vec::new(), Vec::new());
    for JobResources { region, found: made } in made {
        let subject = format!("stack {name} in {region}");
        let stack = callers.home.arn("cloudformation", region.as_str(), &format!("stack/{name}/*"));
        let look = RequiredActions::new(
            "the stack of the role that replicates back",
            [CLOUDFORMATION.describe_stacks],
            vec![stack],
            region.as_str(),
        );
        match made {
            Ok(Some((role, bucket))) => {
                needs.home.push(look.direct());
                needs.home.extend(failover::of_failback(&callers.home, region, (&role, &bucket)));
                found.push(Finding::passed(subject, "has the role that replicates back and the bucket of its jobs"));
            }
            Ok(None) => lacking.push(region.as_str()),
            Err(error) => {
                needs.home.push(look.direct());
                found.push(unread(subject, &error));
            }
        }
    }
    if found.is_empty() {
        let message = format!("is in none of {}: S3 needs a role to replicate back", lacking.join(", "));
        let remedy = "create it with `archive bootstrap --failback REGION` in the region of the promoted replica";
        found.push(Finding::failed(format!("stack {name}"), message, remedy));
    }
    (needs, found)
}

/// What jobs of S3 Batch Replication take: made with this role, with their manifests and reports in this bucket.
pub(super) fn of_jobs(context: &Examination<'_>, region: Region, (role, bucket): (&str, &str)) -> Vec<RequiredActions> {
    let new =
        |what, actions: Vec<_>, on: Vec<String>| RequiredActions::new(what, actions, on, region.as_str()).direct();
    let files = vec![format!("arn:{}:s3:::{bucket}/*", region.partition())];
    let jobs = vec![context.arn("s3", region.as_str(), "job/*")];
    vec![
        new("the list of jobs", vec![S3.list_jobs, S3.create_job], vec!["*".to_owned()]),
        new("the jobs", vec![S3.describe_job, S3.update_job_status], jobs),
        new("the manifests and reports", vec![S3.get_object, S3.put_object], files),
        RequiredActions {
            passed_to: BATCH_OPERATIONS,
            ..new("the role of the jobs", vec![IAM.pass_role], vec![role.to_owned()])
        },
    ]
}

/// A stack that cannot be read: what is needed of what it has is known once it can be.
fn unread(subject: String, error: &cfn_deploy::Error) -> Finding {
    match error {
        cfn_deploy::Error::Api(error) => Finding::call_failed(subject, error),
        other => Finding::unknown(subject, other.to_string(), "look at it in CloudFormation's console"),
    }
}
