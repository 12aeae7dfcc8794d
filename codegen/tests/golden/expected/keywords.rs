use crate::generated as g;

/**
`AWS::Keywords::Macro`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html>
*/
#[must_use]
pub struct Macro {
    object: g::Object,
}

impl Macro {
    /**
With the required properties:

- `match`: [`Match`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html#cfn-keywords-macro-match).
- `type`: [`Type`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html#cfn-keywords-macro-type).
    */
    pub fn new(r#match: impl g::IntoValue<g::String>, r#type: impl g::IntoValue<g::String>) -> Self {
        Self { object: g::with(g::with(g::Object::new(), "Match", r#match), "Type", r#type) }
    }

    /**
`Loop`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html#cfn-keywords-macro-loop>
    */
    pub fn r#loop(self, value: impl g::IntoValue<r#macro::Type>) -> Self {
        g::set(self, "Loop", value)
    }

    /**
`Self`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html#cfn-keywords-macro-self>
    */
    pub fn self_property(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Self", value)
    }

    /**
`else`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-macro.html#cfn-keywords-macro-else>
    */
    pub fn r#else(self, value: impl g::IntoValue<r#macro::Else>) -> Self {
        g::set(self, "else", value)
    }
}
g::properties!(Macro);
g::resource!(Macro, "AWS::Keywords::Macro", g::string_kind::Identifier<Macro>, MacroAttributes);

/// The attributes of `AWS::Keywords::Macro`: methods of a [`Handle`](crate::Handle) of a [`Macro`].
pub struct MacroAttributes {
    target: g::Reference,
}

impl MacroAttributes {
    /// `Fn::GetAtt` of `Type`.
    pub fn r#type(&self) -> g::Value<g::String> {
        g::attribute(&self.target, "Type")
    }
}
g::attributes!(MacroAttributes);

/// Property types and enums of `AWS::Keywords::Macro`.
pub mod r#macro {
    use crate::generated as g;

    /**
`AWS::Keywords::Macro.Else`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-macro-else.html>
    */
    #[must_use]
    pub struct Else {
        object: g::Object,
    }

    impl Else {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`static`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-macro-else.html#cfn-keywords-macro-else-static>
        */
        pub fn r#static(self, value: impl g::IntoValue<bool>) -> Self {
            g::set(self, "static", value)
        }
    }
    g::properties!(Else);

    /**
`AWS::Keywords::Macro.Type`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-macro-type.html>
    */
    #[must_use]
    pub struct Type {
        object: g::Object,
    }

    impl Type {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Yield`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-macro-type.html#cfn-keywords-macro-type-yield>
        */
        pub fn r#yield(self, value: impl g::IntoValue<f64>) -> Self {
            g::set(self, "Yield", value)
        }

        /**
`override`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-macro-type.html#cfn-keywords-macro-type-override>
        */
        pub fn r#override(self, value: impl g::IntoValue<i64>) -> Self {
            g::set(self, "override", value)
        }
    }
    g::properties!(Type);
}

/**
`AWS::Keywords::Type`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-type.html>
*/
#[must_use]
pub struct Type {
    object: g::Object,
}

impl Type {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Enum`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-keywords-type.html#cfn-keywords-type-enum>
    */
    pub fn r#enum(self, value: impl g::IntoValue<r#type::Enum>) -> Self {
        g::set(self, "Enum", value)
    }
}
g::properties!(Type);
g::resource!(Type, "AWS::Keywords::Type", g::string_kind::Identifier<Type>, g::NoAttributes);

/// Property types and enums of `AWS::Keywords::Type`.
pub mod r#type {
    use crate::generated as g;

    /**
`AWS::Keywords::Type.Enum`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-type-enum.html>
    */
    #[must_use]
    pub struct Enum {
        object: g::Object,
    }

    impl Enum {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`crate`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-keywords-type-enum.html#cfn-keywords-type-enum-crate>
        */
        pub fn crate_property(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "crate", value)
        }
    }
    g::properties!(Enum);
}

#[doc(hidden)]
pub const LITERALS: &str = "";
