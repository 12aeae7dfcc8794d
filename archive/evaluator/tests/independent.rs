//! Our verdicts against those of iam-simulate, an evaluator written by others, on a generated table.
//!
//! Where the two differ, AWS's documentation decides; such rows are listed with what it says, and a listed row on which the two
//! agree is an error, so that the list cannot grow stale.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "independent/conditions.rs"]
mod conditions;
#[path = "independent/simulate.rs"]
mod simulate;
#[path = "independent/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};

/// Rows on which iam-simulate departs from what AWS documents: a part of the row's name and the reason.
const DISAGREEMENTS: &[(&str, &str)] = &[
    (
        "IfExists s3:prefix absent",
        "ForAnyValue:…IfExists without the key: AWS says that IfExists makes a condition on an absent key true",
    ),
    ("IfExists s3:max-keys absent", "as above"),
    ("IfExists aws:CurrentTime absent", "as above"),
    ("IfExists aws:SecureTransport absent", "as above"),
    ("IfExists aws:ViaAWSService absent", "as above"),
    ("IfExists aws:SourceIp absent", "as above"),
    ("IfExists aws:SourceArn absent", "as above"),
    ("IfExists aws:TagKeys absent", "as above"),
    ("IfExists kms:ResourceAliases absent", "as above"),
    (
        r#"not principal ["arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:user/ann"] for arn:aws:iam::111111111111:role"#,
        "NotPrincipal with Deny: AWS's example lists an account with one user of it, and denies the account's others",
    ),
    (
        r#"not principal ["arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/service-role/replication"] for arn:aws:iam::111111111111:user"#,
        "as above",
    ),
    (r#"not principal ["arn:aws:iam::111111111111:root"] for arn:aws:iam::111111111111:user"#, "as above"),
    (r#"not principal ["arn:aws:iam::111111111111:root"] for arn:aws:iam::111111111111:role"#, "as above"),
    (
        r#"not principal ["arn:aws:iam::111111111111:user/ann"] for arn:aws:iam::111111111111:user/ann"#,
        "NotPrincipal with Deny: AWS asks for the account of a spared user in the list too, for else the whole account may be denied",
    ),
    (
        "aws:SourceIp [\"2001:db9::1\"]",
        "NotIpAddress with ranges of both families: an IPv6 address outside all of them is none of them",
    ),
    (
        "variable ArnLike ${aws:PrincipalArn}",
        "AWS allows variables with ARN operators; the colon in the variable's name is not a segment's end",
    ),
    ("variable ArnLike arn:aws:iam::${aws:PrincipalAccount}", "as above"),
    ("variable ArnNotEquals ${aws:PrincipalArn}", "as above"),
    ("variable ArnNotEquals arn:aws:iam::${aws:PrincipalAccount}", "as above"),
];

#[test]
fn the_table_is_large_and_its_rows_are_distinct() {
    let rows = table::rows();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "two rows have one name");
    let mut verdicts = BTreeMap::new();
    for row in &rows {
        *verdicts.entry(format!("{:?}", row.verdict().unwrap())).or_insert(0) += 1;
    }
    println!("{} rows: {verdicts:?}", rows.len());
    assert!(rows.len() >= 1000);
    assert!(verdicts.values().all(|count| *count >= 100), "a verdict is hardly exercised: {verdicts:?}");
}

#[test]
fn iam_simulate_agrees() {
    let rows = table::rows();
    let Some(theirs) = simulate::verdicts(&rows) else { return };
    let mut unexplained = Vec::new();
    let mut used = BTreeSet::new();
    for (row, theirs) in rows.iter().zip(theirs) {
        let ours = row.verdict().unwrap();
        if theirs.as_ref() == Ok(&ours) {
            continue;
        }
        match DISAGREEMENTS.iter().find(|(part, _)| row.name.contains(part)) {
            Some((part, _)) => {
                used.insert(*part);
            }
            None => unexplained.push(format!("{}: ours {ours:?}, theirs {theirs:?}", row.name)),
        }
    }
    println!("{} rows, {} unexplained", rows.len(), unexplained.len());
    assert!(unexplained.is_empty(), "{} rows differ:\n{}", unexplained.len(), unexplained.join("\n"));
    let stale: Vec<_> = DISAGREEMENTS.iter().filter(|(part, _)| !used.contains(part)).collect();
    assert!(stale.is_empty(), "no row differs for these any more: {stale:?}");
}
