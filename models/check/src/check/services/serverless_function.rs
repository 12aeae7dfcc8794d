//! A function of the Serverless Application Model against what Lambda asks of the function that it becomes.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>.

use super::Resource;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;

/// The properties that are the code of a function.
const CODE: [&str; 3] = ["CodeUri", "ImageUri", "InlineCode"];

impl Checker<'_> {
    pub(super) fn serverless_function(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        self.runtime(function.properties, at);
        self.environment(function.properties, at);
        self.function_has_code(function, at);
        self.events_of_function(function, at);
    }

    /// The transform refuses a function without code. It is a warning: `sam build` sets `CodeUri` to the template's folder, and `ImageUri`
    /// to the image that it builds from the resource's metadata.
    fn function_has_code(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        let given =
            |key: &str| function.properties.get(key).is_some() || self.has_global("AWS::Serverless::Function", key);
        let macros = function.properties.keys().any(|key| key.starts_with("Fn::"));
        if macros || CODE.iter().any(|key| given(key)) || function.entry.get("Metadata").is_some() {
            return;
        }
        self.report(
            Finding::warning("function-code", &at.path(), "the function has no code")
                .allowed("`CodeUri`, `InlineCode` or `ImageUri`")
                .suggest("add `CodeUri`: the folder of the code, or its archive in S3".to_owned()),
        );
    }
}
