//! An intrinsic function is described once, in cfn-template's table; each place that CONTRIBUTING names has it, and no other list has
//! the names again.

use std::collections::BTreeMap;
use std::path::Path;

use cfn_template::{FUNCTIONS, Returns, Sections};

fn read(path: &str) -> String {
    std::fs::read_to_string(super::root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The functions that are values, by full name: those that only rules use, and conditions, have no value.
fn of_values() -> impl Iterator<Item = &'static str> {
    let values = FUNCTIONS
        .iter()
        .filter(|function| function.sections != Sections::OnlyInRules && function.returns != Returns::Condition);
    // A macro's result is known to the service only.
    values.map(|function| function.name).filter(|name| *name != "Fn::Transform")
}

#[test]
fn each_function_is_evaluated_and_imported() {
    let evaluated = read("models/evaluate/src/function/mod.rs");
    let imported = read("xtask/import/src/function.rs");
    let missing: Vec<String> = of_values()
        .flat_map(|name| {
            let quoted = format!("\"{name}\"");
            let places =
                [("models/evaluate/src/function/mod.rs", &evaluated), ("xtask/import/src/function.rs", &imported)];
            let without = places.into_iter().filter(move |(_, text)| !text.contains(&quoted));
            without.map(move |(place, _)| format!("{name} is not in {place}")).collect::<Vec<_>>()
        })
        // The library has no typed form of it; the importer writes it by name.
        .filter(|missing| missing != "Fn::GetStackOutput is not in xtask/import/src/function.rs")
        .collect();
    assert!(missing.is_empty(), "see the row of CONTRIBUTING.md: {missing:#?}");
}

#[test]
fn no_other_file_lists_the_functions() {
    let mut files = BTreeMap::new();
    super::sources(&super::root(), &mut files);
    // These lists mean something else than which functions there are.
    let others = [
        // CloudFormation's own list, in a message.
        "archive/simulator/src/cloudformation/template_validation/functions.rs",
        // The functions that can depend on a resource.
        "archive/simulator/src/cloudformation/template/intrinsics.rs",
        "models/template/src/function.rs",
    ];
    let is_list = |text: &str| {
        let mut names = 0;
        text.lines().any(|line| {
            let item = line.trim().trim_end_matches(',').trim_matches('"');
            names = if line.trim().starts_with("\"Fn::") && item.starts_with("Fn::") && line.trim().ends_with("\",") {
                names + 1
            } else {
                0
            };
            names >= 5
        })
    };
    let lists: Vec<String> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(super::root()).ok()?, text)))
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "tests"))
        .filter(|(path, text)| is_list(text) && !others.iter().any(|other| *path == Path::new(other)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(lists.is_empty(), "read cfn_template::FUNCTIONS instead: {lists:?}");
}
