//! The template language: CloudFormation's errors, and the evaluation of valid templates.

use serde_json::{Value, json};

use crate::aws::Aws;

fn topic() -> Value {
    json!({ "Type": "AWS::SNS::Topic" })
}

/// A template with a topic and these sections.
fn with(sections: &Value) -> Value {
    let mut template = json!({ "Resources": { "Topic": topic() } });
    for (name, section) in sections.as_object().expect("sections") {
        template[name] = section.clone();
    }
    template
}

/// A topic with this value as display name.
fn named(value: &Value) -> Value {
    json!({ "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": value } } })
}

async fn refusal(aws: &Aws, template: &Value) -> String {
    let body = template.to_string();
    let (code, message) = aws.refused("CreateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
    assert_eq!(code, "ValidationError", "{message}");
    message
}

/// Sections of a template, and how the error message starts.
fn refusals() -> Vec<(Value, &'static str)> {
    let off = json!({ "Never": { "Fn::Equals": ["a", "b"] } });
    let absent = json!({ "Type": "AWS::SNS::Topic", "Condition": "Never" });
    let list = json!({ "Zones": { "Type": "CommaDelimitedList", "Default": "a,b" } });
    let unresolved = "Template format error: Unresolved resource dependencies [Gone] in the Resources block";
    vec![
        // References to resources whose condition is false.
        (
            json!({ "Conditions": off, "Resources": {
                "Gone": absent, "Topic": { "Type": "AWS::SNS::Topic", "DependsOn": "Gone" } } }),
            unresolved,
        ),
        (
            json!({ "Conditions": off, "Resources": {
                "Gone": absent, "Topic": named(&json!({ "Fn::GetAtt": ["Gone", "TopicName"] }))["Topic"] } }),
            unresolved,
        ),
        (
            json!({ "Conditions": off, "Resources": {
                "Gone": absent, "Topic": named(&json!({ "Fn::If": ["Never", "x", { "Ref": "Gone" }] }))["Topic"] } }),
            unresolved,
        ),
        (
            json!({ "Conditions": off, "Resources": { "Gone": absent, "Topic": topic() },
                "Outputs": { "Out": { "Value": { "Ref": "Gone" } } } }),
            "Template format error: Unresolved resource dependencies [Gone] in the Outputs block",
        ),
        // Circular dependencies.
        (
            json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "DependsOn": "Topic" } } }),
            "Circular dependency between resources: [Topic]",
        ),
        (json!({ "Resources": named(&json!({ "Ref": "Topic" })) }), "Circular dependency between resources: [Topic]"),
        // Names.
        (json!({ "Resources": { "1-w": topic() } }), "Template format error: Resource name 1-w is non alphanumeric."),
        (
            json!({ "Parameters": { "1_w": { "Type": "String" } } }),
            "Template format error: Parameter name 1_w is non alphanumeric.",
        ),
        (
            json!({ "Outputs": { "1.w": { "Value": "x" } } }),
            "Template format error: Output name 1.w is non alphanumeric.",
        ),
        // Declarations.
        (
            json!({ "Parameters": { "P": { "Type": "Text" } } }),
            "Template format error: Unrecognized parameter type: Text",
        ),
        (
            json!({ "Parameters": { "P": { "Type": "String", "Default": ["a"] } } }),
            "Template format error: Every Default member must be a string.",
        ),
        (
            json!({ "Parameters": { "P": { "Type": "String", "Colour": "red" } } }),
            "Invalid template parameter property 'Colour'",
        ),
        (
            json!({ "Parameters": { "P": { "Type": "String", "Default": "x".repeat(4097) } } }),
            "Parameter value for parameter name P is too long.",
        ),
        (
            json!({ "Parameters": { "P": { "Type": "String", "Default": "d-1", "AllowedPattern": "(?!d-)[a-z0-9-]+" } } }),
            "Parameter P failed to satisfy constraint: must match pattern (?!d-)[a-z0-9-]+",
        ),
        (
            json!({ "Parameters": { "P": { "Type": "String", "Default": "a", "AllowedPattern": "(" } } }),
            "Template error: AllowedPattern of parameter P is not a pattern: (",
        ),
        // A list instead of a single value.
        (
            json!({ "Parameters": list, "Resources": named(&json!({ "Fn::Sub": "${Zones}" })) }),
            "Template error: variable Zones in Fn::Sub expression does not resolve to a string",
        ),
        (
            json!({ "Parameters": list, "Outputs": { "Out": { "Value": { "Ref": "Zones" } } } }),
            "Template format error: The Value field of every Outputs member must evaluate to a String",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::Join": ["-", "text"] })) }),
            "Template error: every Fn::Join object requires two parameters",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::Select": [0, "text"] })) }),
            "Template error: Fn::Select requires a list argument",
        ),
        // Invalid arguments of functions.
        (
            json!({ "Resources": named(&json!({ "Ref": ["Topic"] })) }),
            "Template error: every Ref object must have a single String value.",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::GetAtt": ["Topic"] })) }),
            "Template error: every Fn::GetAtt object requires two non-empty parameters",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::If": [{ "Fn::Equals": ["a", "a"] }, "x", "y"] })) }),
            "Template error: Fn::If requires a list argument with the first element being a condition",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::Sub": "${a-b}" })) }),
            "Template error: variable names in Fn::Sub syntax",
        ),
        (
            json!({ "Resources": named(&Value::Null) }),
            "Template format error: [/Resources/Topic/Properties/DisplayName] 'null' values are not allowed",
        ),
        (
            json!({ "Conditions": { "Both": { "Fn::And": [{ "Fn::Equals": ["a", "a"] }] } } }),
            "Template error: every Fn::And object requires a list of at least 2",
        ),
        // Functions without their transform, and transforms that do not exist or are not supported.
        (
            json!({ "Resources": named(&json!({ "Fn::ToJsonString": {} })) }),
            "Template error: Encountered unsupported function: Fn::ToJsonString",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::Length": ["a"] })) }),
            "Template error: Encountered unsupported function: Fn::Length",
        ),
        (
            json!({ "Mappings": { "M": { "a": { "b": "c" } } },
                "Resources": named(&json!({ "Fn::FindInMap": ["M", "x", "y", { "DefaultValue": "z" }] })) }),
            "Template error: every Fn::FindInMap object requires three parameters",
        ),
        (
            json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "DeletionPolicy": { "Ref": "AWS::Region" } } } }),
            "Template error: DeletionPolicy of resource Topic",
        ),
        (
            json!({ "Resources": named(&json!({ "Fn::Transform": { "Name": "AWS::Include" } })) }),
            "The simulator does not expand the transform AWS::Include;",
        ),
        (json!({ "Transform": ["Upper"] }), "No transform named 123456789012::Upper found."),
        (
            json!({ "Resources": { "Part": { "Type": "Acme::Net::Vpc::MODULE" } } }),
            "The simulator does not expand modules, as Part (Acme::Net::Vpc::MODULE) needs",
        ),
        // Exports and imports.
        (
            json!({ "Outputs": { "Out": { "Value": "x", "Export": { "Name": { "Ref": "Topic" } } } } }),
            "Template format error: Output Out is malformed.  The Name field of Export must not depend on any resources",
        ),
        (
            json!({ "Resources": { "Topic": topic(), "Other": named(&json!({ "Fn::ImportValue": { "Ref": "Topic" } }))["Topic"] } }),
            "Template error: the attribute in Fn::ImportValue must not depend on any resources",
        ),
        // Rules.
        (
            json!({ "Rules": { "R": { "Assert": [] } } }),
            "Template format error: Rule R is malformed. Invalid rule property 'Assert'.",
        ),
        (
            json!({ "Rules": { "R": { "Assertions": [{ "Assert": { "Fn::Equals": [{ "Ref": "Topic" }, "x"] } }] } } }),
            "Template format error: Rule R is malformed. Rules can refer to parameters only.",
        ),
        (
            json!({ "Rules": { "R": { "Assertions": [{ "Assert": { "Fn::Equals": [{ "Fn::Sub": "x" }, "x"] } }] } } }),
            "Template format error: Rule R is malformed. Fn::Sub is not supported in rules.",
        ),
        (
            json!({ "Outputs": { "Out": { "Value": { "Fn::Contains": [["a"], "a"] } } } }),
            "Template error: Fn::Contains is a rule-specific intrinsic function",
        ),
    ]
}

