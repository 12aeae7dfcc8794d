//! The arguments of the commands that deploy stacks.

use std::path::{Path, PathBuf};

use cfn_command_line::arguments::{Display, tag};
use cfn_deploy::aws::configured_region;

/// Where the simulated AWS keeps its state, unless `--state` says otherwise.
const DEFAULT_STATE: &str = ".cfn/simulator";

/// Whom to talk to.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct Connection {
    /// The region of stacks that do not have their own [default: AWS_REGION, or the region of the profile]
    #[arg(long)]
    pub(super) region: Option<String>,
    /// A profile of the AWS configuration files [default: AWS_PROFILE]
    #[arg(long)]
    pub(super) profile: Option<String>,
    /// The profile for the stacks of another account; may be given several times
    #[arg(long = "account-profile", value_name = "ACCOUNT=PROFILE", value_parser = account_profile)]
    pub(super) account_profiles: Vec<(String, String)>,
    /// The address of all services [default: AWS_ENDPOINT_URL, or AWS itself]
    #[arg(long, value_name = "URL")]
    pub(super) endpoint_url: Option<String>,
    /// Use a simulated AWS on this machine: no account, no costs, no network
    #[arg(long, conflicts_with_all = ["profile", "account_profiles", "endpoint_url"])]
    pub(super) local: bool,
    /// The directory in which the simulated AWS keeps its state
    #[arg(long, value_name = "DIR", default_value = DEFAULT_STATE)]
    pub(super) state: PathBuf,
}

impl Connection {
    /// The region of stacks that do not have their own; `None` if none is configured.
    pub(super) async fn default_region(&self) -> Option<String> {
        match &self.region {
            Some(region) => Some(region.clone()),
            // The simulated AWS is the same whatever the environment has.
            None if self.local => Some("us-east-1".to_owned()),
            None => configured_region(self.profile.as_deref()).await,
        }
    }

    /// The options that lead another command to the same stacks, each with a space before it.
    pub(super) fn to_options(&self) -> String {
        let mut options = String::new();
        for (option, value) in [("--region", &self.region), ("--profile", &self.profile)] {
            if let Some(value) = value {
                options.push_str(&format!(" {option} {value}"));
            }
        }
        if self.local {
            options.push_str(" --local");
        }
        if self.state.as_path() != Path::new(DEFAULT_STATE) {
            options.push_str(&format!(" --state {}", self.state.display()));
        }
        options
    }
}

/// Which stacks.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Targets {
    /// A template file, or stacks of the program in this folder [default: all stacks of the program]
    #[arg(value_name = "FILE|STACK")]
    pub(super) targets: Vec<String>,
    /// The name of the template's stack
    #[arg(long, value_name = "NAME", help_heading = "Stack")]
    pub(super) stack_name: Option<String>,
    /// The program of the Cargo project in this folder that has the stacks, if there are several
    #[arg(long, value_name = "NAME", help_heading = "Stack")]
    pub(super) bin: Option<String>,
}

/// What is deployed beside the template, and how.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Stack")]
pub(super) struct Settings {
    /// The value of a parameter; may be given several times. A parameter that is not given keeps the value of the deployed stack
    #[arg(long = "parameter", short = 'p', value_name = "NAME=VALUE", value_parser = parameter)]
    pub(super) parameters: Vec<(String, String)>,
    /// A file of parameters, as JSON or YAML: the AWS CLI's lists, CodePipeline's configuration, or names with their values; may be given
    /// several times
    #[arg(long = "parameter-file", value_name = "FILE")]
    pub(super) parameter_files: Vec<PathBuf>,
    /// A tag of the stack and its resources; may be given several times. Tags replace those of the stack; without any these stay
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub(super) tags: Vec<(String, String)>,
    /// Acknowledge what the template is capable of; may be given several times
    #[arg(long = "capability", value_name = "CAPABILITY", value_delimiter = ',', value_parser = CAPABILITIES)]
    pub(super) capabilities: Vec<String>,
    /// The service role that CloudFormation uses; it stays with the stack, also when later deployments leave it out
    #[arg(long, value_name = "ARN")]
    pub(super) role_arn: Option<String>,
    /// An SNS topic that receives the stack's events; may be given several times. Topics replace those of the stack; without any these
    /// stay
    #[arg(long = "notification-arn", value_name = "ARN")]
    pub(super) notification_arns: Vec<String>,
    /// A file with a stack policy, which the stack has from then on; `cfn policy` prints one
    #[arg(long, value_name = "FILE")]
    pub(super) stack_policy: Option<PathBuf>,
    /// Protect the stack from deletion; `cfn destroy` takes the protection away after its question
    #[arg(long)]
    pub(super) termination_protection: bool,
    /// A bucket in the stack's region for templates of more than 51,200 bytes; they are put under cfn-templates/ and may be deleted after
    /// the deployment
    #[arg(long, value_name = "BUCKET")]
    pub(super) template_bucket: Option<String>,
    /// The account that the template bucket belongs to [default: the caller's]
    #[arg(long, value_name = "ACCOUNT", requires = "template_bucket")]
    pub(super) template_bucket_owner: Option<String>,
}

/// The capabilities that CloudFormation knows.
pub(super) const CAPABILITIES: [&str; 3] = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];

/// What every command has.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Common {
    #[command(flatten)]
    pub(super) targets: Targets,
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(flatten)]
    pub(super) display: Display,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a parameter is written NAME=VALUE".to_owned()),
    }
}

fn account_profile(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((account, profile))
            if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) && !profile.is_empty() =>
        {
            Ok((account.to_owned(), profile.to_owned()))
        }
        _ => {
            Err("the profile of an account is written ACCOUNT=PROFILE, with the twelve digits of the account"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_profiles_are_pairs() {
        assert_eq!(parameter("Sql=a=b"), Ok(("Sql".into(), "a=b".into())));
        assert!(parameter("Sql").is_err() && parameter("=x").is_err());
        assert_eq!(account_profile("123456789012=prod"), Ok(("123456789012".into(), "prod".into())));
        assert!(account_profile("prod=123456789012").is_err() && account_profile("123456789012=").is_err());
    }
}
