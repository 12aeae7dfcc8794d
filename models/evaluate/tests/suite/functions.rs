//! Each function in a scope that knows everything it asks for.

use crate::common::{check, world};

#[test]
fn names_are_looked_up() {
    check(
        &world(),
        &[
            ("!Ref Name", "\"data\""),
            ("!Ref List", r#"["a","b","c"]"#),
            ("!Ref AWS::NoValue", "no value"),
            // With `AWS::LanguageExtensions` the name may be a function.
            ("{Ref: !Join ['', [Na, me]]}", "\"data\""),
            ("!GetAtt Bucket.Arn", "\"arn:b\""),
            ("{Fn::GetAtt: Bucket.Arn}", "\"arn:b\""),
            ("{Fn::GetAtt: [Bucket, Arn]}", "\"arn:b\""),
            ("!GetAtt Stack.Outputs.X", "\"out\""),
            (
                "{Fn::GetAtt: [!Sub 'Buck${E}', Arn]}",
                "error: Fn::GetAtt[0].Fn::Sub (line 1, column 23): the parameter or resource `E` is not declared; refer to a declared parameter or resource, or to a pseudo parameter",
            ),
            ("{Fn::GetAtt: [!Join ['', [Buck, et]], Arn]}", "\"arn:b\""),
            ("!FindInMap [Sizes, !Ref AWS::Region, small]", "1"),
            ("!FindInMap [Sizes, !Ref AWS::Region, list]", r#"["x","y"]"#),
            ("!FindInMap [Sizes, 7, seven]", "\"found\""),
            ("{Fn::FindInMap: [Sizes, eu-west-1, large, {DefaultValue: !Ref Name}]}", "\"data\""),
            ("{Fn::FindInMap: [Sizes, nowhere, small, {DefaultValue: {a: !Ref AWS::NoValue}}]}", "{}"),
            ("{Fn::FindInMap: [Sizes, nowhere, small, {DefaultValue: !Ref AWS::NoValue}]}", "no value"),
            // A default that is not needed is not evaluated.
            ("{Fn::FindInMap: [Sizes, eu-west-1, small, {DefaultValue: !Ref Nothing}]}", "1"),
            ("!ImportValue network-vpc", "\"vpc-1\""),
            (
                "{Fn::ImportValue: !Sub '${V}-vpc'}",
                "error: Fn::ImportValue.Fn::Sub (line 1, column 27): the parameter or resource `V` is not declared; refer to a declared parameter or resource, or to a pseudo parameter",
            ),
            ("{Fn::GetStackOutput: {StackName: network, OutputName: Vpc, Region: !Ref AWS::Region}}", "\"vpc-2\""),
            ("!GetAZs ''", r#"["eu-west-1a","eu-west-1b"]"#),
            ("{Fn::GetAZs: !Ref AWS::Region}", r#"["eu-west-1a","eu-west-1b"]"#),
        ],
    );
}

#[test]
fn text_is_put_together() {
    check(
        &world(),
        &[
            ("!Join ['-', [a, !Ref Name, !Ref Number, true]]", "\"a-data-7-true\""),
            ("!Join [',', !Ref List]", "\"a,b,c\""),
            ("!Join ['-', []]", "\"\""),
            ("!Join ['-', [a, !Ref AWS::NoValue, !If [Fails, x, !Ref AWS::NoValue], b]]", "\"a-b\""),
            ("!Base64 hello", "\"aGVsbG8=\""),
            ("{Fn::Base64: !Sub '${Name}'}", "\"ZGF0YQ==\""),
            ("!Split ['|', 'a|b||c']", r#"["a","b","","c"]"#),
            ("!Split [', ', a]", r#"["a"]"#),
            (
                "{Fn::ToJsonString: {b: !Ref Number, a: [true, null, {c: !Ref Name}], d: !Ref AWS::NoValue}}",
                r#""{\"b\":7,\"a\":[true,null,{\"c\":\"data\"}]}""#,
            ),
            ("{Fn::ToJsonString: [!Ref Name]}", r#""[\"data\"]""#),
        ],
    );
}

#[test]
fn substitution_puts_each_name_in_once() {
    check(
        &world(),
        &[
            ("!Sub 'x-${Name}-${Bucket.Arn}-${AWS::Region}-${Number}'", "\"x-data-arn:b-eu-west-1-7\""),
            ("!Sub '${!Name} ${!a.b} $Name ${Name}'", "\"${Name} ${a.b} $Name data\""),
            ("!Sub '${ Name }'", "\"data\""),
            ("!Sub ['${Name} ${V}', {V: !Join ['', [v, w]]}]", "\"data vw\""),
            // The map goes before the template's names, also with a point.
            ("!Sub ['${Name} ${Bucket.Arn}', {Name: own, Bucket.Arn: mine}]", "\"own mine\""),
            // What is put in is text, whatever it looks like.
            ("!Sub '${Odd}'", "\"${Name}\""),
            ("!Sub ['${V}${W}', {V: '$', W: '{Name}'}]", "\"${Name}\""),
            ("!Sub ''", "\"\""),
            ("!Sub 'no placeholders {here}'", "\"no placeholders {here}\""),
        ],
    );
}

#[test]
fn lists_are_selected_from_and_counted() {
    check(
        &world(),
        &[
            ("!Select [1, !Ref List]", "\"b\""),
            ("!Select ['0', [!Ref Name, x]]", "\"data\""),
            ("!Select [!FindInMap [Sizes, eu-west-1, small], !Split [':', 'a:b:c']]", "\"b\""),
            ("!Select [0, [!Ref AWS::NoValue, b]]", "\"b\""),
            ("!Select [0, !GetAZs '']", "\"eu-west-1a\""),
            ("!Select [1, !Cidr [10.0.0.0/16, 3]]", "\"10.0.1.0/24\""),
            ("{Fn::Length: !Ref List}", "3"),
            ("{Fn::Length: [a, !Ref AWS::NoValue, !Ref Name]}", "2"),
        ],
    );
}

#[test]
fn blocks_of_addresses_are_split() {
    check(
        &world(),
        &[
            // The example of the function's page.
            (
                "!Cidr ['192.168.0.0/24', 6, 5]",
                r#"["192.168.0.0/27","192.168.0.32/27","192.168.0.64/27","192.168.0.96/27","192.168.0.128/27","192.168.0.160/27"]"#,
            ),
            ("!Cidr ['10.0.0.0/16', '2']", r#"["10.0.0.0/24","10.0.1.0/24"]"#),
            // A block begins at its first address.
            ("!Cidr ['10.0.3.77/16', 1, 8]", r#"["10.0.0.0/24"]"#),
            ("!Cidr ['2001:db8:1234:1a00::/56', 2, 64]", r#"["2001:db8:1234:1a00::/64","2001:db8:1234:1a01::/64"]"#),
            ("!Cidr ['::/0', 1, 128]", r#"["::/0"]"#),
            ("!Cidr ['0.0.0.0/0', 2, 31]", r#"["0.0.0.0/1","128.0.0.0/1"]"#),
            ("!Cidr ['10.0.0.1/32', 1, 0]", r#"["10.0.0.1/32"]"#),
        ],
    );
}

#[test]
fn no_value_removes_properties_and_items() {
    check(
        &world(),
        &[
            (
                "{a: !Ref AWS::NoValue, b: [x, !Ref AWS::NoValue], c: {d: !If [Fails, 1, !Ref AWS::NoValue]}}",
                r#"{"b":["x"],"c":{}}"#,
            ),
            ("!If [Holds, !Ref AWS::NoValue, x]", "no value"),
        ],
    );
}

#[test]
fn what_only_the_service_knows_stays_with_its_arguments_evaluated() {
    check(
        &world(),
        &[
            (
                "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub 's3://${Name}'}}}",
                r#"open: {"Fn::Transform":{"Name":"AWS::Include","Parameters":{"Location":"s3://data"}}}"#,
            ),
            ("{a: 1, Fn::Transform: {Name: Mine}}", r#"open: {"a":1,"Fn::Transform":{"Name":"Mine"}}"#),
            ("{Fn::Tomorrow: [!Ref Name]}", r#"open: {"Fn::Tomorrow":["data"]}"#),
            ("{Fn::ValueOf: [Name, Attribute]}", r#"open: {"Fn::ValueOf":["Name","Attribute"]}"#),
            ("'{{resolve:ssm:x}}'", "\"{{resolve:ssm:x}}\""),
            // In a statement this is its condition.
            ("{Condition: {StringEquals: {a: !Ref Name}}}", r#"{"Condition":{"StringEquals":{"a":"data"}}}"#),
        ],
    );
}
