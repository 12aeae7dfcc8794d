use crate::generated as g;

/**
`AWS::Required::Cluster`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html>
*/
#[must_use]
pub struct Cluster {
    object: g::Object,
}

impl Cluster {
    /// With the required properties.
    pub fn new<
        T1: g::IntoValue<cluster::Engine>, // Mysql, Postgres
        T2: g::IntoValue<g::List<cluster::Node>>, // `list![…]` mixes literals and references
        T3: g::IntoValue<i64>,
        T4: g::IntoValue<g::string_kind::IamRoleArn>,
    >(required: ClusterRequired<T1, T2, T3, T4>) -> Self {
        Self { object: g::with(g::with(g::with(g::with(g::Object::new(), "Engine", required.engine), "Nodes", required.nodes), "Port", required.port), "RoleArn", required.role_arn) }
    }

    /**
`Tags`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html#cfn-required-cluster-tags>
    */
    pub fn tags(
        self,
        value: impl g::IntoValue<g::List<g::Tag>>, // `list![…]` mixes literals and references
    ) -> Self {
        g::set(self, "Tags", value)
    }
}
g::properties!(Cluster);

/// The required properties of [`Cluster`].
pub struct ClusterRequired<T1, T2, T3, T4> {
    /**
`Engine`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html#cfn-required-cluster-engine>
    */
    pub engine: T1,
    /**
`Nodes`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html#cfn-required-cluster-nodes>
    */
    pub nodes: T2,
    /**
`Port`, required.

Allowed: 1 to 65535.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html#cfn-required-cluster-port>
    */
    pub port: T3,
    /**
`RoleArn`, required. A change replaces the resource.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-cluster.html#cfn-required-cluster-rolearn>
    */
    pub role_arn: T4,
}
g::resource!(Cluster, "AWS::Required::Cluster", g::string_kind::Identifier<Cluster>, g::NoAttributes);

/// Property types and enums of `AWS::Required::Cluster`.
pub mod cluster {
    use crate::generated as g;

    /**
`AWS::Required::Cluster.Node`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-required-cluster-node.html>
    */
    #[must_use]
    pub struct Node {
        object: g::Object,
    }

    impl Node {
        /// With the required properties.
        pub fn new<
            T1: g::IntoValue<g::String>,
            T2: g::IntoValue<bool>,
            T3: g::IntoValue<f64>,
            T4: g::IntoValue<g::String>,
        >(required: NodeRequired<T1, T2, T3, T4>) -> Self {
            Self { object: g::with(g::with(g::with(g::with(g::Object::new(), "A", required.a), "B", required.b), "C", required.c), "Type", required.r#type) }
        }
    }
    g::properties!(Node);

    /// The required properties of [`Node`].
    pub struct NodeRequired<T1, T2, T3, T4> {
        /**
`A`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-required-cluster-node.html#cfn-required-cluster-node-a>
        */
        pub a: T1,
        /**
`B`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-required-cluster-node.html#cfn-required-cluster-node-b>
        */
        pub b: T2,
        /**
`C`, required.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-required-cluster-node.html#cfn-required-cluster-node-c>
        */
        pub c: T3,
        /**
`Type`, required. A change may replace the resource.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-required-cluster-node.html#cfn-required-cluster-node-type>
        */
        pub r#type: T4,
    }

    /// The values of `AWS::Required::Cluster/Engine`.
    #[non_exhaustive]
    pub enum Engine {
        /// `mysql`
        Mysql,
        /// `postgres`
        Postgres,
    }
    g::enum_type!(Engine, "mysql\npostgres");
}

/**
`AWS::Required::Single`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-single.html>
*/
#[must_use]
pub struct Single {
    object: g::Object,
}

impl Single {
    /**
With the required properties:

- `name`: [`Name`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-required-single.html#cfn-required-single-name).
    */
    pub fn new(name: impl g::IntoValue<g::String>) -> Self {
        Self { object: g::with(g::Object::new(), "Name", name) }
    }
}
g::properties!(Single);
g::resource!(Single, "AWS::Required::Single", g::string_kind::Identifier<Single>, g::NoAttributes);

#[doc(hidden)]
pub const LITERALS: &str = ":Cluster\nport\tn\t1\t65535\t\t1 to 65535\n";
