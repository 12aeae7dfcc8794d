//! Templates that are too large for a request go through S3, and what can be wrong with the bucket is told with its remedy.

use archive_simulator::{Faults, WireFault, WireFaultKind};
use cfn_deploy::aws::Aws;
use cfn_deploy::{Engine, Error, StackRequest};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::world::{Allow, POLL_INTERVAL, REGION, STACK, World, bucket, key, request, settled};

const TEMPLATES: &str = "acme-templates";

/// A template of more than 51,200 bytes.
fn large(description: &str) -> StackRequest {
    let mut wanted = request(json!({ "Key": key(description) }));
    let mut template: Value = serde_json::from_str(&wanted.template).unwrap();
    template["Metadata"] = json!({ "Padding": "x".repeat(60_000) });
    wanted.template = template.to_string();
    wanted.template_bucket = Some(TEMPLATES.into());
    wanted
}

/// Makes the bucket for the templates, as a stack of its own.
async fn template_bucket(world: &World, region: &str) {
    let mut wanted = request(json!({ "Templates": bucket(TEMPLATES) }));
    wanted.name = "templates".into();
    let approver = Allow(&[]);
    world.engine(&approver).in_region(region).deploy(&wanted).await.unwrap();
}

async fn deployed_template(aws: &Aws) -> String {
    let got = aws.cloudformation(REGION).get_template().stack_name(STACK).send().await.unwrap();
    got.template_body.unwrap()
}

fn calls(aws: &Aws, operation: &str) -> u64 {
    aws.calls().by_operation().get(&format!("S3.{operation}")).copied().unwrap_or_default()
}

#[tokio::test]
async fn a_large_template_is_deployed_left_alone_and_updated_and_uploaded_only_when_it_changes() {
    let world = World::new().await;
    template_bucket(&world, REGION).await;
    let approver = Allow(&[]);
    let (first, second) = (large("one"), large("two"));
    for (wanted, status, uploads) in
        [(&first, "CREATE_COMPLETE", 1), (&first, "CREATE_COMPLETE", 0), (&second, "UPDATE_COMPLETE", 1)]
    {
        let aws = world.again().await;
        let engine = Engine::new(&aws, REGION, &world.kept, &approver, POLL_INTERVAL);
        let outcome = engine.deploy(wanted).await.unwrap();
        assert_eq!((outcome.status.as_str(), outcome.unchanged), (status, uploads == 0));
        assert_eq!(calls(&aws, "PutObject"), uploads, "{:?}", aws.calls().by_operation());
        assert_eq!((calls(&aws, "HeadObject"), aws.calls().by_operation()["STS.GetCallerIdentity"]), (1, 1));
        assert_eq!(deployed_template(&aws).await, wanted.template);
    }
}

#[tokio::test]
async fn an_object_that_was_tampered_with_is_written_again() {
    let world = World::new().await;
    template_bucket(&world, REGION).await;
    let approver = Allow(&[]);
    let wanted = large("one");
    let engine = world.engine(&approver);
    let (plan, _) = engine.plan(&wanted).await.unwrap().unwrap();
    engine.discard(&plan).await.unwrap();
    let digest = Sha256::digest(&wanted.template).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let object = format!("cfn-deploy-templates/{STACK}/{digest}");
    assert!(world.aws.head_object(REGION, TEMPLATES, &object).await.unwrap().is_some(), "{object} is not there");
    world.aws.put_object(REGION, TEMPLATES, &object, b"{\"Resources\":{}}".to_vec()).await.unwrap();

    engine.deploy(&wanted).await.unwrap();
    assert_eq!(deployed_template(&world.aws).await, wanted.template);
}

/// What a deployment through a bad bucket says, and that it changed nothing.
async fn refused(world: &World, wanted: &StackRequest) -> (String, String) {
    let approver = Allow(&[]);
    let error = world.engine(&approver).deploy(wanted).await.unwrap_err();
    assert!(matches!(error, Error::TemplateBucket { .. }), "{error:?}");
    assert_eq!(world.status().await, None, "something was begun");
    (error.to_string(), error.help().unwrap())
}

#[tokio::test]
async fn a_bucket_that_does_not_exist_is_named_and_to_be_created_in_the_region() {
    let world = World::new().await;
    let (message, remedy) = refused(&world, &large("one")).await;
    assert!(message.contains(TEMPLATES) && message.contains("NoSuchBucket"), "{message}");
    assert!(remedy.contains("create the bucket acme-templates in eu-central-1"), "{remedy}");
}

#[tokio::test]
async fn a_bucket_of_another_region_is_not_taken() {
    let world = World::new().await;
    template_bucket(&world, "eu-west-1").await;
    let (message, remedy) = refused(&world, &large("one")).await;
    assert!(message.contains(TEMPLATES), "{message}");
    assert!(remedy.contains("in another region") && remedy.contains("in eu-central-1"), "{remedy}");
}

#[tokio::test]
async fn a_bucket_that_may_not_be_written_to_tells_which_permissions_it_needs() {
    let world = World::new().await;
    template_bucket(&world, REGION).await;
    let denied = WireFault { operation: Some("PUT".into()), after: 0, times: 1, kind: WireFaultKind::Denied };
    world.simulator.set_faults(Faults { wire: vec![denied], ..Faults::default() });
    let (message, remedy) = refused(&world, &large("one")).await;
    assert!(message.contains("AccessDenied"), "{message}");
    for part in ["s3:PutObject and s3:GetObject", "arn:aws:s3:::acme-templates/cfn-deploy-templates/*"] {
        assert!(remedy.contains(part), "{remedy}");
    }
}

#[tokio::test]
async fn a_bucket_of_somebody_else_is_used_only_if_its_owner_is_named() {
    let world = World::new().await;
    let other = world.client_of("222233334444");
    let open = json!({ "Resources": {
        "Templates": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": TEMPLATES } },
        "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": { "Ref": "Templates" },
            "PolicyDocument": { "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::123456789012:root" },
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": { "Fn::Sub": "${Templates.Arn}/*" },
            }]},
        }},
    }});
    other.create_stack().stack_name("templates").template_body(open.to_string()).send().await.unwrap();
    assert_eq!(settled(&other, "templates").await, "CREATE_COMPLETE");

    let (_, remedy) = refused(&world, &large("one")).await;
    assert!(remedy.contains("not of the account 123456789012") && remedy.contains("name its owner"), "{remedy}");
    let named = StackRequest { template_bucket_owner: Some("222233334444".into()), ..large("one") };
    let approver = Allow(&[]);
    assert_eq!(world.engine(&approver).deploy(&named).await.unwrap().status, "CREATE_COMPLETE");
}

#[tokio::test]
async fn what_no_bucket_can_help_is_refused_before_any_call() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let without = StackRequest { template_bucket: None, ..large("one") };
    let error = world.engine(&approver).deploy(&without).await.unwrap_err();
    assert!(matches!(&error, Error::Request(error) if error.message.contains("51200")), "{error:?}");
    assert!(error.help().unwrap().contains("name a template bucket"));

    let mut huge = large("one");
    huge.template = huge.template.replace('x', &"x".repeat(20));
    let error = world.engine(&approver).deploy(&huge).await.unwrap_err();
    assert!(matches!(&error, Error::Request(error) if error.message.contains("1000000")), "{error:?}");
    assert_eq!(world.aws.calls().total(), 0);
}
