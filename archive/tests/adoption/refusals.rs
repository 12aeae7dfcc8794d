//! What is never taken back: said before anything is begun, with what can be done.

use cfn_deploy::Error;

use crate::world::{ACCOUNT, Archive, OTHER_ACCOUNT, RefuseAll, config, create_bucket, delete_bucket, kms};

/// Why the deployment was refused, and the remedy; nothing was begun.
async fn refused(archive: &Archive) -> (String, String) {
    let error = archive.deploy(&[]).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    assert_eq!(archive.status().await, None);
    (error.to_string(), archive::remedy::of_error(&error).unwrap())
}

#[tokio::test]
async fn a_bucket_of_another_account() {
    let archive = Archive::new("prefix = 'acme'").await;
    create_bucket(&archive, OTHER_ACCOUNT, "eu-north-1", "acme-archive-replication-eu-north-1");
    let (message, remedy) = refused(&archive).await;
    assert!(
        message.contains("acme-archive-replication-eu-north-1") && message.contains("another account"),
        "{message}"
    );
    assert!(remedy.contains("choose another prefix") && remedy.contains("account-regional"), "{remedy}");
}

#[tokio::test]
async fn a_bucket_in_another_region() {
    let archive = Archive::new("prefix = 'acme'").await;
    create_bucket(&archive, ACCOUNT, "us-west-2", "acme-archive");
    let (message, _) = refused(&archive).await;
    assert!(message.contains("in another region than eu-central-1"), "{message}");
}

#[tokio::test]
async fn a_bucket_without_a_key_of_its_own_is_no_archives() {
    let archive = Archive::new("prefix = 'acme'").await;
    create_bucket(&archive, ACCOUNT, "eu-central-1", "acme-archive");
    let (message, remedy) = refused(&archive).await;
    assert!(message.contains("acme-archive") && message.contains("it is not an archive's"), "{message}");
    assert!(remedy.contains("another prefix"), "{remedy}");
}

#[tokio::test]
async fn a_bucket_whose_key_is_about_to_go() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    let key = archive.keys().await[1].clone();
    archive.destroy().await;
    kms(&archive, &key.0, "ScheduleKeyDeletion", &serde_json::json!({ "KeyId": key.1 }));
    let (message, remedy) = refused(&archive).await;
    assert!(message.contains(&key.1) && message.contains("PendingDeletion"), "{message}");
    assert!(remedy.contains(&format!("aws kms cancel-key-deletion --region {} --key-id {}", key.0, key.1)), "{remedy}");
    kms(&archive, &key.0, "CancelKeyDeletion", &serde_json::json!({ "KeyId": key.1 }));
    let (message, remedy) = refused(&archive).await;
    assert!(message.contains("is Disabled") && remedy.contains("aws kms enable-key"), "{message} {remedy}");
    kms(&archive, &key.0, "EnableKey", &serde_json::json!({ "KeyId": key.1 }));
    archive.deploy(&[]).await.unwrap();
}

#[tokio::test]
async fn keys_of_another_strategy_than_the_configuration_has() {
    let regional = "prefix = 'acme'";
    let multi = "prefix = 'acme'\n[keys]\nstrategy = 'multi-region'";
    for (first, then, word) in [(regional, multi, "\"regional\""), (multi, regional, "\"multi-region\"")] {
        let mut archive = Archive::new(first).await;
        archive.deploy(&[]).await.unwrap();
        archive.destroy().await;
        archive.config = config(then);
        let (message, remedy) = refused(&archive).await;
        assert!(message.contains("the configuration uses a different kind"), "{message}");
        assert!(remedy.contains(word) && remedy.contains("[keys]"), "{remedy}");
    }
}

/// Deploys with replicas in another account, destroys, and deploys again.
async fn in_another_account(more: &str) {
    let text = format!("prefix = 'acme'\nreplications = ['eu-west-1']\n[replica]\naccount = '{OTHER_ACCOUNT}'\n{more}");
    let archive = Archive::new(&text).await;
    archive.deploy(&[]).await.unwrap();
    archive.destroy().await;
    let (message, remedy) = refused(&archive).await;
    assert!(
        message.contains("acme-archive-replication-eu-west-1")
            && message.contains(&format!("cannot be imported from {ACCOUNT}")),
        "{message}"
    );
    assert!(remedy.contains(OTHER_ACCOUNT), "{remedy}");
    // `replicas_in_another_account_are_taken_back_through_a_connection_to_it` follows it.
    assert_eq!(remedy.contains("--replica-profile"), more.is_empty(), "{remedy}");

    // What is in this account is taken back as soon as the other's is out of the way.
    delete_bucket(&archive, OTHER_ACCOUNT, "eu-west-1", "acme-archive-replication-eu-west-1");
    let key = archive.aws.bucket_key("eu-central-1", "acme-archive").await.unwrap();
    archive.deploy(&[]).await.unwrap();
    assert_eq!(archive.aws.bucket_key("eu-central-1", "acme-archive").await.unwrap(), key);
    let report = archive.engine(&RefuseAll).status("acme-archive").await.unwrap().unwrap();
    let instances: Vec<_> = report.instances.iter().map(|one| (one.account.as_str(), one.status.as_str())).collect();
    assert_eq!(instances, [(OTHER_ACCOUNT, "CURRENT")]);
}

#[tokio::test]
async fn replicas_in_another_account_are_out_of_reach_without_a_connection_and_the_primary_alone_is_not() {
    in_another_account("").await;
}

#[tokio::test]
async fn nor_are_those_that_an_organization_manages() {
    let stack_set = "permission_model = 'service-managed'\norganizational_units = ['ou-abcd-12345678']";
    in_another_account(&format!("[stack_set]\n{stack_set}")).await;
}
