//! What a task calls: an integration that Step Functions has, in a pattern that the service and the type of the state machine support.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>.

use super::state_machine::Definition;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::{Location, Path};
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::{Node, Object};

/// By optimized integration: its actions, those that can run a job (`.sync`), and whether it can wait for a task's token.
const OPTIMIZED: &[(&str, &[&str], &[&str], bool)] = &[
    ("apigateway", &["invoke"], &[], true),
    (
        "athena",
        &["getQueryExecution", "getQueryResults", "startQueryExecution", "stopQueryExecution"],
        &["startQueryExecution"],
        false,
    ),
    ("batch", &["submitJob"], &["submitJob"], false),
    ("bedrock", &["createModelCustomizationJob", "invokeModel"], &["createModelCustomizationJob"], true),
    (
        "codebuild",
        &[
            "batchDeleteBuilds",
            "batchGetReports",
            "deleteBuildBatch",
            "retryBuildBatch",
            "startBuild",
            "startBuildBatch",
            "stopBuild",
            "stopBuildBatch",
        ],
        &["retryBuildBatch", "startBuild", "startBuildBatch"],
        false,
    ),
    ("databrew", &["startJobRun"], &["startJobRun"], false),
    ("dynamodb", &["deleteItem", "getItem", "putItem", "updateItem"], &[], false),
    ("ecs", &["runTask"], &["runTask"], true),
    (
        "eks",
        &[
            "call",
            "createCluster",
            "createFargateProfile",
            "createNodegroup",
            "deleteCluster",
            "deleteFargateProfile",
            "deleteNodegroup",
            "runJob",
        ],
        &[
            "createCluster",
            "createFargateProfile",
            "createNodegroup",
            "deleteCluster",
            "deleteFargateProfile",
            "deleteNodegroup",
            "runJob",
        ],
        true,
    ),
    (
        "elasticmapreduce",
        &[
            "addStep",
            "cancelStep",
            "createCluster",
            "modifyInstanceFleetByName",
            "modifyInstanceGroupByName",
            "setClusterTerminationProtection",
            "terminateCluster",
        ],
        &["addStep", "createCluster", "terminateCluster"],
        false,
    ),
    (
        "emr-containers",
        &["createVirtualCluster", "deleteVirtualCluster", "startJobRun"],
        &["deleteVirtualCluster", "startJobRun"],
        false,
    ),
    (
        "emr-serverless",
        &[
            "cancelJobRun",
            "createApplication",
            "deleteApplication",
            "startApplication",
            "startJobRun",
            "stopApplication",
        ],
        &[
            "cancelJobRun",
            "createApplication",
            "deleteApplication",
            "startApplication",
            "startJobRun",
            "stopApplication",
        ],
        false,
    ),
    ("events", &["putEvents"], &[], true),
    ("glue", &["startJobRun"], &["startJobRun"], false),
    ("http", &["invoke"], &[], false),
    ("lambda", &["invoke"], &[], true),
    ("mediaconvert", &["createJob"], &["createJob"], false),
    (
        "sagemaker",
        &[
            "createEndpoint",
            "createEndpointConfig",
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createModel",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
            "updateEndpoint",
        ],
        &[
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
        ],
        false,
    ),
    ("sns", &["publish"], &[], true),
    ("sqs", &["sendMessage"], &[], true),
    ("states", &["startExecution"], &["startExecution"], true),
];

/// What an action requires of `Parameters` or `Arguments`.
const REQUIRED: &[(&str, &str, &[&str])] = &[
    ("athena", "startQueryExecution", &["QueryString"]),
    ("batch", "submitJob", &["JobDefinition", "JobName", "JobQueue"]),
    ("codebuild", "startBuild", &["ProjectName"]),
    ("dynamodb", "deleteItem", &["Key", "TableName"]),
    ("dynamodb", "getItem", &["Key", "TableName"]),
    ("dynamodb", "putItem", &["Item", "TableName"]),
    ("dynamodb", "updateItem", &["Key", "TableName"]),
    ("ecs", "runTask", &["TaskDefinition"]),
    ("events", "putEvents", &["Entries"]),
    ("glue", "startJobRun", &["JobName"]),
    ("lambda", "invoke", &["FunctionName"]),
    ("sns", "publish", &["Message"]),
    ("sqs", "sendMessage", &["MessageBody", "QueueUrl"]),
    ("states", "startExecution", &["StateMachineArn"]),
];

