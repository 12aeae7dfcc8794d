//! A simulated AWS on loopback.
//!
//! CloudFormation with StackSets, S3, KMS, IAM and STS, with their real wire protocols at one address, so that
//! unmodified SDKs, the AWS CLI and boto3 work with only `AWS_ENDPOINT_URL` set. Region and service are taken from the
//! credential scope of each request; signatures are not verified, and any credentials are accepted. It simulates the
//! behavior of AWS: a StackSet creates a stack in every region, resources are created in dependency order and with
//! events, and invalid requests are rejected with AWS's messages. The header `Server` of each response identifies it as
//! a simulator.
//!
//! ```no_run
//! # async fn example() -> Result<(), archive_simulator::Error> {
//! let simulator = archive_simulator::Simulator::start(archive_simulator::Config::in_memory()).await?;
//! println!("export AWS_ENDPOINT_URL={}", simulator.endpoint_url());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod api_error;
mod cloud;
mod cloudformation;
mod config;
mod dispatch;
mod error;
mod faults;
mod iam;
mod ids;
mod kms;
mod protocol;
mod s3;
mod scope;
mod server;
mod state;
mod sts;
mod timestamp;
mod wire_enum;
mod world;

pub use cloud::Cloud;
pub use config::{Clock, Config};
pub use error::Error;
pub use faults::{Chances, Faults, ResourceFault, WireFault, WireFaultKind};
pub use server::{Simulator, serve};

/// The value of the header `Server` in every response.
pub const SERVER: &str = concat!("archive-simulator/", env!("CARGO_PKG_VERSION"), " (not AWS)");
