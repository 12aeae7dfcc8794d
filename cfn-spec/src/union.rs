//! Properties that accept scalars as well as objects and lists.
//!
//! The model has no union types: a union of scalars with objects or lists is `Json`, which is otherwise an object. For
//! these properties, the provider schema also has numbers or booleans.
//!
//! Source: the provider schemas of these types,
//! <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.

/// The owner and the property.
const UNIONS: &[(&str, &str)] = &[
    ("AWS::Bedrock::Flow", "DefinitionSubstitutions"),
    ("AWS::ControlTower::EnabledBaseline.Parameter", "Value"),
    ("AWS::ControlTower::EnabledControl.EnabledControlParameter", "Value"),
    ("AWS::SageMaker::ModelCard.MetricDataItems", "Value"),
    ("AWS::StepFunctions::StateMachine", "DefinitionSubstitutions"),
];

/// Whether a property of a resource type or a property type accepts scalars as well as objects.
pub fn takes_scalars(owner: &str, property: &str) -> bool {
    UNIONS.binary_search(&(owner, property)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::UNIONS;
    use crate::name::TypeName;
    use crate::spec::Shape;

    #[test]
    fn every_entry_is_a_property_of_the_snapshot() {
        assert!(UNIONS.is_sorted());
        let spec = crate::load_all(crate::snapshot::directory()).unwrap();
        for (owner, property) in UNIONS {
            let properties = match spec.resources.get(*owner) {
                Some(resource) => Some(&resource.properties),
                None => match spec.types.get(&TypeName::new(owner).unwrap()).map(|ty| &ty.shape) {
                    Some(Shape::Struct { properties, .. }) => Some(properties),
                    _ => None,
                },
            };
            let has = properties.is_some_and(|properties| properties.contains_key(*property));
            assert!(has, "{owner} has no `{property}`: remove it");
        }
    }
}
