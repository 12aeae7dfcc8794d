//! What to do about a connection that cannot be made, and a call that failed.

use super::remedy::Remedy;
use crate::aws::{ApiError, ConnectError, Origin, ProfileFault};

impl ConnectError {
    /// The remedy.
    pub fn remedies(&self) -> Vec<Remedy> {
        match self {
            Self::NoCredentials => vec![Remedy::ConfigureCredentials],
            // The message already contains it.
            Self::Application(_) => Vec::new(),
            Self::Bundle { .. } => {
                vec!["name a file of certificates in PEM, or unset AWS_CA_BUNDLE to trust the system's".into()]
            }
            Self::UnusableCredentials { profile, fault, .. } => of_profile(*fault, profile),
        }
    }
}

fn of_profile(fault: ProfileFault, profile: &str) -> Vec<Remedy> {
    let export = format!("eval \"$(aws configure export-credentials --profile {profile} --format env)\"");
    match fault {
        ProfileFault::Missing => vec![
            Remedy::advice("`aws configure list-profiles` lists the profiles that there are"),
            Remedy::ChooseProfile,
        ],
        ProfileFault::LoginSession => {
            vec![format!("sessions of `aws login` are not read here; export theirs: {export}").into()]
        }
        ProfileFault::Sso => vec![format!("sign in: aws sso login --profile {profile}").into()],
        ProfileFault::Role => vec![
            format!(
                "let the role of the profile {profile:?} be assumed by its source, in the role's trust policy; if the profile has an \
                 mfa_serial, which is not read here, export its credentials: {export}"
            )
            .into(),
        ],
        ProfileFault::Process => vec![
            format!(
                "run the credential_process of the profile {profile:?} by hand; it has to print what the AWS CLI expects"
            )
            .into(),
        ],
        ProfileFault::Other => vec![format!("correct the profile {profile:?}").into(), Remedy::ChooseProfile],
    }
}

impl ApiError {
    /// The remedies for a failed call; empty if none is known.
    pub fn remedies(&self) -> Vec<Remedy> {
        if self.is_credentials() {
            return vec![Remedy::SignIn { profile: None }];
        }
        if self.is_denied() {
            return vec![Remedy::Grant { action: self.action() }, Remedy::ChooseProfile];
        }
        match self.origin {
            // With a code, AWS responded with a temporary error; without one, there was no response.
            Origin::Transient if self.code.is_some() => vec![Remedy::Retry],
            Origin::Transient => vec![Remedy::CheckNetwork, Remedy::Retry],
            Origin::Client => vec![Remedy::CheckNetwork],
            // CloudFormation reads a template from S3 with the caller's permissions.
            Origin::Service if self.message.starts_with("S3 error") => {
                vec![Remedy::advice("allow s3:GetObject on the template's bucket")]
            }
            // The endpoint may not be AWS: a proxy, or a compatible service.
            Origin::Unreadable => vec![Remedy::CheckNetwork, Remedy::Retry],
            Origin::Credentials | Origin::Service => Vec::new(),
        }
    }
}
