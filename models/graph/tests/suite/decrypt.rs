//! Who may decrypt with which key.

use super::{edges, graph_of};

/// The edges of a stack with a key of this policy, and resources beside it.
fn decrypts(key_policy: &str, rest: &str) -> Vec<String> {
    let policy =
        if key_policy.is_empty() { String::new() } else { format!("KeyPolicy: {{Statement: [{key_policy}]}}") };
    let graph = graph_of(&format!("Resources:\n  Key: {{Type: AWS::KMS::Key, Properties: {{{policy}}}}}\n{rest}"));
    let mut shown = edges(&graph);
    shown.retain(|edge| edge.contains(" Decrypts "));
    shown
}

/// A role with a policy of this statement.
fn role(statement: &str) -> String {
    format!(
        "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: {statement}}}}}]\n"
    )
}

const BY_ACCOUNT: &str =
    "{Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}";
const MAY: &[&str] = &["Role Decrypts Key"];

#[test]
fn a_policy_counts_where_the_account_decides_and_it_allows_decrypting_with_this_key() {
    for (statement, expected) in [
        ("{Effect: Allow, Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn}", MAY),
        ("[{Effect: Allow, Action: ['s3:*', 'KMS:De*'], Resource: '*'}]", MAY),
        ("{Effect: Allow, NotAction: 's3:*', NotResource: 'arn:aws:s3:::*'}", MAY),
        (
            "{Effect: Allow, Action: 'kms:*', Resource: !Sub 'arn:${AWS::Partition}:kms:eu-west-1:${AWS::AccountId}:key/*'}",
            MAY,
        ),
        (
            "{Effect: Allow, Action: 'kms:*', Resource: !Sub 'arn:${AWS::Partition}:kms:eu-north-1:${AWS::AccountId}:key/*'}",
            &[],
        ),
        ("{Effect: Allow, Action: 'kms:Encrypt', Resource: !GetAtt Key.Arn}", &[]),
        ("{Effect: Deny, Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn}", &[]),
        ("{Effect: Allow, NotAction: 'kms:*', Resource: '*'}", &[]),
    ] {
        assert_eq!(decrypts(BY_ACCOUNT, &role(statement)), expected, "{statement}");
        // The policy of a key that is created without one lets the account decide.
        assert_eq!(decrypts("", &role(statement)), expected, "{statement}");
        let other = "{Effect: Allow, Principal: {Service: logs.amazonaws.com}, Action: 'kms:*', Resource: '*'}";
        assert!(decrypts(other, &role(statement)).is_empty(), "{statement}");
    }
}

#[test]
fn the_policy_of_a_key_names_its_principals() {
    let named = "  Role: {Type: AWS::IAM::Role, Properties: {RoleName: reader, Path: /teams/}}\n";
    let arn = "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/teams/reader'";
    let statement = |principal: &str, condition: &str| {
        format!("{{Effect: Allow, Principal: {principal}, Action: 'kms:Decrypt', Resource: '*'{condition}}}")
    };
    let condition = |operator: &str| format!(", Condition: {{{operator}: {{aws:PrincipalArn: {arn}}}}}");
    for (key_policy, expected) in [
        (statement("{AWS: !GetAtt Role.Arn}", ""), MAY),
        (statement(&format!("{{AWS: [{arn}]}}"), ""), MAY),
        (statement("'*'", &condition("ArnEquals")), MAY),
        (statement("{AWS: '*'}", &condition("StringLike")), MAY),
        (statement("{AWS: '*'}", &condition("ArnNotEquals")), &[]),
        (statement("{AWS: 'arn:aws:iam::123456789012:role/other'}", ""), &[]),
    ] {
        assert_eq!(decrypts(&key_policy, named), expected, "{key_policy}");
    }
}

#[test]
fn policies_of_their_own_are_attached_by_either_side() {
    let document = "PolicyDocument: {Statement: [{Effect: Allow, Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn}]}";
    let bare = "  Role: {Type: AWS::IAM::Role}\n";
    for rest in [
        format!("{bare}  P: {{Type: AWS::IAM::Policy, Properties: {{Roles: [!Ref Role], {document}}}}}\n"),
        format!("{bare}  P: {{Type: AWS::IAM::ManagedPolicy, Properties: {{Roles: [!Ref Role], {document}}}}}\n"),
        format!("{bare}  P: {{Type: AWS::IAM::RolePolicy, Properties: {{RoleName: !Ref Role, {document}}}}}\n"),
        format!(
            "  Role: {{Type: AWS::IAM::Role, Properties: {{ManagedPolicyArns: [!Ref P]}}}}\n  P: {{Type: AWS::IAM::ManagedPolicy, Properties: {{{document}}}}}\n"
        ),
    ] {
        assert_eq!(decrypts(BY_ACCOUNT, &rest), MAY, "{rest}");
    }
    let users = format!(
        "  User: {{Type: AWS::IAM::User}}\n  Role: {{Type: AWS::IAM::Role}}\n  P: {{Type: AWS::IAM::Policy, Properties: {{Users: [!Ref User], {document}}}}}\n"
    );
    assert_eq!(decrypts(BY_ACCOUNT, &users), ["User Decrypts Key"]);
}

#[test]
fn what_may_decrypt_is_a_dependency_only_if_it_refers_to_the_key() {
    for (resource, is_dependency) in [("!GetAtt Key.Arn", true), ("'*'", false)] {
        let statement = format!("{{Effect: Allow, Action: 'kms:Decrypt', Resource: {resource}}}");
        let graph = graph_of(&format!("Resources:\n  Key: {{Type: AWS::KMS::Key}}\n{}", role(&statement)));
        let found: Vec<bool> = graph.edges.iter().map(|edge| edge.is_dependency).collect();
        assert_eq!((edges(&graph), found), (vec!["Role Decrypts Key".to_owned()], vec![is_dependency]));
    }
}
