//! The declarations of the template.

use std::collections::BTreeMap;

use cfn_template::{Entry, Value};

use super::model::Model;
use super::symbols::{Symbol, Symbols, entries};
use super::variables::Variables;

/// The declarations of the template, with their variables in the program.
pub(super) fn symbols<'m>(template: &Value, model: &Model<'m>) -> Symbols<'m> {
    let mut names = Variables::default();
    let mut symbols = Symbols {
        parameters: BTreeMap::new(),
        mappings: BTreeMap::new(),
        conditions: BTreeMap::new(),
        resources: BTreeMap::new(),
    };
    for Entry { key, value, .. } in entries(template, "Parameters") {
        let ty = super::parameter::returned_type(value);
        symbols.parameters.insert(key.clone(), Symbol::new(&names.claim(key, "parameter"), ty));
    }
    for Entry { key, value, .. } in entries(template, "Mappings") {
        if let Some(ty) = super::mapping::value_type(value) {
            symbols.mappings.insert(key.clone(), Symbol::new(&names.claim(key, "mapping"), ty));
        }
    }
    for Entry { key, .. } in entries(template, "Conditions") {
        symbols.conditions.insert(key.clone(), Symbol::new(&names.claim(key, "condition"), ()));
    }
    for Entry { key, value, .. } in entries(template, "Resources") {
        if !key.starts_with("Fn::") {
            let kind = super::resource::kind(value, model);
            symbols.resources.insert(key.clone(), Symbol::new(&names.claim(key, "resource"), kind));
        }
    }
    symbols
}
