use crate::generated as g;

/**
`AWS::Attributes::Custom`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-custom.html>
*/
#[derive(Clone)]
#[must_use]
pub struct Custom(g::Object);

impl Custom {
    /// With the required properties.
    pub fn new(service_token: impl g::IntoValue<g::String>) -> Self {
        Self(g::Object::new()).service_token(service_token)
    }

    /**
`ServiceToken`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-custom.html#cfn-attributes-custom-servicetoken>
    */
    pub fn service_token(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "ServiceToken", value)
    }
}
g::properties!(Custom);
g::resource!(Custom, "AWS::Attributes::Custom", g::meaning::Identifier<Custom>, g::NoAttributes);

impl Custom {
    /// Any other property: AWS passes it on.
    pub fn property(self, name: impl g::Into<g::String>, value: impl g::IntoJson) -> Self {
        g::set_additional(self, name.into(), value)
    }
}

/**
`AWS::Attributes::Database`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html>
*/
#[derive(Clone)]
#[must_use]
pub struct Database(g::Object);

impl Database {
    /// Without properties: none is required.
    pub fn new() -> Self {
        Self(g::Object::new())
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
    pub fn legacy(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Legacy", value)
    }

    #[doc = "`Password`, optional. Never read back.\n\nAllowed: 8 to 64 characters; pattern ``^[^`*/]*$``.\n\n<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-attributes-database.html#cfn-attributes-database-password>"]
    pub fn password(self, value: impl g::IntoValue<g::String>) -> Self {
        g::set(self, "Password", value)
    }
}
g::properties!(Database);
g::resource!(Database, "AWS::Attributes::Database", g::meaning::Identifier<Database>, DatabaseAttributes);

/// The attributes of `AWS::Attributes::Database`: methods of a [`Handle`](crate::Handle) of a [`Database`].
pub struct DatabaseAttributes(g::Reference);

impl DatabaseAttributes {
    /// `Fn::GetAtt` of `Endpoint.Address`.
    pub fn endpoint_address(&self) -> g::Value<g::String> {
        g::attribute(&self.0, "Endpoint.Address")
    }
    /// `Fn::GetAtt` of `Endpoint.Port`.
    pub fn endpoint_port(&self) -> g::Value<i64> {
        g::attribute(&self.0, "Endpoint.Port")
    }
    /// `Fn::GetAtt` of `InstanceArn`.
    pub fn instance_arn(&self) -> g::Value<g::meaning::Arn> {
        g::attribute(&self.0, "InstanceArn")
    }
    /// `Fn::GetAtt` of `Replicas`.
    pub fn replicas(&self) -> g::Value<g::List<database::Replica>> {
        g::attribute(&self.0, "Replicas")
    }
}
g::attributes!(DatabaseAttributes);

/// Property types and closed sets of `AWS::Attributes::Database`.
pub mod database {
    use crate::generated as g;

    /**
`AWS::Attributes::Database.Endpoint`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-attributes-database-endpoint.html>
    */
    #[derive(Clone)]
    #[must_use]
    pub struct Endpoint(g::Object);

    impl Endpoint {
        /// Without properties: none is required.
        pub fn new() -> Self {
            Self(g::Object::new())
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
`AWS::Attributes::Database.Replica`. Attributes return it; no property takes it.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-attributes-database-replica.html>
    */
    pub enum Replica {}
}
