//! The whole program: its sections, then `main` and the imports.

use std::collections::{BTreeMap, BTreeSet};

use cfn_template::{Entry, Kind, Value};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::actions::Constants;
use super::layout;
use super::model::Model;
use super::order;
use super::symbols::entries;
use super::text::{function, ident, literal, path};
use super::writer::{Binding, Statement, Writer};
use super::{Error, Import, Options};
use codegen::names::written;

/// The sections that the program writes entry by entry.
const SECTIONS: &[&str] = &["Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"];

/// The order in which the library writes sections.
const ORDER: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Transform",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
];

/// Converts `template` to a program.
pub(super) fn write(
    template: &Value,
    model: &Model<'_>,
    actions: &Constants,
    options: &Options,
) -> Result<Import, Error> {
    let mut writer = Writer::new(super::declarations::symbols(template, model), actions);
    for section in ["Head", "Parameters", "Metadata", "Mappings", "Conditions", "Rules", "Resources", "Outputs", "Rest"]
    {
        let first = writer.statements.len();
        writer.at(section, |writer| match section {
            "Head" => writer.head(template),
            "Rest" => writer.rest(template),
            section => writer.whole_section(template, section, model),
        });
        writer.section(first);
    }
    let first = writer.statements.len();
    writer.key_order(template);
    writer.section(first);
    writer.finish(options)
}

impl<'m> Writer<'m> {
    fn whole_section(&mut self, template: &Value, section: &str, model: &Model<'m>) {
        // A section that is not a map is written with the rest.
        let entries = entries(template, section);
        let sorted: Vec<&Entry> = match section {
            "Resources" => order::sorted(entries, order::resources),
            "Conditions" => order::sorted(entries, order::conditions),
            _ => entries.iter().collect(),
        };
        // Outputs in a form that has no methods come after the others.
        let (mut in_form, mut raw) = (Vec::new(), Vec::new());
        for entry in sorted {
            let before = self.raw.len();
            self.at(&entry.key, |writer| match section {
                "Metadata" => writer.metadata(entry),
                "Parameters" => writer.parameter(entry),
                "Mappings" => writer.mapping(entry),
                "Conditions" => writer.condition(entry),
                "Rules" => writer.rule(entry),
                "Resources" => writer.resource(entry, model),
                _ => writer.output(entry),
            });
            let is_raw = section == "Outputs" && self.raw[before..].iter().any(|part| is_of_output(&part.path));
            if is_raw { &mut raw } else { &mut in_form }.push(entry.key.clone());
            self.declare();
        }
        in_form.append(&mut raw);
        self.written.insert(section.to_owned(), in_form);
    }

