use super::*;
use serde_json::json;

fn policy(statement: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

fn compare(before: Value, after: Value) -> Vec<String> {
    broadening(&[policy(before)], &[policy(after)])
}

#[test]
fn a_new_action_is_a_broadening() {
    let found = compare(
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}),
        json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}),
    );
    assert_eq!(found, ["allows s3:PutObject on *"]);
}

#[test]
fn fewer_actions_or_a_narrower_wildcard_are_none() {
    let before = json!({"Effect": "Allow", "Action": ["s3:*", "kms:Decrypt"], "Resource": "arn:aws:s3:::b*"});
    assert_eq!(
        compare(before.clone(), json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"})),
        [""; 0]
    );
    assert_eq!(compare(before, json!({"Effect": "Deny", "Action": "kms:*", "Resource": "*"})), [""; 0]);
}

#[test]
fn a_dropped_condition_is_a_broadening() {
    let found = compare(
        json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "s3"}}}),
        json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}),
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn fewer_values_or_further_tests_in_a_condition_are_none() {
    let on = |condition: Value| json!({"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": condition});
    let two = on(json!({"StringLike": {"a": ["x", "y*"]}}));
    let fewer = on(json!({"StringLike": {"a": "yes"}, "Bool": {"b": "true"}}));
    assert_eq!(compare(two.clone(), fewer.clone()), [""; 0]);
    assert_eq!(compare(fewer, two).len(), 1);
    let not = |values: Value| on(json!({"StringNotEquals": {"a": values}}));
    assert_eq!(
        compare(not(json!(["x", "y"])), not(json!(["x"]))).len(),
        1,
        "fewer exceptions to a denial of values allow more"
    );
}

#[test]
fn further_values_of_a_condition_are_told_without_what_was_allowed_before() {
    let on = |resources: Value, values: Value| {
        json!({"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": resources,
            "Condition": {"StringEquals": {"kms:ViaService": values}}})
    };
    let found = compare(
        on(json!(["one", "two"]), json!(["s3.one", "s3.two"])),
        on(json!(["one", "two", "three"]), json!(["s3.one", "s3.two", "s3.three"])),
    );
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[..2].iter().all(|one| one.contains(" on three if ")), "{found:?}");
    assert_eq!(
        found[2],
        "allows kms:Encrypt and kms:Decrypt, on what it was allowed on before, also if kms:ViaService is s3.three"
    );
    let not = |values: Value| json!({"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {"StringNotEquals": {"a": values}}});
    assert_eq!(compare(not(json!(["x"])), not(json!(["x", "y"]))).len(), 1, "more exceptions are described in full");
}

#[test]
fn the_order_within_a_condition_is_no_difference() {
    let condition = |text: &str| json!({"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": serde_json::from_str::<Value>(text).unwrap()});
    let found =
        compare(condition(r#"{"StringEquals":{"a":"1","b":"2"}}"#), condition(r#"{"StringEquals":{"b":"2","a":"1"}}"#));
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_removed_or_weakened_denial_is_a_broadening() {
    let deny = policy(
        json!({"Effect": "Deny", "Principal": "*", "Action": ["s3:DeleteBucket", "s3:DeleteObjectVersion"], "Resource": "*"}),
    );
    assert_eq!(broadening(std::slice::from_ref(&deny), &[]).len(), 2);
    let weaker = policy(json!({"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}));
    assert_eq!(
        broadening(std::slice::from_ref(&deny), std::slice::from_ref(&weaker)),
        ["no longer denies s3:DeleteObjectVersion on * by *"]
    );
    assert_eq!(broadening(&[weaker], &[deny]), [""; 0]);
}

#[test]
fn another_principal_is_a_broadening() {
    let found = compare(
        json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "kms:*", "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:root", "arn:aws:iam::2:root"]}, "Action": "kms:*", "Resource": "*"}),
    );
    assert_eq!(found, ["allows kms:* on * by AWS:arn:aws:iam::2:root"]);
}

#[test]
fn a_reversed_list_is_kept_whole() {
    let found = compare(
        json!({"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}),
        json!({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}),
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn an_exception_that_shrinks_is_a_broadening_though_its_wildcard_looks_like_the_others() {
    let but = |excepted: &str| json!({"Effect": "Allow", "NotAction": excepted, "Resource": "*"});
    assert_eq!(compare(but("iam:*"), but("iam:GetUser")), ["allows everything but iam:GetUser on *"]);
    assert_eq!(compare(but("iam:GetUser"), but("iam:*")), [""; 0]);
    let deny = |excepted: &str| json!({"Effect": "Deny", "NotAction": excepted, "Resource": "*"});
    assert_eq!(compare(deny("s3:Get*"), deny("*")).len(), 1, "a denial of nothing replaced a denial");
    assert_eq!(compare(deny("s3:Get*"), deny("s3:GetObject")), [""; 0]);
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    assert_eq!(compare(everything.clone(), but("iam:*")), [""; 0]);
    assert_eq!(compare(but("iam:*"), json!({"Effect": "Allow", "Action": "s3:Get", "Resource": "*"})), [""; 0]);
    assert_eq!(compare(but("iam:*"), json!({"Effect": "Allow", "Action": "i*", "Resource": "*"})).len(), 1);
}

#[test]
fn a_spared_principal_more_is_a_broadening() {
    let deny =
        |spared: Value| json!({"Effect": "Deny", "NotPrincipal": {"AWS": spared}, "Action": "s3:*", "Resource": "*"});
    assert_eq!(compare(deny(json!("a")), deny(json!(["a", "b"]))).len(), 1);
    assert_eq!(compare(deny(json!(["a", "b"])), deny(json!("a"))), [""; 0]);
}

#[test]
fn a_literal_star_covers_no_variable() {
    let on = |resource: &str| json!({"Effect": "Allow", "Action": "s3:Get", "Resource": resource});
    assert_eq!(compare(on("home/${*}"), on("home/${aws:username}")).len(), 1);
}

#[test]
fn the_older_version_takes_variables_for_text() {
    let document = |version: &str| {
        json!({ "Version": version, "Statement":
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "home/${aws:username}"} })
    };
    assert_eq!(broadening(&[document("2012-10-17")], &[document("2008-10-17")]).len(), 1);
}

#[test]
fn a_statement_that_is_known_only_later_is_no_reason_for_trust() {
    let late = json!({"Fn::If": ["C", {"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Ref": "AWS::NoValue"}]});
    let known = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    assert_eq!(compare(known.clone(), late.clone()).len(), 1);
    assert_eq!(compare(late.clone(), late), [""; 0]);
}

#[test]
fn wildcards_in_the_text_are_characters() {
    assert!(matches("*", "s3:*") && matches("s3:*", "s3:Get*") && matches("a?c", "abc"));
    assert!(!matches("s3:?", "s3:*") && !matches("s3:Get*", "s3:*") && !matches("abc", "abcd"));
}
