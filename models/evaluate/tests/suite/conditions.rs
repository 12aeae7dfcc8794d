//! Conditions: which branch is taken, and what is known of those that are open.

use cfn_evaluate::{Evaluator, Truth};

use crate::common::{World, check, world, yaml};

fn defined(definitions: &[(&str, &str)]) -> World {
    let mut world = world();
    world.definitions = definitions.iter().map(|(name, text)| ((*name).to_owned(), yaml(text))).collect();
    world
}

#[test]
fn conditions_build_on_each_other_in_any_order() {
    let world = defined(&[
        ("A", "!And [!Condition B, !Not [!Condition Fails]]"),
        ("B", "!Or [!Condition Fails, !Equals [!Ref Name, data]]"),
    ]);
    check(&world, &[("!If [A, yes it is, no]", "\"yes it is\""), ("!If [B, {x: !Ref Name}, no]", r#"{"x":"data"}"#)]);
}

#[test]
fn values_are_compared_as_text() {
    for (expression, expected) in [
        ("!Equals [!Ref Number, '7']", true),
        ("!Equals [true, 'true']", true),
        ("!Equals [Data, data]", false),
        ("!Equals [!Ref List, [a, b, c]]", true),
        ("!Equals [!Ref List, [a, b]]", false),
        ("!Equals [{a: 1, b: 2}, {b: '2', a: 1}]", true),
        ("!Equals [a, [a]]", false),
        ("!Equals ['', '']", true),
        ("!Not [!Equals [a, b]]", true),
        ("{Fn::Contains: [!Ref List, b]}", true),
        ("{Fn::Contains: [[x], b]}", false),
        ("{Fn::EachMemberEquals: [[b, b], b]}", true),
        ("{Fn::EachMemberEquals: [!Ref List, b]}", false),
        ("{Fn::EachMemberIn: [[a, c], !Ref List]}", true),
        ("{Fn::EachMemberIn: [[a, d], !Ref List]}", false),
    ] {
        let world = world();
        let truth =
            Evaluator::new(&world).truth(&yaml(expression)).unwrap_or_else(|error| panic!("{expression}: {error}"));
        assert_eq!(truth, Truth::Known(expected), "{expression}");
    }
}

#[test]
fn one_operand_may_decide_and_the_rest_stays() {
    let truth = |expression: &str| {
        let world = world();
        match Evaluator::new(&world).truth(&yaml(expression)).unwrap_or_else(|error| panic!("{expression}: {error}")) {
            Truth::Known(holds) => holds.to_string(),
            Truth::Residual(rest) => rest.to_json().to_string(),
        }
    };
    assert_eq!(truth("!And [!Condition Open, !Condition Fails]"), "false");
    assert_eq!(truth("!Or [!Condition Open, !Condition Holds]"), "true");
    assert_eq!(truth("!And [!Condition Open, !Condition Holds]"), r#"{"Condition":"Open"}"#);
    assert_eq!(
        truth("!Or [!Condition Open, !Condition Fails, !Equals [!Ref Open, !Ref Name]]"),
        r#"{"Fn::Or":[{"Condition":"Open"},{"Fn::Equals":[{"Ref":"Open"},"data"]}]}"#
    );
    assert_eq!(truth("!Not [!Condition Open]"), r#"{"Fn::Not":[{"Condition":"Open"}]}"#);
}

#[test]
fn only_the_branch_that_is_taken_is_evaluated() {
    check(
        &world(),
        &[
            ("!If [Holds, taken, !Ref Nothing]", "\"taken\""),
            ("!If [Fails, !FindInMap [None, a, b], !Ref Name]", "\"data\""),
            // While it is not known which one is taken, one that has no value stays as it is written.
            ("!If [Open, !Ref Nothing, !Ref Name]", r#"open: {"Fn::If":["Open",{"Ref":"Nothing"},"data"]}"#),
            ("!If [Open, !Ref AWS::NoValue, !Ref Name]", r#"open: {"Fn::If":["Open",{"Ref":"AWS::NoValue"},"data"]}"#),
        ],
    );
}

#[test]
fn a_condition_is_evaluated_in_the_conditions_own_place() {
    let world =
        defined(&[("Outer", "!And [!Condition Inner, !Condition Holds]"), ("Inner", "!Equals [!Ref Nothing, a]")]);
    let error = Evaluator::new(&world).condition("Outer").expect_err("there is no such name");
    assert!(
        error.to_string().starts_with("Conditions.Outer.Fn::And[0].Condition.Conditions.Inner.Fn::Equals[0].Ref"),
        "{error}"
    );
}

#[test]
fn a_condition_that_needs_itself_is_refused() {
    let world = defined(&[("A", "!Not [!Condition B]"), ("B", "!Not [!Condition A]")]);
    let error = Evaluator::new(&world).condition("A").expect_err("it refers to itself");
    assert_eq!(error.kind, cfn_evaluate::ErrorKind::Cycle);
    // The failure leaves nothing behind.
    assert_eq!(Evaluator::new(&world).condition("Holds"), Ok(Truth::Known(true)));
}

#[test]
fn an_open_condition_outside_of_conditions_stays_a_value() {
    check(
        &world(),
        &[
            ("!Not [!Condition Open]", r#"open: {"Fn::Not":[{"Condition":"Open"}]}"#),
            ("!And [!Condition Open, !Condition Holds]", r#"open: {"Fn::If":["Open",true,false]}"#),
            ("!Equals [a, a]", "true"),
        ],
    );
}
