//! Object Lock: retention and legal holds.

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::timestamp::Timestamp;

/// The lock of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    pub(crate) retention: Option<Retention>,
    pub(crate) legal_hold: bool,
}

/// Retention of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retention {
    pub(crate) mode: Mode,
    pub(crate) until: Timestamp,
}

/// Governance mode can be bypassed with a permission, compliance mode cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mode {
    Governance,
    Compliance,
}

impl Mode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Governance => "GOVERNANCE",
            Self::Compliance => "COMPLIANCE",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "GOVERNANCE" => Some(Self::Governance),
            "COMPLIANCE" => Some(Self::Compliance),
            _ => None,
        }
    }
}

impl Lock {
    /// Checks that the version is not locked.
    ///
    /// # Errors
    /// `AccessDenied`.
    pub(crate) fn check_deletion(&self, now: Timestamp, bypass_governance: bool) -> Result<(), ApiError> {
        let retained = self.retention.as_ref().is_some_and(|retention| {
            retention.until > now && !(retention.mode == Mode::Governance && bypass_governance)
        });
        if retained || self.legal_hold {
            return Err(ApiError::new(403, "AccessDenied", "Access Denied because object protected by object lock."));
        }
        Ok(())
    }

    /// Sets a retention, which must not weaken the current one.
    ///
    /// # Errors
    /// The document is malformed, or the current retention does not permit it.
    pub(crate) fn retain(
        &mut self,
        document: &Element,
        now: Timestamp,
        bypass_governance: bool,
    ) -> Result<(), ApiError> {
        let text = |name: &str| document.text_or_empty(&[name]);
        let wanted = retention(text("Mode"), text("RetainUntilDate"), now)?;
        if let Some(old) = self.retention.as_ref().filter(|old| old.until > now) {
            let weaker = wanted.until < old.until || (old.mode == Mode::Compliance && wanted.mode == Mode::Governance);
            if weaker && !(old.mode == Mode::Governance && bypass_governance) {
                return Err(ApiError::new(
                    403,
                    "AccessDenied",
                    "Access Denied because object protected by object lock.",
                ));
            }
        }
        self.retention = Some(wanted);
        Ok(())
    }
}

pub(crate) fn retention(mode: &str, until: &str, now: Timestamp) -> Result<Retention, ApiError> {
    let mode = Mode::parse(mode).ok_or_else(|| invalid("Unknown wormMode directive."))?;
    let until = Timestamp::parse_iso(until)
        .ok_or_else(|| invalid("The retain until date must be provided in ISO 8601 format"))?;
    if until <= now {
        return Err(invalid("The retain until date must be in the future!"));
    }
    Ok(Retention { mode, until })
}

pub(crate) fn invalid(why: &str) -> ApiError {
    ApiError::new(400, "InvalidRequest", why)
}
