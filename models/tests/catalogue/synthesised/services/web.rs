//! Mistakes in listeners, APIs, firewalls, buckets and distributions.

use models::Stack;
use serde_json::{Value, json as plain};

use super::super::Mistake;
use super::{QUEUE, add, resources};

const LISTENER: &str =
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/0123456789abcdef/0123456789abcdef";

fn distribution(stack: &mut Stack, behaviour: Value) {
    let mut all = plain!({ "TargetOriginId": "a", "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6" });
    add(&mut all, behaviour);
    let origins = plain!([{ "Id": "a", "DomainName": "example.org",
        "CustomOriginConfig": { "OriginProtocolPolicy": "https-only" } }]);
    let config = plain!({ "Enabled": true, "Origins": origins, "DefaultCacheBehavior": all });
    resources(stack, [("D", "AWS::CloudFront::Distribution", plain!({ "DistributionConfig": config }))]);
}

fn listener_rule(stack: &mut Stack, more: Value) {
    let mut all = plain!({
        "ListenerArn": LISTENER, "Priority": 1, "Conditions": [{ "Field": "path-pattern", "Values": ["/a"] }],
        "Actions": [{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "200" } }],
    });
    add(&mut all, more);
    resources(stack, [("L", "AWS::ElasticLoadBalancingV2::ListenerRule", all)]);
}

fn method(stack: &mut Stack, integration: Value) {
    let all = plain!({ "RestApiId": "a", "ResourceId": "b", "HttpMethod": "GET", "AuthorizationType": "NONE",
        "Integration": integration });
    resources(stack, [("M", "AWS::ApiGateway::Method", all)]);
}

