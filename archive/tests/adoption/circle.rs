//! The whole circle for each kind of configuration: deployed, written to, destroyed, deployed again with the data in it.

use cfn_deploy::DangerKind;
use cfn_deploy::aws::Aws;

use crate::world::{Allow, Archive, OTHER_ACCOUNT, POLL_INTERVAL, dangers};

/// Deploys, destroys, deploys again; what was written is there, under the same keys, and everything works as before. Nothing needs approval but
/// that there is data.
async fn circle(text: &str) {
    let words = &[DangerKind::Adoption];
    let archive = Archive::new(text).await;
    archive.deploy(&[]).await.unwrap();
    archive.assert_whole().await;
    archive.write("before").await;
    let keys = archive.keys().await;
    archive.destroy().await;

    let refused = archive.deploy(&[]).await.unwrap_err();
    assert!(dangers(&refused).iter().all(|kind| *kind == DangerKind::Adoption), "{refused}");
    assert_eq!(archive.status().await, None, "something was begun without the word");

    archive.deploy(words).await.unwrap_or_else(|error| panic!("{error}\n{}", archive.said()));
    archive.assert_whole().await;
    assert_eq!(archive.keys().await, keys, "another key encrypts the bucket");
    for region in archive.config.replications() {
        assert!(archive.holds(region.as_str(), &archive.config.replica_bucket_name(region), "before").await);
    }
    assert!(archive.deploy(&[]).await.unwrap().unchanged);
    // The second life ends as the first.
    archive.destroy().await;
    archive.deploy(words).await.unwrap();
    archive.assert_whole().await;
}

#[tokio::test]
async fn with_every_default() {
    circle("prefix = 'acme'").await;
}

#[tokio::test]
async fn with_a_detached_region() {
    circle("prefix = 'acme'\nreplications = ['eu-west-1']\ndetached = ['eu-north-1']").await;
}

#[tokio::test]
async fn with_one_multi_region_key() {
    circle("prefix = 'acme'\n[keys]\nstrategy = 'multi-region'\nrotation_period_days = 180").await;
}

#[tokio::test]
async fn with_names_of_the_account_and_region() {
    circle("prefix = 'acme'\n[bucket]\nnamespace = 'account-regional'").await;
}

#[tokio::test]
async fn with_logs_and_inventories() {
    circle(
        "prefix = 'acme'\n[notifications]\nfailure_topic = 'create'\n[access_logs]\nenabled = true\n[inventory]\nenabled = true",
    )
    .await;
}

#[tokio::test]
async fn with_replication_both_ways_under_a_lock() {
    circle(
        "prefix = 'acme'\nreplications = ['eu-west-1']\n[object_lock]\nmode = 'governance'\ndays = 30\n[replication]\ntwo_way = true",
    )
    .await;
}

#[tokio::test]
async fn adopting_alone_changes_nothing_and_the_deployment_after_it_asks_for_nothing() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    archive.destroy().await;
    let approver = Allow(&[]);
    let adopted = archive::adopt::adopt(&archive.aws, &archive.config, &archive.engine(&approver)).await.unwrap();
    assert_eq!((adopted.primary, adopted.replicas.as_slice()), (true, archive.config.replications()));
    assert_eq!(archive.status().await.as_deref(), Some("IMPORT_COMPLETE"));
    // Who thinks better of it lets go of everything again.
    archive.destroy().await;
    assert_eq!(archive.engine(&approver).stack_set(&archive.config.stack_set_name()).await.unwrap(), None);
    archive::adopt::adopt(&archive.aws, &archive.config, &archive.engine(&approver)).await.unwrap();
    archive.deploy(&[]).await.unwrap();
    archive.assert_whole().await;
}

#[tokio::test]
async fn a_region_that_is_new_in_the_configuration_is_created_beside_those_that_come_back() {
    let mut archive = Archive::new("prefix = 'acme'\nreplications = ['eu-west-1']").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    archive.destroy().await;
    archive.config = crate::world::config("prefix = 'acme'\nreplications = ['eu-west-1', 'us-east-1']");
    archive.deploy(&[DangerKind::Adoption]).await.unwrap();
    archive.assert_whole().await;
}