#[tokio::test]
async fn invalid_templates_have_the_errors_of_cloudformation() {
    let aws = Aws::instant().await;
    for (sections, expected) in refusals() {
        let message = refusal(&aws, &with(&sections)).await;
        assert!(message.starts_with(expected), "{sections}\n{message}");
    }
    assert_eq!(aws.cfn("ListStacks", &[]).await.all("StackName"), [""; 0], "something was made all the same");
}

#[tokio::test]
async fn references_in_unused_branches_are_ignored() {
    let aws = Aws::instant().await;
    let template = json!({
        "Conditions": { "Never": { "Fn::Equals": ["a", "b"] } },
        "Resources": {
            "Gone": { "Type": "AWS::SNS::Topic", "Condition": "Never" },
            "Topic": named(&json!({ "Fn::If": ["Never", { "Ref": "Gone" }, "x"] }))["Topic"],
        },
        "Outputs": { "Out": { "Condition": "Never", "Value": { "Ref": "Gone" } } },
    });
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
}

#[tokio::test]
async fn names_start_with_a_letter_and_have_a_maximum_length() {
    let aws = Aws::instant().await;
    let body = with(&json!({})).to_string();
    let long = "a".repeat(129);
    for (operation, member, name) in [
        ("CreateStack", "stackName", "1w"),
        ("CreateStack", "stackName", "a_b"),
        ("CreateStack", "stackName", long.as_str()),
        ("CreateStackSet", "stackSetName", "1w"),
    ] {
        let field = if operation == "CreateStack" { "StackName" } else { "StackSetName" };
        let (code, message) = aws.refused(operation, &[(field, name), ("TemplateBody", &body)]).await;
        assert_eq!(code, "ValidationError");
        assert!(
            message.starts_with(&format!("1 validation error detected: Value '{name}' at '{member}'")),
            "{message}"
        );
    }
    let set = [("StackName", "stack"), ("ChangeSetName", "1w"), ("TemplateBody", &body), ("ChangeSetType", "CREATE")];
    let (_, message) = aws.refused("CreateChangeSet", &set).await;
    assert!(message.contains("Value '1w' at 'changeSetName'"), "{message}");
}

