//! Corrections of AWS's documents, where AWS's services behave differently.
//!
//! A correction has the documented and the actual value. If the documents change, or no longer have the property, the
//! correction matches nothing, which is an error, so that obsolete corrections are removed.

mod allowed_values;

use std::collections::BTreeMap;

use self::allowed_values::ALLOWED_VALUES;
use crate::constraint::{Constraints, Scalar};
use crate::error::Problem;
use crate::name::{PropertyName, TypeName};
use crate::spec::{Primitive, Property, Shape, Spec, Type, UpdateType};

/// One correction.
#[derive(Clone, Copy, Debug)]
pub struct Correction {
    /// A resource type (`AWS::KMS::Key`) or a property type (`AWS::S3::Bucket.ReplicationRule`).
    pub owner: &'static str,
    /// A property of it.
    pub property: &'static str,
    /// The correction.
    pub change: Change,
    /// The reason.
    pub reason: &'static str,
    /// The source in AWS's documentation.
    pub link: &'static str,
}

/// The fact that a correction changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The update behavior of the property.
    Update {
        /// The documented value.
        from: UpdateType,
        /// The actual value.
        to: UpdateType,
    },
    /// Whether the property is required; the documents have the opposite.
    Required(bool),
    /// AWS accepts values of several types, of which the documents have one: the property accepts any JSON.
    AnyType,
    /// AWS accepts an optional string of that name, which the documents lack.
    AddString,
    /// AWS accepts these strings only, as the property's value or as items of its list; the documents have any string.
    AllowedValues(&'static [&'static str]),
}

const KMS_KEY: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html";
const KMS_REASON: &str = "an update that changes it fails; AWS documents it as an immutable property of the key";

const fn kms_key(property: &'static str) -> Correction {
    let change = Change::Update { from: UpdateType::Mutable, to: UpdateType::Immutable };
    Correction { owner: "AWS::KMS::Key", property, change, reason: KMS_REASON, link: KMS_KEY }
}

const ANY: Type = Type::Primitive(Primitive::Json);
const TEXT: Type = Type::Primitive(Primitive::String);

/// The provider schemas have `["string", "array"]`, and AWS's own templates use a string for one topic.
const TOPIC: Correction = Correction {
    owner: "AWS::AutoScaling::AutoScalingGroup.NotificationConfiguration",
    property: "TopicARN",
    change: Change::AnyType,
    reason: "AWS accepts one topic as a string as well as a list of topics",
    link: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_NotificationConfiguration.html",
};

/// SAM's schema refers to the configuration of the pool's functions, which the transform writes from the names of triggers.
const TRIGGER: Correction = Correction {
    owner: "AWS::Serverless::Function.CognitoEventProperties",
    property: "Trigger",
    change: Change::AnyType,
    reason: "the transform takes the name of a trigger, or a list of names",
    link: "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html",
};

const POOLS: Correction = Correction {
    owner: "AWS::Serverless::Api.AuthorizersValue",
    property: "UserPoolArn",
    change: Change::AnyType,
    reason: "the transform takes a list of user pools too",
    link: "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-cognitoauthorizer.html",
};

/// With it the transform lets the function's role write to the destination.
const fn destination_type(owner: &'static str) -> Correction {
    Correction {
        owner,
        property: "Type",
        change: Change::AddString,
        reason: "the destination of failed records has a type, by which the transform permits the function to write to it",
        link: "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-onfailure.html",
    }
}

/// All corrections but the allowed values.
const TYPES_AND_UPDATES: &[Correction] = &[
    kms_key("KeySpec"),
    kms_key("KeyUsage"),
    kms_key("MultiRegion"),
    kms_key("Origin"),
    TOPIC,
    TRIGGER,
    POOLS,
    destination_type("AWS::Serverless::Function.OnFailure"),
    destination_type("AWS::Serverless::Function.DynamoDBEventPropertiesDestinationConfigOnFailure"),
    destination_type("AWS::Serverless::Function.LambdaEventSourceMappingOnFailure"),
];

/// All corrections.
pub const CORRECTIONS: &[&[Correction]] = &[TYPES_AND_UPDATES, ALLOWED_VALUES];

/// Whether a correction says that a property takes values of several types.
pub(crate) fn takes_several_types(owner: &str, property: &str) -> bool {
    TYPES_AND_UPDATES.iter().any(|it| it.change == Change::AnyType && it.owner == owner && it.property == property)
}

