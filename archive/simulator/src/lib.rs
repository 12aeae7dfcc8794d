//! A simulated AWS on loopback.
//!
//! CloudFormation with StackSets, S3, KMS, IAM, STS and SSM parameters, over their wire protocols and at one endpoint:
//! the unmodified SDKs, the AWS CLI and boto3 only need `AWS_ENDPOINT_URL`. Region and service are those of the
//! credential scope of each request; signatures are not verified, any credentials are accepted.
//!
//! Operations have their effects: a StackSet creates a stack in every region, resources are created in the order of
//! their dependencies and with events, and errors have AWS's codes and messages. The header `Server` of each response
//! identifies the simulator.
//!
//! ```no_run
//! # async fn example() -> Result<(), archive_simulator::Error> {
//! let simulator = archive_simulator::Simulator::start(archive_simulator::Config::in_memory()).await?;
//! println!("export AWS_ENDPOINT_URL={}", simulator.endpoint_url());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

#![warn(clippy::disallowed_methods)]

mod api_error;
mod arn;
mod cloud;
mod cloud_control;
mod cloudformation;
mod cloudwatch;
mod config;
mod dispatch;
mod error;
mod events;
mod faults;
mod iam;
mod ids;
mod kms;
mod optional;
mod page;
mod parse;
mod protocol;
mod s3;
mod s3control;
mod scope;
mod server;
mod service_quotas;
mod ssm;
mod state;
mod sts;
mod timestamp;
mod wire_enum;
mod world;

pub use cloud::Cloud;
pub use config::{Clock, Config};
pub use error::Error;
pub use events::Published;
pub use faults::{BodyFault, BodyFaultKind, Faults, Probabilities, ResourceFault, TaskFault, WireFault, WireFaultKind};
pub use server::{Simulator, serve};

/// The header `Server` of every response.
pub const SERVER: &str = concat!("archive-simulator/", env!("CARGO_PKG_VERSION"), " (not AWS)");
