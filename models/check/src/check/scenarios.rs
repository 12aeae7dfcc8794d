//! Decides which combinations of conditions are possible.
//!
//! A condition compares values that are not known before a deployment (parameters, pseudo parameters, values of
//! mappings) with literals. Each such value is a variable whose values are the literals that it is compared with, and
//! any other value. A question about conditions is answered by trying all combinations of the variables that they
//! depend on; if those are too many, the answer is unknown.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::scalar::text_of;
use super::symbols::Symbols;
use crate::node::Node;

/// The maximum number of combinations that are tried.
const MAX_SCENARIOS: usize = 4_096;
/// The maximum number of steps to resolve references between conditions, which can be circular.
const MAX_STEPS: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// A condition with its value.
pub(super) type Fact<'t> = (&'t str, bool);

/// Whether the conclusion follows from the given conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implication {
    Always,
    Sometimes,
    Never,
    /// The given conditions are contradictory, or the answer is unknown.
    Unknown,
}

#[derive(Clone, Debug)]
enum Formula {
    Known(bool),
    /// The variable has the value.
    Is(usize, usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

/// An unknown value, and the literals that it is compared with. `open`: other values are possible.
#[derive(Debug, Default)]
struct Variable {
    values: Vec<String>,
    open: bool,
}

impl Variable {
    /// The number of distinguished values; the last is any value that is not one of the literals.
    fn size(&self) -> usize {
        (self.values.len() + usize::from(self.open)).max(1)
    }
}

/// The conditions of a template as formulas, built on first use.
#[derive(Debug, Default)]
pub(super) struct Scenarios<'t> {
    variables: Vec<Variable>,
    names: BTreeMap<String, usize>,
    conditions: BTreeMap<&'t str, Formula>,
    steps: usize,
    answers: RefCell<BTreeMap<(Vec<Fact<'t>>, &'t str), Implication>>,
}

impl<'t> Scenarios<'t> {
    pub(super) fn of(symbols: &Symbols<'t>) -> Self {
        let mut scenarios = Self::default();
        if let Some(section) = symbols.section("Conditions") {
            for (name, node) in section.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
                let formula = scenarios.formula(node, symbols, 0);
                scenarios.conditions.insert(name, formula);
            }
        }
        scenarios
    }

