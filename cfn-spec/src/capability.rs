//! Which resource types need an acknowledgement, a capability, because they can change permissions.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html>, section "Acknowledging IAM
//! resources". Neither the schemas nor the resource specification says it.

use std::fmt;

/// A capability of IAM resources. The greater one includes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// `CAPABILITY_IAM`: for IAM resources.
    Iam,
    /// `CAPABILITY_NAMED_IAM`: for IAM resources with a name that the template chooses.
    NamedIam,
}

impl Capability {
    /// CloudFormation's name of the capability.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Iam => "CAPABILITY_IAM",
            Self::NamedIam => "CAPABILITY_NAMED_IAM",
        }
    }

    /// Whether one of the acknowledged capabilities is this one or includes it.
    pub fn is_acknowledged<'a>(self, acknowledged: impl IntoIterator<Item = &'a str>) -> bool {
        acknowledged
            .into_iter()
            .any(|name| [Self::Iam, Self::NamedIam].iter().any(|known| known.as_str() == name && *known >= self))
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The resource types, each with the property that has its name.
const TYPES: &[(&str, Option<&str>)] = &[
    ("AWS::IAM::AccessKey", None),
    ("AWS::IAM::Group", Some("GroupName")),
    ("AWS::IAM::InstanceProfile", Some("InstanceProfileName")),
    ("AWS::IAM::ManagedPolicy", Some("ManagedPolicyName")),
    ("AWS::IAM::Policy", None),
    ("AWS::IAM::Role", Some("RoleName")),
    ("AWS::IAM::User", Some("UserName")),
    ("AWS::IAM::UserToGroupAddition", None),
];

/// The capability that a resource of a type needs; `has` tells whether it has a property.
pub fn required(resource_type: &str, has: impl Fn(&str) -> bool) -> Option<Capability> {
    let (_, name) = TYPES.iter().find(|(known, _)| *known == resource_type)?;
    Some(if name.is_some_and(has) { Capability::NamedIam } else { Capability::Iam })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{PropertyName, ResourceName};

    #[test]
    fn types_and_names_are_in_the_snapshot() {
        let spec = crate::load(crate::snapshot::directory(), &["iam".to_owned()]).unwrap();
        for (resource_type, name) in TYPES {
            let resource = &spec.resources[&ResourceName::new(resource_type).unwrap()];
            if let Some(name) = name {
                assert!(resource.properties.contains_key(&PropertyName::new(name).unwrap()), "{resource_type}.{name}");
            }
        }
    }

    #[test]
    fn a_custom_name_needs_the_greater_capability() {
        assert_eq!(required("AWS::IAM::Role", |_| false), Some(Capability::Iam));
        assert_eq!(required("AWS::IAM::Role", |name| name == "RoleName"), Some(Capability::NamedIam));
        assert_eq!(required("AWS::IAM::Policy", |name| name == "PolicyName"), Some(Capability::Iam));
        assert_eq!(required("AWS::IAM::OIDCProvider", |_| true), None);
        assert!(Capability::Iam.is_acknowledged(["CAPABILITY_NAMED_IAM"]));
        assert!(!Capability::NamedIam.is_acknowledged(["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]));
    }
}
