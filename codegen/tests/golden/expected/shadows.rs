use crate::generated as g;

/**
`AWS::Shadows::List`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-list.html>
*/
#[must_use]
pub struct List {
    object: g::Object,
}

impl List {
    /**
With the required properties:

- `map`: [`Map`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-list.html#cfn-shadows-list-map).
    */
    pub fn new(map: impl g::IntoValue<list::Map>) -> Self {
        Self { object: g::with(g::Object::new(), "Map", map) }
    }

    /**
`Tags`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-list.html#cfn-shadows-list-tags>
    */
    pub fn tags(
        self,
        value: impl g::IntoValue<g::List<g::Tag>>, // `list![…]` mixes literals and references
    ) -> Self {
        g::set(self, "Tags", value)
    }
}
g::properties!(List);
g::resource!(List, "AWS::Shadows::List", g::string_kind::Identifier<List>, g::NoAttributes);

/// Property types and enums of `AWS::Shadows::List`.
pub mod list {
    use crate::generated as g;

    /**
`AWS::Shadows::List.Into`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-into.html>
    */
    #[must_use]
    pub struct Into {
        object: g::Object,
    }

    impl Into {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Text`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-into.html#cfn-shadows-list-into-text>
        */
        pub fn text(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "Text", value)
        }
    }
    g::properties!(Into);

    /**
`AWS::Shadows::List.Map`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-map.html>
    */
    #[must_use]
    pub struct Map {
        object: g::Object,
    }

    impl Map {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Names`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-map.html#cfn-shadows-list-map-names>
        */
        pub fn names(
            self,
            value: impl g::IntoValue<g::List<g::String>>, // `list![…]` mixes literals and references
        ) -> Self {
            g::set(self, "Names", value)
        }

        /**
`Pairs`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-map.html#cfn-shadows-list-map-pairs>
        */
        pub fn pairs(
            self,
            value: impl g::IntoValue<g::Map<g::String>>, // `map! {…}` mixes literals and references
        ) -> Self {
            g::set(self, "Pairs", value)
        }

        /**
`Text`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-map.html#cfn-shadows-list-map-text>
        */
        pub fn text(self, value: impl g::IntoValue<String>) -> Self {
            g::set(self, "Text", value)
        }

        /**
`Value`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-map.html#cfn-shadows-list-map-value>
        */
        pub fn value(self, value: impl g::IntoValue<Value>) -> Self {
            g::set(self, "Value", value)
        }
    }
    g::properties!(Map);

    /**
`AWS::Shadows::List.String`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-string.html>
    */
    #[must_use]
    pub struct String {
        object: g::Object,
    }

    impl String {
        /**
With the required properties:

- `text`: [`Text`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-string.html#cfn-shadows-list-string-text).
        */
        pub fn new(text: impl g::IntoValue<g::String>) -> Self {
            Self { object: g::with(g::Object::new(), "Text", text) }
        }

        /**
`Into`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-string.html#cfn-shadows-list-string-into>
        */
        pub fn into_property(self, value: impl g::IntoValue<Into>) -> Self {
            g::set(self, "Into", value)
        }
    }
    g::properties!(String);

    /**
`AWS::Shadows::List.Value`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-value.html>
    */
    #[must_use]
    pub struct Value {
        object: g::Object,
    }

    impl Value {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Flag`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-list-value.html#cfn-shadows-list-value-flag>
        */
        pub fn flag(self, value: impl g::IntoValue<bool>) -> Self {
            g::set(self, "Flag", value)
        }
    }
    g::properties!(Value);
}

/**
`AWS::Shadows::Tag`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-tag.html>
*/
#[must_use]
pub struct Tag {
    object: g::Object,
}

impl Tag {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Json`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-tag.html#cfn-shadows-tag-json>
    */
    pub fn json(self, value: impl g::IntoValue<g::Json>) -> Self {
        g::set(self, "Json", value)
    }

    /**
`Own`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-tag.html#cfn-shadows-tag-own>
    */
    pub fn own(self, value: impl g::IntoValue<tag::Json>) -> Self {
        g::set(self, "Own", value)
    }

    /**
`When`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-shadows-tag.html#cfn-shadows-tag-when>
    */
    pub fn when(self, value: impl g::IntoValue<g::Timestamp>) -> Self {
        g::set(self, "When", value)
    }
}
g::properties!(Tag);
g::resource!(Tag, "AWS::Shadows::Tag", g::string_kind::Identifier<Tag>, g::NoAttributes);

/// Property types and enums of `AWS::Shadows::Tag`.
pub mod tag {
    use crate::generated as g;

    /**
`AWS::Shadows::Tag.Json`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-json.html>
    */
    #[must_use]
    pub struct Json {
        object: g::Object,
    }

    impl Json {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Line`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-json.html#cfn-shadows-tag-json-line>
        */
        pub fn line(self, value: impl g::IntoValue<Option>) -> Self {
            g::set(self, "Line", value)
        }

        /**
`Timestamp`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-json.html#cfn-shadows-tag-json-timestamp>
        */
        pub fn timestamp(self, value: impl g::IntoValue<Timestamp>) -> Self {
            g::set(self, "Timestamp", value)
        }
    }
    g::properties!(Json);

    /**
`AWS::Shadows::Tag.Option`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-option.html>
    */
    #[must_use]
    pub struct Option {
        object: g::Object,
    }

    impl Option {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Vec`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-option.html#cfn-shadows-tag-option-vec>
        */
        pub fn vec(
            self,
            value: impl g::IntoValue<g::List<Timestamp>>, // `list![…]` mixes literals and references
        ) -> Self {
            g::set(self, "Vec", value)
        }
    }
    g::properties!(Option);

    /**
`AWS::Shadows::Tag.Timestamp`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-timestamp.html>
    */
    #[must_use]
    pub struct Timestamp {
        object: g::Object,
    }

    impl Timestamp {
        /**
With the required properties:

- `value`: [`Value`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-shadows-tag-timestamp.html#cfn-shadows-tag-timestamp-value).
        */
        pub fn new(value: impl g::IntoValue<g::Timestamp>) -> Self {
            Self { object: g::with(g::Object::new(), "Value", value) }
        }
    }
    g::properties!(Timestamp);
}

#[doc(hidden)]
pub const LITERALS: &str = "";