/// Applies the corrections to the services for which `is_loaded` returns true.
pub(crate) fn apply(corrections: &[&[Correction]], spec: &mut Spec, is_loaded: impl Fn(&str) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    for correction in corrections.iter().copied().flatten().filter(|correction| is_loaded(correction.owner)) {
        if let Err(what) = apply_one(correction, spec) {
            let Correction { owner, property, reason, link, .. } = correction;
            let message = format!(
                "the correction in cfn-spec's `overlay` matches nothing: {what}. Its reason was: {reason} ({link})"
            );
            problems.push(Problem::new(format!("{owner}/{property}"), message));
        }
    }
    problems
}

fn apply_one(correction: &Correction, spec: &mut Spec) -> Result<(), &'static str> {
    const NO_PROPERTY: &str = "AWS's documents have no such property";
    let (properties, name) = find(correction, spec).ok_or(NO_PROPERTY)?;
    if correction.change == Change::AddString && !properties.contains_key(&name) {
        let beside = properties.values().next().ok_or(NO_PROPERTY)?;
        let added = Property { required: false, ty: TEXT, constraints: Constraints::default(), ..beside.clone() };
        properties.insert(name, added);
        return Ok(());
    }
    let property = properties.get_mut(&name).ok_or(NO_PROPERTY)?;
    match correction.change {
        Change::Update { from, to } if property.update == from => property.update = to,
        Change::Required(required) if property.required != required => property.required = required,
        Change::AnyType if property.ty != ANY => {
            property.ty = ANY;
            property.constraints = Constraints::default();
        }
        Change::AllowedValues(values) if close(&property.ty, &mut property.constraints, values) => {}
        _ => return Err("AWS's documents have a different value now"),
    }
    Ok(())
}

/// Makes the values the only ones of a string, or of the items of a list of strings, that may be any string.
fn close(ty: &Type, constraints: &mut Constraints, values: &[&str]) -> bool {
    match ty {
        Type::List { item, .. } => close(item, constraints.each.get_or_insert_default(), values),
        Type::Primitive(Primitive::String) if constraints.allowed.is_empty() => {
            constraints.allowed = values.iter().map(|&value| Scalar::String(value.to_owned())).collect();
            true
        }
        _ => false,
    }
}

/// The properties of a correction's owner, and the name of the one that it is about.
#[expect(clippy::disallowed_methods, reason = "a name that is not valid matches nothing, which is reported")]
fn find<'a>(
    correction: &Correction,
    spec: &'a mut Spec,
) -> Option<(&'a mut BTreeMap<PropertyName, Property>, PropertyName)> {
    let property = PropertyName::new(correction.property).ok()?;
    let properties = if correction.owner.contains('.') {
        match &mut spec.types.get_mut(&TypeName::new(correction.owner).ok()?)?.shape {
            Shape::Struct { properties, .. } => properties,
            Shape::Alias(..) => return None,
        }
    } else {
        &mut spec.resources.get_mut(correction.owner)?.properties
    };
    Some((properties, property))
}

#[cfg(test)]
mod tests {
    use super::{Change, Correction, apply};
    use crate::spec::UpdateType;

    const WRONG: Correction = Correction {
        owner: "AWS::KMS::Key",
        property: "KeyShape",
        change: Change::Required(true),
        reason: "keys have shapes",
        link: "https://example.com/keys",
    };

    fn kms() -> crate::spec::Spec {
        crate::load(crate::snapshot::directory(), &["kms"]).unwrap()
    }

    #[test]
    fn a_correction_of_nothing_is_an_error_that_names_entry_and_reason() {
        let problems = apply(&[&[WRONG]], &mut kms(), |_| true);
        let text = problems.iter().map(ToString::to_string).collect::<String>();
        for part in ["AWS::KMS::Key/KeyShape", "keys have shapes", "https://example.com/keys", "no such property"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_correction_of_what_is_right_already_is_an_error() {
        let change = Change::Update { from: UpdateType::Conditional, to: UpdateType::Mutable };
        let problems = apply(&[&[Correction { property: "KeySpec", change, ..WRONG }]], &mut kms(), |_| true);
        assert!(problems[0].message.contains("have a different value now"), "{}", problems[0]);
    }

    #[test]
    fn corrections_of_services_that_are_not_loaded_wait() {
        assert_eq!(apply(&[&[WRONG]], &mut kms(), |_| false), []);
    }
}