#[tokio::test]
async fn rules_check_parameters_with_their_assertions() {
    let aws = Aws::instant().await;
    let template = with(&json!({
        "Parameters": { "Stage": { "Type": "String" }, "Size": { "Type": "String", "Default": "small" } },
        "Rules": { "Production": {
            "RuleCondition": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            "Assertions": [{
                "Assert": { "Fn::Contains": [["large", "huge"], { "Ref": "Size" }] },
                "AssertDescription": "Production needs a large size",
            }],
        } },
    }));
    let body = template.to_string();
    let fields = |stage: &'static str, size: &'static str| {
        [
            ("StackName", "stack".to_owned()),
            ("TemplateBody", body.clone()),
            ("Parameters.member.1.ParameterKey", "Stage".into()),
            ("Parameters.member.1.ParameterValue", stage.into()),
            ("Parameters.member.2.ParameterKey", "Size".into()),
            ("Parameters.member.2.ParameterValue", size.into()),
        ]
    };
    let borrowed = |fields: &'_ [(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let small = borrowed(&fields("prod", "small"));
    let small: Vec<(&str, &str)> = small.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (code, message) = aws.refused("CreateStack", &small).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("ValidationError", "Rule Production failed: Production needs a large size")
    );
    for (stage, size) in [("test", "small"), ("prod", "huge")] {
        let fields = fields(stage, size);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(aws.cfn("CreateStack", &fields).await.status, 200);
        assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
        aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    }
}

