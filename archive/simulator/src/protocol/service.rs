//! The simulated services.

/// A simulated service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CloudFormation,
    S3,
    Kms,
    Iam,
    Sts,
    Ssm,
}
