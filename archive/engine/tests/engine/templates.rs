//! Templates as people leave them: in YAML, and such that they cannot be read. What cannot be read is never taken for empty.

use cfn_deploy::{DangerKind, DeletionOutcome, DestroyOptions, Error, Event, Refusal, StackRequest};
use serde_json::{Value, json};

use crate::world::{Allow, REGION, RefuseAll, STACK, World, bucket, request, settled, stack_set};

/// JSON that repeats a key: which of the two counts is not documented, so it is not read.
fn unreadable(template: &str) -> String {
    template.replacen('{', "{\"Description\": \"one\", \"Description\": \"two\",", 1)
}

/// Somebody saves another text of the template in the console.
async fn save(world: &World, request: &StackRequest, text: &str) {
    let client = world.aws.cloudformation(REGION);
    client.create_stack().stack_name(&request.name).template_body(text).send().await.unwrap();
    assert_eq!(settled(&client, &request.name).await, "CREATE_COMPLETE");
}

fn in_yaml(request: &StackRequest) -> String {
    let template: Value = serde_json::from_str(&request.template).unwrap();
    cfn_template::write_yaml(&cfn_template::Tree::from(&template))
}

fn told(world: &World) -> Vec<DeletionOutcome> {
    let events = world.kept.all().into_iter();
    events
        .filter_map(|it| if let Event::DeletionOutcomes { outcomes, .. } = it { Some(outcomes) } else { None })
        .next_back()
        .unwrap()
}

fn dangers(error: Error) -> Vec<DangerKind> {
    match error {
        Error::Refused(Refusal::Dangers(dangers)) => dangers.into_iter().map(|danger| danger.kind).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_stack_whose_template_was_saved_as_yaml_keeps_what_it_retains() {
    let world = World::new().await;
    let wanted = request(json!({
        "Kept": bucket("acme-kept"),
        "Gone": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": { "Fn::Sub": "acme-gone-${AWS::Region}" } } },
    }));
    save(&world, &wanted, &in_yaml(&wanted)).await;

    let differences = world.engine(&RefuseAll).diff(&wanted).await.unwrap().changes;
    assert_eq!(differences, [], "the same template in another language");

    let approver = Allow(&[DangerKind::StackDeletion]);
    world.engine(&approver).destroy(STACK, &DestroyOptions::default()).await.unwrap();
    let retained = |id: &str| told(&world).iter().find(|outcome| outcome.logical_id == id).unwrap().retained;
    assert_eq!((retained("Kept"), retained("Gone")), (Some(true), Some(false)));
    assert!(world.aws.bucket_exists(REGION, "acme-kept").await.unwrap());
    assert!(!world.aws.bucket_exists(REGION, "acme-gone-eu-central-1").await.unwrap());
}

#[tokio::test]
async fn deleting_a_stack_whose_template_cannot_be_read_needs_the_word_for_losing_everything() {
    let world = World::new().await;
    let wanted = request(json!({ "Kept": bucket("acme-kept") }));
    save(&world, &wanted, &unreadable(&wanted.template)).await;

    let approver = Allow(&[DangerKind::StackDeletion]);
    let refused = world.engine(&approver).destroy(STACK, &DestroyOptions::default()).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::StackDeletion, DangerKind::Deletion]);
    assert_eq!(told(&world).iter().map(|outcome| outcome.retained).collect::<Vec<_>>(), [None]);
    let warned = world.kept.all().into_iter().any(|event| {
        matches!(event, Event::Notice { message, .. } if message.contains("cannot be read") && message.contains("`Description`"))
    });
    assert!(warned, "nobody was told why: {:?}", world.kept.all());
    assert_eq!(world.status().await.as_deref(), Some("CREATE_COMPLETE"));

    let approver = Allow(&[DangerKind::StackDeletion, DangerKind::Deletion]);
    world.engine(&approver).destroy(STACK, &DestroyOptions::default()).await.unwrap();
    assert!(world.aws.bucket_exists(REGION, "acme-kept").await.unwrap(), "CloudFormation knows what it retains");
}

