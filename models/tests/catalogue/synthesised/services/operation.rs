//! Mistakes in alarms, events, databases, records, networks, keys and names.

use models::{RawSection, Stack};
use serde_json::{Value, json as plain};

use super::super::Mistake;
use super::{QUEUE, ROLE, add, resources};

fn alarm(stack: &mut Stack, more: Value) {
    let mut all = plain!({
        "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "MetricName": "a", "Namespace": "b", "Period": 60,
        "Threshold": 1,
    });
    add(&mut all, more);
    resources(stack, [("A", "AWS::CloudWatch::Alarm", all)]);
}

fn database(stack: &mut Stack, more: Value) {
    let mut all = plain!({
        "DBInstanceClass": "db.t3.micro", "Engine": "mysql", "AllocatedStorage": "20", "MasterUsername": "admin1",
        "ManageMasterUserPassword": true, "BackupRetentionPeriod": 1,
    });
    add(&mut all, more);
    resources(stack, [("D", "AWS::RDS::DBInstance", all)]);
}

fn record(stack: &mut Stack, more: Value) {
    let mut all = plain!({ "HostedZoneName": "example.com.", "Name": "www.example.com.", "Type": "A", "TTL": "60",
        "ResourceRecords": ["10.0.0.1"] });
    add(&mut all, more);
    resources(stack, [("R", "AWS::Route53::RecordSet", all)]);
}

fn event_rule(stack: &mut Stack, more: Value) {
    let mut all = plain!({ "ScheduleExpression": "rate(5 minutes)" });
    add(&mut all, more);
    resources(stack, [("R", "AWS::Events::Rule", all)]);
}

fn state_machine(stack: &mut Stack, states: Value) {
    let all = plain!({ "RoleArn": ROLE, "Definition": { "StartAt": "A", "States": states } });
    resources(stack, [("M", "AWS::StepFunctions::StateMachine", all)]);
}

