//! A simulated AWS on loopback.
//!
//! CloudFormation with StackSets, S3, KMS, IAM and STS, over their real wire protocols and from one address, so that
//! the unmodified SDKs, the AWS CLI and boto3 talk to it with nothing but `AWS_ENDPOINT_URL`. Region and service come
//! from the credential scope of each request; signatures are not verified, and any credentials do.
//!
//! It does what AWS does rather than answering as if: a StackSet makes a stack in every region, resources appear in
//! dependency order and with events, what AWS refuses is refused in AWS's words. It never claims to be AWS: the header
//! `Server` of each reply names it.
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
mod s3control;
mod scope;
mod server;
mod ssm;
mod state;
mod sts;
mod timestamp;
mod wire_enum;
mod world;

pub use cloud::Cloud;
pub use config::{Clock, Config};
pub use error::Error;
pub use faults::{Chances, Faults, ResourceFault, TaskFault, WireFault, WireFaultKind};
pub use server::{Simulator, serve};

/// The value of the header `Server` in every reply.
pub const SERVER: &str = concat!("archive-simulator/", env!("CARGO_PKG_VERSION"), " (not AWS)");