impl Checker<'_> {
    /// Checks the resource of a task.
    pub(super) fn state_resource(&mut self, name: &str, state: &Object, definition: Definition<'_>, at: &Location<'_>) {
        let Some(Node::String(resource)) = state.get("Resource") else { return };
        let path = definition.place(&at.key("Resource"));
        let resource = resource.replacen("${AWS::Partition}", "aws", 1);
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        let (service, called) = match parts[..] {
            ["arn", _, "states", _, _, activity] if definition.express && activity.starts_with("activity:") => {
                let message =
                    format!("the state `{name}` waits for an activity, which an Express state machine cannot");
                self.report(
                    Finding::error("state-machine", &path, message).allowed("activities in Standard state machines"),
                );
                return;
            }
            ["arn", _, "states", "", "", called] if !called.contains("${") => match called.split_once(':') {
                Some((service, called)) => (service, called),
                None => return,
            },
            _ => return,
        };
        let (called, pattern) = called.split_once('.').map_or((called, None), |(called, of)| (called, Some(of)));
        if definition.express && pattern.is_some() {
            let message = format!("the state `{name}` waits for what it calls, which an Express state machine cannot");
            self.report(
                Finding::error("state-machine", &path, message)
                    .allowed("requests that are answered at once, in Express state machines")
                    .suggest("make the state machine a Standard one, or call it without a suffix".to_owned()),
            );
            return;
        }
        match service {
            "aws-sdk" => self.sdk_integration(called, pattern, &path),
            _ => {
                self.optimized_integration(service, called, pattern, &path);
                self.integration_parameters((service, called), state, definition, at);
            }
        }
    }

    /// Reports what an integration requires and a task does not pass.
    fn integration_parameters(
        &mut self,
        (service, action): (&str, &str),
        state: &Object,
        definition: Definition<'_>,
        at: &Location<'_>,
    ) {
        let required = REQUIRED.iter().find(|(of, called, _)| (*of, *called) == (service, action));
        let Some((key, Node::Object(given))) =
            ["Parameters", "Arguments"].iter().find_map(|key| Some((*key, state.get(key)?)))
        else {
            return;
        };
        if given.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        let has = |name: &str| given.keys().any(|key| key.strip_suffix(".$").unwrap_or(key) == name);
        for name in required.map_or(&[][..], |(.., names)| names).iter().filter(|name| !has(name)) {
            let message = format!("`{service}:{action}` requires the parameter `{name}`");
            let path = definition.place(&at.key(key));
            self.report(
                Finding::warning("state-integration", &path, message).suggest(format!("add `{name}` or `{name}.$`")),
            );
        }
    }

    /// `aws-sdk:dynamodb:putItem`: any service in lower case, and an action of it in camel case.
    fn sdk_integration(&mut self, called: &str, pattern: Option<&str>, path: &Path) {
        let Some((service, action)) = called.split_once(':') else { return };
        if !action.starts_with(|c: char| c.is_ascii_lowercase()) || service.contains(|c: char| c.is_ascii_uppercase()) {
            let message = format!("{} is not written as Step Functions writes it", quote(called));
            self.report(
                Finding::error("state-machine", path, message)
                    .allowed("the service in lower case and the action in camel case, such as `dynamodb:putItem`"),
            );
        }
        if pattern.is_some_and(|pattern| pattern != "waitForTaskToken") {
            let message = "an integration of the AWS SDK does not wait for jobs";
            self.report(Finding::error("state-machine", path, message).allowed("no suffix, or `.waitForTaskToken`"));
        }
    }

    /// `lambda:invoke`. Step Functions can have become able to do more since.
    fn optimized_integration(&mut self, service: &str, action: &str, pattern: Option<&str>, path: &Path) {
        let found = OPTIMIZED.iter().find(|(known, ..)| *known == service);
        let Some((_, actions, jobs, waits)) = found else {
            let known = OPTIMIZED.iter().map(|(service, ..)| *service);
            let message = format!("Step Functions has no integration {}", quote(service));
            self.report(
                Finding::warning("state-integration", path, message)
                    .allowed(format!("{}; any other service as `aws-sdk:SERVICE:ACTION`", one_of(known.clone())))
                    .suggest(did_you_mean(service, known)),
            );
            return;
        };
        if !actions.contains(&action) {
            let message = format!("the integration `{service}` has no action {}", quote(action));
            self.report(
                Finding::warning("state-integration", path, message)
                    .allowed(format!(
                        "{}; any other action as `aws-sdk:SERVICE:ACTION`",
                        one_of(actions.iter().copied())
                    ))
                    .suggest(did_you_mean(action, actions.iter().copied())),
            );
            return;
        }
        let supported = match pattern {
            None => true,
            Some("waitForTaskToken") => *waits,
            Some("sync") => jobs.contains(&action),
            Some("sync:2") => service == "states",
            Some(_) => false,
        };
        if let (false, Some(pattern)) = (supported, pattern) {
            let message = format!("`{service}:{action}` does not support the suffix `.{pattern}`");
            let sync = jobs.contains(&action).then_some(".sync");
            let suffixes: Vec<&str> = sync.into_iter().chain(waits.then_some(".waitForTaskToken")).collect();
            let allowed = match suffixes.as_slice() {
                [] => "no suffix".to_owned(),
                suffixes => format!("no suffix, or {}", one_of(suffixes.iter().copied())),
            };
            self.report(Finding::warning("state-integration", path, message).allowed(allowed));
        }
    }
}
