//! Callers, and the entries of `Principal`.

use crate::arn;
use crate::error::PrincipalError;

/// The caller of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The root user of an account.
    Root {
        /// `aws`, `aws-cn`, …
        partition: String,
        /// Twelve digits.
        account: String,
    },
    /// An IAM user, by ARN.
    User(String),
    /// A role, by ARN: any session of it.
    Role(String),
    /// A session of a role.
    Session {
        /// The ARN of the role, with its path.
        role: String,
        /// The session's name.
        name: String,
    },
    /// An AWS service principal, such as `logging.s3.amazonaws.com`.
    Service(String),
    /// An anonymous caller.
    Anonymous,
}

impl Principal {
    /// Parses an ARN, a service principal, or `*` for an anonymous caller.
    ///
    /// The ARN of an assumed role does not have the path of the role. If the role has a path, create a
    /// [`Principal::Session`] with the role's ARN.
    ///
    /// # Errors
    /// If the string is none of these.
    pub fn parse(text: &str) -> Result<Self, PrincipalError> {
        let refused = || PrincipalError { text: text.to_owned() };
        if text == "*" {
            return Ok(Self::Anonymous);
        }
        if is_service(text) {
            return Ok(Self::Service(text.to_owned()));
        }
        let [_, partition, service, _, account, resource] = arn::split(text).ok_or_else(refused)?;
        if !arn::is_account_id(account) || partition.is_empty() {
            return Err(refused());
        }
        match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => {
                Ok(Self::Root { partition: partition.to_owned(), account: account.to_owned() })
            }
            ("iam", Some(("user", name))) if !name.is_empty() => Ok(Self::User(text.to_owned())),
            ("iam", Some(("role", name))) if !name.is_empty() => Ok(Self::Role(text.to_owned())),
            ("sts", Some(("assumed-role", rest))) => match rest.split_once('/') {
                Some((role, name)) if !role.is_empty() && !name.is_empty() => Ok(Self::Session {
                    role: format!("arn:{partition}:iam::{account}:role/{role}"),
                    name: name.to_owned(),
                }),
                _ => Err(refused()),
            },
            _ => Err(refused()),
        }
    }

    /// The account of the caller; `None` for services and anonymous callers.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account, .. } => Some(account),
            Self::User(arn) | Self::Role(arn) | Self::Session { role: arn, .. } => arn::split(arn).map(|arn| arn[4]),
            Self::Service(_) | Self::Anonymous => None,
        }
    }

    /// The value of `aws:PrincipalArn`: for a session, the ARN of its role.
    #[must_use]
    pub fn principal_arn(&self) -> Option<String> {
        match self {
            Self::Root { partition, account } => Some(format!("arn:{partition}:iam::{account}:root")),
            Self::User(arn) | Self::Role(arn) | Self::Session { role: arn, .. } => Some(arn.clone()),
            Self::Service(_) | Self::Anonymous => None,
        }
    }

    /// The ARN of the caller as in `GetCallerIdentity`: for a session, that of the assumed role.
    #[must_use]
    pub fn caller_arn(&self) -> Option<String> {
        let Self::Session { role, name } = self else {
            return self.principal_arn();
        };
        let [_, partition, _, _, account, resource] = arn::split(role)?;
        let role = resource.rsplit('/').next()?;
        Some(format!("arn:{partition}:sts::{account}:assumed-role/{role}/{name}"))
    }

    /// The value of `aws:PrincipalType`.
    pub(crate) fn principal_type(&self) -> Option<&'static str> {
        match self {
            Self::Root { .. } => Some("Account"),
            Self::User(_) => Some("User"),
            Self::Role(_) | Self::Session { .. } => Some("AssumedRole"),
            Self::Service(_) => None,
            Self::Anonymous => Some("Anonymous"),
        }
    }

    /// The value of `aws:username`.
    pub(crate) fn user_name(&self) -> Option<&str> {
        let Self::User(arn) = self else { return None };
        arn.rsplit('/').next()
    }

    fn partition(&self) -> Option<&str> {
        match self {
            Self::Root { partition, .. } => Some(partition),
            Self::User(arn) | Self::Role(arn) | Self::Session { role: arn, .. } => arn::split(arn).map(|arn| arn[1]),
            Self::Service(_) | Self::Anonymous => None,
        }
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(name) => out.write_str(name),
            other => out.write_str(other.caller_arn().as_deref().unwrap_or("an anonymous caller")),
        }
    }
}

