//! The safety gates, end to end: without the word nothing is changed, with it the change is made.

use cfn_deploy::{DangerKind, DestroyOptions, Error, Plan, PlanKind, Refusal, StackRequest};
use serde_json::{Value, json};

use crate::world::{Allow, REGION, RefuseAll, World, bucket, key, request, stack_set};

fn dangers(error: Error) -> Vec<DangerKind> {
    match error {
        Error::Refused(Refusal::Dangers(dangers)) => dangers.into_iter().map(|danger| danger.kind).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_unconfirmed_creation_leaves_nothing_behind() {
    let world = World::new().await;
    let refused = world.engine(&RefuseAll).deploy(&request(json!({ "Key": key("one") }))).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::Unconfirmed(_))), "{refused}");
    assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
}

#[tokio::test]
async fn replacing_a_bucket_needs_its_word_and_keeps_the_old_one() {
    let world = World::new().await;
    let plain = Allow(&[]);
    world.engine(&plain).deploy(&request(json!({ "Bucket": bucket("acme-old") }))).await.unwrap();
    let renamed = request(json!({ "Bucket": bucket("acme-new") }));
    let refused = world.engine(&plain).deploy(&renamed).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::Replacement]);
    assert!(!world.aws.bucket_exists(REGION, "acme-new").await.unwrap());

    let word = Allow(&[DangerKind::Replacement]);
    world.engine(&word).deploy(&renamed).await.unwrap();
    assert!(world.aws.bucket_exists(REGION, "acme-new").await.unwrap());
    assert!(world.aws.bucket_exists(REGION, "acme-old").await.unwrap(), "UpdateReplacePolicy: Retain was not kept");
}

#[tokio::test]
async fn removing_a_key_needs_approval() {
    let world = World::new().await;
    let plain = Allow(&[]);
    world.engine(&plain).deploy(&request(json!({ "Key": key("one"), "Bucket": bucket("acme-four") }))).await.unwrap();
    let refused = world.engine(&plain).deploy(&request(json!({ "Bucket": bucket("acme-four") }))).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::Deletion]);
    assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"));
}

#[tokio::test]
async fn removing_a_region_needs_its_word_and_adding_one_does_not() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&request(json!({ "Set": stack_set(&["eu-west-1"]) }))).await.unwrap();
    engine.deploy(&request(json!({ "Set": stack_set(&["eu-west-1", "eu-north-1"]) }))).await.unwrap();
    let refused = engine.deploy(&request(json!({ "Set": stack_set(&["eu-north-1"]) }))).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::RegionRemoval]);
    let report = engine.status("acme-archive").await.unwrap().unwrap();
    assert_eq!(report.instances.len(), 2, "a region was removed without a word");
}

#[tokio::test]
async fn a_wider_key_policy_needs_approval() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let mut wider = key("one");
    let statements = wider["Properties"]["KeyPolicy"]["Statement"].as_array_mut().unwrap();
    statements
        .push(json!({ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "kms:Decrypt", "Resource": "*" }));
    let refused = engine.deploy(&request(json!({ "Key": wider }))).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::PolicyBroadening]);
}

#[tokio::test]
async fn deleting_a_stack_needs_its_word_and_leaves_its_protection_on_without() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let refused = engine.destroy("acme-archive", &DestroyOptions::default()).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::StackDeletion]);
    assert!(engine.describe("acme-archive").await.unwrap().unwrap().termination_protection);
}

#[tokio::test]
async fn a_saved_plan_is_executed_exactly_or_not_at_all() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    let one = request(json!({ "Key": key("one") }));
    let (plan, _) = engine.plan(&one).await.unwrap().unwrap();
    let done = engine.execute_saved(&plan, &one).await.unwrap();
    assert_eq!(done.status, "CREATE_COMPLETE");
    // Once more: it was executed, so its end is told and nothing is started.
    assert_eq!(engine.execute_saved(&plan, &one).await.unwrap().status, "CREATE_COMPLETE");

    let two = request(json!({ "Key": key("two") }));
    let (plan, _) = engine.plan(&two).await.unwrap().unwrap();
    engine.deploy(&request(json!({ "Key": key("three") }))).await.unwrap();
    let moved = engine.execute_saved(&plan, &two).await.unwrap_err();
    assert!(matches!(moved, Error::Refused(Refusal::OutOfDate(_))), "{moved}");
}

