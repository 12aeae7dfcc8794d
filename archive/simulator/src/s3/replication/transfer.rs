//! Replicates one change to one destination.

use crate::protocol::xml::Element;
use crate::s3::customer_key;
use crate::s3::replication::permission::{Failure, ReplicationRole};
use crate::s3::replication::rule;
use crate::scope::Scope;
use crate::state::kms::Key;
use crate::state::s3::object::{Content, Encryption, Version};
use crate::state::s3::replication::{Job, ReplicatedChange, find, find_mut};
use crate::state::s3::{Bucket, Versioning};
use crate::world::World;

fn failure(code: &str, why: impl Into<String>) -> Failure {
    (code.to_owned(), why.into())
}

/// Replicates a change.
///
/// # Errors
/// S3's failure code and the reason.
pub(super) fn replicate(world: &mut World, job: &Job) -> Result<(), Failure> {
    let source = world.buckets.get(&job.source).cloned();
    let source = source.ok_or_else(|| failure("SrcBucketNotFound", job.source.clone()))?;
    let version = find(&source, &job.key, &job.version_id).cloned();
    let version = version.ok_or_else(|| failure("SrcVersionNotFound", job.version_id.clone()))?;
    let configuration = source.configurations.get("replication");
    let gone = || failure("SrcBucketReplicationConfigMissing", source.name.clone());
    let configuration = configuration.ok_or_else(gone)?;
    let rule = rule::rule_for(configuration, &job.key, &version, job.change, &job.destination).ok_or_else(gone)?;
    let role = configuration.text_or_empty(&["Role"]);

    let role = ReplicationRole::assume(world, &source, role)?;
    let denied = "SrcGetObjectNotPermitted";
    role.check_permission(world, denied, "s3:GetReplicationConfiguration", &source.arn(), &source)?;
    role.check_permission(world, denied, "s3:ListBucket", &source.arn(), &source)?;

    let destination = world.buckets.get(&job.destination).cloned();
    let destination = destination.ok_or_else(|| failure("DstBucketNotFound", job.destination.clone()))?;
    if destination.versioning() != Versioning::Enabled {
        return Err(failure("DstBucketUnversioned", destination.name));
    }
    if source.object_lock && !destination.object_lock {
        return Err(failure("DstBucketObjectLockConfigMissing", destination.name));
    }
    let transfer = Transfer { job, source: &source, destination: &destination, version: &version, rule };
    match job.change {
        ReplicatedChange::Existing if version.content.is_none() => transfer.delete_marker(world, &role),
        ReplicatedChange::Object | ReplicatedChange::Existing => transfer.object(world, &role),
        ReplicatedChange::DeleteMarker => transfer.delete_marker(world, &role),
        ReplicatedChange::Tags => transfer.tags(world, &role),
    }
}

/// The change and its source, destination and rule.
struct Transfer<'a> {
    job: &'a Job,
    source: &'a Bucket,
    destination: &'a Bucket,
    version: &'a Version,
    rule: &'a Element,
}

