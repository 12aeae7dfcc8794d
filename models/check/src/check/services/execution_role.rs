//! What the role of a function has to allow before Lambda creates the function: its network interfaces, and its dead letters.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq>.

use super::Resource;
use super::role_grants::NETWORKS;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Node;

impl Checker<'_> {
    /// Reports what Lambda refuses to create because the role may not do it, where the template has all of the role's policies.
    pub(super) fn execution_role(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        let Some(Node::GetAtt(role, attribute)) = function.properties.get("Role") else { return };
        if attribute.as_ref() != "Arn" {
            return;
        }
        let network = function.properties.get("VpcConfig");
        if network.and_then(|network| network.get("SubnetIds")).is_some_and(|subnets| !subnets.items().is_empty()) {
            self.role_allows(&role.id, "ec2:CreateNetworkInterface", None, &at.key("VpcConfig"));
        }
        let Some(target) = function.properties.get("DeadLetterConfig").and_then(|letters| letters.get("TargetArn"))
        else {
            return;
        };
        let at = at.key("DeadLetterConfig");
        let (on, action) = match target {
            Node::GetAtt(queue, attribute) if attribute.as_ref() == "Arn" => (&queue.id, "sqs:SendMessage"),
            Node::Ref(topic) => (&topic.id, "sns:Publish"),
            _ => return,
        };
        let of_type = self.symbols.resource_type(on);
        if matches!(of_type, Some("AWS::SNS::Topic" | "AWS::SQS::Queue")) && !self.has_policy_of_its_own(on) {
            self.role_allows(&role.id, action, Some(on), &at.key("TargetArn"));
        }
    }

    fn role_allows(&mut self, role: &str, action: &str, on: Option<&str>, at: &Location<'_>) {
        let missing = self.not_granted(role, &[action], on.unwrap_or(""), NETWORKS);
        if missing.is_none_or(|missing| missing.is_empty()) {
            return;
        }
        let of = on.map_or(String::new(), |on| format!(" on `{on}`"));
        let remedy = match on {
            Some(on) => format!("add a statement with `{action}` and the ARN of `{on}` to a policy of `{role}`"),
            None => format!("add the policy `service-role/AWSLambdaVPCAccessExecutionRole` to `{role}`"),
        };
        let message = format!("no policy of the function's role `{role}` allows `{action}`{of}");
        self.report(Finding::error("execution-role", &at.path(), message).suggest(remedy));
    }
}