fn web_acl(stack: &mut Stack, rules: Value) {
    let visibility = plain!({ "SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "a" });
    let rules: Vec<Value> = rules
        .as_array()
        .unwrap()
        .iter()
        .cloned()
        .map(|mut rule| {
            add(&mut rule, plain!({ "VisibilityConfig": visibility }));
            rule
        })
        .collect();
    let all = plain!({ "Scope": "REGIONAL", "DefaultAction": { "Allow": {} }, "VisibilityConfig": visibility, "Rules": rules });
    resources(stack, [("W", "AWS::WAFv2::WebACL", all)]);
}

pub(super) const MISTAKES: &[Mistake] = &[
    Mistake {
        title: "Two listener rules of one priority",
        rule: "same-priority",
        make: |stack| {
            listener_rule(stack, plain!({}));
            let actions = plain!([{ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404" } }]);
            let all = plain!({ "ListenerArn": LISTENER, "Priority": 1, "Actions": actions,
                "Conditions": [{ "Field": "path-pattern", "Values": ["/b"] }] });
            resources(stack, [("M", "AWS::ElasticLoadBalancingV2::ListenerRule", all)]);
        },
    },
    Mistake {
        title: "An action of a listener without what it needs",
        rule: "listenerrule-action-with-config",
        make: |stack| listener_rule(stack, plain!({ "Actions": [{ "Type": "forward" }] })),
    },
    Mistake {
        title: "A misspelt field of a listener rule's condition",
        rule: "allowed-values",
        make: |stack| listener_rule(stack, plain!({ "Conditions": [{ "Field": "path-patern", "Values": ["/a"] }] })),
    },
    Mistake {
        title: "A misspelt attribute of a target group (a warning)",
        rule: "targetgroup-attributes",
        make: |stack| {
            let attributes = plain!([{ "Key": "deregistration_delay.timeout_second", "Value": "10" }]);
            let all = plain!({ "Port": 80, "Protocol": "HTTP", "VpcId": "vpc-0123456789abcdef0",
                "TargetGroupAttributes": attributes });
            resources(stack, [("G", "AWS::ElasticLoadBalancingV2::TargetGroup", all)]);
        },
    },
    Mistake {
        title: "An HTTP API without a protocol",
        rule: "api-named-or-imported",
        make: |stack| resources(stack, [("A", "AWS::ApiGatewayV2::Api", plain!({ "Name": "a" }))]),
    },
    Mistake {
        title: "A WebSocket API that does not say how it selects routes",
        rule: "api-websocket-routes",
        make: |stack| {
            resources(stack, [("A", "AWS::ApiGatewayV2::Api", plain!({ "Name": "a", "ProtocolType": "WEBSOCKET" }))]);
        },
    },
    Mistake {
        title: "A route key without a slash",
        rule: "route-key",
        make: |stack| {
            let api = plain!({ "Name": "a", "ProtocolType": "HTTP" });
            let route = plain!({ "ApiId": { "Ref": "A" }, "RouteKey": "GET users" });
            resources(stack, [("A", "AWS::ApiGatewayV2::Api", api), ("R", "AWS::ApiGatewayV2::Route", route)]);
        },
    },
    Mistake {
        title: "A function's own ARN as the URI of an integration",
        rule: "method-integration-of-aws",
        make: |stack| {
            let uri = "arn:aws:lambda:eu-west-1:111122223333:function:f";
            method(stack, plain!({ "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": uri }));
        },
    },
    Mistake {
        title: "A function's integration with GET",
        rule: "method-integration-of-a-function",
        make: |stack| {
            let uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:f/invocations";
            method(stack, plain!({ "Type": "AWS_PROXY", "IntegrationHttpMethod": "GET", "Uri": uri }));
        },
    },
    Mistake {
        title: "A rule of a firewall with an action and an override",
        rule: "webacl-rule-actions",
        make: |stack| {
            let group = plain!({ "ManagedRuleGroupStatement": { "VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet" } });
            web_acl(
                stack,
                plain!([{ "Name": "a", "Priority": 1, "Action": { "Block": {} }, "OverrideAction": { "None": {} },
                "Statement": group }]),
            );
        },
    },
    Mistake {
        title: "A managed rule group that AWS does not have (a warning)",
        rule: "webacl-managed-groups",
        make: |stack| {
            let group =
                plain!({ "ManagedRuleGroupStatement": { "VendorName": "AWS", "Name": "AWSManagedRulesComonRuleSet" } });
            web_acl(
                stack,
                plain!([{ "Name": "a", "Priority": 1, "OverrideAction": { "None": {} }, "Statement": group }]),
            );
        },
    },
    Mistake {
        title: "Two rules of a firewall with one priority",
        rule: "webacl-priorities",
        make: |stack| {
            let rule = |name: &str, country: &str| {
                plain!({ "Name": name, "Priority": 1, "Action": { "Block": {} },
                    "Statement": { "GeoMatchStatement": { "CountryCodes": [country] } } })
            };
            web_acl(stack, plain!([rule("a", "DE"), rule("b", "FR")]));
        },
    },
    Mistake {
        title: "An event that a bucket does not notify of",
        rule: "bucket-notification-events",
        make: |stack| {
            let queues = plain!([{ "Event": "s3:ObjectCreate:*", "Queue": QUEUE }]);
            let all = plain!({ "NotificationConfiguration": { "QueueConfigurations": queues } });
            resources(stack, [("B", "AWS::S3::Bucket", all)]);
        },
    },
    Mistake {
        title: "A KMS key beside AES256",
        rule: "bucket-key-of-the-algorithm",
        make: |stack| {
            let by_default =
                plain!({ "SSEAlgorithm": "AES256", "KMSMasterKeyID": "12345678-1234-1234-1234-123456789012" });
            let rules = plain!([{ "ServerSideEncryptionByDefault": by_default }]);
            let all = plain!({ "BucketEncryption": { "ServerSideEncryptionConfiguration": rules } });
            resources(stack, [("B", "AWS::S3::Bucket", all)]);
        },
    },
    Mistake {
        title: "Objects that expire before their transition",
        rule: "lifecycle-days",
        make: |stack| {
            let rule = plain!({ "Id": "a", "Status": "Enabled", "ExpirationInDays": 30,
                "Transitions": [{ "StorageClass": "GLACIER", "TransitionInDays": 60 }] });
            resources(stack, [("B", "AWS::S3::Bucket", plain!({ "LifecycleConfiguration": { "Rules": [rule] } }))]);
        },
    },
    Mistake {
        title: "A bucket policy that allows something on another bucket",
        rule: "bucket-policy",
        make: |stack| {
            let statement = plain!({ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
                "Action": "s3:PutObject", "Resource": { "Fn::Sub": "${C.Arn}/*" } });
            let policy = plain!({ "Bucket": { "Ref": "B" },
                "PolicyDocument": { "Version": "2012-10-17", "Statement": [statement] } });
            resources(
                stack,
                [
                    ("B", "AWS::S3::Bucket", plain!({})),
                    ("C", "AWS::S3::Bucket", plain!({})),
                    ("P", "AWS::S3::BucketPolicy", policy),
                ],
            );
        },
    },
    Mistake {
        title: "A method that is cached but not allowed",
        rule: "distribution-allowed-methods",
        make: |stack| distribution(stack, plain!({ "AllowedMethods": ["GET", "POST"] })),
    },
    Mistake {
        title: "A behaviour for an origin that the distribution does not have",
        rule: "unknown-origin",
        make: |stack| distribution(stack, plain!({ "TargetOriginId": "b" })),
    },
];