#[tokio::test]
async fn a_policy_that_was_narrowed_by_hand_is_widened_only_with_approval() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    let key = archive.keys().await.into_iter().find(|(region, _)| region == "eu-west-1").unwrap().1;
    archive.destroy().await;
    let policy = archive.aws.key_policy("eu-west-1", &key).await.unwrap();
    let mut narrow = policy.clone();
    narrow["Statement"].as_array_mut().unwrap().truncate(1);
    crate::world::put_key_policy(&archive, "eu-west-1", &key, &narrow);

    let refused = archive.deploy(&[]).await.unwrap_err();
    assert!(dangers(&refused).iter().all(|kind| *kind == DangerKind::PolicyBroadening), "{refused}");
    assert_eq!(archive.aws.key_policy("eu-west-1", &key).await.unwrap(), narrow, "the import changed a policy");
    archive.deploy(&[DangerKind::PolicyBroadening]).await.unwrap();
    assert_eq!(archive.aws.key_policy("eu-west-1", &key).await.unwrap(), policy);
    archive.assert_whole().await;
}

/// Removes a region and adds it again, with further settings.
async fn removed_and_added(settings: &str) {
    let text = |replications: &str| format!("prefix = 'acme'\nreplications = [{replications}]\n{settings}");
    let mut archive = Archive::new(&text("'eu-west-1', 'eu-north-1'")).await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    let keys = archive.keys().await;
    let both = archive.config.clone();
    archive.config = crate::world::config(&text("'eu-west-1'"));
    archive.deploy(&[DangerKind::RegionRemoval, DangerKind::WeakerProtection]).await.unwrap();
    archive.config = both;
    let consent = Allow(&[]);
    let (engine, request) = (archive.engine(&consent), archive.request());
    let plan = archive::deployment::plan(&archive.aws, &archive.config, &engine, &request).await.unwrap_err();
    assert!(plan.to_string().contains("acme-archive-replication-eu-north-1 in eu-north-1"), "{plan}");
    assert!(archive::remedy::of_error(&plan).unwrap().contains("`archive deploy` imports each"), "{plan}");

    let refused = archive.deploy(&[]).await.unwrap_err();
    assert_eq!(dangers(&refused), [DangerKind::Adoption], "{refused}");
    assert_eq!(archive.status().await.as_deref(), Some("UPDATE_COMPLETE"));
    // The role may write one region more.
    archive.deploy(&[DangerKind::Adoption, DangerKind::PolicyBroadening]).await.unwrap();
    archive.assert_whole().await;
    assert_eq!(archive.keys().await, keys, "another key encrypts the bucket");
    assert!(archive.holds("eu-north-1", "acme-archive-replication-eu-north-1", "before").await);
    assert!(archive.deploy(&[]).await.unwrap().unchanged);
    // It leaves again as any other instance does, and the whole ends as any other.
    archive.config = crate::world::config(&text("'eu-west-1'"));
    archive.deploy(&[DangerKind::RegionRemoval, DangerKind::WeakerProtection]).await.unwrap();
    archive.destroy().await;
}

#[tokio::test]
async fn a_region_that_was_removed_comes_back_by_itself() {
    removed_and_added("").await;
}

#[tokio::test]
async fn a_region_that_was_removed_comes_back_under_its_copy_of_one_key() {
    removed_and_added("[keys]\nstrategy = 'multi-region'\n").await;
}

#[tokio::test]
async fn a_region_that_was_removed_comes_back_with_its_logs() {
    removed_and_added("[access_logs]\nenabled = true\n").await;
}

#[tokio::test]
async fn a_plan_over_what_was_left_behind_says_what_comes_first() {
    let archive = Archive::new("prefix = 'acme'").await;
    let approver = Allow(&[]);
    let (engine, request) = (archive.engine(&approver), archive.request());
    let plan = || archive::deployment::plan(&archive.aws, &archive.config, &engine, &request);
    let (first, _) = plan().await.unwrap().unwrap();
    engine.discard(&first).await.unwrap();
    archive.deploy(&[]).await.unwrap();
    assert_eq!(plan().await.unwrap(), None);
    archive.destroy().await;
    let error = plan().await.unwrap_err();
    assert!(error.to_string().contains("eu-north-1: acme-archive-replication-eu-north-1 (empty)"), "{error}");
    assert!(archive::remedy::of_error(&error).unwrap().contains("archive adopt"));
    assert_eq!(archive.status().await, None);
}