    /// Where the program adds things in another order than the template has them, the template's order.
    fn key_order(&mut self, template: &Value) {
        for section in ["Conditions", "Resources", "Outputs"] {
            let keys: Vec<&str> = entries(template, section).iter().map(|entry| entry.key.as_str()).collect();
            let written = self.written.get(section).map_or(&[][..], Vec::as_slice);
            if !written.is_empty() && written != keys {
                self.import("RawSection");
                let (section, keys) = (ident(section), keys.iter().map(|key| literal(key)));
                self.statement(Binding::Nothing, quote!(stack_order__(RawSection::#section, [#(#keys),*])));
            }
        }
        let keys: Vec<&str> = template.entries().iter().map(|entry| entry.key.as_str()).collect();
        // What is written as a whole comes last.
        let whole = self.written.get("").map_or_else(Vec::new, Clone::clone);
        let place = |key: &&str| {
            let known = ORDER.iter().position(|known| known == key && !whole.iter().any(|whole| whole == key));
            known.unwrap_or(ORDER.len())
        };
        if !keys.is_sorted_by_key(place) {
            let keys = keys.iter().map(|key| literal(key));
            self.statement(Binding::Nothing, quote!(stack_section_order__([#(#keys),*])));
        }
    }

    /// Makes the last declaration available to the following statements.
    fn declare(&mut self) {
        let symbols = &self.symbols;
        let declared = match self.statements.last().map(|statement| &statement.binding) {
            Some(Binding::Parameter(id)) => symbols.parameters.get(id).map(|symbol| &symbol.declared),
            Some(Binding::Mapping(id)) => symbols.mappings.get(id).map(|symbol| &symbol.declared),
            Some(Binding::Condition(id)) => symbols.conditions.get(id).map(|symbol| &symbol.declared),
            Some(Binding::Resource(id)) => symbols.resources.get(id).map(|symbol| &symbol.declared),
            Some(Binding::Nothing) | None => None,
        };
        if let Some(declared) = declared {
            declared.set(true);
        }
    }

    /// The format version, the description and the transforms.
    fn head(&mut self, template: &Value) {
        if template.get("AWSTemplateFormatVersion").is_none() {
            self.statement(Binding::Nothing, quote!(stack_without_format_version__()));
        }
        if let Some(text) = template.get("Description").and_then(Value::as_str) {
            let text = literal(text);
            self.statement(Binding::Nothing, quote!(stack_description__(#text)));
        }
        for transform in transforms(template).into_iter().flatten() {
            self.import("Transform");
            self.statement(Binding::Nothing, quote!(stack_transform__(#transform)));
        }
    }

    /// What the library has no method for, as raw sections.
    fn rest(&mut self, template: &Value) {
        for entry in template.entries() {
            let done = match entry.key.as_str() {
                "AWSTemplateFormatVersion" => entry.value.as_str() == Some("2010-09-09"),
                "Description" => entry.value.as_str().is_some(),
                "Transform" => transforms(template).is_some(),
                "Resources" => entry.value.as_map().is_some(),
                section if SECTIONS.contains(&section) => {
                    entry.value.as_map().is_some_and(|entries| !entries.is_empty())
                }
                _ => false,
            };
            if !done {
                let (key, value) = (literal(&entry.key), self.json_argument(&entry.value));
                self.statement(Binding::Nothing, quote!(stack_raw_section__(#key, #value)));
                self.written.entry(String::new()).or_default().push(entry.key.clone());
            }
        }
    }

    /// An entry of a section in a form that the library has no method for.
    pub(super) fn raw_entry(&mut self, section: &str, entry: &Entry, reason: &str) {
        self.note_raw(reason);
        if section == "Resources" {
            self.count_raw(entry.value.get("Properties").unwrap_or(&entry.value));
        }
        self.import("RawSection");
        let (section, key, value) = (ident(section), literal(&entry.key), self.json_argument(&entry.value));
        self.statement(Binding::Nothing, quote!(stack_raw_entry__(RawSection::#section, #key, #value)));
    }

    /// A logical ID, checked by the compiler if it is valid.
    pub(super) fn id(&mut self, id: &str) -> TokenStream {
        let text = literal(id);
        if (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.import("id");
            quote!(id!(#text))
        } else {
            self.import("LogicalId");
            quote!(LogicalId::unchecked(#text))
        }
    }

    fn finish(self, options: &Options) -> Result<Import, Error> {
        let mut mentioned = BTreeSet::new();
        for statement in &self.statements {
            mention(&statement.tokens, &mut mentioned);
        }
        let statements = self.statements.iter().map(|statement| self.bound(statement, &mentioned));
        let (order, ordered) = self.inner_order();
        let stack = quote! {
            #[doc = "~"]
            #[doc = " The stack of the template."]
            pub fn stack() -> Stack {
                let mut stack = Stack::new();
                #(#statements)*
                #ordered
                stack
            }
        };
        let features: BTreeSet<&String> = self.services.iter().map(|(_, feature)| feature).collect();
        let features: Vec<String> = features.into_iter().cloned().collect();
        let imports = self.grouped_imports();
        // The compiler needs a few levels in addition to those of `json!`.
        let recursion_limit = (self.longest_json + 32).next_multiple_of(128).max(128);
        let frame = frame(options, &features, recursion_limit);
        let (head, main) = (frame.head, frame.main);
        let file = quote! { #head #(#imports)* #main #stack #order };
        let source = layout::source(file).map_err(Error::Source)?;
        Ok(Import {
            source,
            features,
            raw: self.raw,
            properties: self.properties,
            raw_properties: self.raw_properties,
            recursion_limit,
        })
    }

    /// A function that sets the order of the keys of objects where the library has another, and its call.
    fn inner_order(&self) -> (TokenStream, TokenStream) {
        if self.orders.is_empty() {
            return (TokenStream::new(), TokenStream::new());
        }
        let texts = |texts: &[String]| -> Vec<TokenStream> { texts.iter().map(|text| literal(text)).collect() };
        let statements = self.orders.iter().map(|order| {
            let (place, keys) = (texts(&order.place), texts(&order.keys));
            quote!(stack_key_order__([#(#place),*], [#(#keys),*]);)
        });
        let gap = layout::comments(&[], true);
        let function = quote! {
            #[doc = "~"]
            #[doc = " The keys in the order of the template, where the types write them in another. It means the same without it."]
            fn key_order(stack: &mut Stack) {
                #(#statements)*
            }
        };
        (function, quote!(#gap key_order(&mut stack);))
    }

    /// The imports: one statement for each module of `models`.
    fn grouped_imports(&self) -> Vec<TokenStream> {
        let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for import in &self.imports {
            let (module, name) = import.rsplit_once("::").unwrap_or(("", import));
            groups.entry(module).or_default().insert(name.to_owned());
        }
        groups.entry("").or_default().extend(self.services.iter().map(|(module, _)| written(module)));
        let gap = layout::comments(&[], true);
        let import = |(index, (module, names)): (usize, (&str, BTreeSet<String>))| {
            let module: Vec<&str> =
                std::iter::once("models").chain(module.split("::").filter(|m| !m.is_empty())).collect();
            let (module, gap) = (path(&module), if index == 0 { gap.clone() } else { TokenStream::new() });
            let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [name] => quote!(#gap use #module::#name;),
                names => quote!(#gap use #module::{#(#names),*};),
            }
        };
        groups.into_iter().enumerate().map(import).collect()
    }

    /// A statement with its comments; it declares a variable only if another statement uses it.
    fn bound(&self, statement: &Statement, mentioned: &BTreeSet<String>) -> TokenStream {
        let symbols = &self.symbols;
        let variable = match &statement.binding {
            Binding::Parameter(id) => symbols.parameters.get(id).map(|symbol| &symbol.variable),
            Binding::Mapping(id) => symbols.mappings.get(id).map(|symbol| &symbol.variable),
            Binding::Condition(id) => symbols.conditions.get(id).map(|symbol| &symbol.variable),
            Binding::Resource(id) => symbols.resources.get(id).map(|symbol| &symbol.variable),
            Binding::Nothing => None,
        };
        let variable = variable.filter(|variable| mentioned.contains(&variable.to_string()));
        let (tokens, comments) = (&statement.tokens, layout::comments(&statement.comments, statement.begins));
        match variable {
            Some(variable) => quote!(#comments let #variable = #tokens;),
            None => quote!(#comments #tokens;),
        }
    }
}

/// Whether a place is an output as a whole: `Outputs.Arn`.
fn is_of_output(path: &str) -> bool {
    path.strip_prefix("Outputs.").is_some_and(|rest| !rest.contains('.'))
}

/// The parts of a program around the function `stack`.
struct Frame {
    head: TokenStream,
    main: TokenStream,
}

fn frame(options: &Options, features: &[String], recursion_limit: usize) -> Frame {
    let title = match &options.title {
        Some(title) => format!(" The stack of `{}`.", title.replace(['\n', '\r', '`'], " ")),
        None => " An imported stack.".to_owned(),
    };
    let needs = match features {
        [] => " Requires no features of `cfn-models`.".to_owned(),
        features => format!(" Features of `cfn-models`: {}.", features.join(", ")),
    };
    if options.module {
        return Frame { head: quote!(#![doc = #title]), main: TokenStream::new() };
    }
    let limit = match recursion_limit {
        128 => TokenStream::new(),
        limit => {
            let limit = limit.to_string();
            quote!(#![recursion_limit = #limit])
        }
    };
    let main = quote! {
        #[doc = "~"]
        #[doc = " Prints the template on standard output, and the findings on standard error."]
        fn main() {
            let stack = stack();
            for finding in &stack.check() {
                eprintln!("{finding}");
            }
            println!("{}", stack.synth_unchecked().to_json());
        }
    };
    Frame { head: quote!(#![doc = #title] #![doc = ""] #![doc = #needs] #limit), main }
}

/// The transforms, if the library can reproduce them.
fn transforms(template: &Value) -> Option<Vec<TokenStream>> {
    let value = template.get("Transform")?;
    let values = match &value.kind {
        Kind::List(values) if values.len() > 1 => values.as_slice(),
        Kind::List(_) => return None,
        _ => std::slice::from_ref(value),
    };
    values.iter().map(transform).collect()
}

fn transform(value: &Value) -> Option<TokenStream> {
    if function(value).is_some() {
        return None;
    }
    Some(match value.as_str()? {
        "AWS::LanguageExtensions" => quote!(Transform::LanguageExtensions),
        "AWS::Serverless-2016-10-31" => quote!(Transform::Serverless),
        "AWS::SecretsManager-2020-07-23" => quote!(Transform::SecretsManager),
        "AWS::CodeDeployBlueGreen" => quote!(Transform::CodeDeployBlueGreen),
        "AWS::ServiceCatalog-2019-02-26" => quote!(Transform::ServiceCatalog),
        name => {
            let name = literal(name);
            quote!(Transform::named(#name))
        }
    })
}

/// The identifiers of variables: not methods, fields or parts of paths.
fn mention(tokens: &TokenStream, mentioned: &mut BTreeSet<String>) {
    // The punctuation before a token.
    let mut before = String::new();
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) => before.push(punct.as_char()),
            TokenTree::Ident(ident) => {
                let names = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                if !names && !before.ends_with('.') && !before.ends_with("::") {
                    mentioned.insert(ident.to_string());
                }
                before.clear();
            }
            TokenTree::Group(group) => {
                mention(&group.stream(), mentioned);
                before.clear();
            }
            TokenTree::Literal(_) => before.clear(),
        }
    }
}
