//! What to do about a failure, as a value: each program phrases it in terms of its own commands.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::danger::DangerKind;

/// An action for a person or a program. Several actions are in the order in which to do them.
///
/// In JSON it is an object with the variant's name in `do`. Its `Display` describes it without the commands of any program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Remedy {
    /// Something outside of the engine: in the template, in a policy, in another tool.
    Advice {
        /// What, in the imperative and without a full stop.
        text: Cow<'static, str>,
    },
    /// Deploy the stack ([`Engine::deploy`](crate::Engine::deploy)), which can start from any state.
    Deploy,
    /// Create a new plan ([`Engine::plan`](crate::Engine::plan)).
    Plan,
    /// Delete the stack, or finish its deletion ([`Engine::destroy`](crate::Engine::destroy)).
    DeleteStack,
    /// Delete the stack by force, if the cause of its failed deletion cannot be corrected ([`DestroyOptions::force`](crate::DestroyOptions::force)): what cannot be
    /// deleted stays.
    ForceDeletion,
    /// Roll back the failed operation ([`Engine::recover`](crate::Engine::recover)).
    Rollback,
    /// Continue the rollback that failed ([`Engine::recover`](crate::Engine::recover)), if necessary skipping the
    /// resources that it fails on.
    ContinueRollback,
    /// Wait for the operation that is in progress ([`Engine::events`](crate::Engine::events)).
    WaitForOperation,
    /// Look at the stack and its instances ([`Engine::status`](crate::Engine::status)).
    ShowStatus,
    /// Read the events of every region ([`Engine::logs`](crate::Engine::logs)).
    ShowEvents,
    /// Make the same call of the engine again: it continues where this one stopped.
    Retry,
    /// Follow the operation that continues, with the same call again or by its events ([`Engine::events`](crate::Engine::events)).
    Reattach,
    /// Import the existing resource into the stack ([`Engine::import`](crate::Engine::import)).
    Adopt,
    /// Choose names that are not in use.
    ChooseNames,
    /// Create the two roles that a self-managed StackSet needs.
    Bootstrap,
    /// Check the permissions that a deployment needs.
    CheckPermissions,
    /// Get the permission for an action.
    Grant {
        /// Such as `cloudformation:DescribeEvents`.
        action: String,
    },
    /// Sign in again: the credentials are expired or wrong.
    SignIn {
        /// The profile to sign in with, if the caller named one.
        profile: Option<String>,
    },
    /// Set up credentials: there are none.
    ConfigureCredentials,
    /// Call AWS with another profile of the configuration files.
    ChooseProfile,
    /// Check the network: the connection, the proxy, the endpoint of AWS.
    CheckNetwork,
    /// Allow the dangers, if they are intended.
    Allow {
        /// The dangers, without duplicates.
        dangers: Vec<DangerKind>,
    },
    /// Answer the question with yes.
    Confirm,
    /// Name a bucket for large templates ([`StackRequest::template_bucket`](crate::StackRequest::template_bucket)).
    NameTemplateBucket {
        /// The region that it has to be in.
        region: Option<String>,
    },
    /// Name the account of the bucket for large templates
    /// ([`StackRequest::template_bucket_owner`](crate::StackRequest::template_bucket_owner)).
    NameTemplateBucketOwner {
        /// The account that was assumed to be the owner.
        owner: String,
    },
    /// Detect the drift of a stack with credentials of another account.
    DetectDriftAs {
        /// The account.
        account: String,
        /// The region of the stack.
        region: String,
        /// The ARN of the stack.
        stack: String,
    },
    /// Correct the cause of the failure.
    CorrectCause,
    /// Look at the stack in CloudFormation's console: no call is known to help.
    LookInConsole,
}

impl Remedy {
    /// Advice as text.
    pub fn advice(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Advice { text: text.into() }
    }

    /// Advice as static text.
    pub(crate) const fn known(text: &'static str) -> Self {
        Self::Advice { text: Cow::Borrowed(text) }
    }

    /// One of each variant, for tests of code that renders or executes remedies.
    pub fn samples() -> Vec<Self> {
        let all = vec![
            Self::advice("empty the bucket"),
            Self::Deploy,
            Self::Plan,
            Self::DeleteStack,
            Self::Rollback,
            Self::ContinueRollback,
            Self::WaitForOperation,
            Self::ShowStatus,
            Self::ShowEvents,
            Self::Retry,
            Self::Adopt,
            Self::ChooseNames,
            Self::Bootstrap,
            Self::CheckPermissions,
            Self::Grant { action: "s3:PutObject".to_owned() },
            Self::SignIn { profile: Some("work".to_owned()) },
            Self::ConfigureCredentials,
            Self::ChooseProfile,
            Self::CheckNetwork,
            Self::Allow { dangers: vec![DangerKind::Deletion] },
            Self::Confirm,
            Self::NameTemplateBucket { region: Some("eu-central-1".to_owned()) },
            Self::NameTemplateBucketOwner { owner: "123456789012".to_owned() },
            Self::DetectDriftAs {
                account: "123456789012".to_owned(),
                region: "eu-west-1".to_owned(),
                stack: "arn:aws:cloudformation:eu-west-1:123456789012:stack/a/b".to_owned(),
            },
            Self::CorrectCause,
            Self::LookInConsole,
            Self::Reattach,
            Self::ForceDeletion,
        ];
        debug_assert!(all.iter().enumerate().all(|(place, one)| one.place() == place));
        all
    }

