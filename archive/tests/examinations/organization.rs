//! An archive whose replicas are in another account, with a StackSet that an organization manages.

use serde_json::json;

use crate::account::succeeds;
use crate::place::{OTHER, Place};

const UNIT: &str = "ou-abcd-12345678";

/// The configuration with replicas in `regions`, whose keys are `keys`.
fn settings(regions: &[&str], keys: &[(&str, String)]) -> String {
    let keys: String = keys.iter().map(|(region, key)| format!("{region} = '{key}'\n")).collect();
    format!(
        "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = {regions:?}\n[replica]\naccount = '{OTHER}'\n[replica.keys]\n{keys}\
         [stack_set]\npermission_model = 'service-managed'\norganizational_units = ['{UNIT}']\n"
    )
}

/// The keys of the replicas, as an administrator of their account reads them.
fn keys<'a>(place: &Place, regions: &[&'a str]) -> Vec<(&'a str, String)> {
    let key = |region: &&'a str| {
        let asked = json!({ "KeyId": "alias/acme/archive/replication" });
        let told = place.caller(OTHER, region).kms("DescribeKey", &asked);
        (*region, told["KeyMetadata"]["Arn"].as_str().unwrap().to_owned())
    };
    regions.iter().map(key).collect()
}

/// What cannot be looked at, which the stacks of another account are, is not drift.
fn assert_not_drifted(place: &Place) {
    let told = place.run(&["drift"]);
    let drift = told.events.iter().find(|event| event["event"] == "drift").unwrap();
    assert_eq!(drift["drifted"], json!([]), "{:#?}", told.events);
}

#[test]
fn an_archive_that_an_organization_manages_is_deployed_and_loses_a_region() {
    let regions = ["eu-west-1", "eu-north-1"];
    let place = Place::with("", |config| {
        config.stack_set_roles = false;
        config.other_accounts = vec![OTHER.to_owned()];
        config.organizational_units = [(UNIT.to_owned(), vec![OTHER.to_owned()])].into();
    });
    let allowed = ["deploy", "--yes", "--allow", "policy-broadening,weaker-protection,region-removal"];
    place.configure(&settings(&regions, &[]));
    let first = place.run(&allowed);
    assert!(matches!(first.code, 0 | 5), "{:#?}", first.events.last());
    let keys = keys(&place, &regions);
    place.configure(&settings(&regions, &keys));
    succeeds(&place.run(&allowed));
    succeeds(&place.run(&["status", "--check"]));
    assert_not_drifted(&place);
    place.configure(&settings(&regions[..1], &keys[..1]));
    succeeds(&place.run(&allowed));
    succeeds(&place.run(&["status", "--check"]));
    assert_not_drifted(&place);
    succeeds(&place.run(&["destroy", "--allow", "stack-deletion"]));
}