/// Whether the string has the form of a service principal: `s3.amazonaws.com`, `logs.eu-west-1.amazonaws.com`,
/// `ec2.amazonaws.com.cn`.
fn is_service(text: &str) -> bool {
    let name = text
        .strip_suffix(".amazonaws.com")
        .or_else(|| text.strip_suffix(".amazonaws.com.cn"))
        .or_else(|| text.strip_suffix(".amazonaws.eu"));
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    })
}

/// An entry of `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrincipalEntry {
    /// `*`
    Everyone,
    /// An account, by its ID (in any partition) or the ARN of its root user.
    Account {
        partition: Option<String>,
        id: String,
    },
    /// A user, role or session by ARN.
    Arn(String),
    Service(String),
    /// Entries that match no [`Principal`]: federated providers, canonical users, and the unique IDs that replace
    /// deleted users and roles.
    Other,
}

/// How an entry matches a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PrincipalMatch {
    /// Through its account, whose identity-based policies decide.
    Account,
    /// Itself.
    Direct,
}

impl PrincipalEntry {
    /// Parses a value of the key `AWS`.
    pub(crate) fn parse_aws(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Everyone);
        }
        if arn::is_account_id(text) {
            return Ok(Self::Account { partition: None, id: text.to_owned() });
        }
        if text.starts_with('A')
            && text.len() >= 16
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        {
            return Ok(Self::Other);
        }
        let Some([_, partition, service, region, account, resource]) = arn::split(text) else {
            return Err(format!("`{text}` is not an ARN, an account ID or `*`"));
        };
        if text.contains(['*', '?']) {
            return Err(format!(
                "`{text}` has a wildcard, which is only allowed as `*` alone; use a condition on aws:PrincipalArn"
            ));
        }
        if !matches!(service, "iam" | "sts") || !region.is_empty() || !arn::is_account_id(account) {
            return Err(format!("`{text}` is not the ARN of an IAM or STS principal"));
        }
        match resource {
            "root" => Ok(Self::Account { partition: Some(partition.to_owned()), id: account.to_owned() }),
            _ => Ok(Self::Arn(text.to_owned())),
        }
    }

    /// How this entry matches the caller, if it does.
    pub(crate) fn names(&self, principal: &Principal) -> Option<PrincipalMatch> {
        match (self, principal) {
            (Self::Everyone, _) => Some(PrincipalMatch::Direct),
            (Self::Account { partition, id }, _) => {
                let same = principal.account() == Some(id)
                    && partition.as_deref().is_none_or(|name| principal.partition() == Some(name));
                let root = matches!(principal, Principal::Root { .. });
                same.then_some(if root { PrincipalMatch::Direct } else { PrincipalMatch::Account })
            }
            (Self::Arn(arn), _) => {
                let named =
                    principal.principal_arn().as_ref() == Some(arn) || principal.caller_arn().as_ref() == Some(arn);
                named.then_some(PrincipalMatch::Direct)
            }
            (Self::Service(name), Principal::Service(caller)) => (name == caller).then_some(PrincipalMatch::Direct),
            (Self::Service(_) | Self::Other, _) => None,
        }
    }
}

/// Whether a `NotPrincipal` excludes the caller: the list has to contain the account, the role and the session or user.
pub(crate) fn is_exempt(listed: &[PrincipalEntry], principal: &Principal) -> bool {
    let direct = |arn: &str| listed.iter().any(|named| matches!(named, PrincipalEntry::Arn(listed) if listed == arn));
    let account = || {
        let names_account = |named: &PrincipalEntry| {
            named.names(principal).is_some() && matches!(named, PrincipalEntry::Account { .. })
        };
        listed.iter().any(names_account)
    };
    if listed.contains(&PrincipalEntry::Everyone) {
        return true;
    }
    match principal {
        Principal::Root { .. } => account(),
        Principal::User(arn) | Principal::Role(arn) => account() && direct(arn),
        Principal::Session { role, .. } => {
            account() && direct(role) && principal.caller_arn().is_some_and(|session| direct(&session))
        }
        Principal::Service(_) | Principal::Anonymous => listed.iter().any(|named| named.names(principal).is_some()),
    }
}
