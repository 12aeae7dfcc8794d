//! Names that are taken, and buckets that are to be named.

use serde_json::json;

use crate::place::{ACCOUNT, OTHER_ACCOUNT, Place, REGION, Well as _, help, resource_fault};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const TEMPLATES: &str = "acme-templates";

pub(crate) fn what_exists_is_brought_into_the_stack() {
    let place = Place::deployed();
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    // What an earlier archive retained is found before anything is created, unless it comes between.
    let reason = "acme-archive already exists";
    place.faults(Vec::new(), vec![resource_fault("KeyAlias", "CREATE_IN_PROGRESS", 1, reason)]);
    let failed = place.deploy_as_far_as_allowed();
    assert_eq!(failed.code, 4, "{}", failed.err);
    assert!(help(&failed).contains("which imports it"), "{}", failed.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

pub(crate) fn names_that_are_free_are_chosen() {
    let place = Place::with(|config| config.other_accounts = vec![OTHER_ACCOUNT.to_owned()]);
    place.aws.caller(OTHER_ACCOUNT, REGION).s3("PUT", "/acme-archive", LOCATION);
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("choose another prefix"), "{}", refused.err);
    assert_eq!(place.status(), None, "something was begun");
    place.configure("prefix = 'other'\nreplications = ['eu-west-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.assert_healthy();
}

/// A configuration whose template is larger than a request.
fn large() -> Place {
    let replicas = "'ap-southeast-1','ap-southeast-2','ap-northeast-1','ap-northeast-2','ap-northeast-3','ap-south-1','ca-central-1',\
                    'eu-north-1','eu-west-1','eu-west-2','eu-west-3','sa-east-1','us-east-1','us-east-2','us-west-1','us-west-2',\
                    'ap-southeast-3','ap-southeast-4','ap-south-2','ap-east-1','af-south-1','ca-west-1','eu-central-2','eu-south-1',\
                    'eu-south-2','il-central-1','me-central-1','me-south-1'";
    let place = Place::with(|config| {
        let opt_in = replicas.split(',').map(|region| region.trim().trim_matches('\'').to_owned());
        config.enabled_regions = opt_in.collect();
        config.other_accounts = vec![OTHER_ACCOUNT.to_owned()];
    });
    place.configure(&format!(
        "prefix = 'acme'\nreplications = [{replicas}]\n[alarm]\nenabled = true\n[notifications]\nfailure_topic = 'create'\n\
         [replication]\ntime_control = true\n"
    ));
    place
}

pub(crate) fn a_template_bucket_is_named() {
    let place = large();
    let refused = place.run(&["deploy", "--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("with --template-bucket"), "{}", refused.err);
    // The bucket has to be there, which is said too.
    let refused = place.run(&["deploy", "--yes", "--template-bucket", TEMPLATES]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("create the bucket acme-templates in eu-central-1"), "{}", refused.err);
    place.s3(REGION, "PUT", &format!("/{TEMPLATES}"), LOCATION);
    place.run(&["deploy", "--yes", "--template-bucket", TEMPLATES]).well();
    place.run(&["status", "--check"]).well();
}

pub(crate) fn the_owner_of_the_template_bucket_is_named() {
    let place = large();
    let owner = place.aws.caller(OTHER_ACCOUNT, REGION);
    owner.s3("PUT", &format!("/{TEMPLATES}"), LOCATION);
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") }, "Action": "s3:*",
        "Resource": [format!("arn:aws:s3:::{TEMPLATES}"), format!("arn:aws:s3:::{TEMPLATES}/*")],
    }});
    owner.s3("PUT", &format!("/{TEMPLATES}?policy"), &policy.to_string());
    let refused = place.run(&["deploy", "--yes", "--template-bucket", TEMPLATES]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(help(&refused).contains("say whose it is with --template-bucket-owner"), "{}", refused.err);
    let owned = ["deploy", "--yes", "--template-bucket", TEMPLATES, "--template-bucket-owner", OTHER_ACCOUNT];
    place.run(&owned).well();
    place.run(&["status", "--check"]).well();
}
