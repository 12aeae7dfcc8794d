//! Rules for services that a schema cannot express: one file per rule.

mod attached_policy;
mod backup;
mod bucket_policy;
mod cloudfront;
mod dashboard;
mod dead_letter;
mod domains;
mod dynamodb;
mod ecs;
mod ecs_listener;
mod ecs_ports;
mod environment;
mod event_pattern;
mod event_source;
mod execution_role;
mod invocation;
mod key_policy;
mod lifecycle;
mod listener_rules;
mod log_filters;
mod managed_policy;
mod names;
mod network;
mod notification;
mod pipeline;
mod policy_resource;
mod private_names;
mod role_grants;
mod role_name;
mod runtime;
mod schedule;
mod secure_string;
mod serverless_function;
mod ssm_document;
mod stack_set;
mod state_errors;
mod state_fields;
mod state_machine;
mod state_resource;
mod tags;
mod trust;

use std::borrow::Cow;

use super::Checker;
use super::cases::{has_if, own_condition};
use super::finding::Finding;
use super::path::{Location, Path};
use super::scalar::is_dynamic;
use super::scenarios::Scenarios;
use super::schema_rules::Scenario;
use crate::node::{Node, Object};

/// A resource that a rule is applied to.
#[derive(Clone, Copy)]
struct Resource<'t> {
    id: &'t str,
    type_name: &'t str,
    entry: &'t Object,
    properties: &'t Object,
}

impl<'t> Checker<'t> {
    /// Checks every resource against the rules of its service that are implemented in code.
    pub(super) fn services(&mut self) {
        let resources: Vec<Resource<'t>> = self
            .symbols
            .resources()
            .filter_map(|(id, type_name, entry)| {
                let properties = entry.get("Properties")?.as_object()?;
                Some(Resource { id, type_name, entry, properties })
            })
            .collect();
        let mut solver: Option<Scenarios<'t>> = None;
        let checked: Vec<Resource<'t>> = resources.iter().copied().filter(|one| self.is_checked(one.id)).collect();
        for resource in &checked {
            let at = Location::ROOT.key("Resources");
            let at = at.key(resource.id);
            let at = at.key("Properties");
            self.tags(resource.properties, &at);
            let Some(whole) = resource.entry.get("Properties").filter(|whole| has_if(whole)) else {
                self.given = own_condition(resource.entry).into_iter().collect();
                self.service(resource, &at);
                continue;
            };
            let solver = solver.get_or_insert_with(|| Scenarios::of(&self.symbols));
            for scenario in Scenario::of(whole, resource.entry, solver) {
                self.given = scenario.facts().to_vec();
                self.service_in(&scenario, whole, resource, &at);
            }
        }
        self.given.clear();
        self.subnets(&resources);
        self.routes(&resources);
        self.names_given_twice(&resources);
        self.private_names(&resources);
        self.log_filters(&resources);
        self.listener_rules(&resources);
    }

    /// Checks a resource as it is for a combination of conditions; `whole` are its properties with every `Fn::If`.
    fn service_in(&mut self, scenario: &Scenario<'_>, whole: &Node, resource: &Resource<'_>, at: &Location<'_>) {
        let Some(Node::Object(properties)) = scenario.decided(whole) else { return };
        let before = self.findings.len();
        self.service(&Resource { properties: &properties, ..*resource }, at);
        let base = at.path();
        for mut finding in self.findings.split_off(before) {
            if let Some(inner) = finding.path.segments().strip_prefix(base.segments()) {
                finding.path = base.join(&scenario.place(whole, inner));
            }
            // Most findings do not depend on the conditions.
            let known = |other: &Finding| other.rule == finding.rule && other.path == finding.path;
            if !self.findings.iter().any(known) {
                self.findings.push(finding);
            }
        }
    }

