//! Thirty regions, within every limit that the templates meet.

use archive::config::Region;
use serde_json::Value;

use super::facts::ACCOUNT;

/// Bytes of a template that is passed as text. [CloudFormation user guide, "Understand CloudFormation quotas"]
const TEMPLATE: usize = 51_200;
/// Characters of all inline policies of a role, and of a managed policy, without white space. [IAM user guide, "IAM and AWS STS quotas"]
const INLINE_POLICIES: usize = 10_240;
const MANAGED_POLICY: usize = 6_144;
/// Rules of a bucket. [S3 user guide, "Replication configuration"]
const RULES: usize = 1_000;
/// Resources of a template.
const RESOURCES: usize = 500;

/// The regions of the partition `aws` that the specification knows, the primary region first, at most `count` of them.
fn regions(count: usize) -> Vec<Region> {
    let names = "eu-central-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-northeast-1 ap-northeast-2 ap-northeast-3 \
        ap-south-1 ap-south-2 ap-east-1 af-south-1 ca-central-1 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 \
        eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2 ap-southeast-5 \
        ap-southeast-7 mx-central-1";
    names.split_whitespace().filter_map(Region::known).take(count).collect()
}

fn everywhere(prefix: &str, options: &str) -> String {
    let regions = regions(31);
    assert_eq!(regions.len(), 31, "one primary region and thirty replicas");
    let replicas: Vec<String> = regions[1..].iter().map(|region| format!("'{region}'")).collect();
    format!("prefix = '{prefix}'\nregion = '{}'\nreplications = [{}]\n{options}", regions[0], replicas.join(", "))
}

/// The size of a policy as IAM counts it: what it becomes when it is deployed.
fn resolved(document: &Value) -> usize {
    fn text(value: &Value) -> Value {
        match value {
            Value::Object(object) => match object.get("Fn::Sub").and_then(Value::as_str) {
                Some(text) => text
                    .replace("${AWS::Partition}", "aws-us-gov")
                    .replace("${AWS::AccountId}", ACCOUNT)
                    .replace("${Key}", "mrk-0123456789abcdef0123456789abcdef")
                    .into(),
                None if object.contains_key("Fn::GetAtt") => "a".repeat(90).into(),
                None => object
                    .iter()
                    .map(|(key, value)| (key.clone(), text(value)))
                    .collect::<serde_json::Map<_, _>>()
                    .into(),
            },
            Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().into(),
            other => other.clone(),
        }
    }
    text(document).to_string().len()
}

fn assert_within_limits(name: &str, text: &str) {
    let template = super::primary(text);
    let resources = template["Resources"].as_object().unwrap();
    let size = template.to_string().len();
    assert!(size <= TEMPLATE, "{name}: the template has {size} bytes");
    assert!(resources.len() <= RESOURCES);
    let rules = resources["Bucket"]["Properties"]["ReplicationConfiguration"]["Rules"].as_array().unwrap();
    assert_eq!(rules.len(), 30);
    assert!(rules.len() <= RULES);
    let (mut inline, mut grants) = (0, 0);
    for resource in resources.values() {
        let document = &resource["Properties"]["PolicyDocument"];
        match resource["Type"].as_str().unwrap() {
            "AWS::IAM::Policy" => inline += resolved(document),
            "AWS::IAM::ManagedPolicy" => {
                let size = resolved(document);
                assert!(size <= MANAGED_POLICY, "{name}: a managed policy has {size} characters");
            }
            _ => continue,
        }
        grants += document.to_string().matches("/*\"").count();
        let DependsOn(names) = DependsOn::of(&resources["Bucket"]);
        assert!(names.iter().any(|name| std::ptr::eq(&resources[name], resource)), "the bucket waits for every policy");
    }
    assert!(inline <= INLINE_POLICIES, "{name}: the inline policy has {inline} characters");
    assert!(grants >= 30, "{name}: every region is granted");
    let replica = super::replica(text).to_string().len();
    println!(
        "{name}: primary {size} bytes, replica {replica}, inline policy {inline} characters, {} resources",
        resources.len()
    );
}

struct DependsOn(Vec<String>);

impl DependsOn {
    fn of(resource: &Value) -> Self {
        Self(resource["DependsOn"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect())
    }
}

#[test]
fn thirty_regions_are_within_every_limit() {
    assert_within_limits("default", &everywhere("acme", ""));
    assert_within_limits("the longest prefix", &everywhere(&"a".repeat(28), ""));
    assert_within_limits("multi-Region key", &everywhere(&"a".repeat(28), "[keys]\nstrategy = 'multi-region'"));
    let account_regional = everywhere(
        &"a".repeat(20),
        "[bucket]\nnamespace = 'account-regional'\n[object_lock]\nmode = 'governance'\ndays = 1",
    );
    // S3 has the namespace in all but two regions.
    let account_regional =
        account_regional.replace("me-central-1", "ap-southeast-6").replace("me-south-1", "ap-east-2");
    assert_within_limits("account-regional", &account_regional);
}

/// The execution role names every bucket, log buckets included.
#[test]
fn the_bootstrap_is_within_iams_limit_for_thirty_regions() {
    let text = everywhere(
        &"a".repeat(28),
        "[access_logs]\nenabled = true\n[inventory]\nenabled = true\n[object_lock]\nmode = 'governance'\ndays = 1",
    );
    let template = archive::stacks::bootstrap(&super::config(&text), None).unwrap().to_value();
    for (name, role) in template["Resources"].as_object().unwrap() {
        let size: usize = role["Properties"]["Policies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|policy| resolved(&policy["PolicyDocument"]))
            .sum();
        assert!(size <= INLINE_POLICIES, "{name}: {size} characters");
    }
}

/// With an alarm for each of thirty regions the template is longer than what CloudFormation takes as text: it must come from S3, which
/// takes a megabyte.
#[test]
fn thirty_alarms_need_a_template_bucket() {
    let everything = everywhere(
        &"a".repeat(28),
        "[alarm]\nenabled = true\n[notifications]\nfailure_topic = 'create'\n[replication]\ntime_control = true",
    );
    let size = super::primary(&everything).to_string().len();
    assert!(size > TEMPLATE && size <= 1_000_000, "{size}");
}