fn key(stack: &mut Stack, more: Value, action: &str) {
    let principal = plain!({ "AWS": "arn:aws:iam::111122223333:root" });
    let statement = plain!({ "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*" });
    let mut all = plain!({ "KeyPolicy": { "Version": "2012-10-17", "Statement": [statement] } });
    add(&mut all, more);
    resources(stack, [("K", "AWS::KMS::Key", all)]);
}

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        title: "A percentile above a hundred",
        rule: "alarm-percentiles",
        make: |stack| alarm(stack, plain!({ "ExtendedStatistic": "p101" })),
    },
    Mistake {
        title: "An alarm of more data points than periods",
        rule: "alarm-datapoints-within-the-periods",
        make: |stack| alarm(stack, plain!({ "Statistic": "Sum", "DatapointsToAlarm": 2 })),
    },
    Mistake {
        title: "A cron expression with both days",
        rule: "schedule",
        make: |stack| event_rule(stack, plain!({ "ScheduleExpression": "cron(0 12 * * * *)" })),
    },
    Mistake {
        title: "A schedule on another bus than the default one",
        rule: "rule-schedule-on-the-default-bus",
        make: |stack| event_rule(stack, plain!({ "EventBusName": "orders" })),
    },
    Mistake {
        title: "Two targets of one id",
        rule: "rule-target-ids",
        make: |stack| {
            let other = "arn:aws:sqs:eu-west-1:111122223333:b";
            event_rule(stack, plain!({ "Targets": [{ "Id": "a", "Arn": QUEUE }, { "Id": "a", "Arn": other }] }));
        },
    },
    Mistake {
        title: "A target with two inputs",
        rule: "rule-target-inputs",
        make: |stack| {
            event_rule(
                stack,
                plain!({ "Targets": [{ "Id": "a", "Arn": QUEUE, "Input": "{}", "InputPath": "$.detail" }] }),
            );
        },
    },
    Mistake {
        title: "A pattern of events with a misspelt comparison",
        rule: "event-pattern",
        make: |stack| {
            let pattern = plain!({ "source": ["aws.codecommit"], "detail": { "name": [{ "prefx": "a" }] } });
            resources(stack, [("R", "AWS::Events::Rule", plain!({ "EventPattern": pattern }))]);
        },
    },
    Mistake {
        title: "A database without storage",
        rule: "dbinstance-storage-of-its-own",
        make: |stack| {
            let all = plain!({ "DBInstanceClass": "db.t3.micro", "Engine": "mysql", "MasterUsername": "admin1",
                "ManageMasterUserPassword": true, "BackupRetentionPeriod": 1 });
            resources(stack, [("D", "AWS::RDS::DBInstance", all)]);
        },
    },
    Mistake {
        title: "A user name that the database keeps for itself",
        rule: "dbinstance-user-names",
        make: |stack| database(stack, plain!({ "MasterUsername": "rdsadmin" })),
    },
    Mistake {
        title: "A backup window that is no time",
        rule: "dbinstance-backup-window",
        make: |stack| database(stack, plain!({ "PreferredBackupWindow": "3am-4am" })),
    },
    Mistake {
        title: "An instance class that is misspelt (a warning)",
        rule: "rds-dbinstance-dbinstanceclass-enum",
        make: |stack| database(stack, plain!({ "DBInstanceClass": "db.t3.mirco" })),
    },
    Mistake {
        title: "A group of one subnet for a database",
        rule: "dbsubnetgroup-of-two-subnets",
        make: |stack| {
            let all = plain!({ "DBSubnetGroupDescription": "a", "SubnetIds": ["subnet-0123456789abcdef0"] });
            resources(stack, [("G", "AWS::RDS::DBSubnetGroup", all)]);
        },
    },
    Mistake {
        title: "A TXT record without quotes",
        rule: "route53-recordset-recordset-pattern",
        make: |stack| record(stack, plain!({ "Type": "TXT", "ResourceRecords": ["hello"] })),
    },
    Mistake {
        title: "A record by weight and by latency",
        rule: "recordset-one-routing-policy",
        make: |stack| record(stack, plain!({ "Weight": 10, "Region": "eu-west-1", "SetIdentifier": "a" })),
    },
    Mistake {
        title: "A weight without an identifier of the set",
        rule: "recordset-policy-needs-an-identifier",
        make: |stack| record(stack, plain!({ "Weight": 10 })),
    },
    Mistake {
        title: "A record without a time to live",
        rule: "recordset-time-to-live",
        make: |stack| {
            let all = plain!({ "HostedZoneName": "example.com.", "Name": "a.example.com.", "Type": "A",
                "ResourceRecords": ["10.0.0.1"] });
            resources(stack, [("R", "AWS::Route53::RecordSet", all)]);
        },
    },
    Mistake {
        title: "A state that never ends",
        rule: "state-machine",
        make: |stack| state_machine(stack, plain!({ "A": { "Type": "Pass" } })),
    },
    Mistake {
        title: "A field of JSONPath in a state whose query language is JSONata",
        rule: "state-machine",
        make: |stack| {
            let state = plain!({ "Type": "Pass", "QueryLanguage": "JSONata", "InputPath": "$.a", "End": true });
            state_machine(stack, plain!({ "A": state }));
        },
    },
    Mistake {
        title: "An integration that Step Functions does not have",
        rule: "state-integration",
        make: |stack| {
            let state = plain!({ "Type": "Task", "Resource": "arn:aws:states:::lamda:invoke", "End": true });
            state_machine(stack, plain!({ "A": state }));
        },
    },
    Mistake {
        title: "An Express state machine that waits for a job",
        rule: "state-machine",
        make: |stack| {
            let state = plain!({ "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "End": true });
            let definition = plain!({ "StartAt": "A", "States": { "A": state } });
            let all = plain!({ "RoleArn": ROLE, "StateMachineType": "EXPRESS", "Definition": definition });
            resources(stack, [("M", "AWS::StepFunctions::StateMachine", all)]);
        },
    },
    Mistake {
        title: "A placeholder of a definition without a substitution",
        rule: "state-substitution",
        make: |stack| {
            let state = plain!({ "Type": "Task", "Resource": "${Work}", "End": true });
            let all = plain!({
                "RoleArn": ROLE, "Definition": { "StartAt": "A", "States": { "A": state } },
                "DefinitionSubstitutions": { "Wrok": "arn:aws:lambda:eu-west-1:111122223333:function:work" },
            });
            resources(stack, [("M", "AWS::StepFunctions::StateMachine", all)]);
        },
    },
    Mistake {
        title: "A rule that sends to a queue whose policy nobody wrote",
        rule: "invocation-permission",
        make: |stack| {
            let targets = plain!([{ "Id": "a", "Arn": { "Fn::GetAtt": ["Q", "Arn"] } }]);
            let rule = plain!({ "ScheduleExpression": "rate(5 minutes)", "Targets": targets });
            resources(stack, [("Q", "AWS::SQS::Queue", plain!({})), ("R", "AWS::Events::Rule", rule)]);
        },
    },
    Mistake {
        title: "A state machine's role that another service may assume",
        rule: "role-trust",
        make: |stack| {
            let statement = plain!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" },
                "Action": "sts:AssumeRole" });
            let role = plain!({ "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [statement] } });
            let machine = plain!({ "RoleArn": { "Fn::GetAtt": ["R", "Arn"] },
                "Definition": { "StartAt": "A", "States": { "A": { "Type": "Succeed" } } } });
            resources(stack, [("R", "AWS::IAM::Role", role), ("M", "AWS::StepFunctions::StateMachine", machine)]);
        },
    },
    Mistake {
        title: "A subnet smaller than EC2 has them",
        rule: "subnet-block-sizes",
        make: |stack| {
            let all = plain!({ "CidrBlock": "10.0.0.0/29", "VpcId": "vpc-0123456789abcdef0" });
            resources(stack, [("S", "AWS::EC2::Subnet", all)]);
        },
    },
    Mistake {
        title: "A subnet outside of its VPC",
        rule: "subnet-block",
        make: |stack| {
            let subnet = plain!({ "CidrBlock": "10.2.0.0/24", "VpcId": { "Ref": "V" } });
            resources(
                stack,
                [("V", "AWS::EC2::VPC", plain!({ "CidrBlock": "10.1.0.0/16" })), ("S", "AWS::EC2::Subnet", subnet)],
            );
        },
    },
    Mistake {
        title: "A route to two gateways",
        rule: "route-one-target",
        make: |stack| {
            let all = plain!({ "RouteTableId": "rtb-0123456789abcdef0", "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": "igw-0123456789abcdef0", "NatGatewayId": "nat-0123456789abcdef0" });
            resources(stack, [("R", "AWS::EC2::Route", all)]);
        },
    },
    Mistake {
        title: "A gateway endpoint with security groups",
        rule: "vpcendpoint-gateway-kinds",
        make: |stack| {
            let all = plain!({ "VpcId": "vpc-0123456789abcdef0", "VpcEndpointType": "Gateway",
                "ServiceName": "com.amazonaws.eu-west-1.s3", "SecurityGroupIds": ["sg-0123456789abcdef0"] });
            resources(stack, [("E", "AWS::EC2::VPCEndpoint", all)]);
        },
    },
    Mistake {
        title: "Ports of a security group the wrong way round",
        rule: "securitygroup-ports",
        make: |stack| {
            let ingress = plain!([{ "IpProtocol": "tcp", "FromPort": 443, "ToPort": 80, "CidrIp": "10.0.0.0/8" }]);
            let all = plain!({ "GroupDescription": "a", "SecurityGroupIngress": ingress });
            resources(stack, [("G", "AWS::EC2::SecurityGroup", all)]);
        },
    },
    Mistake {
        title: "A misspelt protocol of a security group",
        rule: "securitygroup-protocols",
        make: |stack| {
            let ingress = plain!([{ "IpProtocol": "htp", "CidrIp": "10.0.0.0/8" }]);
            let all = plain!({ "GroupDescription": "a", "SecurityGroupIngress": ingress });
            resources(stack, [("G", "AWS::EC2::SecurityGroup", all)]);
        },
    },
    Mistake {
        title: "Rotation of an asymmetric key",
        rule: "key-rotation-of-symmetric-keys",
        make: |stack| {
            key(
                stack,
                plain!({ "KeyUsage": "SIGN_VERIFY", "KeySpec": "RSA_2048", "EnableKeyRotation": true }),
                "kms:*",
            );
        },
    },
    Mistake {
        title: "A key for signing without a spec that can sign",
        rule: "key-usage-of-the-spec",
        make: |stack| key(stack, plain!({ "KeyUsage": "SIGN_VERIFY" }), "kms:*"),
    },
    Mistake {
        title: "A key policy that nobody can change",
        rule: "key-policy",
        make: |stack| key(stack, plain!({}), "kms:Encrypt"),
    },
    Mistake {
        title: "A secret that is given and generated",
        rule: "secret-given-or-generated",
        make: |stack| {
            let all = plain!({ "SecretString": "a", "GenerateSecretString": { "PasswordLength": 20 } });
            resources(stack, [("S", "AWS::SecretsManager::Secret", all)]);
        },
    },
    Mistake {
        title: "A retention of logs that CloudWatch does not have",
        rule: "allowed-values",
        make: |stack| resources(stack, [("L", "AWS::Logs::LogGroup", plain!({ "RetentionInDays": 100 }))]),
    },
    Mistake {
        title: "Two log groups of one name",
        rule: "same-name",
        make: |stack| {
            let all = plain!({ "LogGroupName": "/a" });
            resources(stack, [("A", "AWS::Logs::LogGroup", all.clone()), ("B", "AWS::Logs::LogGroup", all)]);
        },
    },
    Mistake {
        title: "A tag whose key AWS keeps for itself",
        rule: "tag-key",
        make: |stack| {
            resources(stack, [("T", "AWS::SNS::Topic", plain!({ "Tags": [{ "Key": "aws:x", "Value": "y" }] }))]);
        },
    },
    Mistake {
        title: "A scheduled trigger of Glue without a schedule",
        rule: "trigger-schedule",
        make: |stack| {
            resources(
                stack,
                [("T", "AWS::Glue::Trigger", plain!({ "Type": "SCHEDULED", "Actions": [{ "JobName": "a" }] }))],
            );
        },
    },
    Mistake {
        title: "A role's name that is used where its ARN is needed, in a raw entry",
        rule: "wrong-kind",
        make: |stack| {
            let statement = plain!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" },
                "Action": "sts:AssumeRole" });
            let role = plain!({ "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [statement] } });
            resources(stack, [("R", "AWS::IAM::Role", role)]);
            let function = plain!({ "Role": { "Ref": "R" }, "Handler": "a.b", "Runtime": "python3.13", "Code": { "ZipFile": "a" } });
            stack.raw_entry(
                RawSection::Resources,
                "F",
                plain!({ "Type": "AWS::Lambda::Function", "Properties": function }),
            );
        },
    },
    Mistake {
        title: "A StackSet that gives its template a parameter of another name",
        rule: "stack-set",
        make: |stack| {
            let body = r#"{"Parameters":{"Title":{"Type":"String","Default":"a"}},"Resources":{"G":{"Type":"AWS::IAM::Group","Properties":{"GroupName":{"Ref":"Title"}}}}}"#;
            let all = plain!({ "StackSetName": "a", "PermissionModel": "SELF_MANAGED", "TemplateBody": body,
                "Parameters": [{ "ParameterKey": "Titel", "ParameterValue": "a" }] });
            resources(stack, [("S", "AWS::CloudFormation::StackSet", all)]);
        },
    },
    Mistake {
        title: "A policy about a queue's URL",
        rule: "policy-resource",
        make: |stack| {
            let statement = plain!({ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": { "Ref": "Q" } });
            let policy = plain!({ "PolicyDocument": { "Version": "2012-10-17", "Statement": [statement] } });
            resources(stack, [("Q", "AWS::SQS::Queue", plain!({})), ("P", "AWS::IAM::ManagedPolicy", policy)]);
        },
    },
];
