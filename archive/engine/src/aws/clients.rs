//! The AWS SDK clients, one for each service and region, with one configuration.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use aws_config::Region;
#[cfg(feature = "lookup")]
use aws_sdk_cloudcontrol::Client as CloudControl;
use aws_sdk_cloudformation::Client as CloudFormation;
use aws_sdk_iam::Client as Iam;
use aws_sdk_kms::Client as Kms;
use aws_sdk_s3::Client as S3;
use aws_sdk_s3control::Client as S3Control;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_servicequotas::Client as ServiceQuotas;
use aws_sdk_sts::Client as Sts;
use aws_types::service_config::ServiceConfigKey;

use super::Aws;
use super::unreachable::Unreachable;

/// The clients created so far.
#[derive(Debug, Default)]
pub(super) struct Clients {
    #[cfg(feature = "lookup")]
    cloud_control: Regional<CloudControl>,
    cloudformation: Regional<CloudFormation>,
    iam: Regional<Iam>,
    kms: Regional<Kms>,
    s3: Regional<S3>,
    s3_control: Regional<S3Control>,
    service_quotas: Regional<ServiceQuotas>,
    sts: Regional<Sts>,
}

/// One service's clients, by region.
#[derive(Debug)]
struct Regional<C>(Mutex<HashMap<String, C>>);

impl<C> Default for Regional<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C: Clone> Regional<C> {
    /// The client in `region`, created by `make` on first use.
    fn client(&self, region: &str, make: impl FnOnce(Region) -> C) -> C {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        clients.entry(region.to_owned()).or_insert_with(|| make(Region::new(region.to_owned()))).clone()
    }
}

impl Aws {
    /// A client of the Cloud Control API in `region`.
    #[cfg(feature = "lookup")]
    pub(super) fn cloud_control(&self, region: &str) -> CloudControl {
        self.clients.cloud_control.client(region, |region| {
            let config = aws_sdk_cloudcontrol::config::Builder::from(&self.config);
            CloudControl::from_conf(
                config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build(),
            )
        })
    }

    /// A client of CloudFormation in `region`.
    pub fn cloudformation(&self, region: &str) -> CloudFormation {
        self.clients.cloudformation.client(region, |region| {
            let config = aws_sdk_cloudformation::config::Builder::from(&self.config);
            CloudFormation::from_conf(
                config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build(),
            )
        })
    }

    /// A client of IAM, which is global; `region` only selects the partition.
    pub(super) fn iam(&self, region: &str) -> Iam {
        self.clients.iam.client(region, |region| {
            let config = aws_sdk_iam::config::Builder::from(&self.config);
            Iam::from_conf(config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build())
        })
    }

    /// A client of KMS in `region`.
    pub(super) fn kms(&self, region: &str) -> Kms {
        self.clients.kms.client(region, |region| {
            let config = aws_sdk_kms::config::Builder::from(&self.config);
            Kms::from_conf(config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build())
        })
    }

    /// A client of S3 in `region`. With AWS's endpoint the bucket is in the host name; with a custom endpoint it is in
    /// the path, because names such as `bucket.localhost` seldom resolve.
    pub(super) fn s3(&self, region: &str) -> S3 {
        self.clients.s3.client(region, |region| {
            let config = aws_sdk_s3::config::Builder::from(&self.config).force_path_style(self.s3_override().is_some());
            let config = config.interceptor(self.calls.clone()).interceptor(self.clock.clone());
            S3::from_conf(config.region(region).retry_classifier(Unreachable).build())
        })
    }

    /// A client of S3 Control in `region`. S3 puts the account into the host name, also before that of a custom endpoint, where no name of
    /// this machine resolves: such an endpoint is called as it is, and the account is in a header.
    pub(super) fn s3_control(&self, region: &str) -> S3Control {
        self.clients.s3_control.client(region, |region| {
            let config = aws_sdk_s3control::config::Builder::from(&self.config);
            let config = match self.override_of("S3 Control").filter(|url| is_of_this_machine(url)) {
                Some(url) => config.endpoint_resolver(AsItIs(url)),
                None => config,
            };
            S3Control::from_conf(
                config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build(),
            )
        })
    }

    /// A client of Service Quotas in `region`.
    pub(super) fn service_quotas(&self, region: &str) -> ServiceQuotas {
        self.clients.service_quotas.client(region, |region| {
            let config = aws_sdk_servicequotas::config::Builder::from(&self.config);
            ServiceQuotas::from_conf(
                config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build(),
            )
        })
    }

    /// A client of STS in `region`.
    pub(super) fn sts(&self, region: &str) -> Sts {
        self.clients.sts.client(region, |region| {
            let config = aws_sdk_sts::config::Builder::from(&self.config);
            Sts::from_conf(config.region(region).interceptor(self.calls.clone()).retry_classifier(Unreachable).build())
        })
    }

    /// The custom endpoint for S3, chosen in the order of the S3 client: the command line, then the service's setting
    /// (`AWS_ENDPOINT_URL_S3`, a profile's `services` section), then that of all services. The client does not expose
    /// it.
    pub(super) fn s3_override(&self) -> Option<String> {
        self.override_of("S3")
    }

    /// The same for any service.
    pub(super) fn override_of(&self, service: &str) -> Option<String> {
        let by_flag = self.config.get_origin("endpoint_url").is_client_config();
        let of_service = || {
            let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL").profile("endpoint_url");
            match key.build() {
                Ok(key) => self.config.service_config()?.load_config(key),
                // A part of the key is missing, and none is.
                Err(_) => None,
            }
        };
        let url = if by_flag { None } else { of_service() };
        url.or_else(|| self.endpoint_url().map(str::to_owned))
    }
}

/// A custom endpoint without the account before its host name.
#[derive(Debug)]
struct AsItIs(String);

impl ResolveEndpoint for AsItIs {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

/// Whether the host of a URL is an IP address, or this machine by name: neither has further names before it.
fn is_of_this_machine(url: &str) -> bool {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split(['/', '?']).next().unwrap_or(after);
    let host = match authority.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(six),
        None => authority.split(':').next().unwrap_or(authority),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests;
