//! The connection to AWS: credentials, regions, retries, and a count of every call.
//!
//! What the AWS CLI honours is honoured here, because the SDK's own configuration loader does it: environment variables, profiles with
//! SSO, assumed roles and credential processes, `AWS_ENDPOINT_URL`, proxies. Left out are the sessions of `aws login`: they need an SDK crate
//! and elliptic curves more, and the AWS CLI exports them (`aws configure export-credentials`).

mod answer;
mod application;
mod bucket;
mod calls;
mod credentials;
mod error;
mod http;
mod iam;
mod identity;
mod kms;
mod s3;
mod signed;
mod xml;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_cloudformation::Client as CloudFormation;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub(crate) use self::answer::{listed, told};
pub use self::application::Application;
pub use self::bucket::BucketOwner;
pub use self::calls::CallCounter;
pub use self::credentials::{ConnectError, ProfileFault};
pub use self::error::{ApiError, Origin};
pub use self::iam::{Role, Simulated, Verdict};
pub use self::identity::Identity;
pub use self::kms::KeyDescription;
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
    retries: RetryConfig,
    region: String,
    application: Application,
    calls: CallCounter,
    cloudformation: Mutex<HashMap<String, CloudFormation>>,
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
            path: bundle.unwrap_or_default().to_string_lossy().into_owned(),
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
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .region(aws_config::Region::new(options.region.clone()))
            .retry_config(retries(&options))
            .timeout_config(timeouts());
        let application = options.application;
        let name = AppName::new(application.user_agent()).ok().filter(|_| application.is_valid());
        loader = loader.app_name(name.ok_or_else(|| ConnectError::Application(application.name().to_owned()))?);
        if let Some(profile) = &options.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &options.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if let Some(account) = &options.simulated_account {
            loader = loader.credentials_provider(
                Credentials::builder()
                    .access_key_id("SIMULATED")
                    .secret_access_key("simulated")
                    .account_id(account.as_str())
                    .provider_name("simulated")
                    .build(),
            );
        }
        let config = loader.load().await;
        credentials::require(&config, options.profile.as_deref()).await?;
        let retries = retries(&options);
        Ok(Self {
            config,
            retries,
            region: options.region,
            application,
            calls: CallCounter::default(),
            cloudformation: Mutex::default(),
        })
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

    /// A client of CloudFormation in `region`.
    pub fn cloudformation(&self, region: &str) -> CloudFormation {
        let mut clients = self.cloudformation.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        clients
            .entry(region.to_owned())
            .or_insert_with(|| {
                let config = aws_sdk_cloudformation::config::Builder::from(&self.config)
                    .region(aws_sdk_cloudformation::config::Region::new(region.to_owned()))
                    .interceptor(self.calls.clone())
                    .build();
                CloudFormation::from_conf(config)
            })
            .clone()
    }
}

/// How calls are tried again: with exponential pauses and jitter, and slowly altogether while AWS throttles. Where AWS is a neighbour on
/// the same machine, short pauses do.
fn retries(options: &ConnectOptions) -> RetryConfig {
    match options.simulated_account {
        Some(_) => RetryConfig::standard()
            .with_initial_backoff(Duration::from_millis(5))
            .with_max_backoff(Duration::from_millis(50)),
        None => RetryConfig::adaptive(),
    }
    .with_max_attempts(ATTEMPTS)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_attempt_timeout(ATTEMPT_TIMEOUT).build()
}
