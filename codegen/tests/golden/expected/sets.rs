use crate::generated as g;

/**
`AWS::Sets::Bucket`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html>
*/
#[must_use]
pub struct Bucket {
    object: g::Object,
}

impl Bucket {
    /// Without properties; none is required.
    pub fn new() -> Self {
        Self { object: g::Object::new() }
    }

    /**
`Algorithm`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-algorithm>
    */
    pub fn algorithm(
        self,
        value: impl g::IntoValue<bucket::Algorithm>, // AwsKms, Aes256, Empty
    ) -> Self {
        g::set(self, "Algorithm", value)
    }

    /**
`Enabled`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-enabled>
    */
    pub fn enabled(
        self,
        value: impl g::IntoValue<bucket::Enabled>, // True, False
    ) -> Self {
        g::set(self, "Enabled", value)
    }

    /**
`Methods`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-methods>
    */
    pub fn methods(
        self,
        value: impl g::IntoValue<g::List<bucket::Method>>, // Get, Put, Asterisk
    ) -> Self {
        g::set(self, "Methods", value)
    }

    /**
`Retries`, optional.

Allowed: `1`, `3`.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-retries>
    */
    pub fn retries(self, value: impl g::IntoValue<i64>) -> Self {
        g::set(self, "Retries", value)
    }

    /**
`Second`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-second>
    */
    pub fn second(self, value: impl g::IntoValue<bucket::Second>) -> Self {
        g::set(self, "Second", value)
    }

    /**
`Status`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-status>
    */
    pub fn status(
        self,
        value: impl g::IntoValue<bucket::BucketStatus>, // Enabled, Suspended
    ) -> Self {
        g::set(self, "Status", value)
    }

    /**
`Version`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-version>
    */
    pub fn version(
        self,
        value: impl g::IntoValue<bucket::Version>, // V1_0, V1_10, Python3_12, UsEast1
    ) -> Self {
        g::set(self, "Version", value)
    }

    /**
`When`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sets-bucket.html#cfn-sets-bucket-when>
    */
    pub fn when(
        self,
        value: impl g::IntoValue<bucket::When>, // ONDEMAND, OnDemand, DefaultLowerCase, Default
    ) -> Self {
        g::set(self, "When", value)
    }
}
g::properties!(Bucket);
g::resource!(Bucket, "AWS::Sets::Bucket", g::string_kind::Identifier<Bucket>, g::NoAttributes);

/// Property types and enums of `AWS::Sets::Bucket`.
pub mod bucket {
    use crate::generated as g;

    /**
`AWS::Sets::Bucket.First`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sets-bucket-first.html>
    */
    #[must_use]
    pub struct First {
        object: g::Object,
    }

    impl First {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`Status`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sets-bucket-first.html#cfn-sets-bucket-first-status>
        */
        pub fn status(
            self,
            value: impl g::IntoValue<Status>, // Off, On
        ) -> Self {
            g::set(self, "Status", value)
        }
    }
    g::properties!(First);

    /**
`AWS::Sets::Bucket.Second`

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sets-bucket-second.html>
    */
    #[must_use]
    pub struct Second {
        object: g::Object,
    }

    impl Second {
        /// Without properties; none is required.
        pub fn new() -> Self {
            Self { object: g::Object::new() }
        }

        /**
`First`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sets-bucket-second.html#cfn-sets-bucket-second-first>
        */
        pub fn first(self, value: impl g::IntoValue<First>) -> Self {
            g::set(self, "First", value)
        }

        /**
`Status`, optional.

<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sets-bucket-second.html#cfn-sets-bucket-second-status>
        */
        pub fn status(
            self,
            value: impl g::IntoValue<Status>, // Off, On
        ) -> Self {
            g::set(self, "Status", value)
        }
    }
    g::properties!(Second);

    /// The values of `AWS::Sets::Bucket/Algorithm`.
    #[non_exhaustive]
    pub enum Algorithm {
        /// `aws:kms`
        AwsKms,
        /// `AES256`
        Aes256,
        /// The empty string.
        Empty,
    }
    g::enum_type!(Algorithm, "aws:kms\nAES256\n");

    /// The values of `AWS::Sets::Bucket/Enabled`.
    #[non_exhaustive]
    pub enum Enabled {
        /// `true`
        True,
        /// `false`
        False,
    }
    g::enum_type!(Enabled, "true\nfalse");

    /// The values of `AWS::Sets::Bucket/Methods`.
    #[non_exhaustive]
    pub enum Method {
        /// `GET`
        Get,
        /// `PUT`
        Put,
        /// `*`
        Asterisk,
    }
    g::enum_type!(Method, "GET\nPUT\n*");

    /// The values of `AWS::Sets::Bucket/Status`.
    #[non_exhaustive]
    pub enum BucketStatus {
        /// `Enabled`
        Enabled,
        /// `Suspended`
        Suspended,
    }
    g::enum_type!(BucketStatus, "Enabled\nSuspended");

    /// The values of `AWS::Sets::Bucket/Version`.
    #[non_exhaustive]
    pub enum Version {
        /// `1.0`
        V1_0,
        /// `1.10`
        V1_10,
        /// `python3.12`
        Python3_12,
        /// `us-east-1`
        UsEast1,
    }
    g::enum_type!(Version, "1.0\n1.10\npython3.12\nus-east-1");

    /// The values of `AWS::Sets::Bucket/When`.
    #[non_exhaustive]
    pub enum When {
        /// `ON_DEMAND`
        ONDEMAND,
        /// `OnDemand`
        OnDemand,
        /// `default`
        DefaultLowerCase,
        /// `Default`
        Default,
    }
    g::enum_type!(When, "ON_DEMAND\nOnDemand\ndefault\nDefault");

    /// The values of `AWS::Sets::Bucket.First/Status`, `AWS::Sets::Bucket.Second/Status`.
    #[non_exhaustive]
    pub enum Status {
        /// `Off`
        Off,
        /// `On`
        On,
    }
    g::enum_type!(Status, "Off\nOn");
}

#[doc(hidden)]
pub const LITERALS: &str = ":Bucket\nretries\tn\t\t\t1,3\t`1`, `3`\n";
