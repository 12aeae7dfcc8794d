//! Mistakes in functions, queues, topics, tables and containers.

use models::Stack;
use serde_json::{Value, json as plain};

use super::super::Mistake;
use super::{QUEUE, ROLE, add, resources};

/// A function with these properties beside those that it needs.
fn function(stack: &mut Stack, more: Value) {
    let mut all = plain!({ "Role": ROLE, "Handler": "a.b", "Runtime": "python3.13", "Code": { "ZipFile": "a" } });
    add(&mut all, more);
    resources(stack, [("F", "AWS::Lambda::Function", all)]);
}

fn table(stack: &mut Stack, attributes: &[&str], more: Value) {
    let attributes: Vec<Value> =
        attributes.iter().map(|name| plain!({ "AttributeName": name, "AttributeType": "S" })).collect();
    let mut all = plain!({
        "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": attributes,
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
    });
    add(&mut all, more);
    resources(stack, [("T", "AWS::DynamoDB::Table", all)]);
}

fn task(stack: &mut Stack, more: Value, containers: Value) {
    let mut all = plain!({ "ContainerDefinitions": containers });
    add(&mut all, more);
    resources(stack, [("T", "AWS::ECS::TaskDefinition", all)]);
}

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        title: "A function with more temporary storage than there is",
        rule: "function-ephemeral-storage",
        make: |stack| function(stack, plain!({ "EphemeralStorage": { "Size": 20_480 } })),
    },
    Mistake {
        title: "A function with security groups and without subnets",
        rule: "function-network",
        make: |stack| function(stack, plain!({ "VpcConfig": { "SecurityGroupIds": ["sg-0123456789abcdef0"] } })),
    },
    Mistake {
        title: "A function without code",
        rule: "function-code-is-somewhere",
        make: |stack| function(stack, plain!({ "Code": {} })),
    },
    Mistake {
        title: "An environment variable whose name Lambda keeps for itself",
        rule: "lambda-function-environment-variable-keys",
        make: |stack| function(stack, plain!({ "Environment": { "Variables": { "AWS_REGION": "a" } } })),
    },
    Mistake {
        title: "A runtime that Lambda does not create functions of any more",
        rule: "deprecated-runtime",
        make: |stack| function(stack, plain!({ "Runtime": "nodejs12.x" })),
    },
    Mistake {
        title: "A permission for an action that is not one of invoking",
        rule: "permission-actions",
        make: |stack| {
            let all = plain!({ "FunctionName": "f", "Principal": "s3.amazonaws.com", "Action": "lambda:Invoke" });
            resources(stack, [("P", "AWS::Lambda::Permission", all)]);
        },
    },
    Mistake {
        title: "A misspelt service principal",
        rule: "service-principal",
        make: |stack| {
            let all =
                plain!({ "FunctionName": "f", "Principal": "s3.amazonaws.co", "Action": "lambda:InvokeFunction" });
            resources(stack, [("P", "AWS::Lambda::Permission", all)]);
        },
    },
    Mistake {
        title: "An event source mapping of a topic",
        rule: "eventsourcemapping-services",
        make: |stack| {
            let all = plain!({ "FunctionName": "f", "EventSourceArn": "arn:aws:sns:eu-west-1:111122223333:a" });
            resources(stack, [("M", "AWS::Lambda::EventSourceMapping", all)]);
        },
    },
    Mistake {
        title: "A starting position in a queue",
        rule: "eventsourcemapping-queue-without-position",
        make: |stack| {
            let queue = plain!({ "Fn::GetAtt": ["Q", "Arn"] });
            let all = plain!({ "FunctionName": "f", "EventSourceArn": queue, "StartingPosition": "LATEST" });
            resources(stack, [("Q", "AWS::SQS::Queue", plain!({})), ("M", "AWS::Lambda::EventSourceMapping", all)]);
        },
    },
    Mistake {
        title: "Weights of an alias above one",
        rule: "alias-weights",
        make: |stack| {
            let weights = plain!({ "AdditionalVersionWeights": [{ "FunctionVersion": "2", "FunctionWeight": 1.5 }] });
            let all = plain!({ "Name": "live", "FunctionName": "f", "FunctionVersion": "1", "RoutingConfig": weights });
            resources(stack, [("A", "AWS::Lambda::Alias", all)]);
        },
    },
    Mistake {
        title: "A misspelt key of a redrive policy",
        rule: "queue-redrive-keys",
        make: |stack| {
            let redrive = plain!({ "deadLetterTargetArn": QUEUE, "maxRecieveCount": 3 });
            resources(stack, [("Q", "AWS::SQS::Queue", plain!({ "RedrivePolicy": redrive }))]);
        },
    },
    Mistake {
        title: "A queue that is its own dead-letter queue",
        rule: "own-dead-letters",
        make: |stack| {
            let redrive = plain!({ "deadLetterTargetArn": QUEUE, "maxReceiveCount": 3 });
            let name = QUEUE.rsplit(':').next();
            resources(stack, [("Q", "AWS::SQS::Queue", plain!({ "QueueName": name, "RedrivePolicy": redrive }))]);
        },
    },
    Mistake {
        title: "A function that may work longer than its queue hides a message",
        rule: "lambda-eventsourcemapping-event-source-sqs-timeout",
        make: |stack| {
            function(stack, plain!({ "Timeout": 60 }));
            let all = plain!({ "FunctionName": { "Ref": "F" }, "EventSourceArn": { "Fn::GetAtt": ["Q", "Arn"] } });
            resources(
                stack,
                [
                    ("Q", "AWS::SQS::Queue", plain!({ "VisibilityTimeout": 5 })),
                    ("M", "AWS::Lambda::EventSourceMapping", all),
                ],
            );
        },
    },
    Mistake {
        title: "A function whose role may not read its queue",
        rule: "event-source-role",
        make: |stack| {
            let trust = plain!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": { "Service": "lambda.amazonaws.com" } }] });
            function(stack, plain!({ "Role": { "Fn::GetAtt": ["R", "Arn"] } }));
            let all = plain!({ "FunctionName": { "Ref": "F" }, "EventSourceArn": { "Fn::GetAtt": ["Q", "Arn"] } });
            resources(
                stack,
                [
                    ("R", "AWS::IAM::Role", plain!({ "AssumeRolePolicyDocument": trust })),
                    ("Q", "AWS::SQS::Queue", plain!({})),
                    ("M", "AWS::Lambda::EventSourceMapping", all),
                ],
            );
        },
    },
    Mistake {
        title: "A subscription by mail to a URL",
        rule: "subscription-endpoints",
        make: |stack| {
            let all = plain!({ "TopicArn": "arn:aws:sns:eu-west-1:111122223333:a", "Endpoint": "https://example.com",
                "Protocol": "email" });
            resources(stack, [("S", "AWS::SNS::Subscription", all)]);
        },
    },
    Mistake {
        title: "A FIFO topic whose name does not say so",
        rule: "topic-fifo-name",
        make: |stack| {
            resources(stack, [("T", "AWS::SNS::Topic", plain!({ "FifoTopic": true, "TopicName": "orders" }))]);
        },
    },
    Mistake {
        title: "An attribute of a key that the table does not define",
        rule: "key-attributes",
        make: |stack| table(stack, &["ident"], plain!({})),
    },
    Mistake {
        title: "Two hash keys",
        rule: "key-order",
        make: |stack| {
            let keys =
                plain!([{ "AttributeName": "id", "KeyType": "HASH" }, { "AttributeName": "day", "KeyType": "HASH" }]);
            table(stack, &["id", "day"], plain!({ "KeySchema": keys }));
        },
    },
    Mistake {
        title: "A projection of some attributes that does not name them",
        rule: "table-projected-attributes",
        make: |stack| {
            let index = plain!({ "IndexName": "byDay", "Projection": { "ProjectionType": "INCLUDE" },
                "KeySchema": [{ "AttributeName": "day", "KeyType": "HASH" }] });
            table(stack, &["id", "day"], plain!({ "GlobalSecondaryIndexes": [index] }));
        },
    },
    Mistake {
        title: "A provisioned table without throughput",
        rule: "dynamodb-table-billingmode-provisioned-dependent",
        make: |stack| table(stack, &["id"], plain!({ "BillingMode": "PROVISIONED" })),
    },
    Mistake {
        title: "Fargate with a network mode that it does not have",
        rule: "ecs-taskdefinition-fargate-properties",
        make: |stack| {
            let all = plain!({ "NetworkMode": "bridge", "RequiresCompatibilities": ["FARGATE"], "Cpu": "256", "Memory": "512" });
            task(stack, all, plain!([{ "Name": "a", "Image": "b" }]));
        },
    },
    Mistake {
        title: "Memory that Fargate does not have beside that CPU",
        rule: "ecs-taskdefinition-fargate-cpu-memory",
        make: |stack| {
            let all = plain!({ "NetworkMode": "awsvpc", "RequiresCompatibilities": ["FARGATE"], "Cpu": "256", "Memory": "4096" });
            task(stack, all, plain!([{ "Name": "a", "Image": "b" }]));
        },
    },
    Mistake {
        title: "Two containers of one name",
        rule: "taskdefinition-container-names",
        make: |stack| {
            let containers =
                plain!([{ "Name": "a", "Image": "b", "Memory": 128 }, { "Name": "a", "Image": "c", "Memory": 128 }]);
            task(stack, plain!({}), containers);
        },
    },
    Mistake {
        title: "A mount of a volume that the task does not have",
        rule: "unknown-volume",
        make: |stack| {
            let mounts = plain!([{ "SourceVolume": "data", "ContainerPath": "/data" }]);
            let containers = plain!([{ "Name": "a", "Image": "b", "Memory": 128, "MountPoints": mounts }]);
            task(stack, plain!({ "Volumes": [{ "Name": "dat" }] }), containers);
        },
    },
    Mistake {
        title: "A dependency on a container that the task does not have",
        rule: "unknown-container",
        make: |stack| {
            let depends = plain!([{ "ContainerName": "bd", "Condition": "START" }]);
            let containers = plain!([{ "Name": "a", "Image": "b", "Memory": 128, "DependsOn": depends }]);
            task(stack, plain!({}), containers);
        },
    },
    Mistake {
        title: "A container that reserves more memory than it may have",
        rule: "taskdefinition-container-reservation",
        make: |stack| {
            task(stack, plain!({}), plain!([{ "Name": "a", "Image": "b", "Memory": 128, "MemoryReservation": 256 }]));
        },
    },
    Mistake {
        title: "A container without memory",
        rule: "taskdefinition-memory",
        make: |stack| task(stack, plain!({}), plain!([{ "Name": "a", "Image": "b" }])),
    },
    Mistake {
        title: "Another host port in the network mode `awsvpc`",
        rule: "taskdefinition-awsvpc-host-ports",
        make: |stack| {
            let ports = plain!([{ "ContainerPort": 80, "HostPort": 8080 }]);
            let containers = plain!([{ "Name": "a", "Image": "b", "Memory": 128, "PortMappings": ports }]);
            task(stack, plain!({ "NetworkMode": "awsvpc" }), containers);
        },
    },
];
