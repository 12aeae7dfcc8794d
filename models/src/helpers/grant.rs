//! What a role needs to use the data of a resource.

use crate::handle::Handle;
use crate::policy::{Action, Identity, Statement};
use crate::resource::ResourceType;
use crate::sub;
use crate::value::{IntoValue, List, Value};

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
    /// The actions that read its data.
    const READ: &'static [&'static str];
    /// The actions that write its data, send to it or invoke it.
    const WRITE: &'static [&'static str];
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
    let (read, write) = match access {
        Access::Read => (R::READ, &[][..]),
        Access::Write => (&[][..], R::WRITE),
        Access::ReadWrite => (R::READ, R::WRITE),
    };
    let mut names: Vec<&'static str> = read.iter().chain(write).copied().collect();
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
    ($($feature:literal, $ty:ty, $arn:ident, parts $parts:expr, read $read:expr, write $write:expr;)*) => {
        $(
            #[cfg(feature = $feature)]
            impl Grantable for $ty {
                const READ: &'static [&'static str] = &$read;
                const WRITE: &'static [&'static str] = &$write;
                const PARTS: &'static [&'static str] = &$parts;

                fn arn(handle: &Handle<Self>) -> Value<String> {
                    handle.$arn().into_value()
                }
            }
        )*

        /// All actions, for the test that AWS has them.
        #[cfg(test)]
        const ALL: &[(&str, &[&str])] = &[$(($feature, &$read), ($feature, &$write)),*];
    };
}

// Source: the actions of each service in the Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
grantable! {
    "dynamodb", crate::dynamodb::Table, arn, parts ["/index/*"],
        read ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query",
            "dynamodb:Scan"],
        write ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:PutItem", "dynamodb:UpdateItem"];
    "s3", crate::s3::Bucket, arn, parts ["/*"],
        read ["s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
        write ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts", "s3:PutObject"];
    "sqs", crate::sqs::Queue, arn, parts [],
        read ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
        write ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"];
    "sns", crate::sns::Topic, topic_arn, parts [],
        read ["sns:GetTopicAttributes"],
        write ["sns:Publish"];
    "lambda", crate::lambda::Function, arn, parts [":*"],
        read ["lambda:GetFunctionConfiguration"],
        write ["lambda:InvokeFunction"];
    "kms", crate::kms::Key, arn, parts [],
        read ["kms:Decrypt", "kms:DescribeKey"],
        write ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"];
    "secretsmanager", crate::secretsmanager::Secret, reference, parts [],
        read ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        write ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"];
    "logs", crate::logs::LogGroup, arn, parts [],
        read ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
        write ["logs:CreateLogStream", "logs:PutLogEvents"];
    "kinesis", crate::kinesis::Stream, arn, parts [],
        read ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
            "kinesis:SubscribeToShard"],
        write ["kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"];
    "stepfunctions", crate::stepfunctions::StateMachine, arn, parts [],
        read ["states:DescribeStateMachine", "states:ListExecutions"],
        write ["states:StartExecution", "states:StartSyncExecution"];
    "events", crate::events::EventBus, arn, parts [],
        read ["events:DescribeEventBus"],
        write ["events:PutEvents"];
    "ecr", crate::ecr::Repository, arn, parts [],
        read ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        write ["ecr:BatchCheckLayerAvailability", "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage",
            "ecr:UploadLayerPart"];
    "efs", crate::efs::FileSystem, arn, parts [],
        read ["elasticfilesystem:ClientMount"],
        write ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
    "kinesis", crate::kinesisfirehose::DeliveryStream, arn, parts [],
        read ["firehose:DescribeDeliveryStream"],
        write ["firehose:PutRecord", "firehose:PutRecordBatch"];
    "cognito", crate::cognito::UserPool, arn, parts [],
        read ["cognito-idp:AdminGetUser", "cognito-idp:ListUsers"],
        write ["cognito-idp:AdminCreateUser", "cognito-idp:AdminDeleteUser", "cognito-idp:AdminUpdateUserAttributes"];
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn aws_has_every_action() {
        for action in ALL.iter().flat_map(|(_, actions)| *actions) {
            let (prefix, name) = action.split_once(':').unwrap();
            let known = cfn_spec::iam_actions(prefix).unwrap();
            assert!(known.iter().any(|known| known.name == name), "{action}");
        }
    }
}
