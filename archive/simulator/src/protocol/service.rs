//! The services that are simulated.

/// The services there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CloudFormation,
    S3,
    S3Control,
    Kms,
    Iam,
    Sts,
    Ssm,
}
