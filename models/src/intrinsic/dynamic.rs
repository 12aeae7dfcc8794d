//! Dynamic references: values that CloudFormation reads from another service during a stack operation and does not
//! store in the template.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>.

use super::Text;
use crate::value::{IntoValue, Value};

/// `{{resolve:ssm:<name>}}`: the latest version of a parameter in the Systems Manager Parameter Store.
pub fn ssm(name: impl IntoValue<String>) -> Value<String> {
    resolve("ssm", [Some(name.into_value())])
}

/// `{{resolve:ssm:<name>:<version>}}`: one version of a parameter in the Systems Manager Parameter Store.
pub fn ssm_version(name: impl IntoValue<String>, version: u64) -> Value<String> {
    resolve("ssm", [Some(name.into_value()), Some(version.to_string().into_value())])
}

/// `{{resolve:ssm-secure:<name>}}`: the latest version of a SecureString parameter, in the few properties that support
/// it.
pub fn ssm_secure(name: impl IntoValue<String>) -> Value<String> {
    resolve("ssm-secure", [Some(name.into_value())])
}

/// `{{resolve:ssm-secure:<name>:<version>}}`: one version of a SecureString parameter, in the few properties that
/// support it.
pub fn ssm_secure_version(name: impl IntoValue<String>, version: u64) -> Value<String> {
    resolve("ssm-secure", [Some(name.into_value()), Some(version.to_string().into_value())])
}

/// A secret in Secrets Manager: by default the whole secret string of the current version.
#[derive(Clone, Debug)]
pub struct Secret {
    id: Value<String>,
    json_key: Option<Value<String>>,
    version: Version,
}

#[derive(Clone, Debug)]
enum Version {
    Current,
    Stage(String),
    Id(String),
}

/// `{{resolve:secretsmanager:…}}`: a secret by its name or ARN.
pub fn secret(id: impl IntoValue<String>) -> Secret {
    Secret { id: id.into_value(), json_key: None, version: Version::Current }
}

impl Secret {
    /// The value of one key, for a secret that is a JSON object.
    #[must_use]
    pub fn json_key(mut self, key: impl IntoValue<String>) -> Self {
        self.json_key = Some(key.into_value());
        self
    }

    /// The version with a staging label such as `AWSPREVIOUS`.
    #[must_use]
    pub fn version_stage(mut self, stage: impl Into<String>) -> Self {
        self.version = Version::Stage(stage.into());
        self
    }

    /// The version with a version ID.
    #[must_use]
    pub fn version_id(mut self, id: impl Into<String>) -> Self {
        self.version = Version::Id(id.into());
        self
    }
}

impl From<Secret> for Value<String> {
    fn from(secret: Secret) -> Self {
        let Secret { id, json_key, version } = secret;
        let (stage, version_id) = match version {
            Version::Current => (None, None),
            Version::Stage(stage) => (Some(stage.into_value()), None),
            Version::Id(id) => (None, Some(id.into_value())),
        };
        resolve("secretsmanager", [Some(id), Some("SecretString".into_value()), json_key, stage, version_id])
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for Secret {
    fn into_value(self) -> Value<String> {
        self.into()
    }
}

/// `{{resolve:<service>:<parts>}}`; parts that are missing at the end are left out, others are empty.
fn resolve<const N: usize>(service: &str, parts: [Option<Value<String>>; N]) -> Value<String> {
    let given = parts.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let mut text = Text::new();
    text.push("{{resolve:");
    text.push(service);
    for part in parts.into_iter().take(given) {
        text.push(":");
        if let Some(part) = part {
            text.push_value("Value", part.into_node());
        }
    }
    text.push("}}");
    text.finish()
}
