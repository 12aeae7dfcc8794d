//! The pseudo parameters: what CloudFormation knows of the stack itself. `AWS::NoValue` is [`NoValue`](super::NoValue).
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html>.

use crate::node::{Node, Reference};
use crate::value::{List, Value};

macro_rules! pseudo_parameters {
    ($($(#[$doc:meta])* $function:ident: $name:literal -> $ty:ty;)*) => {$(
        $(#[$doc])*
        pub fn $function() -> Value<$ty> {
            Value::from_node(Node::reference(Reference::unchecked($name)))
        }
    )*};
}

pseudo_parameters! {
    /// `AWS::AccountId`: the account, twelve digits.
    account_id: "AWS::AccountId" -> String;
    /// `AWS::NotificationARNs`: the topics that are told of the stack's events.
    notification_arns: "AWS::NotificationARNs" -> List<String>;
    /// `AWS::Partition`: `aws`, `aws-cn`, `aws-us-gov` or another.
    partition: "AWS::Partition" -> String;
    /// `AWS::Region`: the region, such as `eu-central-1`.
    region: "AWS::Region" -> String;
    /// `AWS::StackId`: the stack's ARN.
    stack_id: "AWS::StackId" -> String;
    /// `AWS::StackName`: the stack's name.
    stack_name: "AWS::StackName" -> String;
    /// `AWS::URLSuffix`: the domain of the partition's services, such as `amazonaws.com`.
    url_suffix: "AWS::URLSuffix" -> String;
}
