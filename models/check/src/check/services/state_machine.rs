//! The states of a Step Functions state machine: transitions lead to existing states, and states have the required fields.
//!
//! Source: <https://states-language.net/spec.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-states.html>.

use std::collections::BTreeMap;

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::json_text::{JsonText, json_text};
use crate::check::path::{Location, Path};
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::{Node, Object};

const TYPES: &[&str] = &["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"];

impl Checker<'_> {
    pub(super) fn state_machine(&mut self, properties: &Object, at: &Location<'_>) {
        if let Some(Node::Object(definition)) = properties.get("Definition") {
            self.states(definition, &at.key("Definition"), None);
        }
        let Some(text) = properties.get("DefinitionString") else { return };
        self.alternatives(text, &at.key("DefinitionString"), &mut |checker, text, at| {
            let path = at.path();
            match json_text(text) {
                JsonText::Json { value, .. } => {
                    if let Node::Object(definition) = Node::from(value) {
                        checker.states(&definition, at, Some(&path));
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

    /// Checks a state machine, a branch or an iterator. `whole` is the place of the string that contains it.
    fn states(&mut self, machine: &Object, at: &Location<'_>, whole: Option<&Path>) {
        let place = |at: &Location<'_>| whole.cloned().unwrap_or_else(|| at.path());
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
        self.reachable(machine, states, at, whole);
        let at = at.key("States");
        for (name, state) in states.iter() {
            if let Node::Object(state) = state {
                self.state(name, state, &names, &at.key(name), whole);
            }
        }
    }

    /// A machine has a state that ends it, and a way to each of its states. Step Functions looks for the ways only where there is an end.
    fn reachable(&mut self, machine: &Object, states: &Object, at: &Location<'_>, whole: Option<&Path>) {
        let place = |at: &Location<'_>| whole.cloned().unwrap_or_else(|| at.path());
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

    fn state(&mut self, name: &str, state: &Object, names: &[&str], at: &Location<'_>, whole: Option<&Path>) {
        let place = |at: &Location<'_>| whole.cloned().unwrap_or_else(|| at.path());
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
        self.transitions(name, state, names, at, whole);
        self.inner_states(state, at, whole);
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
    fn transitions(&mut self, name: &str, state: &Object, names: &[&str], at: &Location<'_>, whole: Option<&Path>) {
        let place = |at: &Location<'_>| whole.cloned().unwrap_or_else(|| at.path());
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
    fn inner_states(&mut self, state: &Object, at: &Location<'_>, whole: Option<&Path>) {
        if let Some(Node::List(branches)) = state.get("Branches") {
            let at = at.key("Branches");
            for (index, branch) in branches.iter().enumerate() {
                if let Node::Object(branch) = branch {
                    self.states(branch, &at.index(index), whole);
                }
            }
        }
        for key in ["Iterator", "ItemProcessor"] {
            if let Some(Node::Object(machine)) = state.get(key) {
                self.states(machine, &at.key(key), whole);
            }
        }
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