#[tokio::test]
async fn exports_are_unique_and_cannot_change_while_imported() {
    let aws = Aws::instant().await;
    let exporting = |value: &str, name: &str| {
        with(&json!({ "Outputs": { "Out": { "Value": value, "Export": { "Name": name } } } }))
    };
    let importing = json!({ "Resources": named(&json!({ "Fn::ImportValue": { "Fn::Sub": "${AWS::Region}-name" } })) });
    let early = aws.change_set("CREATE", "early", &importing, &[]).await;
    assert_eq!(early.get("StatusReason"), "No export named eu-central-1-name found.");
    assert_eq!(aws.deploy("CREATE", "exporter", &exporting("one", "eu-central-1-name")).await, "CREATE_COMPLETE");
    assert_eq!(aws.deploy("CREATE", "importer", &importing).await, "CREATE_COMPLETE");
    assert_eq!(aws.cfn("ListImports", &[("ExportName", "eu-central-1-name")]).await.all("member"), ["importer"]);
    let resource = aws.cfn("DescribeStackEvents", &[("StackName", "importer")]).await.all("ResourceProperties");
    assert!(resource.iter().any(|properties| properties == r#"{"DisplayName":"one"}"#), "{resource:?}");

    // The name of an existing stack.
    assert_eq!(aws.deploy("CREATE", "second", &exporting("two", "eu-central-1-name")).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("second", "second", "ROLLBACK_IN_PROGRESS").await;
    assert!(
        reason.starts_with("Export with name eu-central-1-name is already exported by stack exporter."),
        "{reason}"
    );

    // An imported export can be neither changed nor deleted.
    for (value, name, verb) in [("two", "eu-central-1-name", "updated"), ("one", "another-name", "deleted")] {
        assert_eq!(aws.deploy("UPDATE", "exporter", &exporting(value, name)).await, "UPDATE_ROLLBACK_COMPLETE");
        let reasons = aws.cfn("DescribeStackEvents", &[("StackName", "exporter")]).await.all("ResourceStatusReason");
        let expected = format!("Export eu-central-1-name cannot be {verb} as it is in use by importer.");
        assert!(reasons.iter().any(|reason| reason.starts_with(&expected)), "{reasons:?}");
    }
    aws.cfn("DeleteStack", &[("StackName", "exporter")]).await;
    assert_eq!(aws.settled("exporter").await, "UPDATE_ROLLBACK_COMPLETE", "it was deleted all the same");
    let told = aws.cfn("DescribeStacks", &[("StackName", "exporter")]).await.get("StackStatusReason");
    assert_eq!(told, "Delete canceled. Cannot delete export eu-central-1-name as it is in use by importer.");

    aws.cfn("DeleteStack", &[("StackName", "importer")]).await;
    let (_, message) = aws.refused("ListImports", &[("ExportName", "eu-central-1-name")]).await;
    assert_eq!(message, "Export 'eu-central-1-name' is not imported by any stack.");
    aws.cfn("DeleteStack", &[("StackName", "exporter")]).await;
    assert_eq!(aws.cfn("ListExports", &[]).await.all("Name"), [""; 0]);
}

#[tokio::test]
async fn the_language_extensions_are_expanded() {
    let aws = Aws::instant().await;
    let template = json!({
        "Transform": "AWS::LanguageExtensions",
        "Parameters": { "Names": { "Type": "CommaDelimitedList", "Default": "alpha,beta" } },
        "Mappings": { "M": { "a": { "b": "c" } } },
        "Resources": {
            "Fn::ForEach::Topics": ["Name", { "Ref": "Names" }, {
                "Topic${Name}": {
                    "Type": "AWS::SNS::Topic",
                    "DeletionPolicy": { "Fn::FindInMap": ["M", "x", "y", { "DefaultValue": "Retain" }] },
                    "Properties": { "DisplayName": { "Fn::Sub": "${Name}-topic" } },
                },
            }],
            "Count": named(&json!({ "Fn::Sub": ["${Length}", { "Length": { "Fn::Length": { "Ref": "Names" } } }] }))["Topic"],
        },
        "Outputs": { "Json": { "Value": { "Fn::ToJsonString": { "a": 1 } } } },
    });
    let body = template.to_string();
    let (code, message) = aws.refused("CreateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
    let capability = "Requires capabilities : [CAPABILITY_AUTO_EXPAND]";
    assert_eq!((code.as_str(), message.as_str()), ("InsufficientCapabilitiesException", capability));

    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
    let ids = aws.cfn("ListStackResources", &[("StackName", "stack")]).await.all("LogicalResourceId");
    assert_eq!(ids, ["Count", "Topicalpha", "Topicbeta"]);
    let events = aws.cfn("DescribeStackEvents", &[("StackName", "stack")]).await.all("ResourceProperties");
    assert!(events.contains(&r#"{"DisplayName":"alpha-topic"}"#.to_owned()), "{events:?}");
    assert!(events.contains(&r#"{"DisplayName":"2"}"#.to_owned()), "{events:?}");
    let outputs = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await;
    assert_eq!(outputs.get("OutputValue"), r#"{"a":1}"#);

    let original = aws.cfn("GetTemplate", &[("StackName", "stack")]).await.get("TemplateBody");
    assert_eq!(original, body);
    let stage = [("StackName", "stack"), ("TemplateStage", "Processed")];
    let processed = aws.cfn("GetTemplate", &stage).await.get("TemplateBody");
    assert!(processed.contains("Topicalpha") && !processed.contains("Fn::ForEach"), "{processed}");

    let id = outputs.get("StackId");
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    let skipped = aws.reason(&id, "Topicalpha", "DELETE_SKIPPED").await;
    assert_eq!(skipped, "", "the policy that the loop made is kept");
}
