//! The Serverless Application Model: the types of its schema, and the attributes of what its types become.

use models::{RawProperties as _, Stack, Transform, Value, id, json, lambda, serverless, string_kind};

fn shop() -> Stack {
    let mut stack = Stack::new();
    stack.transform(Transform::Serverless);
    let function = serverless::Function::new().handler("index.run").runtime("python3.13").inline_code(json!("pass"));
    let function = stack.add(id!("Function"), function.timeout(30).memory_size(256));
    let arn: Value<string_kind::LambdaFunctionArn> = function.arn();
    stack.add(id!("Permission"), lambda::Permission::new("lambda:InvokeFunction", arn, "sns.amazonaws.com"));
    let table = stack.add(id!("Table"), serverless::SimpleTable::new());
    stack.output(id!("Table"), table.arn());
    stack
}

#[test]
fn its_types_are_written_and_refer_to_what_they_become() {
    let template: serde_json::Value = serde_json::from_str(&shop().synth().unwrap().to_json()).unwrap();
    assert_eq!(template["Transform"], "AWS::Serverless-2016-10-31");
    assert_eq!(template["Resources"]["Function"]["Type"], "AWS::Serverless::Function");
    assert_eq!(template["Resources"]["Function"]["Properties"]["Timeout"], 30);
    let permission = &template["Resources"]["Permission"]["Properties"];
    assert_eq!(permission["FunctionName"], serde_json::json!({"Fn::GetAtt": ["Function", "Arn"]}));
}

#[test]
fn synth_checks_its_types() {
    let mut stack = shop();
    stack.add(
        id!("Slow"),
        serverless::Function::new().handler("a.b").runtime("nodejs12.x").inline_code(json!("")).timeout(901),
    );
    stack.add(id!("Api"), serverless::Api::new("prod").raw_property("Nmae", json!("a")));
    let found: Vec<(String, String)> =
        stack.check().into_iter().map(|finding| (finding.rule.to_string(), finding.path.to_string())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, path)| (rule.as_str(), path.as_str())).collect();
    assert_eq!(
        found,
        [
            ("deprecated-runtime", "Slow.Runtime"),
            ("serverless-function-timeout", "Slow.Timeout"),
            ("unknown-property", "Api.Nmae"),
        ]
    );
}

#[test]
fn without_the_transform_the_error_names_it() {
    let mut stack = Stack::new();
    stack.add(id!("Table"), serverless::SimpleTable::new());
    let findings = stack.synth().unwrap_err().to_string();
    assert!(findings.contains("AWS::Serverless-2016-10-31"), "{findings}");
}
