//! The fields of states: those that a type of state has, in either query language.
//!
//! Source: <https://states-language.net/spec.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>.

use super::state_machine::Definition;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::text::parsed;
use crate::check::value::quote;
use crate::node::{Node, Object};

/// What a state's fields select and transform data with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryLanguage {
    JsonPath,
    Jsonata,
}

impl QueryLanguage {
    const NAMES: [&'static str; 2] = ["JSONPath", "JSONata"];

    fn named(name: &str) -> Option<Self> {
        match name {
            "JSONPath" => Some(Self::JsonPath),
            "JSONata" => Some(Self::Jsonata),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }
}

const ALL: &[&str] = &["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"];
/// The types of states with a result of their own.
const WITH_RESULT: &[&str] = &["Map", "Parallel", "Task"];

/// By field, the types of states that have it, and the query language that it belongs to.
const FIELDS: &[(&str, &[&str], Option<QueryLanguage>)] = &[
    ("Arguments", &["Parallel", "Task"], Some(QueryLanguage::Jsonata)),
    ("Assign", &["Choice", "Map", "Parallel", "Pass", "Task", "Wait"], None),
    ("Branches", &["Parallel"], None),
    ("Catch", WITH_RESULT, None),
    ("Cause", &["Fail"], None),
    ("CausePath", &["Fail"], Some(QueryLanguage::JsonPath)),
    ("Choices", &["Choice"], None),
    ("Comment", ALL, None),
    ("Credentials", &["Task"], None),
    ("Default", &["Choice"], None),
    // A state that leads nowhere has a message of its own.
    ("End", ALL, None),
    ("Error", &["Fail"], None),
    ("ErrorPath", &["Fail"], Some(QueryLanguage::JsonPath)),
    ("HeartbeatSeconds", &["Task"], None),
    ("HeartbeatSecondsPath", &["Task"], Some(QueryLanguage::JsonPath)),
    ("InputPath", ALL, Some(QueryLanguage::JsonPath)),
    ("ItemBatcher", &["Map"], None),
    ("ItemProcessor", &["Map"], None),
    ("ItemReader", &["Map"], None),
    ("ItemSelector", &["Map"], None),
    ("Items", &["Map"], Some(QueryLanguage::Jsonata)),
    ("ItemsPath", &["Map"], Some(QueryLanguage::JsonPath)),
    ("Iterator", &["Map"], None),
    ("Label", &["Map"], None),
    ("MaxConcurrency", &["Map"], None),
    ("MaxConcurrencyPath", &["Map"], Some(QueryLanguage::JsonPath)),
    ("Next", ALL, None),
    ("Output", &["Choice", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"], Some(QueryLanguage::Jsonata)),
    ("OutputPath", ALL, Some(QueryLanguage::JsonPath)),
    ("Parameters", &["Map", "Parallel", "Pass", "Task"], Some(QueryLanguage::JsonPath)),
    ("QueryLanguage", ALL, None),
    ("Resource", &["Task"], None),
    ("Result", &["Pass"], Some(QueryLanguage::JsonPath)),
    ("ResultPath", &["Map", "Parallel", "Pass", "Task"], Some(QueryLanguage::JsonPath)),
    ("ResultSelector", WITH_RESULT, Some(QueryLanguage::JsonPath)),
    ("ResultWriter", &["Map"], None),
    ("Retry", WITH_RESULT, None),
    ("Seconds", &["Wait"], None),
    ("SecondsPath", &["Wait"], Some(QueryLanguage::JsonPath)),
    ("TimeoutSeconds", &["Task"], None),
    ("TimeoutSecondsPath", &["Task"], Some(QueryLanguage::JsonPath)),
    ("Timestamp", &["Wait"], None),
    ("TimestampPath", &["Wait"], Some(QueryLanguage::JsonPath)),
    ("ToleratedFailureCount", &["Map"], None),
    ("ToleratedFailureCountPath", &["Map"], Some(QueryLanguage::JsonPath)),
    ("ToleratedFailurePercentage", &["Map"], None),
    ("ToleratedFailurePercentagePath", &["Map"], Some(QueryLanguage::JsonPath)),
    ("Type", ALL, None),
];

/// The fields whose value is written like the data that it makes.
const TEMPLATES: &[&str] = &["ItemSelector", "Parameters", "ResultSelector"];

impl Checker<'_> {
    /// The query language that a machine or a state names, or else that of what contains it; `None` if it is not known.
    pub(super) fn query_language(
        &mut self,
        of: &Object,
        definition: Definition<'_>,
        at: &Location<'_>,
    ) -> Option<QueryLanguage> {
        let Some(node) = of.get("QueryLanguage") else { return definition.language };
        let name = node.as_str().filter(|name| !name.contains("${"))?;
        let language = QueryLanguage::named(name);
        let path = definition.place(&at.key("QueryLanguage"));
        if language == Some(QueryLanguage::JsonPath) && definition.language == Some(QueryLanguage::Jsonata) {
            let message = "the definition's query language is JSONata, which no state of it can change to JSONPath";
            self.report(
                Finding::error("state-machine", &path, message)
                    .suggest("name JSONata in the states that use it, not in the definition".to_owned()),
            );
        }
        if language.is_none() {
            self.report(
                Finding::error("state-machine", &path, format!("unknown query language {}", quote(name)))
                    .allowed(one_of(QueryLanguage::NAMES))
                    .suggest(did_you_mean(name, QueryLanguage::NAMES)),
            );
        }
        language
    }

    /// Reports fields that states do not have, or not those of this type, or not in this query language.
    pub(super) fn state_fields(
        &mut self,
        (name, kind): (&str, &str),
        state: &Object,
        definition: Definition<'_>,
        at: &Location<'_>,
    ) {
        let language = definition.language;
        for key in state.keys().filter(|key| !key.starts_with("Fn::")) {
            let message = match FIELDS.iter().find(|(field, ..)| *field == key) {
                None => format!("the state `{name}` has the unknown field `{key}`"),
                Some((_, kinds, _)) if !kinds.contains(&kind) => {
                    format!("a state of type {kind} has no field `{key}`: `{name}`")
                }
                Some((_, _, Some(of))) if language.is_some_and(|language| language != *of) => format!(
                    "the field `{key}` of the state `{name}` belongs to {}, but the state's query language is {}",
                    of.name(),
                    language.map_or("another", QueryLanguage::name),
                ),
                Some(_) => continue,
            };
            let fields = FIELDS.iter().filter(|(field, kinds, of)| {
                kinds.contains(&kind) && (of.is_none() || *of == language) && state.get(field).is_none()
            });
            let fields = fields.map(|(field, ..)| *field);
            let near = did_you_mean(key, fields.clone());
            let path = definition.place(&at.key(key));
            self.report(Finding::error("state-machine", &path, message).allowed(one_of(fields)).suggest(near));
        }
        self.state_times(name, state, definition, at);
        if language == Some(QueryLanguage::JsonPath) {
            for (key, value) in state.iter() {
                let at = at.key(key);
                if FIELDS.iter().any(|(field, ..)| *field == key && field.ends_with("Path")) {
                    self.path_of_state(name, key, value, definition, &at);
                } else if TEMPLATES.contains(&key) {
                    self.paths_in_template(name, value, definition, &at);
                }
            }
        }
    }

    /// A path begins with `$`; in its place can be a call of an intrinsic function.
    fn path_of_state(&mut self, name: &str, key: &str, value: &Node, definition: Definition<'_>, at: &Location<'_>) {
        let Node::String(text) = value else { return };
        if ["$", "States."].iter().any(|start| text.starts_with(start)) {
            return;
        }
        let message = format!("`{key}` of the state `{name}` is {}, which is not a path", quote(text));
        self.report(
            Finding::error("state-machine", &definition.place(at), message)
                .allowed("a path such as `$.order.id`, or an intrinsic function such as `States.Format`"),
        );
    }

    /// The fields whose names end in `.$` are paths.
    fn paths_in_template(&mut self, name: &str, node: &Node, definition: Definition<'_>, at: &Location<'_>) {
        match node {
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    let at = at.key(key);
                    if key.ends_with(".$") {
                        self.path_of_state(name, key, value, definition, &at);
                    }
                    self.paths_in_template(name, value, definition, &at);
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.paths_in_template(name, item, definition, &at.index(index));
                }
            }
            _ => {}
        }
    }

    /// The times of a task are positive, and its heartbeats are more frequent than its timeout.
    fn state_times(&mut self, name: &str, state: &Object, definition: Definition<'_>, at: &Location<'_>) {
        let seconds = |key: &str| match state.get(key) {
            Some(Node::Number(number)) => parsed::<f64>(&number.to_string()),
            _ => None,
        };
        let keys = ["TimeoutSeconds", "HeartbeatSeconds"];
        for key in keys.into_iter().filter(|key| seconds(key).is_some_and(|seconds| seconds < 1.0)) {
            let message = format!("`{key}` of the state `{name}` is not positive");
            self.report(
                Finding::error("state-machine", &definition.place(&at.key(key)), message).allowed("at least 1"),
            );
        }
        let [timeout, heartbeat] = keys.map(seconds);
        if let (Some(timeout), Some(heartbeat)) = (timeout, heartbeat)
            && heartbeat >= timeout
        {
            let message = format!("`HeartbeatSeconds` of the state `{name}` is not below its `TimeoutSeconds`");
            let path = definition.place(&at.key("HeartbeatSeconds"));
            self.report(Finding::error("state-machine", &path, message).allowed(format!("less than {timeout}")));
        }
    }
}
