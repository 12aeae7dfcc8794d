use crate::generated as g;

/**
`AWS::Twins::Analysis`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-twins-analysis.html>
*/
#[must_use]
pub struct Analysis {
    object: g::Object,
}

impl Analysis {
    /// Without properties: none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-twins-analysis.html#cfn-twins-analysis-sheet>
    */
    pub fn sheet(self, value: impl g::IntoValue<analysis::Sheet>) -> Self {
        g::set(self, "Sheet", value)
    }
}
g::properties!(Analysis);
g::resource!(Analysis, "AWS::Twins::Analysis", g::meaning::Identifier<Analysis>, g::NoAttributes);

/// Property types and closed sets of `AWS::Twins::Analysis`.
pub mod analysis {
    use crate::generated as g;

    /**
`AWS::Twins::Analysis.Leaf`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-leaf.html>
    */
    #[must_use]
    pub struct Leaf {
        object: g::Object,
    }

    impl Leaf {
        /// Without properties: none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Size`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-leaf.html#cfn-twins-analysis-leaf-size>
        */
        pub fn size(self, value: impl g::IntoValue<Size>) -> Self {
            g::set(self, "Size", value)
        }
    }
    g::properties!(Leaf);

    /**
`AWS::Twins::Analysis.Other`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-other.html>
    */
    #[must_use]
    pub struct Other {
        object: g::Object,
    }

    impl Other {
        /// Without properties: none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Name`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-other.html#cfn-twins-analysis-other-name>
        */
        pub fn name(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "Name", value)
        }
    }
    g::properties!(Other);

    /**
`AWS::Twins::Analysis.Sheet`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-sheet.html>
    */
    #[must_use]
    pub struct Sheet {
        object: g::Object,
    }

    impl Sheet {
        /// Without properties: none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Leaves`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-sheet.html#cfn-twins-analysis-sheet-leaves>
        */
        pub fn leaves(self, value: impl g::IntoValue<g::List<Leaf>>) -> Self {
            g::set(self, "Leaves", value)
        }

        /**
`Other`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-sheet.html#cfn-twins-analysis-sheet-other>
        */
        pub fn other(self, value: impl g::IntoValue<Other>) -> Self {
            g::set(self, "Other", value)
        }

        /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-analysis-sheet.html#cfn-twins-analysis-sheet-sheet>
        */
        pub fn sheet(self, value: impl g::IntoValue<Sheet>) -> Self {
            g::set(self, "Sheet", value)
        }
    }
    g::properties!(Sheet);

    /// The values of `AWS::Twins::Analysis.Leaf/Size`.
    #[non_exhaustive]
    pub enum Size {
        /// `large`
        Large,
        /// `small`
        Small,
    }
    g::closed_set!(Size, "large\nsmall");
}

/**
`AWS::Twins::Dashboard`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-twins-dashboard.html>
*/
#[must_use]
pub struct Dashboard {
    object: g::Object,
}

impl Dashboard {
    /// Without properties: none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-twins-dashboard.html#cfn-twins-dashboard-sheet>
    */
    pub fn sheet(self, value: impl g::IntoValue<dashboard::Sheet>) -> Self {
        g::set(self, "Sheet", value)
    }
}
g::properties!(Dashboard);
g::resource!(Dashboard, "AWS::Twins::Dashboard", g::meaning::Identifier<Dashboard>, g::NoAttributes);

/// Property types and closed sets of `AWS::Twins::Dashboard`.
pub mod dashboard {
    use crate::generated as g;
    pub use super::analysis::{Leaf, Size};

    /**
`AWS::Twins::Dashboard.Other`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-other.html>
    */
    #[must_use]
    pub struct Other {
        object: g::Object,
    }

    impl Other {
        /**
With the required properties:

- `name`: [`Name`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-other.html#cfn-twins-dashboard-other-name).
        */
        pub fn new(name: impl g::IntoValue<g::String>) -> Self {
            Self { object: g::Object::new().with("Name", name) }
        }
    }
    g::properties!(Other);

    /**
`AWS::Twins::Dashboard.Sheet`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-sheet.html>
    */
    #[must_use]
    pub struct Sheet {
        object: g::Object,
    }

    impl Sheet {
        /// Without properties: none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Leaves`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-sheet.html#cfn-twins-dashboard-sheet-leaves>
        */
        pub fn leaves(self, value: impl g::IntoValue<g::List<Leaf>>) -> Self {
            g::set(self, "Leaves", value)
        }

        /**
`Other`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-sheet.html#cfn-twins-dashboard-sheet-other>
        */
        pub fn other(self, value: impl g::IntoValue<Other>) -> Self {
            g::set(self, "Other", value)
        }

        /**
`Sheet`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-twins-dashboard-sheet.html#cfn-twins-dashboard-sheet-sheet>
        */
        pub fn sheet(self, value: impl g::IntoValue<Sheet>) -> Self {
            g::set(self, "Sheet", value)
        }
    }
    g::properties!(Sheet);
}