#[tokio::test]
async fn a_template_that_cannot_be_read_cannot_be_compared() {
    let world = World::new().await;
    let wanted = request(json!({ "Kept": bucket("acme-kept") }));
    save(&world, &wanted, &unreadable(&wanted.template)).await;
    match world.engine(&RefuseAll).diff(&wanted).await {
        Err(Error::InvalidState { message, .. }) => {
            assert!(message.contains("the deployed template of acme-archive cannot be compared"), "{message}");
            assert!(message.contains("duplicate key `Description`"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_stack_sets_template_is_judged_in_either_language_and_as_the_worst_if_it_cannot_be_read() {
    let set_with = |change: &dyn Fn(&str) -> String| {
        let mut set = stack_set(&["eu-west-1"]);
        let body = &mut set["Properties"]["TemplateBody"];
        *body = change(body.as_str().unwrap()).into();
        request(json!({ "Set": set }))
    };
    let yaml = |retention: &str| {
        format!(
            "Resources:\n  Replica:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: {retention}\n    Properties: {{BucketName: \
            !Sub 'acme-replica-${{AWS::Region}}'}}\n"
        )
    };
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&set_with(&str::to_owned)).await.unwrap();

    let (plan, found) = engine.plan(&set_with(&|_| yaml("RetainExceptOnCreate"))).await.unwrap().unwrap();
    assert_eq!((plan.changes[0].properties.as_slice(), found.as_slice()), (&[][..], &[][..]), "it says the same");
    let refused = engine.deploy(&set_with(&|_| yaml("Delete"))).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::Deletion]);

    let (_, found) = engine.plan(&set_with(&unreadable)).await.unwrap().unwrap();
    assert_eq!(found.iter().map(|danger| danger.kind).collect::<Vec<_>>(), [DangerKind::Deletion]);
    let details = found[0].details.join("\n");
    assert!(details.contains("the wanted template: the template cannot be read: line 1"), "{details}");
    let refused = engine.deploy(&set_with(&unreadable)).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::Deletion]);
}

#[tokio::test]
async fn an_instance_whose_template_cannot_be_read_hides_nothing_when_the_stack_is_deleted() {
    let world = World::new().await;
    let wanted = request(json!({ "Kept": bucket("acme-kept"), "Set": stack_set(&["eu-west-1", "eu-north-1"]) }));
    world.engine(&Allow(&[])).deploy(&wanted).await.unwrap();
    let set = world.engine(&RefuseAll).stack_set("acme-replication").await.unwrap().unwrap();
    let (region, stack) = set.instances.iter().find(|(region, _)| region == "eu-west-1").unwrap();
    // Somebody edits the stack of one region by hand.
    let regional = world.aws.cloudformation(region);
    let by_hand =
        set.template.replacen(r#""Properties":{"#, r#""Properties":{"Tags":[{"Key":"by","Value":"hand"}],"#, 1);
    regional.update_stack().stack_name(stack).template_body(unreadable(&by_hand)).send().await.unwrap();
    assert_eq!(settled(&regional, stack).await, "UPDATE_COMPLETE");

    let approver = Allow(&[DangerKind::StackDeletion]);
    let refused = world.engine(&approver).destroy(STACK, &DestroyOptions::default()).await.unwrap_err();
    assert_eq!(dangers(refused), [DangerKind::StackDeletion, DangerKind::Deletion]);
    let told = told(&world);
    let retained = |region: &str| {
        told.iter().find(|outcome| outcome.logical_id == "Replica" && outcome.region == region).unwrap().retained
    };
    assert_eq!((retained("eu-west-1"), retained("eu-north-1")), (None, Some(true)));
    let warned = world.kept.all().into_iter().any(|event| {
        matches!(event, Event::Notice { message, .. } if message.contains("eu-west-1") && message.contains("cannot be read"))
    });
    assert!(warned, "nobody was told why: {:?}", world.kept.all());
}

#[tokio::test]
async fn a_plan_over_a_template_that_cannot_be_read_is_judged_by_its_change_set() {
    let world = World::new().await;
    let wanted = request(json!({ "Kept": bucket("acme-kept") }));
    save(&world, &wanted, &unreadable(&wanted.template)).await;
    let without = request(json!({ "Topic": { "Type": "AWS::SNS::Topic" } }));
    let (plan, found) = world.engine(&RefuseAll).plan(&without).await.unwrap().unwrap();
    assert_eq!(plan.changes.len(), 2);
    assert_eq!(found.iter().map(|danger| danger.kind).collect::<Vec<_>>(), [DangerKind::Deletion]);
}
