//! A placeholder in a string outside of `Fn::Sub` stays as it is written.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html>.

use cfn_template::PSEUDO_PARAMETERS;

use super::Checker;
use super::finding::Finding;
use super::path::{Location, Segment};
use super::text::before;
use super::value::quote;
use crate::node::Sub;

/// Properties whose text other programs read, which have placeholders of their own.
const OF_OTHERS: &[&str] = &[
    "Body",
    "BuildSpec",
    "Content",
    "DefinitionBody",
    "DefinitionString",
    "InlineCode",
    "TemplateBody",
    "UserData",
    "ZipFile",
];

impl Checker<'_> {
    /// Checks a literal text of a resource.
    pub(super) fn missing_sub(&mut self, text: &str, at: &Location<'_>) {
        // A program or a document is longer than a line, and may hold whatever it wants.
        if text.contains('\n') || text.starts_with('{') || text.starts_with("#!") {
            return;
        }
        let Some(name) =
            placeholders(text).find(|name| Sub::parse(&format!("${{{name}}}")).is_ok() && self.is_known(name))
        else {
            return;
        };
        let path = at.path();
        let in_properties =
            |index: usize, key: &str| matches!(path.segments().get(index), Some(Segment::Key(known)) if known == key);
        if !in_properties(0, "Resources") || !in_properties(2, "Properties") {
            return;
        }
        let is_others = |segment: &Segment| match segment {
            Segment::Key(key) => OF_OTHERS.contains(&key.as_ref()),
            Segment::Index(_) => false,
        };
        if path.segments().iter().any(is_others) {
            return;
        }
        let message = format!("the text has the placeholder `${{{name}}}`, and no `Fn::Sub` replaces it");
        self.report(
            Finding::warning("missing-sub", &path, message)
                .allowed("placeholders in the text of `Fn::Sub`")
                .suggest(format!("write `!Sub {}`", quote(text).trim_matches('`'))),
        );
    }

    /// Whether a placeholder is one of CloudFormation's: a pseudo parameter, or the template's own parameter or resource.
    fn is_known(&self, name: &str) -> bool {
        let id = before(name, '.');
        PSEUDO_PARAMETERS.contains(&name)
            || (self.symbols.declares("Resources", id) || (id == name && self.symbols.declares("Parameters", id)))
    }
}

/// What is in `${…}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
