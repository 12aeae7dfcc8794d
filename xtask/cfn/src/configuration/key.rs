//! The settings that there are.

/// The file, in the current folder or the nearest parent that has one.
pub(super) const FILE_NAME: &str = "cfn.toml";

/// The table of the file. The other keys are those of `cfn check`.
pub(super) const TABLE: &str = "deploy";

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// Its name in the file, and that of the option.
    pub(super) name: &'static str,
    /// Whether it has several values; in the environment they are separated by commas.
    pub(super) is_list: bool,
    /// The variable of AWS's own tools that says the same where nothing else does.
    pub(super) aws: Option<&'static str>,
}

impl Key {
    /// Its environment variable, such as `CFN_TEMPLATE_BUCKET`.
    pub(super) fn variable(self) -> String {
        format!("CFN_{}", self.name.to_uppercase().replace('-', "_"))
    }
}

const fn one(name: &'static str) -> Key {
    Key { name, is_list: false, aws: None }
}

const fn several(name: &'static str) -> Key {
    Key { name, is_list: true, aws: None }
}

/// All of them.
pub(super) const KEYS: &[Key] = &[
    Key { aws: Some("AWS_REGION"), ..one("region") },
    Key { aws: Some("AWS_PROFILE"), ..one("profile") },
    several("account-profile"),
    Key { aws: Some("AWS_ENDPOINT_URL"), ..one("endpoint-url") },
    one("state"),
    one("bin"),
    several("parameter-file"),
    several("tag"),
    several("capability"),
    one("role-arn"),
    several("notification-arn"),
    one("template-bucket"),
    one("template-bucket-owner"),
    one("output"),
    one("color"),
];
