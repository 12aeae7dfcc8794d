//! `Fn::ForEach`.

use cfn_evaluate::{Evaluator, TemplateScope};
use cfn_template::Template;

use crate::common::{check, world, worth};

#[test]
fn a_loop_is_written_out_for_each_item() {
    check(
        &world(),
        &[
            (
                "{Fn::ForEach::L: [X, [a, b], {'T${X}': {Name: !Ref X, Text: !Sub '${X}-${Name}', Plain: '${X}', At: !GetAtt 'Bucket.Arn'}}]}",
                r#"{"Ta":{"Name":"a","Text":"a-data","Plain":"a","At":"arn:b"},"Tb":{"Name":"b","Text":"b-data","Plain":"b","At":"arn:b"}}"#,
            ),
            (
                "{first: 1, Fn::ForEach::L: [X, !Ref List, {'${X}': !Ref X}], last: 2}",
                r#"{"first":1,"a":"a","b":"b","c":"c","last":2}"#,
            ),
            ("{Fn::ForEach::L: [X, [10.0.0.1], {'Ip&{X}': '${X} &{X}'}]}", r#"{"Ip10001":"10.0.0.1 10001"}"#),
            ("{Fn::ForEach::L: [X, [], {'${X}': 1}]}", "{}"),
            (
                "{Fn::ForEach::O: [X, [a, b], {Fn::ForEach::I: [Y, [1, 2], {'${X}${Y}': !Join ['', [!Ref Y, !Ref X]]}]}]}",
                r#"{"a1":"1a","a2":"2a","b1":"1b","b2":"2b"}"#,
            ),
            // A variable of `Fn::Sub` goes before the identifier.
            ("{Fn::ForEach::L: [X, [a], {'${X}': !Sub ['${X}', {X: own}]}]}", r#"{"a":"own"}"#),
        ],
    );
}

#[test]
fn a_loop_over_what_is_not_known_stays() {
    check(
        &world(),
        &[
            (
                "{a: !Ref Name, Fn::ForEach::L: [X, [!Ref Name, !Ref Open], {'${X}': !Ref X}]}",
                r#"open: {"a":"data","Fn::ForEach::L":["X",["data",{"Ref":"Open"}],{"${X}":{"Ref":"X"}}]}"#,
            ),
            (
                "{Fn::ForEach::O: [X, [a, b], {Fn::ForEach::I: [Y, !Ref Open, {'${X}${Y}': 1}]}]}",
                r#"open: {"Fn::ForEach::O":["X",["a","b"],{"Fn::ForEach::I":["Y",{"Ref":"Open"},{"${X}${Y}":1}]}]}"#,
            ),
        ],
    );
}

#[test]
fn a_loop_that_makes_a_key_twice_is_refused() {
    for expression in ["{Fn::ForEach::L: [X, [a, a], {'${X}': 1}]}", "{a: 1, Fn::ForEach::L: [X, [a], {'${X}': 1}]}"] {
        let shown = worth(expression, &world());
        assert!(shown.contains("a loop generates the key `a`, which already exists"), "{shown}");
    }
    let shown = worth("{Fn::ForEach::L: [X, [a]]}", &world());
    assert!(shown.contains("an identifier, a collection (a list)"), "{shown}");
}

#[test]
fn a_template_is_written_out_in_all_its_sections() {
    let template = Template::read(
        "
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'Orders, Bills'}}
Conditions:
  Fn::ForEach::C: [X, !Ref Names, {'Is${X}': !Equals [!Ref X, Orders]}]
Resources:
  Fn::ForEach::R:
    - X
    - !Ref Names
    - 'Queue${X}': {Type: AWS::SQS::Queue, Condition: 'Is${X}', Properties: {QueueName: !Sub '${X}-${AWS::Region}'}}
Outputs:
  Fn::ForEach::O: [X, !Ref Names, {'Url${X}': {Value: !GetAtt 'Queue${X}.QueueUrl'}}]
",
    )
    .expect("it is a template");
    let scope = TemplateScope::new(&template);
    let written_out = Evaluator::new(&scope).without_loops(&template).expect("its loops can be written out");
    let ids: Vec<&str> = written_out.resources().map(|resource| resource.logical_id).collect();
    assert_eq!(ids, ["QueueOrders", "QueueBills"]);
    assert_eq!(written_out.resource("QueueBills").and_then(|it| it.condition()), Some("IsBills"));
    let output = written_out.definition("Outputs", "UrlOrders").expect("it is there").to_json();
    assert_eq!(output.to_string(), r#"{"Value":{"Fn::GetAtt":["QueueOrders","QueueUrl"]}}"#);
    let scope = TemplateScope::new(&written_out);
    let evaluator = Evaluator::new(&scope);
    assert_eq!(evaluator.condition("IsOrders").map(|truth| truth.known()), Ok(Some(true)));
    assert_eq!(evaluator.condition("IsBills").map(|truth| truth.known()), Ok(Some(false)));
}
