//! What a role needs to use the data of a resource.

use crate::facts;
use crate::handle::Handle;
use crate::policy::{Action, Identity, Statement};
use crate::resource::ResourceType;
use crate::sub;
use crate::value::{List, Value};

/// What is done with the data of a resource. Nothing of it changes or removes the resource itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads: objects, items, messages, values.
    Read,
    /// Writes, sends, invokes.
    Write,
    /// Both.
    ReadWrite,
}

/// A resource type of which it is known what reading and writing its data needs.
pub trait Grantable: ResourceType {
    /// The actions on its data. Whether one reads or writes is its access level in the snapshot.
    const DATA: &'static [&'static str];
    /// What reading needs besides, whatever its access level, each with the reason: who receives a message deletes it.
    const FOR_READING: &'static [(&'static str, &'static str)];
    /// What writing needs besides, whatever its access level, each with the reason: who writes in parts lists them.
    const FOR_WRITING: &'static [(&'static str, &'static str)];
    /// What stands after its ARN in the ARNs of its parts: `/index/*` of a table.
    const PARTS: &'static [&'static str];

    /// The ARN of a resource.
    fn arn(handle: &Handle<Self>) -> Value<String>;
}

/// A statement that allows reading, or writing, the data of a resource and of its parts, and nothing else.
///
/// What is encrypted with a key of one's own needs a statement about the key too: reading needs `Access::Read` of it, writing
/// `Access::ReadWrite`.
pub fn grant<R: Grantable>(resource: &Handle<R>, access: Access) -> Statement<Identity> {
    let reads = matches!(access, Access::Read | Access::ReadWrite);
    let writes = matches!(access, Access::Write | Access::ReadWrite);
    let wanted = |action: &&'static str| if facts::is_reading(action) { reads } else { writes };
    let mut names: Vec<&'static str> = R::DATA.iter().copied().filter(wanted).collect();
    let besides = |wanted: bool, list: &'static [(&'static str, &'static str)]| list.iter().filter(move |_| wanted);
    names.extend(besides(reads, R::FOR_READING).chain(besides(writes, R::FOR_WRITING)).map(|(action, _)| *action));
    names.sort_unstable();
    names.dedup();
    let actions: Vec<Action> = names.into_iter().map(Action::known).collect();
    let arn = R::arn(resource);
    let mut resources: List<String> = List::new();
    resources.push(&arn);
    for part in R::PARTS {
        resources.push(sub!("${arn}${part}", arn = &arn, part = *part));
    }
    match R::PARTS {
        [] => Statement::allow(actions, arn),
        _ => Statement::allow(actions, resources),
    }
}

macro_rules! grantable {
    ($($feature:literal, $ty:ty, $arn:ident, parts $parts:expr, data $data:expr, for_reading $reading:expr, for_writing $writing:expr;)*) => {
        $(
            #[cfg(feature = $feature)]
            impl Grantable for $ty {
                const DATA: &'static [&'static str] = &$data;
                const FOR_READING: &'static [(&'static str, &'static str)] = &$reading;
                const FOR_WRITING: &'static [(&'static str, &'static str)] = &$writing;
                const PARTS: &'static [&'static str] = &$parts;

                fn arn(handle: &Handle<Self>) -> Value<String> {
                    crate::IntoValue::into_value(handle.$arn())
                }
            }
        )*

        /// All actions by their use, for the test that AWS has them.
        #[cfg(test)]
        const ALL: &[Row] = &[$((&$data, &$reading, &$writing)),*];
    };
}

/// The data actions of a resource type, and what reading and writing need besides.
#[cfg(test)]
type Row = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

