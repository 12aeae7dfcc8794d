//! The actions of a handler's list that a given resource needs.
//!
//! A handler's list is everything that the handler may call for any resource of the type. For one resource it needs:
//! the actions of the type's own service, those for tags only if there are tags, and others according to the
//! [overlay]. Which properties need actions of other services is not documented; they are needed only
//! if the overlay has them. The exception is `iam:PassRole`, which is needed for each role that the properties name.

use std::collections::BTreeMap;

use super::overlay::{self, Entry, Rule};
use super::{Handler, Handlers};
use crate::name::ResourceName;

/// The action that lets a caller give a role to a service.
pub const PASS_ROLE: &str = "iam:PassRole";

/// An operation on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceOperation {
    /// It is created and read.
    Create,
    /// It is updated in place and read.
    Update,
    /// It is deleted.
    Delete,
    /// It is read: by an import, and when drift is detected.
    Read,
}

impl ResourceOperation {
    /// All operations.
    pub const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Delete, Self::Read];

    fn handlers(self) -> &'static [Handler] {
        match self {
            Self::Create => &[Handler::Create, Handler::Read],
            Self::Update => &[Handler::Update, Handler::Read],
            Self::Delete => &[Handler::Delete],
            Self::Read => &[Handler::Read],
        }
    }
}

/// The known state of a property of the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyState {
    /// It is absent.
    Absent,
    /// It is `false`.
    False,
    /// It is present, with another or an unknown value.
    Present,
}

/// The resource that an action is authorized on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The resource itself.
    Itself,
    /// No resource: policies can allow the action on `*` only.
    Anything,
    /// The resources in the property: an ARN, an ID or a name, or a list of them.
    Property(&'static str),
    /// Each role in the properties.
    PassedRoles,
    /// The service-linked role of this service, by its principal, and of this name. It is needed only until the account has it.
    ServiceLinkedRole(&'static str, &'static str),
}

/// A required action and its resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needed {
    /// As in the schema: `s3:CreateBucket`.
    pub action: String,
    /// The resource that it is authorized on.
    pub on: Target,
}

/// What `work` on a resource of the type needs, in the order of the schema. `given` is the state of a top-level
/// property, and `has_tags` whether the resource or its stack has tags.
pub fn needed(
    name: &ResourceName,
    handlers: &Handlers,
    work: ResourceOperation,
    given: &dyn Fn(&str) -> PropertyState,
    has_tags: bool,
) -> Vec<Needed> {
    let service = service_prefix(name, handlers);
    let tagging: Vec<&String> = handlers.tagging.iter().flat_map(|tagging| &tagging.permissions).collect();
    let entries: Vec<&Entry> = overlay::entries(name).collect();
    let mut found: Vec<Needed> = Vec::new();
    for handler in work.handlers() {
        let listed = handlers.permissions.get(handler).into_iter().flatten().map(String::as_str);
        let added = entries.iter().filter(|entry| entry.rule == Rule::Also(*handler));
        for action in listed.chain(added.flat_map(|entry| entry.actions.iter().copied())) {
            // A pattern is not an action that can be requested.
            if action.contains('*')
                || (*handler != Handler::Read && tagging.iter().any(|tag| *tag == action) && !has_tags)
            {
                continue;
            }
            for on in targets(&entries, &service, action, given) {
                let needed = Needed { action: action.to_owned(), on };
                if !found.contains(&needed) {
                    found.push(needed);
                }
            }
        }
    }
    found
}

/// The resources that an action is needed on; empty if it is not needed.
fn targets(entries: &[&Entry], service: &str, action: &str, given: &dyn Fn(&str) -> PropertyState) -> Vec<Target> {
    let about = || entries.iter().filter(|entry| entry.actions.contains(&action)).map(|entry| entry.rule);
    let holds = |rule: Rule| match rule {
        Rule::Never => false,
        Rule::With(properties) => properties.iter().any(|property| given(property) != PropertyState::Absent),
        Rule::WithTrue(property) => given(property) == PropertyState::Present,
        Rule::WithFalse(property) => given(property) == PropertyState::False,
        Rule::On(_) | Rule::Also(_) => true,
    };
    let is_own = action.split_once(':').is_some_and(|(prefix, _)| prefix == service);
    let is_selected = about().any(|rule| !matches!(rule, Rule::On(_)));
    if !(is_own || is_selected || action == PASS_ROLE) || !about().all(holds) {
        return Vec::new();
    }
    let stated = about().find_map(|rule| match rule {
        Rule::On(targets) => Some(targets.to_vec()),
        _ => None,
    });
    stated.unwrap_or_else(|| vec![if action == PASS_ROLE { Target::PassedRoles } else { Target::Itself }])
}

