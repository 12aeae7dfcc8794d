//! Policies by their names: those that AWS manages, and the policy templates of the Serverless Application Model. `regen-spec` writes
//! both lists, of the pinned snapshot.

/// The list of managed policies in the snapshot's folder.
pub const MANAGED_FILE: &str = "policies/managed.txt";
/// The list of policy templates in the snapshot's folder.
pub const TEMPLATES_FILE: &str = "policies/templates.txt";

const MANAGED: &str = include_str!("../snapshot/policies/managed.txt");
const TEMPLATES: &str = include_str!("../snapshot/policies/templates.txt");

/// The policies that AWS manages in any partition, by what follows `policy/` in their ARNs: `service-role/AWSLambdaBasicExecutionRole`.
/// AWS adds policies often: one that is not listed can exist.
pub fn managed() -> impl Iterator<Item = &'static str> {
    MANAGED.lines()
}

/// The policy templates of the Serverless Application Model, each with its parameters, all of which it requires.
///
/// Source: <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>.
pub fn templates() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    TEMPLATES.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words))
    })
}