#[tokio::test]
async fn a_bucket_that_lost_its_policy_gets_it_again_beside_others_that_kept_theirs() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    archive.destroy().await;
    let policy = |region: &'static str, bucket: &'static str| archive.aws.bucket_policy(region, bucket);
    let (one, other) = ("acme-archive-replication-eu-west-1", "acme-archive-replication-eu-north-1");
    let before = (policy("eu-west-1", one).await.unwrap(), policy("eu-north-1", other).await.unwrap());
    crate::world::delete_bucket_policy(&archive, crate::world::ACCOUNT, "eu-west-1", one);
    archive.deploy(&[]).await.unwrap();
    archive.assert_whole().await;
    assert_eq!((policy("eu-west-1", one).await.unwrap(), policy("eu-north-1", other).await.unwrap()), before);
}

#[tokio::test]
async fn policies_that_somebody_changed_in_several_regions_are_imported_as_they_are_and_then_set_right() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    let keys = archive.keys().await;
    archive.destroy().await;
    let mut before = Vec::new();
    for (region, key) in &keys {
        let policy = archive.aws.key_policy(region, key).await.unwrap();
        let mut wider = policy.clone();
        let more = serde_json::json!({ "Effect": "Allow", "Principal": { "AWS": format!("arn:aws:iam::{}:root", crate::world::OTHER_ACCOUNT) },
            "Action": "kms:Decrypt", "Resource": "*", "Sid": region.replace('-', "") });
        wider["Statement"].as_array_mut().unwrap().push(more);
        crate::world::put_key_policy(&archive, region, key, &wider);
        before.push((region, key, policy, wider));
    }
    let approver = Allow(&[]);
    archive::adopt::adopt(&archive.aws, &archive.config, &archive.engine(&approver)).await.unwrap();
    for (region, key, _, wider) in &before {
        assert_eq!(&archive.aws.key_policy(region, key).await.unwrap(), wider, "the import changed a policy");
    }
    // The import told the policies as they are: no drift, and the deployment sees that there is something to take away.
    assert_eq!(archive.engine(&approver).drift("acme-archive").await.unwrap().drifted, []);
    archive.deploy(&[DangerKind::PolicyBroadening]).await.unwrap();
    for (region, key, policy, _) in &before {
        assert_eq!(&archive.aws.key_policy(region, key).await.unwrap(), policy, "{region}");
    }
    archive.assert_whole().await;
}

#[tokio::test]
async fn what_the_configuration_expires_sooner_needs_approval_before_anything_is_imported() {
    let mut archive = Archive::new("prefix = 'acme'\n[lifecycle]\nnoncurrent_expiration_days = 365").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    archive.destroy().await;
    archive.config = crate::world::config("prefix = 'acme'\n[lifecycle]\nnoncurrent_expiration_days = 30");
    let refused = archive.deploy(&[DangerKind::Adoption]).await.unwrap_err();
    let mut kinds = dangers(&refused);
    kinds.dedup();
    assert_eq!(kinds, [DangerKind::Adoption, DangerKind::WeakerProtection], "{refused}");
    assert_eq!(archive.status().await, None, "something was imported without the approval");
    let stacks = archive.simulator.client("eu-west-1", crate::world::ACCOUNT);
    let there = stacks.describe_stacks().stack_name(archive.config.stack_set_name()).send().await;
    assert!(there.is_err(), "a replica was imported without the approval");
    archive.deploy(&[DangerKind::Adoption, DangerKind::WeakerProtection]).await.unwrap();
    archive.assert_whole().await;
}

#[tokio::test]
async fn lifecycle_rules_of_somebody_else_are_imported_as_they_are_and_then_set_right() {
    let archive = Archive::new("prefix = 'acme'\n[lifecycle]\nnoncurrent_expiration_days = 365").await;
    archive.deploy(&[]).await.unwrap();
    archive.destroy().await;
    let rules = "<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter>\
                 <Expiration><Days>9</Days></Expiration><Transition><Days>3</Days>\
                 <StorageClass>GLACIER_IR</StorageClass></Transition><NoncurrentVersionTransition><NoncurrentDays>2</NoncurrentDays>\
                 <StorageClass>GLACIER_IR</StorageClass></NoncurrentVersionTransition></Rule></LifecycleConfiguration>";
    archive.simulator.caller(crate::world::ACCOUNT, "eu-west-1").s3(
        "PUT",
        "/acme-archive-replication-eu-west-1?lifecycle",
        rules,
    );
    archive.simulator.caller(crate::world::ACCOUNT, "eu-central-1").s3("DELETE", "/acme-archive?lifecycle", "");
    let consent = Allow(&[]);
    archive::adopt::adopt(&archive.aws, &archive.config, &archive.engine(&consent)).await.unwrap();
    // They were told as they are, so that nothing has drifted.
    assert_eq!(archive.engine(&consent).drift("acme-archive").await.unwrap().drifted, []);
    archive.deploy(&[DangerKind::WeakerProtection]).await.unwrap();
    archive.assert_whole().await;
    for (region, bucket) in [("eu-central-1", "acme-archive"), ("eu-west-1", "acme-archive-replication-eu-west-1")] {
        let expiries = archive.aws.bucket_expiries(region, bucket).await.unwrap();
        assert_eq!(expiries.iter().map(|expiry| expiry.days).collect::<Vec<_>>(), [Some(365)], "{bucket}");
    }
}