impl Transfer<'_> {
    fn source_arn(&self) -> String {
        format!("{}/{}", self.source.arn(), self.job.key)
    }

    fn destination_arn(&self) -> String {
        format!("{}/{}", self.destination.arn(), self.job.key)
    }

    fn object(&self, world: &mut World, role: &ReplicationRole) -> Result<(), Failure> {
        let Some(content) = &self.version.content else { return Ok(()) };
        let (from, to) = (self.source_arn(), self.destination_arn());
        role.check_permission(
            world,
            "SrcGetObjectNotPermitted",
            "s3:GetObjectVersionForReplication",
            &from,
            self.source,
        )?;
        role.check_permission(world, "SrcGetAclNotPermitted", "s3:GetObjectVersionAcl", &from, self.source)?;
        if self.source.object_lock {
            role.check_permission(world, "SrcGetObjectNotPermitted", "s3:GetObjectRetention", &from, self.source)?;
            role.check_permission(world, "SrcGetObjectNotPermitted", "s3:GetObjectLegalHold", &from, self.source)?;
        }
        self.decrypt(world, role, content)?;
        role.check_permission(world, "DstPutObjectNotPermitted", "s3:ReplicateObject", &to, self.destination)?;
        if !content.tags.is_empty() {
            role.check_permission(
                world,
                "SrcGetTaggingNotPermitted",
                "s3:GetObjectVersionTagging",
                &from,
                self.source,
            )?;
            role.check_permission(world, "DstPutTaggingNotPermitted", "s3:ReplicateTags", &to, self.destination)?;
        }
        let changes_owner = self.rule.text_at(&["Destination", "AccessControlTranslation", "Owner"]).is_some();
        if changes_owner {
            let action = "s3:ObjectOwnerOverrideToBucketOwner";
            role.check_permission(world, "DstPutAclNotPermitted", action, &to, self.destination)?;
        }
        let encryption = self.encrypt(world, role, content)?;
        self.place(world, content, encryption)
    }

    /// Reading the source requires its key.
    fn decrypt(&self, world: &mut World, role: &ReplicationRole, content: &Content) -> Result<(), Failure> {
        let Encryption::Kms { key_arn, bucket_key } = &content.encryption else { return Ok(()) };
        let key = usable(world, &self.source.scope(), key_arn, "SrcKmsKeyNotFound", "SrcKmsKeyInvalidState")?;
        let encrypted = if *bucket_key { self.source.arn() } else { self.source_arn() };
        role.check_key_permission(world, "SrcGetObjectNotPermitted", "kms:Decrypt", &key, &encrypted)
    }

    /// Writing the replica requires the key of the rule, or that of the destination's default encryption.
    fn encrypt(&self, world: &mut World, role: &ReplicationRole, content: &Content) -> Result<Encryption, Failure> {
        if let Encryption::Customer { .. } = &content.encryption {
            // S3 sends the caller's key on, and the destination may refuse such keys.
            return match customer_key::is_blocked(self.destination) {
                true => Err(failure("DstPutObjectNotPermitted", format!("{} blocks SSE-C", self.destination.name))),
                false => Ok(content.encryption.clone()),
            };
        }
        let replica_key = self.rule.text_at(&["Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"]);
        let default = self.destination.configurations.get("encryption").and_then(|document| document.get("Rule"));
        let default = |path: &[&str]| default.and_then(|rule| rule.text_at(path)).filter(|text| !text.is_empty());
        let default_key = default(&["ApplyServerSideEncryptionByDefault", "KMSMasterKeyID"]);
        let name = match (&content.encryption, replica_key) {
            (Encryption::Kms { .. }, Some(name)) => name.to_owned(),
            (Encryption::Aes256, _) if default_key.is_none() => return Ok(Encryption::Aes256),
            _ => match default_key {
                Some(name) => name.to_owned(),
                None => return Ok(Encryption::Aes256),
            },
        };
        let scope = self.destination.scope();
        let key = usable(world, &scope, &name, "DstKmsKeyNotFound", "DstKmsKeyInvalidState")?;
        let bucket_key = default(&["BucketKeyEnabled"]) == Some("true");
        // With a bucket key, S3 generates a data key for the bucket and decrypts it for the next object.
        let (actions, encrypted): (&[&str], String) = if bucket_key {
            (&["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], self.destination.arn())
        } else {
            (&["kms:Encrypt"], self.destination_arn())
        };
        for action in actions {
            role.check_key_permission(world, "DstPutObjectNotPermitted", action, &key, &encrypted)?;
        }
        Ok(Encryption::Kms { key_arn: key.arn, bucket_key })
    }

    fn place(&self, world: &mut World, content: &Content, encryption: Encryption) -> Result<(), Failure> {
        let bytes = world.blobs.get(&content.blob).map_err(|error| failure("SrcVersionNotFound", error.to_string()))?;
        let blob = world.ids.mixed(32);
        world.blobs.put(&blob, bytes).map_err(|error| failure("DstPutObjectNotPermitted", error.to_string()))?;
        let storage_class = self.rule.text_at(&["Destination", "StorageClass"]);
        let storage_class = storage_class.map_or_else(|| content.storage_class.clone(), str::to_owned);
        let content =
            Content { blob, encryption, storage_class, restoration: None, archive_tier: None, ..content.clone() };
        self.add(world, Some(content));
        Ok(())
    }

    fn delete_marker(&self, world: &mut World, role: &ReplicationRole) -> Result<(), Failure> {
        let to = self.destination_arn();
        role.check_permission(world, "DstDelObjNotPermitted", "s3:ReplicateDelete", &to, self.destination)?;
        self.add(world, None);
        Ok(())
    }

    /// The replica has the version ID of its source, and replaces an existing one.
    fn add(&self, world: &mut World, content: Option<Content>) {
        let modified = self.version.modified;
        let id = self.version.id.clone();
        let Some(bucket) = world.buckets.get_mut(&self.job.destination) else { return };
        let versions = bucket.objects.entry(self.job.key.clone()).or_default();
        versions.retain(|version| version.id != id);
        versions.push(Version { id, modified, content, is_replica: true, replication: Vec::new() });
        // Replicas can arrive in another order than that of their sources.
        versions.sort_by_key(|version| version.modified);
    }

    fn tags(&self, world: &mut World, role: &ReplicationRole) -> Result<(), Failure> {
        let Some(content) = &self.version.content else { return Ok(()) };
        let (from, to) = (self.source_arn(), self.destination_arn());
        role.check_permission(world, "SrcGetTaggingNotPermitted", "s3:GetObjectVersionTagging", &from, self.source)?;
        role.check_permission(world, "DstPutTaggingNotPermitted", "s3:ReplicateTags", &to, self.destination)?;
        let bucket = world.buckets.get_mut(&self.job.destination);
        let replica = bucket.and_then(|bucket| find_mut(bucket, &self.job.key, &self.version.id));
        let replica = replica.and_then(|version| version.content.as_mut());
        match replica {
            Some(replica) => {
                replica.tags.clone_from(&content.tags);
                Ok(())
            }
            None => Err(failure("DstVersionNotFound", self.version.id.clone())),
        }
    }
}

/// The key, if it can be used.
fn usable(world: &mut World, scope: &Scope, name: &str, missing: &str, unusable: &str) -> Result<Key, Failure> {
    match crate::s3::encryption::usable_key(world, scope, name) {
        Ok(key) => Ok(key.clone()),
        Err(error) if error.code == "KMS.NotFoundException" => Err(failure(missing, error.message)),
        Err(error) => Err(failure(unusable, error.message)),
    }
}
