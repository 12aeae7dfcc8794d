//! What remains where not everything is known: the function, with everything known put in.

use crate::common::{check, world};

#[test]
fn names_that_are_not_known_stay() {
    check(
        &world(),
        &[
            ("!Ref Open", r#"open: {"Ref":"Open"}"#),
            ("!GetAtt Bucket.Open", r#"open: {"Fn::GetAtt":["Bucket","Open"]}"#),
            ("{Ref: !Ref Open}", r#"open: {"Ref":{"Ref":"Open"}}"#),
            ("!FindInMap [Sizes, !Ref Open, !Ref Name]", r#"open: {"Fn::FindInMap":["Sizes",{"Ref":"Open"},"data"]}"#),
            ("!FindInMap [Open, !Ref Name, x]", r#"open: {"Fn::FindInMap":["Open","data","x"]}"#),
            ("!ImportValue open", r#"open: {"Fn::ImportValue":"open"}"#),
            ("{Fn::GetAZs: open}", r#"open: {"Fn::GetAZs":"open"}"#),
            (
                "{Fn::GetStackOutput: {StackName: network, OutputName: Open}}",
                r#"open: {"Fn::GetStackOutput":{"StackName":"network","OutputName":"Open"}}"#,
            ),
        ],
    );
}

#[test]
fn known_neighbours_become_one_text() {
    check(
        &world(),
        &[
            (
                "!Join ['-', [a, !Ref Name, !Ref Open, b, c]]",
                r#"open: {"Fn::Join":["-",["a-data",{"Ref":"Open"},"b-c"]]}"#,
            ),
            ("!Join ['-', !Split [',', !Ref Open]]", r#"open: {"Fn::Join":["-",{"Fn::Split":[",",{"Ref":"Open"}]}]}"#),
            ("!Sub '${Name}-${Open}-${AWS::Region}'", r#"open: {"Fn::Sub":"data-${Open}-eu-west-1"}"#),
            (
                "!Sub ['${V}-${W}', {V: !Ref Name, W: !Ref Open, U: x}]",
                r#"open: {"Fn::Sub":["data-${W}",{"W":{"Ref":"Open"}}]}"#,
            ),
            ("!Sub '${!Keep} ${Open}'", r#"open: {"Fn::Sub":"${!Keep} ${Open}"}"#),
        ],
    );
}

#[test]
fn a_value_that_looks_like_a_placeholder_becomes_a_variable() {
    check(
        &world(),
        &[
            ("!Sub '${Odd}${Open}'", r#"open: {"Fn::Sub":["${OddValue}${Open}",{"OddValue":"${Name}"}]}"#),
            ("!Sub ['${V}${Open}', {V: '{'}]", r#"open: {"Fn::Sub":["${V}${Open}",{"V":"{"}]}"#),
            ("!Sub ['$${E}{Name}${Open}', {E: ''}]", r#"open: {"Fn::Sub":["$${E}{Name}${Open}",{"E":""}]}"#),
        ],
    );
}

#[test]
fn a_known_item_is_selected_from_an_open_list_unless_one_before_it_may_go() {
    check(
        &world(),
        &[
            ("!Select [1, [!Ref Open, b]]", "\"b\""),
            ("!Select [0, [!Ref Open, b]]", r#"open: {"Ref":"Open"}"#),
            (
                "!Select [1, [!If [Open, a, !Ref AWS::NoValue], b, c]]",
                r#"open: {"Fn::Select":[1,[{"Fn::If":["Open","a",{"Ref":"AWS::NoValue"}]},"b","c"]]}"#,
            ),
            ("!Select [1, [!If [Open, a, A], b]]", "\"b\""),
            ("{Fn::Length: [!Ref Open, b]}", "2"),
            (
                "{Fn::Length: [!If [Open, a, !Ref AWS::NoValue], b]}",
                r#"open: {"Fn::Length":[{"Fn::If":["Open","a",{"Ref":"AWS::NoValue"}]},"b"]}"#,
            ),
            ("{Fn::Length: !Ref Open}", r#"open: {"Fn::Length":{"Ref":"Open"}}"#),
            ("!Select [!Ref Open, [a, b]]", r#"open: {"Fn::Select":[{"Ref":"Open"},["a","b"]]}"#),
        ],
    );
}

#[test]
fn other_functions_keep_their_evaluated_arguments() {
    check(
        &world(),
        &[
            ("!Split [':', !Sub '${Name}${Open}']", r#"open: {"Fn::Split":[":",{"Fn::Sub":"data${Open}"}]}"#),
            ("{Fn::Base64: !Ref Open}", r#"open: {"Fn::Base64":{"Ref":"Open"}}"#),
            ("!Cidr [!Ref Open, !Ref Number]", r#"open: {"Fn::Cidr":[{"Ref":"Open"},7]}"#),
            (
                "{Fn::ToJsonString: {a: !Ref Open, b: !Ref Name}}",
                r#"open: {"Fn::ToJsonString":{"a":{"Ref":"Open"},"b":"data"}}"#,
            ),
        ],
    );
}
