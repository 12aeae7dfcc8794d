//! The services that are simulated.

/// The services there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CloudFormation,
    S3,
    Kms,
    Iam,
    Sts,
    Ssm,
}
