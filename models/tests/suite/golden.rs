//! What the checks find in the archive as another tool writes it: the faults that no other examiner sees.

use cfn_spec::snapshot;
use models::check;

#[test]
fn the_faults_of_the_reference_are_found() {
    let Some(path) = test_support::machine::shared("golden/cdk-v2.template.json") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let template: serde_json::Value = serde_json::from_str(&text).unwrap();
    let spec = cfn_spec::load_all(snapshot::directory()).unwrap();
    let found: Vec<String> = check::template(&template.into(), &spec)
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.path))
        .collect();
    assert_eq!(
        found,
        [
            // The bucket does not wait for the StackSet that makes its destinations.
            "replication-order Bucket83908E77.ReplicationConfiguration.Rules[0].Destination.Bucket",
            "replication-order Bucket83908E77.ReplicationConfiguration.Rules[1].Destination.Bucket",
            // `kms:Encrypt` on aliases allows nothing.
            "alias-as-resource ReplicationRoleDefaultPolicy80AD15BB.PolicyDocument.Statement[3].Resource[0]",
            "alias-as-resource ReplicationRoleDefaultPolicy80AD15BB.PolicyDocument.Statement[3].Resource[1]",
            // The replica's bucket is retained, its key is not.
            "retained-data-without-key StackSet.TemplateBody.Resources.Key",
        ]
    );
}
