//! Whether there is anybody to call AWS as, and if not, what is at fault.

use aws_config::SdkConfig;
use aws_config::imds::client::error::ImdsError;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;

use super::error;

/// AWS cannot be called, or nobody is there to call it as.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Neither the environment nor a profile has credentials.
    #[error("there are no AWS credentials")]
    NoCredentials,
    /// The application's name cannot start the names of its change sets.
    #[error("an application cannot be called {0:?}: it needs a letter, then at most 31 letters, digits and hyphens")]
    Application(String),
    /// The certificates that the environment names cannot be used.
    #[error("AWS_CA_BUNDLE names {path}, which cannot be used: {reason}")]
    Bundle {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// There are credentials, but they cannot be used: an expired SSO session, a role that cannot be assumed, a broken profile.
    #[error("the AWS credentials are not usable: {reason}")]
    UnusableCredentials {
        /// Why, in the words of the credential provider.
        reason: String,
        /// The profile that was used.
        profile: String,
        /// What is at fault.
        fault: ProfileFault,
    },
}

/// What is at fault with a profile whose credentials cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFault {
    /// There is no such profile, or it has no credentials.
    Missing,
    /// It has a session of `aws login`, which is not read.
    LoginSession,
    /// Its SSO session ended.
    Sso,
    /// Its role cannot be assumed.
    Role,
    /// The process that is to print its credentials did not.
    Process,
    /// Something else.
    Other,
}

/// Makes sure that there are credentials.
pub(super) async fn require(config: &SdkConfig, profile: Option<&str>) -> Result<(), ConnectError> {
    let Some(provider) = config.credentials_provider() else {
        return Err(ConnectError::NoCredentials);
    };
    let Err(error) = provider.provide_credentials().await else { return Ok(()) };
    let named = profile.map(str::to_owned);
    let named = named.or_else(|| std::env::var_os("AWS_PROFILE").map(|name| name.to_string_lossy().into_owned()));
    // The metadata of an EC2 instance is the last place that is looked into, so nothing else was set up.
    if matches!(error, CredentialsError::CredentialsNotLoaded(_)) || error::has_cause::<ImdsError>(&error) {
        return Err(named.map_or(ConnectError::NoCredentials, |profile| ConnectError::UnusableCredentials {
            reason: format!("there is no profile {profile:?}, or it has no credentials"),
            profile,
            fault: ProfileFault::Missing,
        }));
    }
    Err(ConnectError::UnusableCredentials {
        reason: error::innermost(&error),
        profile: named.unwrap_or_else(|| "default".to_owned()),
        fault: fault(&error::chain(&error)),
    })
}

/// What is at fault with a profile, by what the providers of its credentials say.
fn fault(said: &str) -> ProfileFault {
    let said = said.to_lowercase();
    let is_any = |marks: &[&str]| marks.iter().any(|mark| said.contains(mark));
    if is_any(&["credentials-login", "login_session"]) {
        ProfileFault::LoginSession
    } else if is_any(&["sso", "session token not found"]) {
        ProfileFault::Sso
    } else if is_any(&["assume", "sts"]) {
        ProfileFault::Role
    } else if is_any(&["process"]) {
        ProfileFault::Process
    } else {
        ProfileFault::Other
    }
}
