//! Resource attributes.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::{BOOLEAN, ExpectedType, INTEGER, STRING, strings};
use super::text::{ident, literal};
use super::writer::Writer;

/// The properties of `AutoScalingRollingUpdate`: their methods and types.
const ROLLING_UPDATE: &[(&str, &str, PropertyKind)] = &[
    ("MaxBatchSize", "max_batch_size", PropertyKind::Integer),
    ("MinInstancesInService", "min_instances_in_service", PropertyKind::Integer),
    ("MinSuccessfulInstancesPercent", "min_successful_instances_percent", PropertyKind::Integer),
    ("MinActiveInstancesPercent", "min_active_instances_percent", PropertyKind::Integer),
    ("PauseTime", "pause_time", PropertyKind::Text),
    ("SuspendProcesses", "suspend_processes", PropertyKind::Texts),
    ("WaitOnResourceSignals", "wait_on_resource_signals", PropertyKind::Boolean),
];

#[derive(Clone, Copy)]
enum PropertyKind {
    Integer,
    Text,
    Texts,
    Boolean,
}

impl PropertyKind {
    fn expected(self) -> ExpectedType<'static> {
        match self {
            Self::Integer => INTEGER,
            Self::Text => STRING,
            Self::Texts => strings(),
            Self::Boolean => BOOLEAN,
        }
    }
}