/// An archive with a replica in another account whose key is named, and the connection to that account.
async fn with_a_replica_in_another_account() -> (Archive, Aws) {
    let text = format!("prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '{OTHER_ACCOUNT}'\n");
    let mut archive = Archive::new(&text).await;
    let other = archive.aws.with_access_key(OTHER_ACCOUNT, "simulated");
    archive.deploy(&[]).await.unwrap();
    let key = other.bucket_key("eu-west-1", REPLICA).await.unwrap().unwrap();
    archive.config = crate::world::config(&format!("{text}[replica.keys]\n'eu-west-1' = '{key}'\n"));
    archive.deploy(&[DangerKind::PolicyBroadening]).await.unwrap();
    arrives(&archive, &other, "before").await;
    (archive, other)
}

const REPLICA: &str = "acme-archive-replication-eu-west-1";

/// Writes an object, and waits until it is in the replica of the other account.
async fn arrives(archive: &Archive, other: &Aws, key: &str) {
    archive.aws.put_object("eu-central-1", "acme-archive", key, b"data".to_vec()).await.unwrap();
    while other.head_object("eu-west-1", REPLICA, key).await.unwrap().is_none() {
        tokio::time::sleep(POLL_INTERVAL.initial).await;
    }
}

/// Deploys with a connection to the account of the replicas.
async fn deploy_through(archive: &Archive, other: &Aws, allowed: &'static [DangerKind]) {
    let approver = Allow(allowed);
    let engine = archive.engine(&approver).with_account(OTHER_ACCOUNT, other);
    let ended = archive::deployment::deploy(&archive.aws, &archive.config, &engine, &archive.request()).await;
    ended.unwrap_or_else(|error| panic!("{error}\n{}", archive.said()));
    let report = engine.status("acme-archive").await.unwrap().unwrap();
    let instances: Vec<_> = report.instances.iter().map(|one| (one.account.as_str(), one.status.as_str())).collect();
    assert_eq!(instances, [(OTHER_ACCOUNT, "CURRENT")]);
    assert_eq!(engine.drift("acme-archive").await.unwrap().drifted, []);
}

#[tokio::test]
async fn replicas_in_another_account_are_taken_back_through_a_connection_to_it() {
    let (archive, other) = with_a_replica_in_another_account().await;
    let key = other.bucket_key("eu-west-1", REPLICA).await.unwrap();
    archive.destroy().await;
    deploy_through(&archive, &other, &[DangerKind::Adoption, DangerKind::PolicyBroadening]).await;
    assert_eq!(other.bucket_key("eu-west-1", REPLICA).await.unwrap(), key);
    assert!(other.head_object("eu-west-1", REPLICA, "before").await.unwrap().is_some());
    arrives(&archive, &other, "after").await;
}

#[tokio::test]
async fn a_region_in_another_account_is_removed_and_added_again() {
    let (mut archive, other) = with_a_replica_in_another_account().await;
    let with = archive.config.clone();
    // The archive keeps another region, for it has at least one.
    let text = format!("prefix = 'acme'\nreplications = ['eu-north-1']\n[replica]\naccount = '{OTHER_ACCOUNT}'\n");
    archive.config = crate::world::config(&text);
    archive
        .deploy(&[DangerKind::RegionRemoval, DangerKind::WeakerProtection, DangerKind::PolicyBroadening])
        .await
        .unwrap();
    archive.config = with;
    let allowed =
        &[DangerKind::Adoption, DangerKind::PolicyBroadening, DangerKind::RegionRemoval, DangerKind::WeakerProtection];
    deploy_through(&archive, &other, allowed).await;
    arrives(&archive, &other, "after").await;
    assert!(other.head_object("eu-west-1", REPLICA, "before").await.unwrap().is_some());
}
