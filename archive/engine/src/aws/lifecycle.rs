//! A bucket's lifecycle rules: what they delete, and the rules as CloudFormation writes them.

use aws_sdk_s3::types::{
    ExpirationStatus, LifecycleRule, NoncurrentVersionTransition, Tag, Transition, TransitionStorageClass,
};
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value, json};

use super::{ApiError, Aws};

/// The versions that an enabled lifecycle rule deletes, or moves to where they cannot be read without being restored. A rule can have one of
/// each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// The rule's id.
    pub rule: String,
    /// Whether it is about current versions; otherwise about noncurrent ones.
    pub is_current: bool,
    /// After how many days; `None` if on a date, or at once.
    pub days: Option<i32>,
    /// How many noncurrent versions it leaves.
    pub keeps: i32,
    /// The storage class that they are moved to, such as `GLACIER`; `None` if they are deleted.
    pub archived_in: Option<String>,
}

impl Aws {
    /// What the enabled lifecycle rules of a bucket delete or archive, whatever part of the bucket they are about. The parts of incomplete uploads
    /// and delete markers without versions are not counted: they hold no data.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_expiries(&self, region: &str, bucket: &str) -> Result<Vec<Expiry>, ApiError> {
        let sent = self.s3(region).get_bucket_lifecycle_configuration().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new("GetBucketLifecycleConfiguration", region, error)) {
            Ok(answer) => Ok(answer.rules().iter().flat_map(expiries).collect()),
            Err(error) if error.is("NoSuchLifecycleConfiguration") => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

impl Aws {
    /// The lifecycle rules of a bucket as the property `LifecycleConfiguration` of `AWS::S3::Bucket`; `None` if there are none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_lifecycle(&self, region: &str, bucket: &str) -> Result<Option<Value>, ApiError> {
        const OPERATION: &str = "GetBucketLifecycleConfiguration";
        let sent = self.s3(region).get_bucket_lifecycle_configuration().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => {
                let rules: Option<Vec<Value>> = answer.rules().iter().map(property).collect();
                let rules = rules
                    .ok_or_else(|| ApiError::unreadable(OPERATION, region, "a rule has a date that cannot be read"))?;
                Ok(Some(json!({ "Rules": rules })))
            }
            Err(error) if error.is("NoSuchLifecycleConfiguration") => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A rule as CloudFormation writes it; `None` if a date in it has no such form.
fn property(rule: &LifecycleRule) -> Option<Value> {
    let mut property = filter(rule);
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            property.insert(name.to_owned(), value);
        }
    };
    put("Id", rule.id().map(Value::from));
    put("Status", Some(rule.status().as_str().into()));
    if let Some(expiration) = rule.expiration() {
        put("ExpirationInDays", expiration.days().map(Value::from));
        put("ExpirationDate", date(expiration.date())?);
        put("ExpiredObjectDeleteMarker", expiration.expired_object_delete_marker().map(Value::from));
    }
    let noncurrent = rule.noncurrent_version_expiration();
    put(
        "NoncurrentVersionExpiration",
        noncurrent.map(|it| {
            days([
                ("NoncurrentDays", it.noncurrent_days()),
                ("NewerNoncurrentVersions", it.newer_noncurrent_versions()),
            ])
        }),
    );
    let transitions: Vec<Value> = rule.transitions().iter().map(transition).collect::<Option<_>>()?;
    put("Transitions", (!transitions.is_empty()).then(|| transitions.into()));
    let transitions: Vec<Value> = rule.noncurrent_version_transitions().iter().map(noncurrent_transition).collect();
    put("NoncurrentVersionTransitions", (!transitions.is_empty()).then(|| transitions.into()));
    let abort = rule.abort_incomplete_multipart_upload();
    put(
        "AbortIncompleteMultipartUpload",
        abort.map(|abort| days([("DaysAfterInitiation", abort.days_after_initiation())])),
    );
    Some(property.into())
}

