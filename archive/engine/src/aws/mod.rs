//! The connection to AWS: credentials, regions, retries, and a count of every call.
//!
//! The SDK's configuration loader supports the same settings as the AWS CLI: environment variables, profiles with SSO,
//! assumed roles and credential processes, `AWS_ENDPOINT_URL`, proxies. The sessions of `aws login` are not supported,
//! because they need another SDK crate and elliptic-curve cryptography; the AWS CLI exports them (`aws configure
//! export-credentials`).
//!
//! The services are called through their SDK clients, which know the endpoints of every partition, with FIPS and with
//! dual stack, and which errors are retryable. This module has the calls that the engine and its users need, with one
//! error type.

mod answer;
mod application;
mod batch;
mod bucket;
mod calls;
mod clients;
mod clock;
#[cfg(feature = "lookup")]
mod cloud_control;
mod content;
mod copies;
mod credentials;
mod error;
mod http;
mod iam;
mod identity;
mod kms;
mod lifecycle;
mod metrics;
mod quotas;
mod region;
mod s3;
mod stacks;
mod unreachable;
mod version_list;
mod versions;

use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use self::clients::Clients;
use self::clock::ServerClock;

pub(crate) use self::answer::{listed, present};
pub use self::application::Application;
pub use self::batch::{BatchJob, BatchState, ListedBatchJob, NewReplicationJob, StoredFile};
pub use self::bucket::BucketOwner;
pub use self::calls::CallCounter;
#[cfg(feature = "lookup")]
pub use self::cloud_control::ResourceDescription;
pub use self::content::{RetrievalTier, VersionPart};
pub use self::copies::{CopySource, PartOfCopy};
pub use self::credentials::{ConnectError, ProfileFault};
pub use self::error::{ApiError, Origin};
pub use self::iam::{CallContext, PolicyDecision, Role, SimulationResult};
pub use self::identity::Identity;
pub use self::kms::KeyDescription;
pub use self::lifecycle::Expiry;
pub use self::metrics::MetricQuery;
pub use self::region::configured_region;
pub use self::s3::{BucketEncryption, ObjectHead, Replication, ReplicationRule};
pub use self::version_list::VersionList;
pub use self::versions::{
    ListedVersion, ObjectHeaders, Restoration, VersionHead, VersionMarker, VersionPage, is_archive_class, rfc3339,
    seconds,
};

/// The SDK's maximum number of attempts of a call. Loops that wait for AWS continue after that; see [`crate::PollInterval`].
const ATTEMPTS: u32 = 8;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// Settings of the connection that are not taken from the environment and the profile files.
#[derive(Debug, Clone, Default)]
pub struct ConnectOptions {
    /// The application that makes the calls.
    pub application: Application,
    /// The default region.
    pub region: String,
    /// A profile of the shared configuration files; replaces `AWS_PROFILE`.
    pub profile: Option<String>,
    /// An endpoint for all services; replaces `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<String>,
    /// The account of a simulated AWS: the credentials are dummies, and the environment is not read.
    pub simulated_account: Option<String>,
}

/// A connection to AWS or to a compatible service.
#[derive(Debug)]
pub struct Aws {
    config: SdkConfig,
    region: String,
    application: Application,
    calls: CallCounter,
    clock: ServerClock,
    clients: Clients,
}

impl Aws {
    /// Loads the configuration and checks that there are credentials; calls no service.
    ///
    /// # Errors
    /// [`ConnectError`] if there are no usable credentials.
    pub async fn connect(options: ConnectOptions) -> Result<Self, ConnectError> {
        let is_real = options.simulated_account.is_none();
        let bundle = std::env::var_os("AWS_CA_BUNDLE").filter(|path| is_real && !path.is_empty());
        let trust = http::trust(bundle.as_deref()).map_err(|reason| ConnectError::Bundle {
            path: bundle.as_deref().map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
            reason,
        })?;
        Self::connect_through(options, http::client(is_real, trust)).await
    }

    /// As [`connect`](Self::connect), with a custom HTTP client: one that sends the requests to a simulated AWS without
    /// any network.
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
            None => environment(&options, name, http).await?,
        };
        Ok(Self::over(config, options.region, application))
    }

    /// The same connection with the credentials of a profile, whatever the environment says; its calls are counted with this one's.
    ///
    /// # Errors
    /// [`ConnectError`] if the profile has no usable credentials.
    pub async fn as_profile(&self, profile: &str) -> Result<Self, ConnectError> {
        let region = Region::new(self.region.clone());
        let mut provider = ProviderConfig::default().with_region(Some(region));
        if let Some(http) = self.config.http_client() {
            provider = provider.with_http_client(http);
        }
        let credentials = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile).build();
        let credentials = SharedCredentialsProvider::new(credentials);
        let config = self.config.clone().into_builder().credentials_provider(credentials).build();
        credentials::require(&config, Some(profile)).await?;
        let connection = Self::over(config, self.region.clone(), self.application);
        Ok(Self { calls: self.calls.clone(), ..connection })
    }

    /// The same connection with another access key, such as that of another account of a simulated AWS; its calls are counted with this
    /// one's.
    #[must_use]
    pub fn with_access_key(&self, id: &str, secret: &str) -> Self {
        let credentials = Credentials::builder().access_key_id(id).secret_access_key(secret).provider_name("caller");
        let credentials = SharedCredentialsProvider::new(credentials.build());
        let config = self.config.clone().into_builder().credentials_provider(credentials).build();
        Self { calls: self.calls.clone(), ..Self::over(config, self.region.clone(), self.application) }
    }

    fn over(config: SdkConfig, region: String, application: Application) -> Self {
        Self {
            config,
            region,
            application,
            calls: CallCounter::default(),
            clock: ServerClock::default(),
            clients: Clients::default(),
        }
    }

    /// The application that makes the calls.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The default region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The custom endpoint, if there is one.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.config.endpoint_url()
    }

    /// The time in seconds since 1970 that S3 had when it sent its newest answer; the machine's before the first.
    pub fn time(&self) -> i64 {
        self.clock.seconds()
    }

    /// The requests sent so far, including retries.
    pub fn calls(&self) -> &CallCounter {
        &self.calls
    }
}

/// The configuration of the environment and the profile files, with checked credentials. Calls are retried with
/// exponential backoff and jitter, and with a limited rate while AWS throttles.
async fn environment(
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

/// The configuration for a simulated AWS: it is on the same machine, so short pauses suffice. The environment is
/// ignored, because settings such as FIPS endpoints are meant for AWS.
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
