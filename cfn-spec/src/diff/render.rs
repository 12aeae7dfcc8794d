//! A changelog as text, Markdown and JSON.

use std::fmt::{self, Display, Write};

use serde_json::json;

use super::{Change, Changelog, Impact, Kind};

/// Most important first.
const IMPACTS: [Impact; 3] = [Impact::Breaking, Impact::Additive, Impact::Docs];

impl Kind {
    /// The name in JSON: `resource-added`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResourceAdded => "resource-added",
            Self::ResourceRemoved => "resource-removed",
            Self::ResourceRenamed => "resource-renamed",
            Self::TypeAdded => "type-added",
            Self::TypeRemoved => "type-removed",
            Self::TypeRenamed => "type-renamed",
            Self::PropertyAdded => "property-added",
            Self::PropertyRemoved => "property-removed",
            Self::PropertyRenamed => "property-renamed",
            Self::AttributeAdded => "attribute-added",
            Self::AttributeRemoved => "attribute-removed",
            Self::TypeChanged => "type-changed",
            Self::RequiredChanged => "required-changed",
            Self::UpdateChanged => "update-changed",
            Self::AllowedChanged => "allowed-changed",
            Self::ConstraintChanged => "constraint-changed",
            Self::RuleChanged => "rule-changed",
            Self::PathsChanged => "paths-changed",
            Self::DocumentationChanged => "documentation-changed",
            Self::ApiChanged => "api-changed",
        }
    }
}

impl Changelog {
    fn title(&self) -> String {
        match (self.old.is_empty(), self.new.is_empty(), self.old == self.new) {
            (false, false, false) => format!("Resource specification {} → {}", self.old, self.new),
            (_, false, _) => format!("Resource specification {}", self.new),
            _ => "Resource specification".to_owned(),
        }
    }

    fn summary(&self) -> String {
        let counts: Vec<String> =
            IMPACTS.iter().map(|impact| format!("{} {}", self.with_impact(*impact).count(), impact.as_str())).collect();
        format!("{}; suggested step: {}", counts.join(", "), self.step())
    }

    /// As Markdown: a heading, a summary, and a list for each impact, grouped by service.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a `String` cannot fail.
        let _ = self.write_markdown(&mut out);
        out
    }

    fn write_markdown(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "# {}\n\n{}.", self.title(), self.summary())?;
        for impact in IMPACTS {
            let changes: Vec<&Change> = self.with_impact(impact).collect();
            if changes.is_empty() {
                continue;
            }
            writeln!(out, "\n## {} ({})", heading(impact), changes.len())?;
            let mut service = "";
            for change in changes {
                let of_change = service_of(&change.at);
                if of_change != service {
                    service = of_change;
                    writeln!(out, "\n### {service}\n")?;
                }
                writeln!(out, "- `{}` {}", change.at, change.text)?;
            }
        }
        Ok(())
    }

    /// As JSON: `old`, `new`, `step`, `counts`, `changes`.
    pub fn to_json(&self) -> String {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|change| json!({"at": change.at, "kind": change.kind.as_str(), "impact": change.impact.as_str(), "text": change.text}))
            .collect();
        let counts: serde_json::Map<String, serde_json::Value> =
            self.counts().into_iter().map(|(kind, count)| (kind.as_str().to_owned(), json!(count))).collect();
        let document = json!({
            "old": self.old,
            "new": self.new,
            "step": self.step().to_string(),
            "counts": counts,
            "changes": changes,
        });
        format!("{document:#}\n")
    }
}

impl Display for Changelog {
    /// As text for a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}", self.title(), self.summary())?;
        for impact in IMPACTS {
            for change in self.with_impact(impact) {
                writeln!(f, "{:<8}  {}: {}", impact.as_str(), change.at, change.text)?;
            }
        }
        Ok(())
    }
}

fn heading(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "Breaking",
        Impact::Additive => "Additive",
        Impact::Docs => "Documentation",
    }
}

/// `AWS::S3` of `AWS::S3::Bucket/BucketName`.
fn service_of(at: &str) -> &str {
    match at.match_indices("::").nth(1) {
        Some((end, _)) => &at[..end],
        None => at.split('/').next().unwrap_or(at),
    }
}
