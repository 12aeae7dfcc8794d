use crate::generated as g;

/**
`AWS::Aliases::Group`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-aliases-group.html>
*/
#[must_use]
pub struct Group {
    object: g::Object,
}

impl Group {
    /**
With the required properties:

- `rules`: [`Rules`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-aliases-group.html#cfn-aliases-group-rules).
    */
    pub fn new(
        rules: impl g::IntoValue<g::List<group::Rule>>, // `list![…]` mixes literals and references
    ) -> Self {
        Self { object: g::with(g::Object::new(), "Rules", rules) }
    }

    /**
`Labels`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-aliases-group.html#cfn-aliases-group-labels>
    */
    pub fn labels(
        self,
        value: impl g::IntoValue<g::List<g::String>>, // `list![…]` mixes literals and references
    ) -> Self {
        g::set(self, "Labels", value)
    }

    /**
`Mode`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-aliases-group.html#cfn-aliases-group-mode>
    */
    pub fn mode(
        self,
        value: impl g::IntoValue<group::Mode>, // Fast, Slow
    ) -> Self {
        g::set(self, "Mode", value)
    }

    /**
`Nothing`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-aliases-group.html#cfn-aliases-group-nothing>
    */
    pub fn nothing(self, value: impl g::IntoValue<group::Nothing>) -> Self {
        g::set(self, "Nothing", value)
    }
}
g::properties!(Group);
g::resource!(Group, "AWS::Aliases::Group", g::string_kind::Identifier<Group>, g::NoAttributes);

/// Property types and enums of `AWS::Aliases::Group`.
pub mod group {
    use crate::generated as g;

    /**
`AWS::Aliases::Group.Nothing`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-aliases-group-nothing.html>
    */
    #[must_use]
    pub struct Nothing {
        object: g::Object,
    }

    impl Nothing {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }
    }
    g::properties!(Nothing);

    /**
`AWS::Aliases::Group.Rule`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-aliases-group-rule.html>
    */
    #[must_use]
    pub struct Rule {
        object: g::Object,
    }

    impl Rule {
        /**
With the required properties:

- `name`: [`Name`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-aliases-group-rule.html#cfn-aliases-group-rule-name).
        */
        pub fn new(name: impl g::IntoValue<g::String>) -> Self {
            Self { object: g::with(g::Object::new(), "Name", name) }
        }
    }
    g::properties!(Rule);

    /// The values of `AWS::Aliases::Group/Mode`.
    #[non_exhaustive]
    pub enum Mode {
        /// `fast`
        Fast,
        /// `slow`
        Slow,
    }
    g::enum_type!(Mode, "fast\nslow");
}

#[doc(hidden)]
pub const LITERALS: &str = "";
