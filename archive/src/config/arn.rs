//! Amazon Resource Names, taken apart.

/// `arn:partition:service:region:account:resource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arn<'t> {
    pub(super) partition: &'t str,
    pub(super) service: &'t str,
    pub(super) region: &'t str,
    pub(super) account: &'t str,
    pub(super) resource: &'t str,
}

impl<'t> Arn<'t> {
    /// The parts of `text`, if it is an ARN.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        let arn = Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next().filter(|resource| !resource.is_empty())?,
        };
        Some(arn)
    }
}

/// Whether `text` is the number of an account: twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn the_resource_may_have_colons() {
        let arn = Arn::parse("arn:aws:sns:eu-west-1:123456789012:topic:subscription").unwrap();
        assert_eq!((arn.service, arn.resource), ("sns", "topic:subscription"));
        for text in ["", "arn:aws:sns", "arn:aws:sns:eu-west-1:123456789012:", "nra:aws:sns:eu-west-1:1:x"] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
