//! The connections to the accounts of the stacks that a command is about.

use std::collections::{BTreeMap, BTreeSet};

use archive_simulator::Config as SimulatorConfig;
use cfn_command_line::arguments::Answers;
use cfn_command_line::{CommandError, Endpoint, Reporting, Session};
use cfn_deploy::aws::{Application, Aws};
use cfn_deploy::{Engine, Error};

use super::arguments::Connection;
use super::target::Target;

/// How this program calls itself towards AWS.
const APPLICATION: Application = Application::new("cfn", env!("CARGO_PKG_VERSION"));

/// The connections.
pub(super) struct Connected<'a> {
    /// The connection to the account of the caller.
    pub(super) shared: Session<'a>,
    /// Those to other accounts.
    others: BTreeMap<String, Aws>,
}

impl<'a> Connected<'a> {
    /// Connects to the accounts of `targets`, or starts a simulated AWS that has them.
    ///
    /// # Errors
    /// If there are no usable credentials for one of them.
    pub(super) async fn open(
        connection: &Connection,
        targets: &[Target],
        answers: &Answers,
        reporting: &'a Reporting,
    ) -> Result<Self, CommandError> {
        let accounts: BTreeSet<&str> = targets.iter().filter_map(|target| target.account.as_deref()).collect();
        let region = targets.first().map_or("us-east-1", |target| target.region.as_str());
        let simulated = SimulatorConfig::new(&connection.state);
        let own = simulated.account.clone();
        let endpoint = match connection.local {
            true => {
                let other_accounts = accounts.iter().filter(|account| **account != own);
                let other_accounts = other_accounts.map(|account| (*account).to_owned()).collect();
                Endpoint::Simulated(Box::new(SimulatorConfig { other_accounts, ..simulated }))
            }
            false => Endpoint::Aws { profile: connection.profile.clone(), url: connection.endpoint_url.clone() },
        };
        let shared = Session::open(endpoint, APPLICATION, region.to_owned(), answers, reporting).await?;
        let mut others = BTreeMap::new();
        if accounts.is_empty() {
            return Ok(Self { shared, others });
        }
        let own = match connection.local {
            true => own,
            false => shared.aws.identity(region).await.map_err(Error::from)?.account,
        };
        for account in accounts.into_iter().filter(|account| **account != own) {
            let aws = match connection.local {
                true => shared.aws.with_access_key(account, "simulated"),
                false => other_account(&shared.aws, connection, region, account, &own).await?,
            };
            others.insert(account.to_owned(), aws);
        }
        Ok(Self { shared, others })
    }

    /// The connection to the account of a stack.
    pub(super) fn aws(&self, target: &Target) -> &Aws {
        let other = target.account.as_ref().and_then(|account| self.others.get(account));
        other.unwrap_or(&self.shared.aws)
    }

    /// An engine for a stack.
    pub(super) fn engine<'s>(&'s self, target: &'s Target) -> Engine<'s> {
        self.shared.engine_through(self.aws(target), &target.region)
    }

    /// Tells what begins.
    pub(super) fn started(&self, operation: &'static str, target: &Target) {
        self.shared.started(operation, target.name.clone(), target.region.clone());
    }
}

/// The connection to another account, with the profile that is named for it.
async fn other_account(
    aws: &Aws,
    connection: &Connection,
    region: &str,
    account: &str,
    own: &str,
) -> Result<Aws, CommandError> {
    let named = connection.account_profiles.iter().find(|(of, _)| of == account);
    let Some((_, profile)) = named else {
        return Err(CommandError::usage(
            format!("a stack is for the account {account}, and the credentials are of {own}"),
            format!("name a profile of it with --account-profile {account}=PROFILE"),
        ));
    };
    let other = aws.as_profile(profile).await?;
    let is = other.identity(region).await.map_err(Error::from)?.account;
    if is != account {
        return Err(CommandError::usage(
            format!("the profile {profile} is of the account {is}, and a stack is for {account}"),
            format!("name a profile of it with --account-profile {account}=PROFILE"),
        ));
    }
    Ok(other)
}