    /// The place among the samples; a variant without a sample does not compile.
    const fn place(&self) -> usize {
        match self {
            Self::Advice { .. } => 0,
            Self::Deploy => 1,
            Self::Plan => 2,
            Self::DeleteStack => 3,
            Self::Rollback => 4,
            Self::ContinueRollback => 5,
            Self::WaitForOperation => 6,
            Self::ShowStatus => 7,
            Self::ShowEvents => 8,
            Self::Retry => 9,
            Self::Adopt => 10,
            Self::ChooseNames => 11,
            Self::Bootstrap => 12,
            Self::CheckPermissions => 13,
            Self::Grant { .. } => 14,
            Self::SignIn { .. } => 15,
            Self::ConfigureCredentials => 16,
            Self::ChooseProfile => 17,
            Self::CheckNetwork => 18,
            Self::Allow { .. } => 19,
            Self::Confirm => 20,
            Self::NameTemplateBucket { .. } => 21,
            Self::NameTemplateBucketOwner { .. } => 22,
            Self::DetectDriftAs { .. } => 23,
            Self::CorrectCause => 24,
            Self::LookInConsole => 25,
            Self::Reattach => 26,
            Self::ForceDeletion => 27,
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advice { text } => f.write_str(text),
            Self::Deploy => f.write_str("deploy the stack"),
            Self::Plan => f.write_str("create a new plan"),
            Self::DeleteStack => f.write_str("delete the stack"),
            Self::ForceDeletion => f.write_str("if it cannot be corrected, delete the stack by force, which leaves what cannot be deleted"),
            Self::Rollback => f.write_str("roll the stack back"),
            Self::ContinueRollback => f.write_str(
                "continue the rollback; a resource that it fails on can be skipped, which leaves it as it is and counts it as rolled back",
            ),
            Self::WaitForOperation => f.write_str("wait for the operation in progress"),
            Self::ShowStatus => f.write_str("look at the status of the stack"),
            Self::ShowEvents => f.write_str("read the events of every region"),
            Self::Retry => f.write_str("do the same again; it takes up where this stopped"),
            Self::Reattach => f.write_str("do the same again to re-attach, or follow the events of the operation"),
            Self::Adopt => f.write_str("import the resource into the stack"),
            Self::ChooseNames => f.write_str("choose another name"),
            Self::Bootstrap => f.write_str("create the StackSet administration and execution roles, in the target accounts too"),
            Self::CheckPermissions => f.write_str("check the permissions that the deployment takes"),
            Self::Grant { action } => write!(f, "ask for the permission {action}"),
            Self::SignIn { profile } => {
                let option = profile.as_ref().map_or_else(String::new, |profile| format!(" --profile {profile}"));
                write!(f, "the credentials are expired or wrong: sign in again, with `aws sso login{option}` if you use SSO")
            }
            Self::ConfigureCredentials => f.write_str("run `aws configure sso` or set AWS_PROFILE"),
            Self::ChooseProfile => f.write_str("use another profile"),
            Self::CheckNetwork => f.write_str("check the network, the proxy and AWS_ENDPOINT_URL"),
            Self::Allow { dangers } => {
                let words: Vec<_> = dangers.iter().map(|danger| danger.as_str()).collect();
                write!(f, "if this is what you want, allow {}", words.join(", "))
            }
            Self::Confirm => f.write_str("confirm it"),
            Self::NameTemplateBucket { region } => {
                write!(f, "name a template bucket in {}", region.as_deref().unwrap_or("the stack's region"))
            }
            Self::NameTemplateBucketOwner { owner } => {
                write!(f, "if the bucket is not of the account {owner}, name its owner")
            }
            Self::DetectDriftAs { account, region, stack } => write!(
                f,
                "with credentials of account {account}: aws cloudformation detect-stack-drift --region {region} --stack-name {stack}"
            ),
            Self::CorrectCause => f.write_str("correct what the operation failed on"),
            Self::LookInConsole => f.write_str("see the stack in the CloudFormation console"),
        }
    }
}

impl From<&'static str> for Remedy {
    fn from(text: &'static str) -> Self {
        Self::advice(text)
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self::advice(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Remedy;

    #[test]
    fn every_variant_survives_json_and_has_a_description() {
        let samples = Remedy::samples();
        for (place, remedy) in samples.iter().enumerate() {
            assert_eq!(remedy.place(), place);
            let json = serde_json::to_value(remedy).unwrap();
            assert!(json["do"].is_string(), "{json}");
            assert_eq!(serde_json::from_value::<Remedy>(json).unwrap(), *remedy);
            assert!(!remedy.to_string().is_empty());
        }
    }
}
