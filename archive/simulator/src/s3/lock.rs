//! Object Lock: versions that cannot be deleted for a time.

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::protocol::request::Request;
use crate::protocol::xml::Element;
use crate::s3::Bucket;
use crate::timestamp::Timestamp;

/// How a version is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    pub(crate) retention: Option<Retention>,
    pub(crate) legal_hold: bool,
}

/// Until when, and who may shorten it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retention {
    pub(crate) mode: Mode,
    pub(crate) until: Timestamp,
}

/// Governance can be lifted by whoever has the permission; compliance by nobody.
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

    fn parse(text: &str) -> Option<Self> {
        match text {
            "GOVERNANCE" => Some(Self::Governance),
            "COMPLIANCE" => Some(Self::Compliance),
            _ => None,
        }
    }
}

impl Lock {
    /// What the headers of a put ask for, or else the default of the bucket.
    ///
    /// # Errors
    /// The headers contradict the bucket or themselves.
    pub(crate) fn of_put(bucket: &Bucket, request: &Request, now: Timestamp) -> Result<Self, ApiError> {
        let mode = request.header("x-amz-object-lock-mode");
        let until = request.header("x-amz-object-lock-retain-until-date");
        let hold = request.header("x-amz-object-lock-legal-hold");
        if !bucket.object_lock {
            return match (mode, until, hold) {
                (None, None, None) => Ok(Self::default()),
                _ => Err(invalid("Bucket is missing Object Lock Configuration")),
            };
        }
        let legal_hold = hold == Some("ON");
        let retention = match (mode, until) {
            (None, None) => default_retention(bucket, now),
            (Some(mode), Some(until)) => Some(retention(mode, until, now)?),
            _ => {
                return Err(invalid(
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                ));
            }
        };
        Ok(Self { retention, legal_hold })
    }

    /// Refuses to delete what is held.
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

    /// Takes a new retention, which may not be weaker than the old one.
    ///
    /// # Errors
    /// The document is malformed, or the old retention does not let go.
    pub(crate) fn retain(
        &mut self,
        document: &Element,
        now: Timestamp,
        bypass_governance: bool,
    ) -> Result<(), ApiError> {
        let text = |name: &str| document.text_at(&[name]).unwrap_or_default();
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

fn retention(mode: &str, until: &str, now: Timestamp) -> Result<Retention, ApiError> {
    let mode = Mode::parse(mode).ok_or_else(|| invalid("Unknown wormMode directive."))?;
    let until = Timestamp::parse_iso(until)
        .ok_or_else(|| invalid("The retain until date must be provided in ISO 8601 format"))?;
    if until <= now {
        return Err(invalid("The retain until date must be in the future!"));
    }
    Ok(Retention { mode, until })
}

fn default_retention(bucket: &Bucket, now: Timestamp) -> Option<Retention> {
    let default = bucket.configurations.get("object-lock")?.get("Rule")?.get("DefaultRetention")?;
    let number = |name: &str| default.text_at(&[name]).and_then(|text| text.parse::<i64>().ok());
    let days = number("Days").or_else(|| number("Years").map(|years| years.saturating_mul(365)))?;
    Some(Retention { mode: Mode::parse(default.text_at(&["Mode"])?)?, until: now.after_days(days) })
}

fn invalid(why: &str) -> ApiError {
    ApiError::new(400, "InvalidRequest", why)
}
