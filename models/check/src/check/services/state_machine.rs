//! The states of a Step Functions state machine: transitions lead to existing states, and states have the required fields.
//!
//! Source: <https://states-language.net/spec.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-states.html>.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::state_fields::QueryLanguage;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::json_text::{JsonText, json_text};
use crate::check::path::{Location, Path};
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::{Node, Object};

/// What applies to every state of a definition.
#[derive(Clone, Copy)]
pub(super) struct Definition<'m> {
    /// The place of the string that has the definition, if it is one.
    whole: Option<&'m Path>,
    /// Whether the executions are Express: they call, and wait for nothing.
    pub(super) express: bool,
    /// The query language of a state that names none; `None` if it is not known.
    pub(super) language: Option<QueryLanguage>,
    /// The names of the states that have been seen.
    names: &'m RefCell<Vec<String>>,
}

impl Definition<'_> {
    /// Where a finding is.
    pub(super) fn place(&self, at: &Location<'_>) -> Path {
        self.whole.cloned().unwrap_or_else(|| at.path())
    }
}

/// The longest name of a state, in characters.
const LONGEST_NAME: usize = 80;
const TYPES: &[&str] = &["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"];

impl Checker<'_> {
    pub(super) fn state_machine(&mut self, properties: &Object, at: &Location<'_>) {
        let kind = ["StateMachineType", "Type"].iter().find_map(|key| properties.get(key));
        let express = kind.and_then(Node::as_str) == Some("EXPRESS");
        if let Some(Node::Object(machine)) = properties.get("Definition") {
            self.machine(machine, express, None, &at.key("Definition"));
        }
        if let Some(Node::Object(given)) = properties.get("DefinitionSubstitutions")
            && !given.keys().any(|key| key.starts_with("Fn::"))
        {
            for key in ["Definition", "DefinitionString"] {
                if let Some(definition) = properties.get(key) {
                    self.substitutions(definition, given, &at.key(key));
                }
            }
        }
        let Some(text) = properties.get("DefinitionString") else { return };
        self.alternatives(text, &at.key("DefinitionString"), &mut |checker, text, at| {
            let path = at.path();
            match json_text(text) {
                JsonText::Json { value, .. } => {
                    if let Node::Object(machine) = Node::from(value) {
                        checker.machine(&machine, express, Some(&path), at);
                    }
                }
                JsonText::Broken(e) => checker.report(
                    Finding::error("state-machine", &path, format!("the definition is not JSON: {e}"))
                        .allowed("the Amazon States Language as JSON"),
                ),
                JsonText::Unknown => {}
            }
        });
    }

    /// Reports placeholders of a definition that none of its substitutions replaces.
    fn substitutions(&mut self, node: &Node, given: &Object, at: &Location<'_>) {
        match node {
            Node::String(text) => {
                let is_name = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
                let mut missing: Vec<&str> =
                    names.filter(is_name).filter(|name| !name.is_empty() && given.get(name).is_none()).collect();
                missing.dedup();
                for name in missing {
                    let message = format!("`DefinitionSubstitutions` has no value for `${{{name}}}`");
                    self.report(
                        Finding::warning("state-substitution", &at.path(), message)
                            .allowed(one_of(given.keys()))
                            .suggest(did_you_mean(name, given.keys())),
                    );
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.substitutions(item, given, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    self.substitutions(value, given, &at.key(key));
                }
            }
            _ => {}
        }
    }

    /// Checks a whole definition. `whole` is the place of the string that contains it.
    fn machine(&mut self, machine: &Object, express: bool, whole: Option<&Path>, at: &Location<'_>) {
        let names = RefCell::default();
        let outer = Definition { whole, express, language: Some(QueryLanguage::JsonPath), names: &names };
        let language = self.query_language(machine, outer, at);
        self.states(machine, Definition { language, ..outer }, at);
    }

    /// Reports a state whose name another state of the definition has, and a name that is too long.
    fn own_name(&mut self, name: &str, definition: Definition<'_>, at: &Location<'_>) {
        if definition.names.borrow().iter().any(|other| other == name) {
            let message = format!("two states of the definition have the name {}", quote(name));
            self.report(
                Finding::error("state-machine", &definition.place(at), message)
                    .allowed("names that are unique in the whole definition, its branches included"),
            );
        }
        if name.chars().count() > LONGEST_NAME {
            let message = format!("the name of the state {} is too long", quote(name));
            let longest = format!("at most {LONGEST_NAME} characters");
            self.report(Finding::error("state-machine", &definition.place(at), message).allowed(longest));
        }
        definition.names.borrow_mut().push(name.to_owned());
    }

    /// Checks a state machine, a branch or an iterator.
    fn states(&mut self, machine: &Object, definition: Definition<'_>, at: &Location<'_>) {
        let place = |at: &Location<'_>| definition.place(at);
        let Some(Node::Object(states)) = machine.get("States") else {
            if machine.get("States").is_none() && !machine.keys().any(|key| key.starts_with("Fn::")) {
                self.report(Finding::error("state-machine", &place(at), "the definition has no `States`"));
            }
            return;
        };
        let names: Vec<&str> = states.keys().collect();
        match machine.get("StartAt") {
            None => self.report(
                Finding::error("state-machine", &place(at), "the definition has no `StartAt`")
                    .suggest("add `StartAt` with the name of the first state".to_owned()),
            ),
            Some(start) => self.state_name(start, &names, &place(&at.key("StartAt"))),
        }
        self.reachable(machine, states, at, definition);
        let at = at.key("States");
        for (name, state) in states.iter() {
            let at = at.key(name);
            self.own_name(name, definition, &at);
            if let Node::Object(state) = state {
                self.state(name, state, &names, &at, definition);
            }
        }
    }

    /// A machine has a state that ends it, and a way to each of its states. Step Functions looks for the ways only where there is an end.
    fn reachable(&mut self, machine: &Object, states: &Object, at: &Location<'_>, definition: Definition<'_>) {
        let place = |at: &Location<'_>| definition.place(at);
        let Some(start) = machine.get("StartAt").and_then(Node::as_str) else { return };
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, state) in states.iter() {
            // A transition that is not known may lead anywhere.
            let Some(targets) = state.as_object().and_then(transitions) else { return };
            next.insert(name, targets);
        }
        let ends = |state: &Node| {
            matches!(state.get("Type").and_then(Node::as_str), Some("Succeed" | "Fail"))
                || state.get("End").is_some_and(|end| *end != Node::Bool(false))
        };
        if !states.iter().any(|(_, state)| ends(state)) {
            self.report(
                Finding::error("state-machine", &place(at), "no state ends the execution")
                    .allowed("at least one state with `End: true`, or of type Succeed or Fail"),
            );
            return;
        }
        let mut reached = vec![start];
        let mut checked = 0;
        while let Some(name) = reached.get(checked).copied() {
            checked += 1;
            for target in next.get(name).into_iter().flatten().copied() {
                if !reached.contains(&target) {
                    reached.push(target);
                }
            }
        }
        let at = at.key("States");
        for (name, _) in states.iter().filter(|(name, _)| !reached.contains(name)) {
            self.report(
                Finding::error(
                    "state-machine",
                    &place(&at.key(name)),
                    format!("no transition leads from the first state to the state {}", quote(name)),
                )
                .suggest("name the state in `Next`, `Default` or a `Catch` of another state, or remove it".to_owned()),
            );
        }
    }

    fn state_name(&mut self, node: &Node, names: &[&str], path: &Path) {
        let Node::String(name) = node else { return };
        if names.contains(&name.as_ref()) || name.contains("${") {
            return;
        }
        self.report(
            Finding::error("state-machine", path, format!("unknown state {}", quote(name)))
                .allowed(one_of(names.iter().copied()))
                .suggest(did_you_mean(name, names.iter().copied())),
        );
    }

    fn state(&mut self, name: &str, state: &Object, names: &[&str], at: &Location<'_>, definition: Definition<'_>) {
        let place = |at: &Location<'_>| definition.place(at);
        let open = state.keys().any(|key| key.starts_with("Fn::"));
        let kind = match state.get("Type") {
            Some(Node::String(kind)) => kind.as_ref(),
            None if !open => {
                return self.report(
                    Finding::error("state-machine", &place(at), format!("the state `{name}` has no `Type`"))
                        .allowed(one_of(TYPES.iter().copied())),
                );
            }
            _ => return,
        };
        if !TYPES.contains(&kind) {
            return self.report(
                Finding::error("state-machine", &place(&at.key("Type")), format!("unknown state type {}", quote(kind)))
                    .allowed(one_of(TYPES.iter().copied()))
                    .suggest(did_you_mean(kind, TYPES.iter().copied())),
            );
        }
        if !open {
            self.required_fields(name, kind, state, &place(at));
        }
        self.next(name, kind, state, open, &place(at));
        self.transitions(name, state, names, at, definition);
        let language = self.query_language(state, definition, at);
        let own = Definition { language, ..definition };
        self.state_fields((name, kind), state, own, at);
        self.error_handlers(name, state, definition, at);
        match kind {
            "Choice" => self.choices(name, state, own, at),
            "Task" => self.state_resource(name, state, definition, at),
            _ => {}
        }
        // Whether a language that a state names is that of the states in it is not documented.
        let language = definition.language.filter(|_| state.get("QueryLanguage").is_none());
        self.inner_states(name, state, at, Definition { language, ..definition });
    }

    /// The fields that a state of this type requires.
    fn required_fields(&mut self, name: &str, kind: &str, state: &Object, path: &Path) {
        let requires: &[&str] = match kind {
            "Task" => &["Resource"],
            "Choice" => &["Choices"],
            "Parallel" => &["Branches"],
            _ => &[],
        };
        for key in requires.iter().filter(|key| state.get(key).is_none()) {
            self.report(
                Finding::error("state-machine", path, format!("the state `{name}` of type {kind} has no `{key}`"))
                    .suggest(format!("add `{key}`")),
            );
        }
        if kind == "Map" && state.get("ItemProcessor").is_none() && state.get("Iterator").is_none() {
            self.report(
                Finding::error("state-machine", path, format!("the state `{name}` of type Map has no `ItemProcessor`"))
                    .suggest("add `ItemProcessor`".to_owned()),
            );
        }
        let waits = ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"];
        let given = waits.iter().filter(|key| state.get(key).is_some()).count();
        if kind == "Wait" && given != 1 {
            self.report(
                Finding::error("state-machine", path, format!("the state `{name}` has {given} waiting times"))
                    .allowed(format!("exactly one of {}", one_of(waits))),
            );
        }
    }

    /// The states that a state names.
    fn transitions(
        &mut self,
        name: &str,
        state: &Object,
        names: &[&str],
        at: &Location<'_>,
        definition: Definition<'_>,
    ) {
        let place = |at: &Location<'_>| definition.place(at);
        for key in ["Next", "Default"] {
            if let Some(next) = state.get(key) {
                self.state_name(next, names, &place(&at.key(key)));
            }
        }
        for key in ["Choices", "Catch"] {
            let at = at.key(key);
            for (index, item) in state.get(key).map_or(&[][..], Node::items).iter().enumerate() {
                let is_open = |item: &Object| item.keys().any(|key| key.starts_with("Fn::"));
                if let Some(next) = item.get("Next") {
                    self.state_name(next, names, &place(&at.index(index).key("Next")));
                } else if item.as_object().is_some_and(|item| !is_open(item)) {
                    let message = format!("an item of `{key}` of the state `{name}` has no `Next`");
                    self.report(Finding::error("state-machine", &place(&at.index(index)), message));
                }
            }
        }
    }

    /// The state machines inside a state.
    fn inner_states(&mut self, name: &str, state: &Object, at: &Location<'_>, definition: Definition<'_>) {
        if let Some(Node::List(branches)) = state.get("Branches") {
            let at = at.key("Branches");
            for (index, branch) in branches.iter().enumerate() {
                if let Node::Object(branch) = branch {
                    self.states(branch, definition, &at.index(index));
                }
            }
        }
        for key in ["Iterator", "ItemProcessor"] {
            if let Some(Node::Object(machine)) = state.get(key) {
                let at = at.key(key);
                let definition = self.processor(name, machine, definition, &at);
                self.states(machine, definition, &at);
            }
        }
    }

    /// What applies to the states of an item processor: the executions of a distributed map have a type of their own.
    fn processor<'m>(
        &mut self,
        name: &str,
        machine: &Object,
        definition: Definition<'m>,
        at: &Location<'_>,
    ) -> Definition<'m> {
        let of = |key: &str| machine.get("ProcessorConfig").and_then(|config| config.get(key)).and_then(Node::as_str);
        if of("Mode") != Some("DISTRIBUTED") {
            return definition;
        }
        if definition.express {
            let message = format!("the map `{name}` is distributed, which an Express state machine does not support");
            let path = definition.place(&at.key("ProcessorConfig"));
            self.report(Finding::error("state-machine", &path, message).allowed("`INLINE` in Express state machines"));
        }
        Definition { express: of("ExecutionType") == Some("EXPRESS"), ..definition }
    }

    /// A state has either `Next` or `End`.
    fn next(&mut self, name: &str, kind: &str, state: &Object, open: bool, path: &Path) {
        let terminal = matches!(kind, "Choice" | "Succeed" | "Fail");
        let ends = state.get("End").is_some_and(|end| *end != Node::Bool(false));
        let message = match (terminal, state.get("Next").is_some(), ends) {
            (false, false, false) if !open => format!("the state `{name}` has neither `Next` nor `End`"),
            (false, true, true) => format!("the state `{name}` has both `Next` and `End`"),
            (true, next, ends) if next || ends => {
                format!("a state of type {kind} has no `Next` and no `End`: `{name}`")
            }
            _ => return,
        };
        self.report(
            Finding::error("state-machine", path, message).allowed("`Next` with a state's name, or `End: true`"),
        );
    }
}

/// The states that follow a state; `None` if that is not known.
fn transitions(state: &Object) -> Option<Vec<&str>> {
    if state.keys().any(|key| key.starts_with("Fn::")) {
        return None;
    }
    let mut targets: Vec<Option<&Node>> =
        ["Next", "Default"].iter().filter_map(|key| state.get(key)).map(Some).collect();
    for key in ["Choices", "Catch"] {
        match state.get(key) {
            None => {}
            Some(Node::List(items)) => targets.extend(items.iter().map(|item| match item {
                Node::Object(item) => item.get("Next"),
                _ => None,
            })),
            Some(_) => return None,
        }
    }
    targets.into_iter().map(|target| target?.as_str().filter(|name| !name.contains("${"))).collect()
}
