//! The mapping of `AWS::S3::Bucket` properties to S3's XML documents.

use crate::cloudformation::resource::bucket::xml_mapping::Shape::{
    Flag, Number, Presence, Struct, Structs, Text, Texts,
};
use crate::cloudformation::resource::bucket::xml_mapping::{Field, field, same};

/// A property of `AWS::S3::Bucket`, its sub-resource, and its fields.
pub(super) struct Configuration {
    pub(super) property: &'static str,
    pub(super) query: &'static str,
    pub(super) fields: &'static [Field],
}

/// In the order in which they are put: versioning before what requires it.
pub(super) const CONFIGURATIONS: &[Configuration] = &[
    Configuration { property: "VersioningConfiguration", query: "versioning", fields: &[same("Status", Text)] },
    Configuration { property: "BucketEncryption", query: "encryption", fields: ENCRYPTION },
    Configuration {
        property: "PublicAccessBlockConfiguration",
        query: "publicAccessBlock",
        fields: &[
            same("BlockPublicAcls", Flag),
            same("IgnorePublicAcls", Flag),
            same("BlockPublicPolicy", Flag),
            same("RestrictPublicBuckets", Flag),
        ],
    },
    Configuration {
        property: "OwnershipControls",
        query: "ownershipControls",
        fields: &[field("Rules", "Rule", Structs(&[same("ObjectOwnership", Text)]))],
    },
    Configuration { property: "ObjectLockConfiguration", query: "object-lock", fields: OBJECT_LOCK },
    Configuration { property: "LifecycleConfiguration", query: "lifecycle", fields: LIFECYCLE },
    Configuration {
        property: "LoggingConfiguration",
        query: "logging",
        fields: &[
            field("DestinationBucketName", "LoggingEnabled/TargetBucket", Text),
            field("LogFilePrefix", "LoggingEnabled/TargetPrefix", Text),
        ],
    },
    Configuration { property: "NotificationConfiguration", query: "notification", fields: NOTIFICATION },
    Configuration {
        property: "AccelerateConfiguration",
        query: "accelerate",
        fields: &[field("AccelerationStatus", "Status", Text)],
    },
    Configuration { property: "CorsConfiguration", query: "cors", fields: CORS },
    Configuration { property: "ReplicationConfiguration", query: "replication", fields: REPLICATION },
];

/// A property whose items are configurations with IDs.
pub(super) struct ConfigurationWithId {
    pub(super) property: &'static str,
    pub(super) query: &'static str,
    pub(super) fields: &'static [Field],
}

pub(super) const CONFIGURATIONS_WITH_ID: &[ConfigurationWithId] = &[
    ConfigurationWithId { property: "InventoryConfigurations", query: "inventory", fields: INVENTORY },
    ConfigurationWithId {
        property: "MetricsConfigurations",
        query: "metrics",
        fields: &[
            same("Id", Text),
            field("Prefix", "Filter/Prefix", Text),
            field("AccessPointArn", "Filter/AccessPointArn", Text),
            field("TagFilters", "Filter/Tag", Structs(TAG)),
        ],
    },
    ConfigurationWithId {
        property: "IntelligentTieringConfigurations",
        query: "intelligent-tiering",
        fields: &[
            same("Id", Text),
            field("Prefix", "Filter/Prefix", Text),
            field("TagFilters", "Filter/Tag", Structs(TAG)),
            same("Status", Text),
            field("Tierings", "Tiering", Structs(&[same("AccessTier", Text), same("Days", Number)])),
        ],
    },
    ConfigurationWithId { property: "AnalyticsConfigurations", query: "analytics", fields: ANALYTICS },
];

const DESTINATION: &[Field] = &[
    field("BucketAccountId", "S3BucketDestination/AccountId", Text),
    field("BucketArn", "S3BucketDestination/Bucket", Text),
    field("Format", "S3BucketDestination/Format", Text),
    field("Prefix", "S3BucketDestination/Prefix", Text),
];

const INVENTORY: &[Field] = &[
    same("Destination", Struct(DESTINATION)),
    field("Enabled", "IsEnabled", Flag),
    same("Id", Text),
    field("Prefix", "Filter/Prefix", Text),
    same("IncludedObjectVersions", Text),
    field("OptionalFields", "OptionalFields/Field", Texts),
    field("ScheduleFrequency", "Schedule/Frequency", Text),
];

const ANALYTICS: &[Field] = &[
    same("Id", Text),
    field("Prefix", "Filter/Prefix", Text),
    field("TagFilters", "Filter/Tag", Structs(TAG)),
    same(
        "StorageClassAnalysis",
        Struct(&[same(
            "DataExport",
            Struct(&[same("OutputSchemaVersion", Text), same("Destination", Struct(DESTINATION))]),
        )]),
    ),
];

const ENCRYPTION: &[Field] = &[field(
    "ServerSideEncryptionConfiguration",
    "Rule",
    Structs(&[
        field(
            "ServerSideEncryptionByDefault",
            "ApplyServerSideEncryptionByDefault",
            Struct(&[same("SSEAlgorithm", Text), same("KMSMasterKeyID", Text)]),
        ),
        same("BucketKeyEnabled", Flag),
        same("BlockedEncryptionTypes", Struct(&[same("EncryptionType", Texts)])),
    ]),
)];