// Source: the actions of each service in the Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
grantable! {
    "dynamodb", crate::dynamodb::Table, arn, parts ["/index/*"],
        data ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem",
            "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan",
            "dynamodb:UpdateItem"],
        for_reading [],
        for_writing [("dynamodb:DescribeTable", "clients that write look up the keys of the table first")];
    "s3", crate::s3::Bucket, arn, parts ["/*"],
        data ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion",
            "s3:ListBucket", "s3:PutObject"],
        for_reading [],
        for_writing [("s3:ListBucketMultipartUploads", "who uploads in parts finds the upload again"),
            ("s3:ListMultipartUploadParts", "who uploads in parts finds the parts that are there")];
    "sqs", crate::sqs::Queue, arn, parts [],
        data ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"],
        for_reading [("sqs:ChangeMessageVisibility", "who receives a message keeps it from others while it is worked on"),
            ("sqs:DeleteMessage", "who has received a message removes it, or receives it again")],
        for_writing [("sqs:GetQueueAttributes", "clients that send look up the limits of the queue"),
            ("sqs:GetQueueUrl", "messages are sent to the URL")];
    "sns", crate::sns::Topic, topic_arn, parts [],
        data ["sns:GetTopicAttributes", "sns:Publish"],
        for_reading [],
        for_writing [];
    "lambda", crate::lambda::Function, arn, parts [":*"],
        data ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"],
        for_reading [],
        for_writing [];
    "kms", crate::kms::Key, arn, parts [],
        data ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
        for_reading [("kms:Decrypt", "AWS has it as writing, and it reads what is encrypted")],
        for_writing [("kms:DescribeKey", "clients that encrypt look up what the key is for")];
    "secretsmanager", crate::secretsmanager::Secret, reference, parts [],
        data ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage"],
        for_reading [],
        for_writing [("secretsmanager:DescribeSecret", "a new version is moved by the labels of the old ones")];
    "logs", crate::logs::LogGroup, arn, parts [],
        data ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:PutLogEvents"],
        for_reading [],
        for_writing [];
    "kinesis", crate::kinesis::Stream, arn, parts [],
        data ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
            "kinesis:PutRecord", "kinesis:PutRecords", "kinesis:SubscribeToShard"],
        for_reading [],
        for_writing [("kinesis:ListShards", "producers choose the shard that they write to")];
    "stepfunctions", crate::stepfunctions::StateMachine, arn, parts [],
        data ["states:DescribeStateMachine", "states:ListExecutions", "states:StartExecution", "states:StartSyncExecution"],
        for_reading [],
        for_writing [];
    "events", crate::events::EventBus, arn, parts [],
        data ["events:DescribeEventBus", "events:PutEvents"],
        for_reading [],
        for_writing [];
    "ecr", crate::ecr::Repository, arn, parts [],
        data ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer",
            "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"],
        for_reading [],
        for_writing [("ecr:BatchCheckLayerAvailability", "a push leaves out the layers that are there")];
    "efs", crate::efs::FileSystem, arn, parts [],
        data ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        for_reading [],
        for_writing [("elasticfilesystem:ClientMount", "who writes mounts the file system")];
    "kinesis", crate::kinesisfirehose::DeliveryStream, arn, parts [],
        data ["firehose:DescribeDeliveryStream", "firehose:PutRecord", "firehose:PutRecordBatch"],
        for_reading [],
        for_writing [];
    "cognito", crate::cognito::UserPool, arn, parts [],
        data ["cognito-idp:AdminCreateUser", "cognito-idp:AdminDeleteUser", "cognito-idp:AdminGetUser", "cognito-idp:AdminUpdateUserAttributes", "cognito-idp:ListUsers"],
        for_reading [],
        for_writing [];
    "opensearch", crate::opensearchservice::Domain, arn, parts ["/*"],
        data ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut"],
        for_reading [],
        for_writing [("es:ESHttpHead", "clients that write look up whether the index is there")];
    "codebuild", crate::codebuild::Project, arn, parts [],
        data ["codebuild:BatchGetBuilds", "codebuild:ListBuildsForProject", "codebuild:StartBuild", "codebuild:StopBuild"],
        for_reading [],
        for_writing [("codebuild:BatchGetBuilds", "who starts a build waits for its end")];
    "codecommit", crate::codecommit::Repository, arn, parts [],
        data ["codecommit:GitPull", "codecommit:GitPush"],
        for_reading [],
        for_writing [("codecommit:GitPull", "a push compares with what is there")];
}

#[cfg(test)]
mod tests {
    use cfn_spec::iam::AccessLevel;

    use super::ALL;

    fn level(action: &str) -> AccessLevel {
        let (prefix, name) = action.split_once(':').unwrap();
        let known = cfn_spec::iam_actions(prefix).unwrap();
        known.into_iter().find(|known| known.name == name).unwrap_or_else(|| panic!("AWS has no {action}")).access
    }

    #[test]
    fn aws_has_every_action_and_none_is_about_permissions_or_tags() {
        for (data, for_reading, for_writing) in ALL {
            let besides = for_reading.iter().chain(*for_writing).map(|(action, _)| action);
            for action in data.iter().chain(besides) {
                assert!(
                    matches!(level(action), AccessLevel::Read | AccessLevel::List | AccessLevel::Write),
                    "{action}"
                );
            }
        }
    }

    /// A statement without actions is none.
    #[test]
    fn each_resource_is_read_and_written() {
        for (data, for_reading, for_writing) in ALL {
            let is_write = |action: &&str| level(action) == AccessLevel::Write;
            assert!(data.iter().any(is_write) || !for_writing.is_empty(), "{data:?} has nothing to write");
            assert!(!data.iter().all(is_write) || !for_reading.is_empty(), "{data:?} has nothing to read");
        }
    }

    #[test]
    fn only_what_the_access_level_does_not_say_is_listed_apart_with_its_reason() {
        for (data, for_reading, for_writing) in ALL {
            for (action, reason) in *for_reading {
                assert!(level(action) == AccessLevel::Write && !data.contains(action), "{action} is read by its level");
                assert!(reason.len() > 20, "{action}: {reason}");
            }
            for (action, reason) in *for_writing {
                assert_ne!(level(action), AccessLevel::Write, "{action}");
                assert!(reason.len() > 20, "{action}: {reason}");
            }
        }
    }
}
