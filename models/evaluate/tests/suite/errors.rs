//! What CloudFormation would refuse, and the place that an error names.

use cfn_evaluate::{ErrorKind, Evaluator, Step};

use crate::common::{evaluate, parsed, world};

#[test]
fn each_kind_of_mistake_is_refused() {
    use ErrorKind::{Argument, NoValue, NotFound, Undefined};
    for (expression, kind) in [
        ("!Ref Nothing", Undefined),
        ("!Ref [a]", Argument),
        ("!GetAtt [Bucket, None]", Undefined),
        ("{Fn::GetAtt: Bucket}", Argument),
        ("{Fn::GetAtt: [a, b, c]}", Argument),
        ("!If [Nothing, a, b]", Undefined),
        ("!If [Holds, a]", Argument),
        ("!If [!Equals [a, a], a, b]", Argument),
        ("!FindInMap [Nothing, a, b]", Undefined),
        ("!FindInMap [Sizes, a, b]", NotFound),
        ("!FindInMap [Sizes, a]", Argument),
        ("{Fn::FindInMap: [Sizes, a, b, c]}", Argument),
        ("!ImportValue nothing", Undefined),
        ("!GetAZs nowhere", Undefined),
        ("{Fn::GetStackOutput: {StackName: a}}", Argument),
        ("{Fn::GetStackOutput: {StackName: a, OutputName: b}}", Undefined),
        ("!Sub '${Nothing}'", Undefined),
        ("!Sub '${List}'", Argument),
        ("!Sub '${a b}'", Argument),
        ("!Sub '${}'", Argument),
        ("!Sub '${Name'", Argument),
        ("!Sub '${AWS::NoValue}'", NoValue),
        ("!Sub ['${V}', {V: !Ref AWS::NoValue}]", NoValue),
        ("!Sub ['${Name}', {V: !Ref List}]", Argument),
        ("!Sub [a, b, c]", Argument),
        ("!Join ['-', a]", Argument),
        ("!Join ['-', [[a]]]", Argument),
        ("!Join [!Ref Name, [a]]", Argument),
        ("!Join ['-', !Ref AWS::NoValue]", NoValue),
        ("!Split ['', a]", Argument),
        ("!Split [',', [a]]", Argument),
        ("!Select [3, !Ref List]", NotFound),
        ("!Select [-1, !Ref List]", Argument),
        ("!Select [0, a]", Argument),
        ("{Fn::Length: a}", Argument),
        ("{Fn::ToJsonString: a}", Argument),
        ("{Fn::Base64: [a]}", Argument),
        ("!Cidr [10.0.0.0/16, 0]", Argument),
        ("!Cidr [10.0.0.0/16, 257]", Argument),
        ("!Cidr [10.0.0.0/24, 2, 8]", Argument),
        ("!Cidr [10.0.0.0/33, 1, 8]", Argument),
        ("!Cidr [10.0.0.0, 1, 8]", Argument),
        ("!Cidr [10.0.0.0/24, 1, 33]", Argument),
        ("!And [!Condition Holds]", Argument),
        ("!Not [!Condition Holds, !Condition Holds]", Argument),
        ("!Equals [a]", Argument),
        ("!Equals [a, !Ref AWS::NoValue]", NoValue),
        ("!Not [a]", Argument),
    ] {
        let error = evaluate(expression, &world()).expect_err(expression);
        assert_eq!(error.kind, kind, "{expression}: {error}");
        assert!(!error.remedy.is_empty() && error.span != cfn_template::Span::default(), "{expression}: {error}");
    }
}

#[test]
fn an_error_names_the_way_and_the_place() {
    let source = "V:\n  Tags:\n    - Key: a\n      Value: !Join ['-', [x, !Sub 'a${Nothing}']]\n";
    let world = world();
    let error = Evaluator::new(&world).value(&parsed(source)).expect_err("there is no such name");
    let path: Vec<String> = error
        .path()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    assert_eq!(path, ["Tags", "0", "Value", "Fn::Join", "1", "1", "Fn::Sub"]);
    assert_eq!((error.span.start.line, error.span.text(source)), (4, Some("'a${Nothing}'")));
    assert_eq!(
        error.to_string(),
        "Tags[0].Value.Fn::Join[1][1].Fn::Sub (line 4, column 35): the parameter or resource `Nothing` is not declared; \
        refer to a declared parameter or resource, or to a pseudo parameter"
    );
}