    /// Whether a condition follows from all of `given`.
    pub(super) fn holds(&self, given: &[Fact<'t>], asked: &'t str) -> Implication {
        let mut given = given.to_vec();
        given.sort_unstable();
        given.dedup();
        let question = (given, asked);
        if let Some(known) = self.answers.borrow().get(&question) {
            return *known;
        }
        let answer = self.answer(&question.0, asked).unwrap_or(Implication::Unknown);
        self.answers.borrow_mut().insert(question, answer);
        answer
    }

    /// Whether it is certain that all facts can be true at once.
    pub(super) fn possible(&self, facts: &[Fact<'t>]) -> bool {
        facts.iter().enumerate().all(|(index, (name, met))| match self.holds(&facts[..index], name) {
            Implication::Always => *met,
            Implication::Never => !*met,
            Implication::Sometimes => true,
            Implication::Unknown => false,
        })
    }

    fn answer(&self, given: &[Fact<'t>], asked: &str) -> Option<Implication> {
        let asked = self.conditions.get(asked)?;
        let mut formulas = Vec::with_capacity(given.len());
        for (name, holds) in given {
            formulas.push((self.conditions.get(name)?, *holds));
        }
        let mut used = BTreeSet::new();
        asked.variables(&mut used);
        formulas.iter().for_each(|(formula, _)| formula.variables(&mut used));
        let used: Vec<usize> = used.into_iter().collect();
        let mut count = 1_usize;
        for variable in &used {
            count = count.checked_mul(self.variables[*variable].size()).filter(|count| *count <= MAX_SCENARIOS)?;
        }
        let (mut yes, mut no) = (false, false);
        let mut scenario = BTreeMap::new();
        for mut number in 0..count {
            for variable in &used {
                let size = self.variables[*variable].size();
                scenario.insert(*variable, number % size);
                number /= size;
            }
            if formulas.iter().all(|(formula, holds)| formula.holds(&scenario) == *holds) {
                if asked.holds(&scenario) {
                    yes = true;
                } else {
                    no = true;
                }
            }
        }
        match (yes, no) {
            (true, false) => Some(Implication::Always),
            (true, true) => Some(Implication::Sometimes),
            (false, true) => Some(Implication::Never),
            (false, false) => None,
        }
    }

    fn formula(&mut self, node: &Node, symbols: &Symbols<'t>, depth: usize) -> Formula {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS {
            return self.free(node);
        }
        let several = |scenarios: &mut Self, items: &Node| -> Vec<Formula> {
            items.items().iter().map(|item| scenarios.formula(item, symbols, depth + 1)).collect()
        };
        match node {
            Node::Function("Fn::And", items) => Formula::All(several(self, items)),
            Node::Function("Fn::Or", items) => Formula::Any(several(self, items)),
            Node::Function("Fn::Not", items) => match several(self, items).pop() {
                Some(formula) => Formula::Not(Box::new(formula)),
                None => self.free(node),
            },
            Node::Function("Condition", name) => {
                let name = match &**name {
                    Node::String(name) => name.as_ref(),
                    Node::Name(target) => target.id.as_ref(),
                    _ => return self.free(node),
                };
                match symbols.section("Conditions").and_then(|section| section.get(name)) {
                    Some(condition) => self.formula(condition, symbols, depth + 1),
                    None => self.free(node),
                }
            }
            Node::Function("Fn::Equals", operands) => match operands.as_list() {
                Some([left, right]) => self.equals(left, right, symbols),
                _ => self.free(node),
            },
            Node::Bool(value) => Formula::Known(*value),
            _ => self.free(node),
        }
    }

    fn equals(&mut self, left: &Node, right: &Node, symbols: &Symbols<'t>) -> Formula {
        let (value, literal) = match (text_of(left), text_of(right)) {
            (Some(left), Some(right)) => return Formula::Known(left == right),
            (None, Some(right)) => (left, right),
            (Some(left), None) => (right, left),
            (None, None) => {
                let mut sides = [left.to_json().to_string(), right.to_json().to_string()];
                if sides[0] == sides[1] {
                    return Formula::Known(true);
                }
                sides.sort();
                let variable = self.variable(sides.join(" = "), &|| None);
                return self.is(variable, "true".to_owned());
            }
        };
        let allowed = || match value {
            Node::Ref(target) => {
                if let Some(given) = symbols.value_of(&target.id) {
                    return Some(vec![given.to_owned()]);
                }
                let allowed = symbols.parameter(&target.id)?.get("AllowedValues")?.as_list()?;
                allowed.iter().map(text_of).collect::<Option<Vec<String>>>()
            }
            _ => None,
        };
        let variable = self.variable(value.to_json().to_string(), &allowed);
        self.is(variable, literal)
    }

    /// A condition of unknown value.
    fn free(&mut self, node: &Node) -> Formula {
        let variable = self.variable(node.to_json().to_string(), &|| None);
        self.is(variable, "true".to_owned())
    }

    fn variable(&mut self, name: String, allowed: &dyn Fn() -> Option<Vec<String>>) -> usize {
        if let Some(known) = self.names.get(&name) {
            return *known;
        }
        let allowed = allowed();
        let open = allowed.is_none();
        self.variables.push(Variable { open, values: allowed.into_iter().flatten().collect() });
        self.names.insert(name, self.variables.len() - 1);
        self.variables.len() - 1
    }

    fn is(&mut self, variable: usize, literal: String) -> Formula {
        let Variable { values, open } = &mut self.variables[variable];
        match values.iter().position(|known| *known == literal) {
            Some(value) => Formula::Is(variable, value),
            None if *open => {
                values.push(literal);
                Formula::Is(variable, values.len() - 1)
            }
            // The value is not an allowed value of the parameter.
            None => Formula::Known(false),
        }
    }
}

impl Formula {
    fn holds(&self, scenario: &BTreeMap<usize, usize>) -> bool {
        match self {
            Self::Known(value) => *value,
            Self::Is(variable, value) => scenario.get(variable) == Some(value),
            Self::Not(formula) => !formula.holds(scenario),
            Self::All(formulas) => formulas.iter().all(|formula| formula.holds(scenario)),
            Self::Any(formulas) => formulas.iter().any(|formula| formula.holds(scenario)),
        }
    }

    fn variables(&self, into: &mut BTreeSet<usize>) {
        match self {
            Self::Known(_) => {}
            Self::Is(variable, _) => {
                into.insert(*variable);
            }
            Self::Not(formula) => formula.variables(into),
            Self::All(formulas) | Self::Any(formulas) => formulas.iter().for_each(|formula| formula.variables(into)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Implication, Scenarios};
    use crate::check::symbols::Symbols;
    use crate::node::Node;

    fn template() -> Node {
        let parameter = |values: &[&str]| serde_json::json!({ "Type": "String", "AllowedValues": values });
        let is = |name: &str, value: &str| serde_json::json!({ "Fn::Equals": [{ "Ref": name }, value] });
        serde_json::json!({
            "Parameters": { "Stage": parameter(&["live", "test"]), "Size": { "Type": "String" } },
            "Conditions": {
                "Live": is("Stage", "live"),
                "Test": is("Stage", "test"),
                "Small": is("Size", "small"),
                "Large": is("Size", "large"),
                "NotLive": { "Fn::Not": [{ "Condition": "Live" }] },
                "LiveAndSmall": { "Fn::And": [{ "Condition": "Live" }, { "Condition": "Small" }] },
                "LiveOrSmall": { "Fn::Or": [{ "Condition": "Live" }, { "Condition": "Small" }] },
            }
        })
        .into()
    }

    #[test]
    fn implications_between_conditions_are_decided() {
        let template = template();
        let symbols = Symbols::of(template.as_object().unwrap());
        let scenarios = Scenarios::of(&symbols);
        for (given, asked, holds) in [
            (vec![("LiveAndSmall", true)], "Live", Implication::Always),
            (vec![("Live", true)], "LiveAndSmall", Implication::Sometimes),
            (vec![("NotLive", true)], "Live", Implication::Never),
            // The parameter allows two values only.
            (vec![("Test", false)], "Live", Implication::Always),
            (vec![("Small", true)], "Large", Implication::Never),
            // This one allows any.
            (vec![("Small", false)], "Large", Implication::Sometimes),
            (vec![("LiveOrSmall", true), ("Small", false)], "Live", Implication::Always),
            (vec![], "Live", Implication::Sometimes),
            // Never both at once: nothing is said.
            (vec![("Small", true), ("Large", true)], "Live", Implication::Unknown),
            (vec![("NoSuchCondition", true)], "Live", Implication::Unknown),
        ] {
            assert_eq!(scenarios.holds(&given, asked), holds, "{given:?} → {asked}");
        }
    }
}
