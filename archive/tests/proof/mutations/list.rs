//! The mutations: what somebody might change in good faith, and who notices.

use serde_json::{Value, json};

use super::edit::{append, remove, replace, replica, set, statement};

/// A change to the primary template, and everybody who notices it.
pub(crate) struct Mutation {
    /// What is changed.
    pub(crate) name: &'static str,
    /// Those who notice: `synth`, `proof`, or an examiner.
    pub(crate) caught_by: &'static [&'static str],
    /// Makes the change.
    pub(crate) edit: fn(&mut Value),
}

const fn mutation(name: &'static str, caught_by: &'static [&'static str], edit: fn(&mut Value)) -> Mutation {
    Mutation { name, caught_by, edit }
}

const BUCKET: &str = "/Resources/Bucket";
const RULE: &str = "/Resources/Bucket/Properties/ReplicationConfiguration/Rules/0";
const RULES: &str = "/Resources/Bucket/Properties/ReplicationConfiguration/Rules";

/// Every mutation of the replication rules and of what they need.
pub(crate) const REPLICATION: &[Mutation] = &[
    mutation("a rule has no Priority", &["synth", "proof"], |t| remove(t, &format!("{RULE}/Priority"))),
    mutation("two rules have one Priority", &["synth", "proof"], |t| set(t, &format!("{RULES}/1/Priority"), json!(0))),
    mutation("two rules have one Id", &["proof"], |t| set(t, &format!("{RULES}/1/Id"), json!("eu-west-1"))),
    mutation("a rule has no Filter", &["synth", "proof"], |t| remove(t, &format!("{RULE}/Filter"))),
    mutation("a rule is for one prefix only", &["proof"], |t| {
        set(t, &format!("{RULE}/Filter/Prefix"), json!("photos/"))
    }),
    mutation("a rule is disabled", &["proof"], |t| set(t, &format!("{RULE}/Status"), json!("Disabled"))),
    mutation("a rule has no DeleteMarkerReplication", &["synth", "proof"], |t| {
        remove(t, &format!("{RULE}/DeleteMarkerReplication"))
    }),
    mutation("a rule has no SseKmsEncryptedObjects", &["synth", "proof"], |t| {
        remove(t, &format!("{RULE}/SourceSelectionCriteria"))
    }),
    mutation("a rule names no key for its replicas", &["synth", "proof"], |t| {
        remove(t, &format!("{RULE}/Destination/EncryptionConfiguration"))
    }),
    mutation("a rule names the key of another region", &["proof"], |t| {
        let key = "/Destination/EncryptionConfiguration/ReplicaKmsKeyID/Fn::Sub";
        replace(t, &format!("{RULE}{key}"), "eu-west-1", "eu-north-1");
    }),
    mutation("a rule names an alias that no key has", &["proof"], |t| {
        let key = "/Destination/EncryptionConfiguration/ReplicaKmsKeyID/Fn::Sub";
        replace(t, &format!("{RULE}{key}"), "alias/acme/", "alias/acme-");
    }),
    mutation("a rule names a bucket in a region without a replica", &["proof"], |t| {
        replace(t, &format!("{RULE}/Destination/Bucket/Fn::Sub"), "eu-west-1", "eu-west-2");
    }),
    mutation("a rule has no Metrics", &["proof"], |t| remove(t, &format!("{RULE}/Destination/Metrics"))),
    mutation("a rule is missing", &["proof"], |t| remove(t, &format!("{RULES}/1"))),
    mutation("the source is not versioned", &["synth", "proof", "checkov"], |t| {
        remove(t, &format!("{BUCKET}/Properties/VersioningConfiguration"))
    }),
    mutation("the source's versions are suspended", &["synth", "proof", "checkov"], |t| {
        set(t, &format!("{BUCKET}/Properties/VersioningConfiguration/Status"), json!("Suspended"));
    }),
    mutation("a replica is not versioned", &["proof", "checkov"], |t| {
        replica(t, |r| remove(r, &format!("{BUCKET}/Properties/VersioningConfiguration")))
    }),
    mutation("the bucket does not wait for the StackSet", &["synth", "proof"], |t| {
        set(t, &format!("{BUCKET}/DependsOn"), json!(["ReplicationPolicy"]))
    }),
    mutation("the bucket does not wait for the role's policy", &["proof"], |t| {
        set(t, &format!("{BUCKET}/DependsOn"), json!(["StackSet"]))
    }),
    mutation("the StackSet tolerates a failed region", &["proof"], |t| {
        set(t, "/Resources/StackSet/Properties/OperationPreferences/FailureToleranceCount", json!(1));
    }),
    mutation("the StackSet has no instance in a region", &["proof"], |t| {
        remove(t, "/Resources/StackSet/Properties/StackInstancesGroup/0/Regions/1");
    }),
    mutation("the StackSet does not pass on the role", &["proof"], |t| {
        remove(t, "/Resources/StackSet/Properties/Parameters/1")
    }),
    mutation("the replica's bucket has another name than the rule's", &["proof"], |t| {
        replica(t, |r| replace(r, &format!("{BUCKET}/Properties/BucketName/Fn::Sub"), "-replication-", "-replica-"));
    }),
    mutation("the replica's bucket is encrypted with S3's own keys", &["proof"], |t| {
        let encryption =
            "/Properties/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault";
        replica(t, |r| set(r, &format!("{BUCKET}{encryption}"), json!({ "SSEAlgorithm": "AES256" })));
    }),
    mutation(
        "the replica's template has a property that S3 does not know",
        &["synth", "cfn-lint", "cloudformation-validate"],
        |t| {
            replica(t, |r| {
                set(r, &format!("{BUCKET}/Properties/VersionConfiguration"), json!({ "Status": "Enabled" }))
            });
        },
    ),
];

/// Every mutation of what the role may do, and of who may use the keys.
pub(crate) const POLICIES: &[Mutation] = &[
    mutation("the role may not read object versions", &["proof"], |t| {
        remove(t, &statement("ReadVersions", "/Action/0"))
    }),
    mutation("the role may not read tags", &["proof"], |t| remove(t, &statement("ReadVersions", "/Action/2"))),
    mutation("the role may not replicate delete markers", &["proof"], |t| {
        remove(t, &statement("WriteReplicas", "/Action/1"))
    }),
    mutation("the role may write to the bucket, not to its objects", &["proof"], |t| {
        replace(t, &statement("WriteReplicas", "/Resource/0/Fn::Sub"), "/*", "");
    }),
    mutation("the role may list objects, not the bucket", &["proof", "parliament"], |t| {
        set(
            t,
            &statement("ReadReplicationRules", "/Resource"),
            json!({ "Fn::Sub": "arn:${AWS::Partition}:s3:::acme-archive/*" }),
        );
    }),
    mutation("the role may encrypt under an alias ARN", &["synth", "proof"], |t| {
        replace(t, &statement("UseReplicaKeys", "/Resource/0/Fn::Sub"), "key/*", "alias/acme/archive/replication");
    }),
    mutation("the role may use the keys of another region", &["proof"], |t| {
        replace(t, &statement("UseReplicaKeys", "/Resource/1/Fn::Sub"), "eu-north-1", "eu-south-1");
    }),
    mutation("the role may use keys through the S3 of another region", &["proof"], |t| {
        replace(t, &statement("UseReplicaKeys", "/Condition/StringEquals/kms:ViaService/0"), "eu-west-1", "eu-west-2");
    }),
    mutation("the context at the source is the object's only", &["proof"], |t| {
        remove(t, &statement("UsePrimaryKey", "/Condition/StringLike/kms:EncryptionContext:aws:s3:arn/0"));
    }),
    mutation("the context at a replica is the bucket's only", &["proof"], |t| {
        remove(t, &statement("UseReplicaKeys", "/Condition/StringLike/kms:EncryptionContext:aws:s3:arn/1"));
    }),
    mutation("the context is compared exactly, star and all", &["proof"], |t| {
        let context = t.pointer(&statement("UsePrimaryKey", "/Condition/StringLike")).cloned().unwrap();
        remove(t, &statement("UsePrimaryKey", "/Condition/StringLike"));
        let merged =
            t.pointer_mut(&statement("UsePrimaryKey", "/Condition/StringEquals")).unwrap().as_object_mut().unwrap();
        merged.extend(context.as_object().unwrap().clone());
    }),
    mutation("the context names a key that does not exist", &["proof"], |t| {
        let condition = t.pointer_mut(&statement("UsePrimaryKey", "/Condition/StringLike")).unwrap();
        let values = condition.as_object_mut().unwrap().remove("kms:EncryptionContext:aws:s3:arn").unwrap();
        *condition = json!({ "kms:EncryptionContext:aws:s3": values });
    }),
    mutation("the role may not decrypt at a replica", &["proof"], |t| {
        remove(t, &statement("UseReplicaKeys", "/Action/2"))
    }),
    mutation("the role may decrypt without S3", &["proof"], |t| {
        remove(t, &statement("UsePrimaryKey", "/Condition/StringEquals"))
    }),
    mutation("the role may decrypt for any bucket", &["proof"], |t| {
        remove(t, &statement("UsePrimaryKey", "/Condition/StringLike"))
    }),
    mutation("the role may decrypt with any key", &["proof", "parliament"], |t| {
        set(t, &statement("UsePrimaryKey", "/Resource"), json!("*"))
    }),
    mutation("the role may replicate to any bucket", &["proof"], |t| {
        set(t, &statement("WriteReplicas", "/Resource"), json!("arn:aws:s3:::*/*"));
    }),
    mutation("the role may do anything to replicas", &["proof", "parliament"], |t| {
        set(t, &statement("WriteReplicas", "/Action"), json!("s3:*"))
    }),
    mutation("the role may also read objects", &["proof"], |t| {
        append(t, &statement("ReadVersions", "/Action"), json!("s3:GetObject"))
    }),
    mutation("the role may not be assumed by S3", &["proof"], |t| {
        let principal = "/Resources/ReplicationRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal/Service";
        set(t, principal, json!("replication.s3.amazonaws.com"));
    }),
    mutation("the role may be assumed by the account", &["proof"], |t| {
        let principal = "/Resources/ReplicationRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal";
        set(t, principal, json!({ "Service": "s3.amazonaws.com", "AWS": { "Ref": "AWS::AccountId" } }));
    }),
    mutation("the policy is attached to no role", &["proof"], |t| {
        set(t, "/Resources/ReplicationPolicy/Properties/Roles", json!(["another-role"]));
    }),
    mutation("an action is misspelt", &["proof", "cfn-lint", "parliament"], |t| {
        set(t, &statement("WriteReplicas", "/Action/0"), json!("s3:ReplicateObjects"))
    }),
    mutation("the key's policy lets nobody administer it", &["proof"], |t| {
        replica(t, |r| remove(r, "/Resources/Key/Properties/KeyPolicy/Statement/0"));
    }),
    mutation("the key's policy names the role as principal", &["proof"], |t| {
        let principal = "/Resources/Key/Properties/KeyPolicy/Statement/1/Principal/AWS";
        replica(t, |r| set(r, principal, json!({ "Ref": "ReplicationRole" })));
    }),
    mutation("the key's policy lets another account in", &["proof"], |t| {
        let statement = json!({
            "Effect": "Allow", "Principal": { "AWS": "999999999999" }, "Action": "kms:Decrypt", "Resource": "*",
        });
        replica(t, |r| append(r, "/Resources/Key/Properties/KeyPolicy/Statement", statement));
    }),
    mutation("the alias is without the archive's prefix", &["proof"], |t| {
        replica(t, |r| set(r, "/Resources/KeyAlias/Properties/AliasName", json!("alias/archive/replication")));
    }),
    mutation("ARNs name the partition aws", &["cfn-lint", "cloudformation-validate"], |t| {
        let text = t.to_string().replace("arn:${AWS::Partition}:s3", "arn:aws:s3");
        *t = serde_json::from_str(&text).unwrap();
    }),
];

/// Every mutation of what protects the data.
pub(crate) const PROTECTION: &[Mutation] = &[
    mutation("the bucket is deleted with the stack", &["proof"], |t| {
        set(t, &format!("{BUCKET}/DeletionPolicy"), json!("Delete"))
    }),
    mutation("the key is deleted with the stack", &["synth", "proof", "cfn-lint", "cloudformation-validate"], |t| {
        remove(t, "/Resources/Key/DeletionPolicy")
    }),
    mutation("a replica's key is deleted with its stack", &["synth", "proof"], |t| {
        replica(t, |r| set(r, "/Resources/Key/DeletionPolicy", json!("Delete")));
    }),
    mutation(
        "a replica's key is deleted when it is replaced",
        &["proof", "cfn-lint", "cloudformation-validate"],
        |t| {
            replica(t, |r| remove(r, "/Resources/Key/UpdateReplacePolicy"));
        },
    ),
    mutation("a replica's bucket is deleted when it is replaced", &["proof"], |t| {
        replica(t, |r| set(r, &format!("{BUCKET}/UpdateReplacePolicy"), json!("Delete")));
    }),
    mutation("a failed creation leaves a bucket in its own way", &["proof"], |t| {
        set(t, &format!("{BUCKET}/DeletionPolicy"), json!("Retain"))
    }),
    mutation("the key does not rotate", &["proof", "checkov", "cdk-nag"], |t| {
        remove(t, "/Resources/Key/Properties/EnableKeyRotation")
    }),
    mutation("a replica's key is lost after seven days", &["proof"], |t| {
        replica(t, |r| set(r, "/Resources/Key/Properties/PendingWindowInDays", json!(7)));
    }),
    mutation("the public may have a policy", &["proof", "checkov", "cdk-nag"], |t| {
        set(t, &format!("{BUCKET}/Properties/PublicAccessBlockConfiguration/BlockPublicPolicy"), json!(false));
    }),
    mutation("nothing blocks the public from a replica", &["proof", "checkov"], |t| {
        replica(t, |r| remove(r, &format!("{BUCKET}/Properties/PublicAccessBlockConfiguration")));
    }),
    mutation("objects belong to whoever writes them", &["proof"], |t| {
        set(t, &format!("{BUCKET}/Properties/OwnershipControls/Rules/0/ObjectOwnership"), json!("ObjectWriter"));
    }),
    mutation("the bucket has no bucket key", &["proof"], |t| {
        set(
            t,
            &format!("{BUCKET}/Properties/BucketEncryption/ServerSideEncryptionConfiguration/0/BucketKeyEnabled"),
            json!(false),
        );
    }),
    mutation("the bucket policy is missing", &["proof", "cdk-nag"], |t| remove(t, "/Resources/BucketPolicy")),
    mutation("the bucket policy allows plain HTTP", &["proof", "cdk-nag"], |t| {
        remove(t, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/0");
    }),
    mutation("plain HTTP is denied for the bucket, not for its objects", &["proof", "cdk-nag"], |t| {
        remove(t, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/0/Resource/1");
    }),
    mutation("plain HTTP is denied only where the key is absent", &["proof", "cdk-nag"], |t| {
        let condition = "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/0/Condition";
        set(t, condition, json!({ "Null": { "aws:SecureTransport": "true" } }));
    }),
    mutation("versions of a replica may be deleted", &["proof"], |t| {
        replica(t, |r| remove(r, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/2"));
    }),
    mutation("the deny of deletions is for objects of another bucket", &["proof"], |t| {
        let resource = "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/2/Resource";
        set(t, resource, json!({ "Fn::Sub": "${Bucket.Arn}-logs/*" }));
    }),
    mutation("objects may be uploaded under another key", &["proof"], |t| {
        remove(t, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/3");
    }),
    mutation("objects may be uploaded under a caller's own key", &["proof"], |t| {
        remove(t, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement/4");
    }),
    mutation("uploads that are never completed are kept", &["proof"], |t| {
        remove(t, &format!("{BUCKET}/Properties/LifecycleConfiguration"))
    }),
    mutation("the bucket policy lets everybody read", &["proof"], |t| {
        let statement = json!({
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": { "Fn::Sub": "${Bucket.Arn}/*" },
        });
        append(t, "/Resources/BucketPolicy/Properties/PolicyDocument/Statement", statement);
    }),
];
