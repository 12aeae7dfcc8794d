//! What a template itself says of its names.

use cfn_evaluate::{Evaluator, TemplateScope};
use cfn_template::Template;

use crate::common::{shown, yaml};

const TEMPLATE: &str = "
Parameters:
  Name: {Type: String, Default: data}
  Count: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /images/latest}
  Free: {Type: String}
Mappings: {M: {a: {b: c}}}
Conditions: {IsData: !Equals [!Ref Name, data]}
Resources: {Bucket: {Type: AWS::S3::Bucket}}
";

fn table(template: &Template, fill: impl Fn(&mut TemplateScope<'_>), table: &[(&str, &str)]) {
    let mut scope = TemplateScope::new(template);
    fill(&mut scope);
    for (expression, expected) in table {
        assert_eq!(shown(Evaluator::new(&scope).value(&yaml(expression))), *expected, "{expression}");
    }
}

#[test]
fn parameters_have_their_defaults_and_the_rest_is_open() {
    let template = Template::read(TEMPLATE).expect("it is a template");
    table(
        &template,
        |_| {},
        &[
            ("!Ref Name", "\"data\""),
            ("!Sub '${Count}'", "\"3\""),
            ("!Ref Names", r#"["a","b"]"#),
            ("!Ref Free", r#"open: {"Ref":"Free"}"#),
            // The default says where the value is kept.
            ("!Ref Image", r#"open: {"Ref":"Image"}"#),
            ("!Ref Bucket", r#"open: {"Ref":"Bucket"}"#),
            ("!Ref AWS::Region", r#"open: {"Ref":"AWS::Region"}"#),
            ("!GetAtt Bucket.Arn", r#"open: {"Fn::GetAtt":["Bucket","Arn"]}"#),
            ("!If [IsData, 1, 2]", "1"),
            ("!FindInMap [M, a, b]", "\"c\""),
        ],
    );
    for expression in ["!Ref Nothing", "!GetAtt Nothing.Arn", "!If [Nothing, 1, 2]", "!FindInMap [Nothing, a, b]"] {
        let scope = TemplateScope::new(&template);
        let error = Evaluator::new(&scope).value(&yaml(expression)).expect_err(expression);
        assert_eq!(error.kind, cfn_evaluate::ErrorKind::Undefined, "{expression}");
    }
}

#[test]
fn what_is_told_goes_before_the_defaults() {
    let template = Template::read(TEMPLATE).expect("it is a template");
    let fill = |scope: &mut TemplateScope<'_>| {
        scope
            .set_parameter("Name", "other")
            .set_parameter("Subnets", "s-1,s-2")
            .set_reference("AWS::Region", "eu-west-1");
        scope.set_reference("Bucket", "b").set_attribute("Bucket", "Arn", "arn:b");
    };
    table(
        &template,
        fill,
        &[
            ("!If [IsData, 1, 2]", "2"),
            ("!Ref Subnets", r#"["s-1","s-2"]"#),
            ("!Sub '${Bucket} ${Bucket.Arn} ${AWS::Region}'", "\"b arn:b eu-west-1\""),
        ],
    );
}

#[test]
fn a_name_that_a_macro_may_make_is_not_undefined() {
    for source in [
        "Transform: [Mine]\nResources: {}",
        "Resources: {Fn::Transform: {Name: Mine}}\nConditions: {Fn::Transform: {Name: Mine}}\nMappings: {Fn::Transform: {Name: Mine}}",
    ] {
        let template = Template::read(source).expect("it is a template");
        table(
            &template,
            |_| {},
            &[
                ("!Ref Later", r#"open: {"Ref":"Later"}"#),
                ("!GetAtt Later.Arn", r#"open: {"Fn::GetAtt":["Later","Arn"]}"#),
                ("!If [Later, 1, 2]", r#"open: {"Fn::If":["Later",1,2]}"#),
                ("!FindInMap [Later, a, b]", r#"open: {"Fn::FindInMap":["Later","a","b"]}"#),
            ],
        );
    }
}
