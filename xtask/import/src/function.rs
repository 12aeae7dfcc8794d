//! Intrinsic functions: typed if they have the form that the library writes.

use cfn_template::{Kind, Value};
use quote::quote;

use super::expression::{ExpectedType, Expr, ExpressionType, JSON, NUMBER, NUMBER_TYPE, STRING, strings};
use super::model::type_path;
use super::symbols::ResourceKind;
use super::text::{function, ident, literal};
use super::writer::Writer;
use codegen::model::{NamedResource, Reference, Ty};
use codegen::names::written;

impl<'m> Writer<'m> {
    /// `{name: argument}` for the expected type `want`; `value` is the whole value.
    pub(super) fn function(&mut self, name: &str, argument: &Value, value: &Value, want: ExpectedType<'m>) -> Expr {
        let expr = self.intrinsic(name, argument, value, want);
        self.fit(expr, want)
    }

    /// `{name: argument}` with its own type.
    pub(super) fn intrinsic(&mut self, name: &str, argument: &Value, value: &Value, want: ExpectedType<'m>) -> Expr {
        let typed = match name {
            "Ref" => argument.as_str().map(|id| self.reference(id)),
            "Fn::GetAtt" => self.attribute(argument, want),
            "Fn::Sub" => Some(self.sub(argument)),
            "Fn::If" => self.conditional(argument, want),
            "Fn::Join" => self.join(argument),
            "Fn::Select" => self.select(argument),
            "Fn::Split" => self.split(argument),
            "Fn::FindInMap" => self.find_in_map(argument),
            "Fn::Cidr" => self.cidr(argument),
            "Fn::Transform" => self.transform(argument),
            "Fn::Base64" => Some(self.call("base64", "intrinsic::base64", argument, STRING, Ty::String)),
            "Fn::ImportValue" => {
                Some(self.call("import_value", "intrinsic::import_value", argument, STRING, Ty::String))
            }
            "Fn::GetAZs" => {
                Some(self.call("get_azs", "intrinsic::get_azs", argument, STRING, Ty::List(Box::new(Ty::String))))
            }
            "Fn::ToJsonString" => {
                Some(self.call("to_json_string", "intrinsic::to_json_string", argument, JSON, Ty::String))
            }
            "Fn::Length" => self.length(argument),
            _ => None,
        };
        typed.unwrap_or_else(|| self.by_name(value))
    }

