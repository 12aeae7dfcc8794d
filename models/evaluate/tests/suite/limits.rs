//! No template makes an evaluation take the stack, the memory or the time.

use cfn_evaluate::{ErrorKind, Evaluator, TemplateScope};
use cfn_template::{Entry, Kind, Span, Template, Value};

use crate::common::world;

fn text(text: &str) -> Value {
    Value::new(Kind::String(text.to_owned()), Span::default())
}

fn call(name: &str, argument: Value) -> Value {
    let entry = Entry { key: name.to_owned(), key_span: Span::default(), value: argument };
    Value::new(Kind::Map(vec![entry]), Span::default())
}

#[test]
fn deep_nesting_is_evaluated_or_refused() {
    let nested = |depth| (0..depth).fold(text("x"), |inner, _| call("Fn::Base64", inner));
    let world = world();
    assert!(Evaluator::new(&world).value(&nested(12)).is_ok());
    let error = Evaluator::new(&world).value(&nested(5_000)).expect_err("it is too deep");
    assert_eq!(error.kind, ErrorKind::Limit);
}

#[test]
fn a_long_chain_of_conditions_is_evaluated_or_refused() {
    let chain = |length: usize| {
        let mut text = String::from("Conditions:\n  C0: !Equals [a, a]\n");
        for at in 1..length {
            text.push_str(&format!("  C{at}: !Not [!Condition C{}]\n", at - 1));
        }
        text.push_str("Resources: {}\n");
        Template::read(&text).expect("it is a template")
    };
    let template = chain(60);
    let scope = TemplateScope::new(&template);
    assert_eq!(Evaluator::new(&scope).condition("C59").map(|truth| truth.known()), Ok(Some(false)));
    let template = chain(10_000);
    let scope = TemplateScope::new(&template);
    let error = Evaluator::new(&scope).condition("C9999").expect_err("it is too long");
    assert_eq!(error.kind, ErrorKind::Limit);
}

#[test]
fn parameters_that_multiply_are_bounded() {
    let text = format!("Resources: {{A: {{Type: T, Properties: {{P: !Sub '{}'}}}}}}\n", "${P}".repeat(200_000));
    let template = Template::read(&format!("Parameters: {{P: {{Type: String}}}}\n{text}")).expect("it is a template");
    let mut scope = TemplateScope::new(&template);
    scope.set_parameter("P", "x".repeat(4096));
    let properties = template.resource("A").and_then(|it| it.properties()).expect("it has properties");
    let error = Evaluator::new(&scope).value(properties).expect_err("it is 800 MB");
    assert_eq!(error.kind, ErrorKind::Limit);
}

#[test]
fn loops_in_loops_are_bounded() {
    let items = (0..40).map(|at| format!("i{at}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "Resources:\n  Fn::ForEach::A: [X, [{items}], {{Fn::ForEach::B: [Y, [{items}], \
        {{Fn::ForEach::C: [Z, [{items}], {{'R${{X}}${{Y}}${{Z}}': {{Type: T}}}}]}}]}}]\n"
    );
    let template = Template::read(&text).expect("it is a template");
    let scope = TemplateScope::new(&template);
    let error = Evaluator::new(&scope).without_loops(&template).expect_err("it makes 64,000 resources");
    assert_eq!(error.kind, ErrorKind::Limit);
}