/// The IAM prefix of a type's own service: that of most of the actions of the create handler.
pub fn service_prefix(name: &ResourceName, handlers: &Handlers) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let actions = handlers.permissions.get(&Handler::Create).into_iter().flatten();
    for (prefix, _) in actions.filter_map(|action| action.split_once(':')) {
        *counts.entry(prefix).or_default() += 1;
    }
    let own = name.service().simple().to_lowercase();
    let counts = counts.into_iter().filter(|(prefix, _)| *prefix != "iam" || own == "iam");
    counts.max_by_key(|(_, count)| *count).map_or(own.clone(), |(prefix, _)| prefix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Needed, PropertyState, ResourceOperation, Target, needed};
    use crate::handlers::load_all;
    use crate::name::ResourceName;

    fn of(kind: &str, work: ResourceOperation, given: &[(&str, PropertyState)], has_tags: bool) -> Vec<Needed> {
        let (all, name) = (load_all().unwrap(), ResourceName::new(kind).unwrap());
        let state = |property: &str| {
            given.iter().find(|(name, _)| *name == property).map_or(PropertyState::Absent, |(_, given)| *given)
        };
        needed(&name, &all[&name], work, &state, has_tags)
    }

    fn actions(found: &[Needed]) -> Vec<&str> {
        found.iter().map(|needed| needed.action.as_str()).collect()
    }

    #[test]
    fn a_bucket_needs_what_its_properties_need() {
        let bare = of("AWS::S3::Bucket", ResourceOperation::Create, &[], false);
        let bare = actions(&bare);
        assert!(bare.contains(&"s3:CreateBucket") && bare.contains(&"s3:GetBucketVersioning"), "{bare:?}");
        let foreign = ["s3:PutObjectAcl", "s3:DeleteObject", "s3:PutBucketReplication", "iam:PassRole"];
        let optional = ["s3:PutBucketVersioning", "s3:PutBucketTagging", "s3:PutReplicationConfiguration"];
        assert!(!foreign.iter().chain(&optional).any(|action| bare.contains(action)), "{bare:?}");

        let given =
            [("VersioningConfiguration", PropertyState::Present), ("ReplicationConfiguration", PropertyState::Present)];
        let full = of("AWS::S3::Bucket", ResourceOperation::Create, &given, true);
        assert!(optional.iter().all(|action| actions(&full).contains(action)), "{full:?}");
        assert!(full.contains(&Needed { action: "iam:PassRole".into(), on: Target::PassedRoles }), "{full:?}");
        assert_eq!(
            actions(&of("AWS::S3::Bucket", ResourceOperation::Delete, &given, true)),
            ["s3:DeleteBucket", "s3:ListBucket"]
        );
    }

    #[test]
    fn actions_are_authorised_on_what_the_overlay_says() {
        let alias = of("AWS::KMS::Alias", ResourceOperation::Create, &[], false);
        let on = |action: &str, on| Needed { action: action.into(), on };
        assert_eq!(
            alias,
            [
                on("kms:CreateAlias", Target::Itself),
                on("kms:CreateAlias", Target::Property("TargetKeyId")),
                on("kms:ListAliases", Target::Anything),
            ]
        );
        let key =
            of("AWS::KMS::Key", ResourceOperation::Update, &[("EnableKeyRotation", PropertyState::Present)], false);
        assert!(actions(&key).contains(&"kms:EnableKeyRotation"));
        assert!(!actions(&key).contains(&"kms:DisableKeyRotation"), "{key:?}");
        let key = of("AWS::KMS::Key", ResourceOperation::Update, &[("EnableKeyRotation", PropertyState::False)], false);
        assert!(actions(&key).contains(&"kms:DisableKeyRotation"), "{key:?}");
    }

    #[test]
    fn a_type_without_an_entry_needs_the_actions_of_its_own_service() {
        let queue = of("AWS::SQS::Queue", ResourceOperation::Create, &[], false);
        assert!(actions(&queue).iter().all(|action| action.starts_with("sqs:")), "{queue:?}");
        assert!(!actions(&queue).contains(&"sqs:TagQueue"), "{queue:?}");
        assert!(actions(&of("AWS::SQS::Queue", ResourceOperation::Create, &[], true)).contains(&"sqs:TagQueue"));
    }
}
