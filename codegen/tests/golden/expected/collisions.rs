use crate::generated as g;

/**
`AWS::Collisions::Thing`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html>
*/
#[must_use]
pub struct Thing {
    object: g::Object,
}

impl Thing {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Condition`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html#cfn-collisions-thing-condition>
    */
    pub fn condition_property(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Condition", value)
    }

    /**
`DeletionPolicy`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html#cfn-collisions-thing-deletionpolicy>
    */
    pub fn deletion_policy_property(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "DeletionPolicy", value)
    }

    /**
`Metadata`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html#cfn-collisions-thing-metadata>
    */
    pub fn metadata_property(self, value: impl g::IntoValue<thing::Thing>) -> Self {
        g::set(self, "Metadata", value)
    }

    /**
`New`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html#cfn-collisions-thing-new>
    */
    pub fn new_property(self, value: impl g::IntoValue<bool>) -> Self {
        g::set(self, "New", value)
    }

    /**
`Status`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thing.html#cfn-collisions-thing-status>
    */
    pub fn status(
        self,
        value: impl g::IntoValue<thing::ThingStatus>, // On, Off
    ) -> Self {
        g::set(self, "Status", value)
    }
}
g::properties!(Thing);
g::resource!(Thing, "AWS::Collisions::Thing", g::string_kind::Identifier<Thing>, ThingAttributes);

/// The attributes of `AWS::Collisions::Thing`: methods of a [`Handle`](crate::Handle) of a [`Thing`].
pub struct ThingAttributes {
    target: g::Reference,
}

impl ThingAttributes {
    /// `Fn::GetAtt` of `Clone`.
    pub fn clone_attribute(&self) -> g::Value<g::String> {
        g::attribute(&self.target, "Clone")
    }
    /// `Fn::GetAtt` of `LogicalId`.
    pub fn logical_id_attribute(&self) -> g::Value<g::String> {
        g::attribute(&self.target, "LogicalId")
    }
    /// `Fn::GetAtt` of `Reference`.
    pub fn reference_attribute(&self) -> g::Value<g::String> {
        g::attribute(&self.target, "Reference")
    }
}
g::attributes!(ThingAttributes);

/// Property types and enums of `AWS::Collisions::Thing`.
pub mod thing {
    use crate::generated as g;

    /**
`AWS::Collisions::Thing.Status`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-status.html>
    */
    #[must_use]
    pub struct Status {
        object: g::Object,
    }

    impl Status {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`New`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-status.html#cfn-collisions-thing-status-new>
        */
        pub fn new_property(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "New", value)
        }
    }
    g::properties!(Status);

    /**
`AWS::Collisions::Thing.Thing`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-thing.html>
    */
    #[must_use]
    pub struct Thing {
        object: g::Object,
    }

    impl Thing {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Metadata`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-thing.html#cfn-collisions-thing-thing-metadata>
        */
        pub fn metadata(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "Metadata", value)
        }

        /**
`Nested`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-thing.html#cfn-collisions-thing-thing-nested>
        */
        pub fn nested(self, value: impl g::IntoValue<Status>) -> Self {
            g::set(self, "Nested", value)
        }

        /**
`Status`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thing-thing.html#cfn-collisions-thing-thing-status>
        */
        pub fn status(
            self,
            value: impl g::IntoValue<ThingStatus>, // On, Off
        ) -> Self {
            g::set(self, "Status", value)
        }
    }
    g::properties!(Thing);

    /// The values of `AWS::Collisions::Thing/Status`, `AWS::Collisions::Thing.Thing/Status`.
    #[non_exhaustive]
    pub enum ThingStatus {
        /// `on`
        On,
        /// `off`
        Off,
    }
    g::enum_type!(ThingStatus, "on\noff");
}

/**
`AWS::Collisions::ThingRequired`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thingrequired.html>
*/
#[must_use]
pub struct ThingRequired {
    object: g::Object,
}

impl ThingRequired {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Inner`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-collisions-thingrequired.html#cfn-collisions-thingrequired-inner>
    */
    pub fn inner(self, value: impl g::IntoValue<thing_required::Thing>) -> Self {
        g::set(self, "Inner", value)
    }
}
g::properties!(ThingRequired);
g::resource!(ThingRequired, "AWS::Collisions::ThingRequired", g::string_kind::Identifier<ThingRequired>, g::NoAttributes);

/// Property types and enums of `AWS::Collisions::ThingRequired`.
pub mod thing_required {
    use crate::generated as g;

    /**
`AWS::Collisions::ThingRequired.Thing`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thingrequired-thing.html>
    */
    #[must_use]
    pub struct Thing {
        object: g::Object,
    }

    impl Thing {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`IntoValue`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-collisions-thingrequired-thing.html#cfn-collisions-thingrequired-thing-intovalue>
        */
        pub fn into_value_property(self, value: impl g::IntoValue<g::Json>) -> Self {
            g::set(self, "IntoValue", value)
        }
    }
    g::properties!(Thing);
}

#[doc(hidden)]
pub const LITERALS: &str = "";
