//! Strings with a meaning: which properties want one, and what returns it.
//!
//! The provider schemas say with `format` which resource's identifier a property wants (`AWS::KMS::Key.Arn`); alternatives are
//! several formats. The markers are types of `models::meaning`.

/// A string with a meaning.
pub(crate) struct Meaning {
    /// The marker's name in `models::meaning`.
    pub(crate) marker: &'static str,
    /// The formats of the properties that want it, in the order of the alphabet.
    pub(crate) formats: &'static [&'static str],
    /// What returns it: resource types, and `Ref` or an attribute.
    pub(crate) returned_by: &'static [(&'static str, &'static str)],
}

/// The marker of an attribute that is an ARN, of which no property asks for the kind.
pub(crate) const ARN: &str = "Arn";

/// All meanings.
pub(crate) const MEANINGS: &[Meaning] = &[
    Meaning {
        marker: "KmsKeyArn",
        formats: &["AWS::KMS::Key.Arn"],
        returned_by: &[("AWS::KMS::Key", "Arn"), ("AWS::KMS::ReplicaKey", "Arn")],
    },
    Meaning {
        marker: "KmsKeyId",
        formats: &["AWS::KMS::Key.Id"],
        returned_by: &[
            ("AWS::KMS::Key", "Ref"),
            ("AWS::KMS::Key", "KeyId"),
            ("AWS::KMS::ReplicaKey", "Ref"),
            ("AWS::KMS::ReplicaKey", "KeyId"),
        ],
    },
    Meaning {
        marker: "KmsAliasName",
        formats: &["AWS::KMS::Alias.AliasName"],
        returned_by: &[("AWS::KMS::Alias", "Ref")],
    },
    Meaning {
        marker: "KmsKey",
        formats: &["AWS::KMS::Alias.AliasName", "AWS::KMS::Key.Arn", "AWS::KMS::Key.Id"],
        returned_by: &[],
    },
];

/// The marker of a property with these formats.
pub(crate) fn wanted(formats: &[String]) -> Option<&'static str> {
    let mut formats: Vec<&str> = formats.iter().map(|f| singular(f)).filter(|f| f.starts_with("AWS::")).collect();
    formats.sort_unstable();
    formats.dedup();
    let meaning = MEANINGS.iter().find(|meaning| !formats.is_empty() && meaning.formats == formats)?;
    Some(meaning.marker)
}

/// The marker of what `Ref`, or an attribute, of a resource type returns.
pub(crate) fn returned(resource: &str, by: &str) -> Option<&'static str> {
    let meaning = MEANINGS.iter().find(|meaning| meaning.returned_by.contains(&(resource, by)))?;
    Some(meaning.marker)
}

/// Whether a string that means `have` may stand where one that means `want` is wanted: a union takes each of its members.
#[cfg(feature = "import")]
pub(crate) fn accepts(want: &str, have: &str) -> bool {
    let formats =
        |marker: &str| MEANINGS.iter().find(|meaning| meaning.marker == marker).map(|meaning| meaning.formats);
    match (formats(want), formats(have)) {
        (Some(want), Some(have)) => have.iter().all(|format| want.contains(format)),
        (None, Some(have)) => want == ARN && have.iter().all(|format| format.ends_with(".Arn")),
        _ => false,
    }
}

/// `AWS::EC2::Subnet.Ids`, which lists have, is about `AWS::EC2::Subnet.Id`.
fn singular(format: &str) -> &str {
    match format.strip_suffix('s') {
        Some(one) if one.ends_with(".Id") || one.ends_with(".Name") => one,
        _ => format,
    }
}