#[tokio::test]
async fn a_saved_plan_that_was_edited_or_is_of_another_configuration_is_not_executed() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&request(json!({ "Key": key("one"), "Bucket": bucket("acme-plan") }))).await.unwrap();
    let wanted = request(json!({ "Key": key("two"), "Bucket": bucket("acme-plan") }));
    let (plan, _) = engine.plan(&wanted).await.unwrap().unwrap();

    let mut harmless = plan.clone();
    harmless.changes.clear();
    let created = Plan { kind: PlanKind::Create, ..plan.clone() };
    let elsewhere = Plan { stack: "another".into(), ..plan.clone() };
    let since = Plan { created: plan.created + 1, ..plan.clone() };
    for edited in [harmless, created, elsewhere, since] {
        let refused = engine.execute_saved(&edited, &wanted).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::OutOfDate(_))), "{refused}");
    }
    let with_parameters = StackRequest { parameters: [("A".to_owned(), "b".to_owned())].into(), ..wanted.clone() };
    for other in [request(json!({ "Key": key("three") })), with_parameters] {
        let refused = engine.execute_saved(&plan, &other).await.unwrap_err();
        assert!(refused.to_string().contains("another configuration"), "{refused}");
    }
    assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"), "something was executed");

    let declined = world.engine(&RefuseAll).execute_saved(&plan, &wanted).await.unwrap_err();
    assert!(matches!(declined, Error::Refused(Refusal::Unconfirmed(_))), "{declined}");
    assert_eq!(engine.execute_saved(&plan, &wanted).await.unwrap().status, "UPDATE_COMPLETE", "the plan did not stay");
}

/// What a change set shows is not what the gate's own tests make up: each of these goes through CloudFormation's account of it.
#[tokio::test]
async fn a_weakened_protection_needs_its_word_wherever_it_is_hidden() {
    let with = |resource: &Value, path: &str, value: Value| {
        let mut changed = resource.clone();
        *changed.pointer_mut(path).unwrap() = value;
        changed
    };
    let set_with = |change: &dyn Fn(&mut Value)| {
        let mut set = stack_set(&["eu-west-1"]);
        let body = &mut set["Properties"]["TemplateBody"];
        let mut inner: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
        change(&mut inner["Resources"]["Replica"]);
        *body = inner.to_string().into();
        set
    };
    let replica = |status: &'static str| {
        set_with(&move |it| it["Properties"]["VersioningConfiguration"] = json!({ "Status": status }))
    };
    let plain = bucket("acme-five");
    let role = json!({ "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": { "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": "sts:AssumeRole" },
    ] } } });
    let trust = "/Properties/AssumeRolePolicyDocument/Statement/0/Principal";
    for (name, before, after, kind) in [
        ("retention", plain.clone(), with(&plain, "/DeletionPolicy", json!("Delete")), DangerKind::Deletion),
        (
            "retention at a replacement",
            plain.clone(),
            with(&plain, "/UpdateReplacePolicy", json!("Delete")),
            DangerKind::Deletion,
        ),
        (
            "versions",
            plain.clone(),
            with(&plain, "/Properties/VersioningConfiguration/Status", json!("Suspended")),
            DangerKind::WeakerProtection,
        ),
        ("trust", role.clone(), with(&role, trust, json!({ "AWS": "*" })), DangerKind::PolicyBroadening),
        (
            "retention of a replica",
            set_with(&|_| {}),
            set_with(&|it| it["DeletionPolicy"] = "Delete".into()),
            DangerKind::Deletion,
        ),
        ("versions of a replica", replica("Enabled"), replica("Suspended"), DangerKind::WeakerProtection),
        (
            "the name of a replica",
            set_with(&|_| {}),
            set_with(&|it| it["Properties"]["BucketName"] = "acme-other".into()),
            DangerKind::Replacement,
        ),
    ] {
        let world = World::new().await;
        let plain = Allow(&[]);
        let engine = world.engine(&plain);
        engine.deploy(&request(json!({ "It": before }))).await.unwrap();
        let refused = engine.deploy(&request(json!({ "It": after }))).await.unwrap_err();
        assert_eq!(dangers(refused), [kind], "{name}");
        assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"), "{name}");
    }
}

#[tokio::test]
async fn a_plan_tells_what_changes_inside_a_stack_sets_template() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    let set = stack_set(&["eu-west-1"]);
    engine.deploy(&request(json!({ "Set": set.clone() }))).await.unwrap();
    let mut changed = set;
    let body = changed["Properties"]["TemplateBody"].as_str().unwrap();
    let mut inner: Value = serde_json::from_str(body).unwrap();
    inner["Resources"]["Replica"]["Properties"]["VersioningConfiguration"] = json!({ "Status": "Enabled" });
    changed["Properties"]["TemplateBody"] = inner.to_string().into();
    let (plan, dangers) = engine.plan(&request(json!({ "Set": changed }))).await.unwrap().unwrap();
    let told: Vec<_> = plan.changes[0].properties.iter().map(|property| property.path.as_str()).collect();
    assert_eq!(told, ["/Properties/TemplateBody/Resources/Replica/Properties/VersioningConfiguration"]);
    assert_eq!(dangers, []);
}
