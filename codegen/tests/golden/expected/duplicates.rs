use crate::generated as g;

/**
`AWS::Duplicates::Analysis`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-duplicates-analysis.html>
*/
#[must_use]
pub struct Analysis {
    object: g::Object,
}

impl Analysis {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-duplicates-analysis.html#cfn-duplicates-analysis-sheet>
    */
    pub fn sheet(self, value: impl g::IntoValue<analysis::Sheet>) -> Self {
        g::set(self, "Sheet", value)
    }
}
g::properties!(Analysis);
g::resource!(Analysis, "AWS::Duplicates::Analysis", g::string_kind::Identifier<Analysis>, g::NoAttributes);

/// Property types and enums of `AWS::Duplicates::Analysis`.
pub mod analysis {
    use crate::generated as g;

    /**
`AWS::Duplicates::Analysis.Leaf`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-leaf.html>
    */
    #[must_use]
    pub struct Leaf {
        object: g::Object,
    }

    impl Leaf {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Size`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-leaf.html#cfn-duplicates-analysis-leaf-size>
        */
        pub fn size(
            self,
            value: impl g::IntoValue<Size>, // Large, Small
        ) -> Self {
            g::set(self, "Size", value)
        }
    }
    g::properties!(Leaf);

    /**
`AWS::Duplicates::Analysis.Other`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-other.html>
    */
    #[must_use]
    pub struct Other {
        object: g::Object,
    }

    impl Other {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Name`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-other.html#cfn-duplicates-analysis-other-name>
        */
        pub fn name(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "Name", value)
        }
    }
    g::properties!(Other);

    /**
`AWS::Duplicates::Analysis.Sheet`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-sheet.html>
    */
    #[must_use]
    pub struct Sheet {
        object: g::Object,
    }

    impl Sheet {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Leaves`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-sheet.html#cfn-duplicates-analysis-sheet-leaves>
        */
        pub fn leaves(
            self,
            value: impl g::IntoValue<g::List<Leaf>>, // `list![…]` mixes literals and references
        ) -> Self {
            g::set(self, "Leaves", value)
        }

        /**
`Other`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-sheet.html#cfn-duplicates-analysis-sheet-other>
        */
        pub fn other(self, value: impl g::IntoValue<Other>) -> Self {
            g::set(self, "Other", value)
        }

        /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-analysis-sheet.html#cfn-duplicates-analysis-sheet-sheet>
        */
        pub fn sheet(self, value: impl g::IntoValue<Sheet>) -> Self {
            g::set(self, "Sheet", value)
        }
    }
    g::properties!(Sheet);

    /// The values of `AWS::Duplicates::Analysis.Leaf/Size`.
    #[non_exhaustive]
    pub enum Size {
        /// `large`
        Large,
        /// `small`
        Small,
    }
    g::enum_type!(Size, "large\nsmall");
}

/**
`AWS::Duplicates::Dashboard`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-duplicates-dashboard.html>
*/
#[must_use]
pub struct Dashboard {
    object: g::Object,
}

impl Dashboard {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-duplicates-dashboard.html#cfn-duplicates-dashboard-sheet>
    */
    pub fn sheet(self, value: impl g::IntoValue<dashboard::Sheet>) -> Self {
        g::set(self, "Sheet", value)
    }
}
g::properties!(Dashboard);
g::resource!(Dashboard, "AWS::Duplicates::Dashboard", g::string_kind::Identifier<Dashboard>, g::NoAttributes);

/// Property types and enums of `AWS::Duplicates::Dashboard`.
pub mod dashboard {
    use crate::generated as g;
    pub use super::analysis::{Leaf, Size};

    /**
`AWS::Duplicates::Dashboard.Other`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-other.html>
    */
    #[must_use]
    pub struct Other {
        object: g::Object,
    }

    impl Other {
        /**
With the required properties:

- `name`: [`Name`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-other.html#cfn-duplicates-dashboard-other-name).
        */
        pub fn new(name: impl g::IntoValue<g::String>) -> Self {
            Self { object: g::with(g::Object::new(), "Name", name) }
        }
    }
    g::properties!(Other);

    /**
`AWS::Duplicates::Dashboard.Sheet`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-sheet.html>
    */
    #[must_use]
    pub struct Sheet {
        object: g::Object,
    }

    impl Sheet {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Leaves`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-sheet.html#cfn-duplicates-dashboard-sheet-leaves>
        */
        pub fn leaves(
            self,
            value: impl g::IntoValue<g::List<Leaf>>, // `list![…]` mixes literals and references
        ) -> Self {
            g::set(self, "Leaves", value)
        }

        /**
`Other`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-sheet.html#cfn-duplicates-dashboard-sheet-other>
        */
        pub fn other(self, value: impl g::IntoValue<Other>) -> Self {
            g::set(self, "Other", value)
        }

        /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-duplicates-dashboard-sheet.html#cfn-duplicates-dashboard-sheet-sheet>
        */
        pub fn sheet(self, value: impl g::IntoValue<Sheet>) -> Self {
            g::set(self, "Sheet", value)
        }
    }
    g::properties!(Sheet);
}

#[doc(hidden)]
pub const LITERALS: &str = "";
