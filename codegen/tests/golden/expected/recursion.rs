use crate::generated as g;

/**
`AWS::Recursion::Rule`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-recursion-rule.html>
*/
#[must_use]
pub struct Rule {
    object: g::Object,
}

impl Rule {
    /**
With the required properties:

- `statement`: [`Statement`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-recursion-rule.html#cfn-recursion-rule-statement).
    */
    pub fn new(statement: impl g::IntoValue<rule::Statement>) -> Self {
        Self { object: g::with(g::Object::new(), "Statement", statement) }
    }
}
g::properties!(Rule);
g::resource!(Rule, "AWS::Recursion::Rule", g::string_kind::Identifier<Rule>, g::NoAttributes);

/// Property types and enums of `AWS::Recursion::Rule`.
pub mod rule {
    use crate::generated as g;

    /**
`AWS::Recursion::Rule.AndStatement`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-andstatement.html>
    */
    #[must_use]
    pub struct AndStatement {
        object: g::Object,
    }

    impl AndStatement {
        /**
With the required properties:

- `statements`: [`Statements`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-andstatement.html#cfn-recursion-rule-andstatement-statements).
        */
        pub fn new(
            statements: impl g::IntoValue<g::List<Statement>>, // `list![…]` mixes literals and references
        ) -> Self {
            Self { object: g::with(g::Object::new(), "Statements", statements) }
        }
    }
    g::properties!(AndStatement);

    /**
`AWS::Recursion::Rule.NotStatement`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-notstatement.html>
    */
    #[must_use]
    pub struct NotStatement {
        object: g::Object,
    }

    impl NotStatement {
        /**
With the required properties:

- `statement`: [`Statement`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-notstatement.html#cfn-recursion-rule-notstatement-statement).
        */
        pub fn new(statement: impl g::IntoValue<Statement>) -> Self {
            Self { object: g::with(g::Object::new(), "Statement", statement) }
        }
    }
    g::properties!(NotStatement);

    /**
`AWS::Recursion::Rule.Statement`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-statement.html>
    */
    #[must_use]
    pub struct Statement {
        object: g::Object,
    }

    impl Statement {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`And`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-statement.html#cfn-recursion-rule-statement-and>
        */
        pub fn and(self, value: impl g::IntoValue<AndStatement>) -> Self {
            g::set(self, "And", value)
        }

        /**
`Children`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-statement.html#cfn-recursion-rule-statement-children>
        */
        pub fn children(
            self,
            value: impl g::IntoValue<g::Map<Statement>>, // `map! {…}` mixes literals and references
        ) -> Self {
            g::set(self, "Children", value)
        }

        /**
`Not`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-recursion-rule-statement.html#cfn-recursion-rule-statement-not>
        */
        pub fn not(self, value: impl g::IntoValue<NotStatement>) -> Self {
            g::set(self, "Not", value)
        }
    }
    g::properties!(Statement);
}

#[doc(hidden)]
pub const LITERALS: &str = "";