    /// A function with one argument of one type.
    fn call(&mut self, name: &str, import: &'static str, argument: &Value, want: ExpectedType<'m>, result: Ty) -> Expr {
        self.import(import);
        let (name, argument) = (ident(name), self.value(argument, want).tokens);
        Expr::value(quote!(#name(#argument)), result)
    }

    /// Any function in the form of the template.
    fn by_name(&mut self, value: &Value) -> Expr {
        self.import("intrinsic::unchecked");
        let Some((name, argument)) = value.as_function() else { return self.json(value) };
        let argument = match (&argument.kind, function(argument)) {
            (Kind::String(text), _) => literal(text),
            _ => self.json(argument).tokens,
        };
        let name = literal(name);
        Expr::unchecked(quote!(unchecked::function(#name, #argument)))
    }

    /// `Ref`: a parameter, a resource or a pseudo parameter.
    pub(super) fn reference(&mut self, id: &str) -> Expr {
        if let Some(function) = pseudo(id) {
            self.import("intrinsic::pseudo");
            let function = ident(function);
            let ty = if id == "AWS::NotificationARNs" { Ty::List(Box::new(Ty::String)) } else { Ty::String };
            return Expr::value(quote!(pseudo::#function()), ty);
        }
        if id == "AWS::NoValue" {
            self.import("intrinsic::NoValue");
            return Expr::literal(quote!(NoValue), "NoValue");
        }
        if let Some(parameter) = self.symbols.parameters.get(id)
            && let Some(variable) = parameter.refer()
        {
            return Expr::value(quote!(#variable.reference()), parameter.about.clone());
        }
        if let Some(resource) = self.symbols.resources.get(id)
            && let Some(variable) = resource.refer()
        {
            let ty = match resource.about {
                ResourceKind::Typed(place) => {
                    let resource = place.resource;
                    let of = || NamedResource { resource: resource.name.clone(), ident: resource.body.ident.clone() };
                    match resource.reference {
                        Reference::Kind(marker) => Ty::Kind(marker),
                        Reference::Identifier => Ty::Identifier(of()),
                        Reference::Arn => Ty::ArnOf(of()),
                    }
                }
                ResourceKind::Custom | ResourceKind::Raw => Ty::String,
            };
            return Expr::value(quote!(#variable.reference()), ty);
        }
        self.by_its_name(id);
        self.import("intrinsic::unchecked");
        let id = literal(id);
        Expr::unchecked(quote!(unchecked::reference(#id)))
    }

    /// Adds a comment why a reference is by name.
    pub(super) fn by_its_name(&mut self, id: &str) {
        if self.symbols.resources.contains_key(id) {
            self.comment(format!("by name: `{id}` is part of a circular reference"));
        } else {
            self.comment(format!("by name: the template does not declare `{id}`"));
        }
    }

    /// `Fn::GetAtt` of a resource and an attribute, both literals.
    fn attribute(&mut self, argument: &Value, want: ExpectedType<'m>) -> Option<Expr> {
        let [resource, attribute] = argument.as_list()? else { return None };
        self.attribute_of(resource.as_str()?, attribute.as_str()?, want)
    }

    /// An attribute of a resource that is declared before, or by name.
    pub(super) fn attribute_of(&mut self, id: &str, attribute: &str, want: ExpectedType<'m>) -> Option<Expr> {
        let Some(resource) = self.symbols.resources.get(id) else {
            self.by_its_name(id);
            return Some(self.attribute_by_name(id, attribute));
        };
        let Some(variable) = resource.refer().cloned() else {
            self.by_its_name(id);
            return Some(self.attribute_by_name(id, attribute));
        };
        if let ResourceKind::Typed(place) = resource.about
            && let Some(known) = place.resource.attributes.iter().find(|known| known.name.as_str() == attribute)
        {
            let method = ident(&written(&known.ident));
            return Some(Expr::value(quote!(#variable.#method()), known.ty.clone()));
        }
        if let Some(place) = want.place {
            self.service(place);
        }
        let wanted = if *want.ty == Ty::Json { &Ty::String } else { want.ty };
        let (ty, attribute) = (type_path(wanted, want.place), literal(attribute));
        Some(Expr::value(quote!(#variable.raw_attribute::<#ty>(#attribute)), wanted.clone()))
    }

    fn attribute_by_name(&mut self, id: &str, attribute: &str) -> Expr {
        self.import("intrinsic::unchecked");
        let (id, attribute) = (literal(id), literal(attribute));
        Expr::unchecked(quote!(unchecked::get_att(#id, #attribute)))
    }

    fn conditional(&mut self, argument: &Value, want: ExpectedType<'m>) -> Option<Expr> {
        let [condition, then, otherwise] = argument.as_list()? else { return None };
        let condition = self.symbols.conditions.get(condition.as_str()?)?.refer()?.clone();
        self.import("intrinsic::if_");
        let then = self.at("Fn::If", |writer| writer.at("1", |writer| writer.value(then, want)));
        let otherwise = self.at("Fn::If", |writer| writer.at("2", |writer| writer.value(otherwise, want)));
        let name = format!("If<{}, {}>", then.type_name(), otherwise.type_name());
        let (then, otherwise) = (then.tokens, otherwise.tokens);
        Some(Expr::literal(quote!(if_(&#condition, #then, #otherwise)), name))
    }

    fn join(&mut self, argument: &Value) -> Option<Expr> {
        let [delimiter, items] = argument.as_list()? else { return None };
        let delimiter = literal(delimiter.as_str()?);
        self.import("intrinsic::join");
        let items = self.value(items, strings()).tokens;
        Some(Expr::value(quote!(join(#delimiter, #items)), Ty::String))
    }

    /// A list of strings as a `Value<List<T>>` or `List<T>`, and the type of its items.
    fn source_list(&mut self, list: &Value) -> Option<(Expr, Ty)> {
        if let (Kind::List(items), None) = (&list.kind, function(list)) {
            self.import("list");
            let items: Vec<Expr> = items.iter().map(|item| self.value(item, STRING)).collect();
            let items = items.iter().map(|item| &item.tokens);
            return Some((Expr::literal(quote!(list__(#(#items),*)), "List"), Ty::String));
        }
        let (name, argument) = function(list)?;
        // An unchecked value does not convert to a specific list.
        let expr = self.function(name, argument, list, strings());
        match &expr.is {
            ExpressionType::Value(Ty::List(item)) => {
                let item = (**item).clone();
                Some((expr, item))
            }
            _ => None,
        }
    }

    fn select(&mut self, argument: &Value) -> Option<Expr> {
        let [index, list] = argument.as_list()? else { return None };
        let (list, item) = self.source_list(list)?;
        self.import("intrinsic::select");
        let index = self.value(index, NUMBER).tokens;
        let tokens = &list.tokens;
        Some(match list.is {
            ExpressionType::Literal(_) => Expr::value(quote!(select::<String>(#index, #tokens)), Ty::String),
            ExpressionType::Value(_) => Expr::value(quote!(select(#index, #tokens)), item),
        })
    }

    fn length(&mut self, argument: &Value) -> Option<Expr> {
        let (list, _) = self.source_list(argument)?;
        self.import("intrinsic::length");
        let tokens = &list.tokens;
        Some(match list.is {
            ExpressionType::Literal(_) => Expr::value(quote!(length::<String>(#tokens)), Ty::Integer),
            ExpressionType::Value(_) => Expr::value(quote!(length(#tokens)), Ty::Integer),
        })
    }

    fn split(&mut self, argument: &Value) -> Option<Expr> {
        let [delimiter, text] = argument.as_list()? else { return None };
        let delimiter = literal(delimiter.as_str()?);
        self.import("intrinsic::split");
        let text = self.value(text, STRING).tokens;
        Some(Expr::value(quote!(split(#delimiter, #text)), Ty::List(Box::new(Ty::String))))
    }

    fn find_in_map(&mut self, argument: &Value) -> Option<Expr> {
        let (mapping, first, second, default) = match argument.as_list()? {
            [mapping, first, second] => (mapping, first, second, None),
            [mapping, first, second, options] => match options.as_map()? {
                [only] if only.key == "DefaultValue" => (mapping, first, second, Some(&only.value)),
                _ => return None,
            },
            _ => return None,
        };
        let mapping = self.symbols.mappings.get(mapping.as_str()?)?;
        let (variable, ty) = (mapping.refer()?.clone(), mapping.about.clone());
        let (first, second) = (self.value(first, STRING).tokens, self.value(second, STRING).tokens);
        let tokens = match default {
            None => quote!(#variable.find(#first, #second)),
            Some(default) => {
                let default = match &ty {
                    Ty::String => self.value(default, STRING),
                    Ty::Boolean => self.value(default, super::expression::BOOLEAN),
                    Ty::List(_) => self.value(default, strings()),
                    ty if *ty == NUMBER_TYPE => self.value(default, NUMBER),
                    _ => self.value(default, JSON),
                };
                let default = default.tokens;
                quote!(#variable.find_or(#first, #second, #default))
            }
        };
        Some(Expr::value(tokens, ty))
    }

    fn cidr(&mut self, argument: &Value) -> Option<Expr> {
        let (block, count, bits) = match argument.as_list()? {
            [block, count] => (block, count, None),
            [block, count, bits] => (block, count, Some(bits)),
            _ => return None,
        };
        let (block, count) = (self.value(block, STRING).tokens, self.value(count, NUMBER).tokens);
        let tokens = match bits {
            None => {
                self.import("intrinsic::cidr");
                quote!(cidr(#block, #count))
            }
            Some(bits) => {
                self.import("intrinsic::cidr_bits");
                let bits = self.value(bits, NUMBER).tokens;
                quote!(cidr_bits(#block, #count, #bits))
            }
        };
        Some(Expr::value(tokens, Ty::List(Box::new(Ty::String))))
    }

    fn transform(&mut self, argument: &Value) -> Option<Expr> {
        let entries = argument.as_map()?;
        let (name, parameters) = (argument.get("Name")?.as_str()?, argument.get("Parameters")?);
        let parameters = match (entries.len(), function(parameters)) {
            (2, None) => parameters.as_map()?,
            _ => return None,
        };
        self.import("intrinsic::transform");
        let parameters = self.map(parameters, JSON).tokens;
        let name = literal(name);
        Some(Expr::unchecked(quote!(transform(#name, #parameters))))
    }
}

/// The function of a pseudo parameter.
fn pseudo(id: &str) -> Option<&'static str> {
    Some(match id {
        "AWS::AccountId" => "account_id",
        "AWS::NotificationARNs" => "notification_arns",
        "AWS::Partition" => "partition",
        "AWS::Region" => "region",
        "AWS::StackId" => "stack_id",
        "AWS::StackName" => "stack_name",
        "AWS::URLSuffix" => "url_suffix",
        _ => return None,
    })
}
