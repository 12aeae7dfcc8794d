//! From the checked model to the lowered one, in passes, each over the whole model:
//! | pass | what it determines |
//! |---|---|
//! | [`shape`] | types, properties and attributes; aliases are resolved |
//! | [`names`] | their Rust names |
//! | [`enums`] | enums, and the names of their values |
//! | [`kinds`] | kinds of strings, such as the ARN of a role, and JSON with a type of the runtime, such as a policy |
//! | [`duplicate_types`] | equal types and enums of a service, which are generated once |

mod access;
mod duplicate_types;
mod enums;
mod kinds;
mod names;
mod shape;

use cfn_spec::Problem;
use cfn_spec::spec::Spec;

use crate::model::Model;
use crate::overlay::Overlays;

/// Lowers every service of `spec`, and the types that belong to none.
pub(crate) fn lower(spec: &Spec, problems: &mut Vec<Problem>) -> Model {
    let overlays = Overlays::new();
    let (mut model, constraints_by_path) = shape::shape(spec, problems);
    names::give(&mut model, problems);
    enums::find(&mut model, &constraints_by_path, &overlays, problems);
    kinds::assign(&mut model, &constraints_by_path, &overlays);
    duplicate_types::mark(&mut model);
    overlays.unmatched(spec, problems);
    model
}

#[cfg(test)]
mod tests {
    use cfn_spec::spec::Spec;

    /// The specification of one service, `AWS::Tiny`, from the text of its file in a snapshot.
    pub(super) fn spec(text: &str) -> Spec {
        let text: &'static str = Box::leak(format!("service AWS::Tiny\n\n{text}").into_boxed_str());
        let text_of = |path: &str| (path == "spec/tiny.txt").then_some(text);
        cfn_spec::load_embedded(&text_of, &["tiny"]).unwrap()
    }
}