const OBJECT_LOCK: &[Field] = &[
    same("ObjectLockEnabled", Text),
    same(
        "Rule",
        Struct(&[same("DefaultRetention", Struct(&[same("Mode", Text), same("Days", Number), same("Years", Number)]))]),
    ),
];

const TAG: &[Field] = &[same("Key", Text), same("Value", Text)];

const LIFECYCLE: &[Field] = &[
    field(
        "Rules",
        "Rule",
        Structs(&[
            field("Id", "ID", Text),
            field("Prefix", "Filter/Prefix", Text),
            field("ObjectSizeGreaterThan", "Filter/ObjectSizeGreaterThan", Number),
            field("ObjectSizeLessThan", "Filter/ObjectSizeLessThan", Number),
            field("TagFilters", "Filter/Tag", Structs(TAG)),
            same("Status", Text),
            field("ExpirationInDays", "Expiration/Days", Number),
            field("ExpirationDate", "Expiration/Date", Text),
            field("ExpiredObjectDeleteMarker", "Expiration/ExpiredObjectDeleteMarker", Flag),
            field(
                "Transitions",
                "Transition",
                Structs(&[
                    field("TransitionInDays", "Days", Number),
                    field("TransitionDate", "Date", Text),
                    same("StorageClass", Text),
                ]),
            ),
            same(
                "NoncurrentVersionExpiration",
                Struct(&[same("NoncurrentDays", Number), same("NewerNoncurrentVersions", Number)]),
            ),
            field("NoncurrentVersionExpirationInDays", "NoncurrentVersionExpiration/NoncurrentDays", Number),
            field(
                "NoncurrentVersionTransitions",
                "NoncurrentVersionTransition",
                Structs(&[
                    field("TransitionInDays", "NoncurrentDays", Number),
                    same("StorageClass", Text),
                    same("NewerNoncurrentVersions", Number),
                ]),
            ),
            same("AbortIncompleteMultipartUpload", Struct(&[same("DaysAfterInitiation", Number)])),
        ]),
    ),
    same("TransitionDefaultMinimumObjectSize", Text),
];

const FILTER: &[Field] = &[field(
    "S3Key",
    "S3Key",
    Struct(&[field("Rules", "FilterRule", Structs(&[same("Name", Text), same("Value", Text)]))]),
)];

const NOTIFICATION: &[Field] = &[
    field(
        "TopicConfigurations",
        "TopicConfiguration",
        Structs(&[same("Topic", Text), same("Event", Text), same("Filter", Struct(FILTER))]),
    ),
    field(
        "QueueConfigurations",
        "QueueConfiguration",
        Structs(&[same("Queue", Text), same("Event", Text), same("Filter", Struct(FILTER))]),
    ),
    field(
        "LambdaConfigurations",
        "CloudFunctionConfiguration",
        Structs(&[field("Function", "CloudFunction", Text), same("Event", Text), same("Filter", Struct(FILTER))]),
    ),
    field(
        "EventBridgeConfiguration",
        "EventBridgeConfiguration",
        Struct(&[field("EventBridgeEnabled", "Enabled", Presence)]),
    ),
];

const CORS: &[Field] = &[field(
    "CorsRules",
    "CORSRule",
    Structs(&[
        field("Id", "ID", Text),
        field("AllowedHeaders", "AllowedHeader", Texts),
        field("AllowedMethods", "AllowedMethod", Texts),
        field("AllowedOrigins", "AllowedOrigin", Texts),
        field("ExposedHeaders", "ExposeHeader", Texts),
        field("MaxAge", "MaxAgeSeconds", Number),
    ]),
)];

const STATUS: &[Field] = &[same("Status", Text)];
const MINUTES: &[Field] = &[same("Minutes", Number)];

const REPLICATION: &[Field] = &[
    same("Role", Text),
    field(
        "Rules",
        "Rule",
        Structs(&[
            field("Id", "ID", Text),
            same("Priority", Number),
            same("Prefix", Text),
            same(
                "Filter",
                Struct(&[
                    same("Prefix", Text),
                    field("TagFilter", "Tag", Struct(TAG)),
                    same("And", Struct(&[same("Prefix", Text), field("TagFilters", "Tag", Structs(TAG))])),
                ]),
            ),
            same("Status", Text),
            same(
                "SourceSelectionCriteria",
                Struct(&[same("SseKmsEncryptedObjects", Struct(STATUS)), same("ReplicaModifications", Struct(STATUS))]),
            ),
            same(
                "Destination",
                Struct(&[
                    same("Bucket", Text),
                    same("Account", Text),
                    same("StorageClass", Text),
                    same("AccessControlTranslation", Struct(&[same("Owner", Text)])),
                    same("EncryptionConfiguration", Struct(&[same("ReplicaKmsKeyID", Text)])),
                    same("ReplicationTime", Struct(&[same("Status", Text), same("Time", Struct(MINUTES))])),
                    same("Metrics", Struct(&[same("Status", Text), same("EventThreshold", Struct(MINUTES))])),
                ]),
            ),
            same("DeleteMarkerReplication", Struct(STATUS)),
        ]),
    ),
];
