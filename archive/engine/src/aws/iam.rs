//! The few calls of IAM that are needed.

use serde_json::Value;

use super::signed::{Answer, Call, Service, percent_encode};
use super::xml::{Reply, child, elements, find, under};
use super::{ApiError, Aws};

/// A role, as far as it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its ARN, which has the role's path.
    pub arn: String,
    /// Who may assume it.
    pub trust: Value,
}

/// What the policies of somebody say to one action on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// The action, such as `s3:CreateBucket`.
    pub action: String,
    /// The ARN, or `*`.
    pub resource: String,
    /// The answer.
    pub verdict: Verdict,
}

/// An answer of the policy simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is allowed.
    Allowed,
    /// No policy allows it.
    Missing,
    /// A policy denies it.
    Denied,
    /// A policy of the organisation keeps the whole account from it.
    DeniedByOrganization,
    /// The permissions boundary does not reach so far.
    OutsideBoundary,
}

impl Aws {
    /// The role called `role`; `None` if the account has none. IAM is global; `region` only tells the partition.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn role(&self, region: &str, role: &str) -> Result<Option<Role>, ApiError> {
        let answer = match self.iam("GetRole", region, vec![("RoleName", role.to_owned())]).await {
            Ok(answer) => answer,
            Err(error) if error.is("NoSuchEntity") => return Ok(None),
            Err(error) => return Err(error),
        };
        let reply = Reply::of("GetRole", region, &answer)?;
        let read = reply.read(|root| {
            let role = find(root, "Role").ok_or("it has no role")?;
            let arn = child(role, "Arn").ok_or("its role has no ARN")?.to_owned();
            let trust = child(role, "AssumeRolePolicyDocument").ok_or("its role has no trust policy")?;
            let trust = serde_json::from_str(&percent_decode(trust)).map_err(|error| error.to_string())?;
            Ok(Role { arn, trust })
        });
        let read: Result<Role, String> = read.unwrap_or_else(|| Err("it is no XML".to_owned()));
        read.map(Some).map_err(|why| ApiError::unreadable("GetRole", region, why))
    }

    /// What the policies of the user or role `source` say to each of `actions` on each of `resources`, when CloudFormation asks on
    /// its behalf, and would give a role to the service `passed_to`. Nothing is done. A key's or a bucket's own policy is not asked.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn simulate(
        &self,
        region: &str,
        source: &str,
        actions: &[String],
        resources: &[String],
        passed_to: &str,
    ) -> Result<Vec<Simulated>, ApiError> {
        const OPERATION: &str = "SimulatePrincipalPolicy";
        let mut found = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let mut fields = vec![("PolicySourceArn", source.to_owned()), ("MaxItems", "1000".to_owned())];
            let mut numbered: Vec<(String, String)> = Vec::new();
            for (list, values) in [("ActionNames", actions), ("ResourceArns", resources)] {
                let members = (1..).zip(values).map(|(n, value)| (format!("{list}.member.{n}"), value.clone()));
                numbered.extend(members);
            }
            // Policies may let CloudFormation alone do something for the caller, or let a role be given to one service alone.
            let context = [
                ("aws:CalledVia", "stringList", "cloudformation.amazonaws.com"),
                ("iam:PassedToService", "string", passed_to),
            ];
            for (n, (key, kind, value)) in (1..).zip(context) {
                for (name, value) in [("Name", key), ("Type", kind), ("Values.member.1", value)] {
                    numbered.push((format!("ContextEntries.member.{n}.ContextKey{name}"), value.to_owned()));
                }
            }
            fields.extend(numbered.iter().map(|(name, value)| (name.as_str(), value.clone())));
            fields.extend(marker.take().map(|marker| ("Marker", marker)));
            let answer = self.iam(OPERATION, region, fields).await?;
            let reply = Reply::of(OPERATION, region, &answer)?;
            let next = reply.read(|root| {
                let results = find(root, "EvaluationResults");
                found.extend(results.into_iter().flat_map(elements).filter_map(simulated));
                let truncated = find(root, "IsTruncated").and_then(|node| node.text()) == Some("true");
                find(root, "Marker").and_then(|node| node.text()).filter(|_| truncated).map(str::to_owned)
            });
            match next.flatten() {
                Some(next) => marker = Some(next),
                None => return Ok(found),
            }
        }
    }

    async fn iam(
        &self,
        operation: &'static str,
        region: &str,
        fields: Vec<(&str, String)>,
    ) -> Result<Answer, ApiError> {
        let mut body = format!("Action={operation}&Version=2010-05-08");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", percent_encode(&value)));
        }
        self.call(Call {
            service: Service::Iam,
            operation,
            region: region.to_owned(),
            method: "POST",
            path: "/".to_owned(),
            query: Vec::new(),
            headers: [("content-type", "application/x-www-form-urlencoded".to_owned())].into(),
            body: body.into_bytes(),
        })
        .await
    }
}

fn simulated(result: roxmltree::Node<'_, '_>) -> Option<Simulated> {
    let detail = |name: &str, flag: &str| Some(child(under(result, name)?, flag)? == "true");
    let verdict = match child(result, "EvalDecision")? {
        "allowed" => Verdict::Allowed,
        _ if detail("OrganizationsDecisionDetail", "AllowedByOrganizations") == Some(false) => {
            Verdict::DeniedByOrganization
        }
        _ if detail("PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary") == Some(false) => {
            Verdict::OutsideBoundary
        }
        "explicitDeny" => Verdict::Denied,
        _ => Verdict::Missing,
    };
    Some(Simulated {
        action: child(result, "EvalActionName")?.to_owned(),
        resource: child(result, "EvalResourceName").unwrap_or("*").to_owned(),
        verdict,
    })
}

/// IAM gives policies percent-encoded.
fn percent_decode(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let pair = (byte == b'%').then(|| [bytes.next(), bytes.next()]);
        match pair {
            Some([Some(high), Some(low)]) => {
                let digits = [high, low];
                let number = std::str::from_utf8(&digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                decoded.extend(number);
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of a result come in any order, and a result has results inside.
    #[test]
    fn a_simulated_decision_is_read_from_its_own_level() {
        let xml = "<member><MatchedStatements><member><SourcePolicyId>p</SourcePolicyId></member></MatchedStatements>\
                   <ResourceSpecificResults><member><EvalDecision>allowed</EvalDecision></member></ResourceSpecificResults>\
                   <EvalResourceName>arn:r</EvalResourceName><EvalDecision>implicitDeny</EvalDecision>\
                   <OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>\
                   <EvalActionName>s3:PutObject</EvalActionName></member>";
        let document = roxmltree::Document::parse(xml).unwrap();
        let expected = Simulated {
            action: "s3:PutObject".into(),
            resource: "arn:r".into(),
            verdict: Verdict::DeniedByOrganization,
        };
        assert_eq!(simulated(document.root_element()), Some(expected));
    }

    #[test]
    fn a_policy_is_decoded() {
        assert_eq!(percent_decode("%7B%22a%22%3A%22%C3%BC%22%7D"), r#"{"a":"ü"}"#);
    }
}
