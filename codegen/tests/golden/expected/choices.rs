use crate::generated as g;

/**
`AWS::Choices::Route`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-choices-route.html>
*/
#[must_use]
pub struct Route {
    object: g::Object,
}

impl Route {
    /**
With the required properties:

- `target`: [`Target`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-choices-route.html#cfn-choices-route-target).
    */
    pub fn new(target: impl g::IntoValue<route::Target>) -> Self {
        Self { object: g::with(g::Object::new(), "Target", target) }
    }

    /**
`Fallback`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-choices-route.html#cfn-choices-route-fallback>
    */
    pub fn fallback(self, value: impl g::IntoValue<route::Fallback>) -> Self {
        g::set(self, "Fallback", value)
    }
}
g::properties!(Route);
g::resource!(Route, "AWS::Choices::Route", g::string_kind::Identifier<Route>, g::NoAttributes);

/// Property types and enums of `AWS::Choices::Route`.
pub mod route {
    use crate::generated as g;

    /**
`AWS::Choices::Route.Fallback`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-fallback.html>
    */
    #[must_use]
    pub struct Fallback {
        object: g::Object,
    }

    impl Fallback {
        /**
With `Page`, instead of `Status`:

- `page`: [`Page`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-fallback.html#cfn-choices-route-fallback-page).
        */
        pub fn page(page: impl g::IntoValue<g::String>) -> Self {
            Self { object: g::with(g::Object::new(), "Page", page) }
        }
        /**
With `Status`, instead of `Page`:

- `status`: [`Status`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-fallback.html#cfn-choices-route-fallback-status). Allowed: 400 to 599.
        */
        pub fn status(status: impl g::IntoValue<i64>) -> Self {
            Self { object: g::with(g::Object::new(), "Status", status) }
        }
    }
    g::properties!(Fallback);

    /**
`AWS::Choices::Route.Target`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html>
    */
    #[must_use]
    pub struct Target {
        object: g::Object,
    }

    impl Target {
        /**
With `Address`, instead of `Instance`:

- `address`: [`Address`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html#cfn-choices-route-target-address).
- `port`: [`Port`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html#cfn-choices-route-target-port).
        */
        pub fn address(address: impl g::IntoValue<g::String>, port: impl g::IntoValue<i64>) -> Self {
            Self { object: g::with(g::with(g::Object::new(), "Address", address), "Port", port) }
        }
        /**
With `Instance`, instead of `Address`:

- `instance`: [`Instance`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html#cfn-choices-route-target-instance).
- `port`: [`Port`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html#cfn-choices-route-target-port).
        */
        pub fn instance(instance: impl g::IntoValue<g::String>, port: impl g::IntoValue<i64>) -> Self {
            Self { object: g::with(g::with(g::Object::new(), "Instance", instance), "Port", port) }
        }

        /**
`Weight`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-choices-route-target.html#cfn-choices-route-target-weight>
        */
        pub fn weight(self, value: impl g::IntoValue<i64>) -> Self {
            g::set(self, "Weight", value)
        }
    }
    g::properties!(Target);
}

#[doc(hidden)]
pub const LITERALS: &str = ":route::Fallback\nstatus\tn\t400\t599\t\t400 to 599\n";