    /// The properties of another resource, as they can be beside the resource that is checked: without `Fn::If` where the template
    /// determines the conditions.
    fn properties_beside(&self, id: &str) -> Vec<Cow<'t, Node>> {
        let Some(entry) = self.symbols.resource(id) else { return Vec::new() };
        let Some(whole) = entry.get("Properties") else { return Vec::new() };
        if !has_if(whole) {
            return vec![Cow::Borrowed(whole)];
        }
        let scenarios = Scenario::given(self.given.clone()).with(&[whole], &Scenarios::of(&self.symbols));
        scenarios.iter().filter_map(|scenario| scenario.decided(whole)).map(Cow::Owned).collect()
    }

    /// Checks a resource against the rules of its service.
    fn service(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        match resource.type_name {
            "AWS::Backup::BackupPlan" => self.backup_plan(resource.properties, at),
            "AWS::CertificateManager::Certificate" => self.certificate_domains(resource.properties, at),
            "AWS::CodeBuild::Project" => self.role_by_name(resource.properties, at),
            "AWS::CodePipeline::Pipeline" => self.pipeline(resource.properties, at),
            "AWS::Route53::RecordSet" => self.record_in_its_zone(resource.properties, at),
            "AWS::S3::Bucket" => {
                self.lifecycle(resource.properties, at);
                self.notification_permissions(resource, at);
            }
            "AWS::S3::BucketPolicy" => self.bucket_policy(resource, at),
            "AWS::CloudFormation::StackSet" => self.stack_set(resource.properties, at),
            "AWS::CloudWatch::Dashboard" => self.dashboard(resource.properties, at),
            "AWS::CloudFront::Distribution" => self.distribution_origins(resource.properties, at),
            "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" => self.table_keys(resource.properties, at),
            "AWS::ECS::Service" => {
                self.service_containers(resource.properties, at);
                self.dynamic_ports(resource.properties);
                self.behind_a_listener(resource, at);
            }
            "AWS::ECS::TaskDefinition" => self.container_dependencies(resource.properties, at),
            "AWS::Events::Rule" | "AWS::Events::Archive" | "AWS::Pipes::Pipe" | "AWS::SNS::Subscription" => {
                self.event_patterns(resource, at)
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => self.key_policy(resource.properties, at),
            "AWS::Lambda::Function" => {
                self.execution_role(resource, at);
                self.runtime(resource.properties, at);
                self.environment(resource.properties, at);
            }
            "AWS::Lambda::EventSourceMapping" => {
                self.event_patterns(resource, at);
                self.event_source_mapping(resource, at);
            }
            "AWS::Serverless::Function" => self.serverless_function(resource, at),
            "AWS::SNS::TopicPolicy" | "AWS::SQS::QueuePolicy" => self.attached_policy(resource, at),
            "AWS::SQS::Queue" => self.own_dead_letters(resource.properties, at),
            "AWS::SSM::Document" => self.ssm_document(resource.properties, at),
            "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => {
                self.state_machine(resource.properties, at)
            }
            _ => {}
        }
        self.managed_policies(resource, at);
        self.permitted_receivers(resource, at);
        self.schedules(resource, at);
        self.trust_of_roles(resource, at);
        self.principals_of(resource, at);
        self.secure_strings(resource, at);
        self.policy_resources(resource, at);
    }
}

/// The place of a resource's property.
fn property(id: &str, name: &str) -> Path {
    Location::ROOT.key("Resources").key(id).path().key("Properties").key(name.to_owned())
}

/// The string, if it is a literal.
fn literal(node: &Node) -> Option<&str> {
    match node {
        Node::String(text) if !is_dynamic(text) => Some(text),
        Node::Name(target) => Some(&target.id),
        _ => None,
    }
}

/// Checks each statement of a resource's policy, with its place.
fn for_each_statement(resource: &Resource<'_>, at: &Location<'_>, mut check: impl FnMut(&Node, &Location<'_>)) {
    let Some(statements) = resource.properties.get("PolicyDocument").and_then(|policy| policy.get("Statement")) else {
        return;
    };
    let at = at.key("PolicyDocument");
    let at = at.key("Statement");
    let is_list = statements.as_list().is_some();
    for (index, statement) in statements.one_or_many().iter().enumerate() {
        let item = at.index(index);
        check(statement, if is_list { &item } else { &at });
    }
}

/// The logical ID of the resource that a value refers to, anywhere in it.
fn referred(node: &Node) -> Option<&str> {
    match node {
        Node::Ref(target) | Node::GetAtt(target, _) => Some(&target.id),
        _ => None,
    }
}