/// Which objects a rule is about. CloudFormation has these among the rule's own properties.
fn filter(rule: &LifecycleRule) -> Map<String, Value> {
    let filter = rule.filter();
    let and = filter.and_then(|filter| filter.and());
    #[allow(deprecated, reason = "a rule of the first version has its prefix here, and S3 still takes it")]
    let own = rule.prefix();
    let prefix = filter.and_then(|filter| filter.prefix()).or(and.and_then(|and| and.prefix())).or(own);
    let tags = filter.and_then(|filter| filter.tag()).into_iter().chain(and.into_iter().flat_map(|and| and.tags()));
    let tags: Vec<Value> = tags.map(|tag: &Tag| json!({ "Key": tag.key(), "Value": tag.value() })).collect();
    let greater =
        filter.and_then(|it| it.object_size_greater_than()).or(and.and_then(|it| it.object_size_greater_than()));
    let less = filter.and_then(|it| it.object_size_less_than()).or(and.and_then(|it| it.object_size_less_than()));
    let members = [
        ("Prefix", prefix.filter(|prefix| !prefix.is_empty()).map(Value::from)),
        ("TagFilters", (!tags.is_empty()).then(|| tags.into())),
        ("ObjectSizeGreaterThan", greater.map(|size| size.to_string().into())),
        ("ObjectSizeLessThan", less.map(|size| size.to_string().into())),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn transition(to: &Transition) -> Option<Value> {
    let mut transition = days([("TransitionInDays", to.days())]);
    transition["StorageClass"] = to.storage_class().map(TransitionStorageClass::as_str).into();
    if let Some(date) = date(to.date())? {
        transition["TransitionDate"] = date;
    }
    Some(transition)
}

fn noncurrent_transition(to: &NoncurrentVersionTransition) -> Value {
    let mut transition =
        days([("TransitionInDays", to.noncurrent_days()), ("NewerNoncurrentVersions", to.newer_noncurrent_versions())]);
    transition["StorageClass"] = to.storage_class().map(TransitionStorageClass::as_str).into();
    transition
}

fn days<const N: usize>(members: [(&str, Option<i32>); N]) -> Value {
    let members = members.into_iter().filter_map(|(name, days)| Some((name.to_owned(), days?.into())));
    Value::Object(members.collect())
}

/// A date in the form that CloudFormation takes; `Some(None)` if there is none, `None` if it has no such form.
fn date(date: Option<&aws_smithy_types::DateTime>) -> Option<Option<Value>> {
    match date.map(|date| date.fmt(Format::DateTime)) {
        None => Some(None),
        Some(Ok(date)) => Some(Some(date.into())),
        Some(Err(_)) => None,
    }
}

fn expiries(rule: &LifecycleRule) -> Vec<Expiry> {
    // A status that is not known is taken for an enabled one.
    if rule.status() == &ExpirationStatus::Disabled {
        return Vec::new();
    }
    let name = rule.id().unwrap_or("without an id").to_owned();
    let current = rule.expiration().filter(|expiration| expiration.days().is_some() || expiration.date().is_some());
    let current = current.map(|expiration| Expiry {
        rule: name.clone(),
        is_current: true,
        days: expiration.days(),
        keeps: 0,
        archived_in: None,
    });
    let noncurrent = rule.noncurrent_version_expiration().map(|expiration| Expiry {
        rule: name.clone(),
        is_current: false,
        days: expiration.noncurrent_days(),
        keeps: expiration.newer_noncurrent_versions().unwrap_or(0),
        archived_in: None,
    });
    current.into_iter().chain(noncurrent).chain(archived(rule, &name)).collect()
}

/// What a rule moves to a storage class whose objects have to be restored before they are read.
fn archived(rule: &LifecycleRule, name: &str) -> Vec<Expiry> {
    let cold = |class: Option<&TransitionStorageClass>| {
        let archives = [TransitionStorageClass::Glacier, TransitionStorageClass::DeepArchive];
        class.filter(|class| archives.contains(class)).map(|class| class.as_str().to_owned())
    };
    let new = |is_current, days, keeps: Option<i32>, class: String| Expiry {
        rule: name.to_owned(),
        is_current,
        days,
        keeps: keeps.unwrap_or(0),
        archived_in: Some(class),
    };
    let current = rule.transitions().iter();
    let current = current.filter_map(|to| Some(new(true, to.days(), None, cold(to.storage_class())?)));
    let noncurrent = rule.noncurrent_version_transitions().iter();
    let noncurrent = noncurrent.filter_map(|to| {
        let class = cold(to.storage_class())?;
        Some(new(false, to.noncurrent_days(), to.newer_noncurrent_versions(), class))
    });
    current.chain(noncurrent).collect()
}
