//! The connection to AWS: credentials, regions, retries, and a count of every call.
//!
//! What the AWS CLI honours is honoured here, because the SDK's own configuration loader does it: environment variables, profiles with
//! SSO, assumed roles and credential processes, `AWS_ENDPOINT_URL`, proxies. Left out are the sessions of `aws login`: they need an SDK crate
//! and elliptic curves more, and the AWS CLI exports them (`aws configure export-credentials`).
//!
//! The services are called through their SDK clients, which know the endpoints of every partition, with FIPS and with dual stack, and which
//! errors are tried again. What is asked of them here is the few calls that the engine and its users need, with one error for all.

mod answer;
mod application;
mod bucket;
mod calls;
mod clients;
mod credentials;
mod error;
mod http;
mod iam;
mod identity;
mod kms;
mod lifecycle;
mod s3;

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use self::clients::Clients;

pub(crate) use self::answer::{listed, told};
pub use self::application::Application;
pub use self::bucket::BucketOwner;
pub use self::calls::CallCounter;
pub use self::credentials::{ConnectError, ProfileFault};
pub use self::error::{ApiError, Origin};
pub use self::iam::{Role, Simulated, Verdict};
pub use self::identity::Identity;
pub use self::kms::KeyDescription;
pub use self::lifecycle::Expiry;
pub use self::s3::{ObjectHead, Replication, ReplicationRule};

/// How often the SDK tries a call before it gives up. Loops that wait for AWS go on after that; see [`crate::Pace`].
const ATTEMPTS: u32 = 8;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// What to connect to, where the surroundings (environment, profile files) do not already say it.
#[derive(Debug, Clone, Default)]
pub struct ConnectOptions {
    /// Whose calls these are.
    pub application: Application,
    /// The region of calls that name no other.
    pub region: String,
    /// A profile of the shared configuration files, instead of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// One address for all services, instead of `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<String>,
    /// The account of a simulated AWS: its credentials are made up, and nothing of the surroundings is read.
    pub simulated_account: Option<String>,
}

/// A connection to AWS, or to something that speaks its protocols.
#[derive(Debug)]
pub struct Aws {
    config: SdkConfig,
    region: String,
    application: Application,
    calls: CallCounter,
    clients: Clients,
}

impl Aws {
    /// Loads the configuration and makes sure that there are credentials; calls no service.
    ///
    /// # Errors
    /// [`ConnectError`] if there are no credentials, or none that can be used.
    pub async fn connect(options: ConnectOptions) -> Result<Self, ConnectError> {
        let is_real = options.simulated_account.is_none();
        let bundle = std::env::var_os("AWS_CA_BUNDLE").filter(|path| is_real && !path.is_empty());
        let trust = http::trust(bundle.as_deref()).map_err(|reason| ConnectError::Bundle {
            path: bundle.as_deref().map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
            reason,
        })?;
        Self::connect_through(options, http::client(is_real, trust)).await
    }

    /// As [`connect`](Self::connect), with an HTTP client of one's own: one that carries the requests without any network to a simulated
    /// AWS.
    ///
    /// # Errors
    /// As for [`connect`](Self::connect).
    pub async fn connect_through(options: ConnectOptions, http: SharedHttpClient) -> Result<Self, ConnectError> {
        let application = options.application;
        let name = match AppName::new(application.user_agent()) {
            Ok(name) if application.is_valid() => name,
            _ => return Err(ConnectError::Application(application.name().to_owned())),
        };
        let config = match &options.simulated_account {
            Some(account) => simulated(&options, account, name, http),
            None => surroundings(&options, name, http).await?,
        };
        Ok(Self::over(config, options.region, application))
    }

    fn over(config: SdkConfig, region: String, application: Application) -> Self {
        Self { config, region, application, calls: CallCounter::default(), clients: Clients::default() }
    }

    /// Whose calls these are.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The region of calls that name no other.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The address that replaces AWS's own, if there is one.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.config.endpoint_url()
    }

    /// Every call made so far, retries included.
    pub fn calls(&self) -> &CallCounter {
        &self.calls
    }
}

/// The configuration that the environment and the profile files have, with credentials that were tried. Calls are tried again with
/// exponential pauses and jitter, and slowly altogether while AWS throttles.
async fn surroundings(
    options: &ConnectOptions,
    name: AppName,
    http: SharedHttpClient,
) -> Result<SdkConfig, ConnectError> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .app_name(name)
        .http_client(http)
        .region(Region::new(options.region.clone()))
        .retry_config(RetryConfig::adaptive().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts());
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    credentials::require(&config, options.profile.as_deref()).await?;
    Ok(config)
}

/// The configuration for a simulated AWS: a neighbour on the same machine, so that short pauses do. It is not loaded: a setting of the
/// environment, such as FIPS endpoints, is meant for AWS.
fn simulated(options: &ConnectOptions, account: &str, name: AppName, http: SharedHttpClient) -> SdkConfig {
    let credentials = Credentials::builder()
        .access_key_id("SIMULATED")
        .secret_access_key("simulated")
        .account_id(account)
        .provider_name("simulated")
        .build();
    let retries = RetryConfig::standard()
        .with_initial_backoff(Duration::from_millis(5))
        .with_max_backoff(Duration::from_millis(50))
        .with_max_attempts(ATTEMPTS);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .app_name(name)
        .http_client(http)
        .region(Region::new(options.region.clone()))
        .retry_config(retries)
        .timeout_config(timeouts())
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    config.set_endpoint_url(options.endpoint_url.clone());
    config.build()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_attempt_timeout(ATTEMPT_TIMEOUT).build()
}
