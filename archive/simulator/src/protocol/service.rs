//! The simulated services.

/// A simulated service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    CloudControl,
    CloudFormation,
    CloudWatch,
    S3,
    S3Control,
    Kms,
    Iam,
    Sts,
    Ssm,
    Quotas,
}
