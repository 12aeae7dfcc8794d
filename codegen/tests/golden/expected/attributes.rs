use crate::generated as g;

/**
`AWS::Attributes::Custom`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-custom.html>
*/
#[must_use]
pub struct Custom {
    object: g::Object,
}

impl Custom {
    /**
With the required properties:

- `service_token`: [`ServiceToken`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-custom.html#cfn-attributes-custom-servicetoken).
    */
    pub fn new(service_token: impl g::IntoValue<g::String>) -> Self {
        Self { object: g::with(g::Object::new(), "ServiceToken", service_token) }
    }
}
g::properties!(Custom);
g::resource!(Custom, "AWS::Attributes::Custom", g::string_kind::Identifier<Custom>, g::NoAttributes);

impl Custom {
    /// Sets any other property.
    pub fn property(self, name: impl g::Into<g::String>, value: impl g::IntoJson) -> Self {
        g::set_additional(self, name.into(), value)
    }
}

/**
`AWS::Attributes::Database`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html>
*/
#[must_use]
pub struct Database {
    object: g::Object,
}

impl Database {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Endpoint`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html#cfn-attributes-database-endpoint>
    */
    pub fn endpoint(self, value: impl g::IntoValue<database::Endpoint>) -> Self {
        g::set(self, "Endpoint", value)
    }

    /**
`Legacy`, optional. Deprecated by AWS.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html#cfn-attributes-database-legacy>
    */
    #[deprecated = "AWS has deprecated the property"]
    pub fn legacy(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Legacy", value)
    }

    #[doc = "`Password`, optional. Write-only.\n\nAllowed: 8 to 64 characters; pattern ``^[^`*/]*$``.\n\n<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html#cfn-attributes-database-password>"]
    pub fn password(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Password", value)
    }
}
g::properties!(Database);
g::resource!(Database, "AWS::Attributes::Database", g::string_kind::Identifier<Database>, DatabaseAttributes);

/// The attributes of `AWS::Attributes::Database`: methods of a [`Handle`](crate::Handle) of a [`Database`].
pub struct DatabaseAttributes {
    target: g::Reference,
}

impl DatabaseAttributes {
    /// `Fn::GetAtt` of `Endpoint.Address`.
    pub fn endpoint_address(&self) -> g::Value<g::String> {
        g::attribute(&self.target, "Endpoint.Address")
    }
    /// `Fn::GetAtt` of `Endpoint.Port`.
    pub fn endpoint_port(&self) -> g::Value<i64> {
        g::attribute(&self.target, "Endpoint.Port")
    }
    /// `Fn::GetAtt` of `InstanceArn`.
    pub fn instance_arn(&self) -> g::Value<g::string_kind::Arn> {
        g::attribute(&self.target, "InstanceArn")
    }
    /// `Fn::GetAtt` of `Replicas`.
    pub fn replicas(&self) -> g::Value<g::List<database::Replica>> {
        g::attribute(&self.target, "Replicas")
    }
}
g::attributes!(DatabaseAttributes);

/// Property types and enums of `AWS::Attributes::Database`.
pub mod database {
    use crate::generated as g;

    /**
`AWS::Attributes::Database.Endpoint`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-attributes-database-endpoint.html>
    */
    #[must_use]
    pub struct Endpoint {
        object: g::Object,
    }

    impl Endpoint {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Address`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-attributes-database-endpoint.html#cfn-attributes-database-endpoint-address>
        */
        pub fn address(self, value: impl g::IntoValue<g::String>) -> Self {
            g::set(self, "Address", value)
        }
    }
    g::properties!(Endpoint);

    /**
`AWS::Attributes::Database.Replica`. Returned by attributes only.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-attributes-database-replica.html>
    */
    pub enum Replica {}
}

#[doc(hidden)]
pub const LITERALS: &str = ":Database\npassword\ts\t8\t64\t^[^`*/]*$\t8 to 64 characters; pattern ``^[^`*/]*$``\n";