impl Writer<'_> {
    /// `resource` with its attributes.
    pub(super) fn attributes(&mut self, entry: &Value, resource: TokenStream) -> TokenStream {
        let mut tokens = resource;
        let mut written = vec!["Type"];
        // What the library writes last, in this order, wherever the program sets it.
        let (mut depends_on, mut metadata, mut properties) = (None, None, None);
        for attribute in entry.entries() {
            let empty = matches!(&attribute.value.kind, Kind::Map(entries) if entries.is_empty());
            let calls = match attribute.key.as_str() {
                "Type" => continue,
                // The library omits empty ones.
                "Properties" if !empty => {
                    properties = Some("Properties");
                    continue;
                }
                "Condition" => self.resource_condition(&attribute.value),
                "DependsOn" => self.depends_on(&attribute.value),
                "DeletionPolicy" => policy(&attribute.value, "deletion_policy", "DeletionPolicy", true),
                "UpdateReplacePolicy" => {
                    policy(&attribute.value, "update_replace_policy", "UpdateReplacePolicy", false)
                }
                key @ "CreationPolicy" => {
                    self.at(key, |writer| writer.attempt(|writer| writer.creation_policy(&attribute.value)))
                }
                key @ "UpdatePolicy" => {
                    self.at(key, |writer| writer.attempt(|writer| writer.update_policy(&attribute.value)))
                }
                "Metadata" if !empty => self.resource_metadata(&attribute.value),
                _ => None,
            };
            for import in ["DeletionPolicy", "UpdateReplacePolicy"] {
                if attribute.key == import && calls.is_some() {
                    self.import(import);
                }
            }
            self.import("ResourceAttributes");
            match (attribute.key.as_str(), &calls) {
                (key @ "DependsOn", Some(_)) => depends_on = Some(key),
                (key @ "Metadata", Some(_)) => metadata = Some(key),
                (key, _) => written.push(key),
            }
            tokens = match calls {
                Some(calls) => quote!(#tokens #calls),
                None => {
                    let (key, value) = (literal(&attribute.key), self.json_argument(&attribute.value));
                    quote!(#tokens.raw_resource_attribute(#key, #value))
                }
            };
        }
        written.extend([depends_on, metadata, properties].into_iter().flatten());
        self.written_first(entry.entries(), written);
        tokens
    }

    fn resource_condition(&mut self, value: &Value) -> Option<TokenStream> {
        let variable = self.symbols.conditions.get(value.as_str()?)?.refer()?;
        Some(quote!(.only_if(&#variable)))
    }

    fn depends_on(&mut self, value: &Value) -> Option<TokenStream> {
        let names: Vec<&str> = match &value.kind {
            Kind::String(name) => vec![name],
            // A single one is written as a string.
            Kind::List(names) if names.len() > 1 => names.iter().map(Value::as_str).collect::<Option<_>>()?,
            _ => return None,
        };
        let mut calls = TokenStream::new();
        for name in names {
            let Some(variable) = self.symbols.resources.get(name).and_then(|resource| resource.refer()).cloned() else {
                self.by_its_name(name);
                return None;
            };
            calls = quote!(#calls.depends_on(&#variable));
        }
        Some(calls)
    }

    fn resource_metadata(&mut self, value: &Value) -> Option<TokenStream> {
        let mut calls = TokenStream::new();
        for entry in value.as_map()? {
            let (key, value) = (literal(&entry.key), self.json_argument(&entry.value));
            calls = quote!(#calls.resource_metadata(#key, #value));
        }
        Some(calls)
    }

    fn creation_policy(&mut self, value: &Value) -> Option<TokenStream> {
        let entries = value.as_map()?;
        if let [only] = entries
            && only.key == "StartFleet"
            && only.value.as_map().is_some_and(<[Entry]>::is_empty)
        {
            self.import("CreationPolicy");
            return Some(quote!(.on_creation(CreationPolicy::start_fleet())));
        }
        let signal = value.get("ResourceSignal")?;
        let (count, timeout) = (signal.get("Count")?, signal.get("Timeout")?);
        if signal.as_map()?.len() != 2 {
            return None;
        }
        self.written_first(entries, ["ResourceSignal"]);
        self.at("ResourceSignal", |writer| writer.written_first(signal.entries(), ["Count"]));
        let (count, timeout) = (self.value(count, INTEGER).tokens, self.value(timeout, STRING).tokens);
        let mut tokens = quote!(CreationPolicy::resource_signal(#count, #timeout));
        if let Some(scaling) = value.get("AutoScalingCreationPolicy") {
            let [percent] = scaling.as_map()? else { return None };
            if percent.key != "MinSuccessfulInstancesPercent" {
                return None;
            }
            let percent = self.value(&percent.value, INTEGER).tokens;
            tokens = quote!(#tokens.min_successful_instances_percent(#percent));
        }
        if !entries.iter().all(|e| matches!(e.key.as_str(), "ResourceSignal" | "AutoScalingCreationPolicy")) {
            return None;
        }
        self.import("CreationPolicy");
        Some(quote!(.on_creation(#tokens)))
    }

    fn update_policy(&mut self, value: &Value) -> Option<TokenStream> {
        let mut tokens = quote!(UpdatePolicy::new());
        for entry in value.as_map()? {
            let call = match entry.key.as_str() {
                "AutoScalingReplacingUpdate" => self.only(&entry.value, "WillReplace", "replacing_update"),
                "AutoScalingScheduledAction" => {
                    self.only(&entry.value, "IgnoreUnmodifiedGroupSizeProperties", "ignore_unmodified_group_sizes")
                }
                "AutoScalingRollingUpdate" => self.rolling_update(&entry.value),
                "CodeDeployLambdaAliasUpdate" => self.alias_update(&entry.value),
                "UseOnlineResharding" => self.flag(&entry.value, "use_online_resharding"),
                "EnableVersionUpgrade" => self.flag(&entry.value, "enable_version_upgrade"),
                _ => None,
            }?;
            tokens = quote!(#tokens #call);
        }
        self.import("UpdatePolicy");
        Some(quote!(.on_update(#tokens)))
    }

    fn flag(&mut self, value: &Value, method: &str) -> Option<TokenStream> {
        let (method, value) = (ident(method), self.value(value, BOOLEAN).tokens);
        Some(quote!(.#method(#value)))
    }

    /// An object whose only entry is the boolean `key`.
    fn only(&mut self, value: &Value, key: &str, method: &str) -> Option<TokenStream> {
        match value.as_map()? {
            [only] if only.key == key => self.flag(&only.value, method),
            _ => None,
        }
    }

    fn rolling_update(&mut self, value: &Value) -> Option<TokenStream> {
        let mut tokens = quote!(RollingUpdate::new());
        for entry in value.as_map()? {
            let (_, method, takes) = ROLLING_UPDATE.iter().find(|(name, ..)| *name == entry.key)?;
            let (method, value) = (ident(method), self.value(&entry.value, takes.expected()).tokens);
            tokens = quote!(#tokens.#method(#value));
        }
        self.import("RollingUpdate");
        Some(quote!(.rolling_update(#tokens)))
    }

    fn alias_update(&mut self, value: &Value) -> Option<TokenStream> {
        let (application, group) = (value.get("ApplicationName")?, value.get("DeploymentGroupName")?);
        let (application, group) = (self.value(application, STRING).tokens, self.value(group, STRING).tokens);
        self.at("CodeDeployLambdaAliasUpdate", |writer| {
            writer.written_first(value.entries(), ["ApplicationName", "DeploymentGroupName"]);
        });
        let mut tokens = quote!(CodeDeployLambdaAliasUpdate::new(#application, #group));
        for entry in value.as_map()? {
            let method = match entry.key.as_str() {
                "ApplicationName" | "DeploymentGroupName" => continue,
                "BeforeAllowTrafficHook" => ident("before_allow_traffic_hook"),
                "AfterAllowTrafficHook" => ident("after_allow_traffic_hook"),
                _ => return None,
            };
            let value = self.value(&entry.value, STRING).tokens;
            tokens = quote!(#tokens.#method(#value));
        }
        self.import("CodeDeployLambdaAliasUpdate");
        Some(quote!(.code_deploy_lambda_alias_update(#tokens)))
    }
}

/// `DeletionPolicy` or `UpdateReplacePolicy`.
fn policy(value: &Value, method: &str, ty: &str, deletion: bool) -> Option<TokenStream> {
    let member = match value.as_str()? {
        "RetainExceptOnCreate" if !deletion => return None,
        member @ ("Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot") => ident(member),
        _ => return None,
    };
    let (method, ty) = (ident(method), ident(ty));
    Some(quote!(.#method(#ty::#member)))
}
