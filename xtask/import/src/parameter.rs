//! Parameters.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::NUMBER_TYPE;
use super::scalar::{is_number, number_literal};
use super::text::{ident, literal};
use super::writer::{Binding, Writer};
use codegen::model::Ty;

/// An AWS-specific type.
struct AwsSpecific {
    name: &'static str,
    /// The constructor of one.
    one: &'static str,
    /// The constructor of a list of them.
    many: Option<&'static str>,
    /// The kind of string that `Ref` returns, if there is one.
    marker: Option<&'static str>,
}

const fn specific(
    name: &'static str,
    one: &'static str,
    many: Option<&'static str>,
    marker: Option<&'static str>,
) -> AwsSpecific {
    AwsSpecific { name, one, many, marker }
}

const AWS_SPECIFIC: &[AwsSpecific] = &[
    specific("AWS::EC2::AvailabilityZone::Name", "availability_zone", Some("availability_zones"), None),
    specific("AWS::EC2::Image::Id", "image_id", Some("image_ids"), Some("ImageId")),
    specific("AWS::EC2::Instance::Id", "instance_id", Some("instance_ids"), None),
    specific("AWS::EC2::KeyPair::KeyName", "key_pair_name", None, None),
    specific(
        "AWS::EC2::SecurityGroup::GroupName",
        "security_group_name",
        Some("security_group_names"),
        Some("SecurityGroupName"),
    ),
    specific("AWS::EC2::SecurityGroup::Id", "security_group_id", Some("security_group_ids"), Some("SecurityGroupId")),
    specific("AWS::EC2::Subnet::Id", "subnet_id", Some("subnet_ids"), Some("SubnetId")),
    specific("AWS::EC2::Volume::Id", "volume_id", Some("volume_ids"), None),
    specific("AWS::EC2::VPC::Id", "vpc_id", Some("vpc_ids"), Some("VpcId")),
    specific("AWS::Route53::HostedZone::Id", "hosted_zone_id", Some("hosted_zone_ids"), Some("HostedZoneId")),
    specific("AWS::SSM::Parameter::Name", "ssm_parameter_name", None, None),
];

impl AwsSpecific {
    fn named(name: &str) -> Option<&'static Self> {
        AWS_SPECIFIC.iter().find(|known| known.name == name)
    }

    fn returns(&self) -> Ty {
        self.marker.map_or(Ty::String, Ty::Kind)
    }
}

/// The form of a parameter.
struct ParameterForm {
    /// The constructor and the calls after it.
    constructor: TokenStream,
    /// The result of `Ref`.
    returns: Ty,
    /// Whether the default is the name of a parameter in the Parameter Store.
    stored: bool,
    /// Whether the constructor determines the type.
    type_is_raw: bool,
    /// Whether the constructor sets the allowed values.
    has_values: bool,
}

/// The type that `Ref` of a parameter returns.
pub(super) fn returned_type(parameter: &Value) -> Ty {
    form(parameter).returns
}

fn form(parameter: &Value) -> ParameterForm {
    let name = parameter.get("Type").and_then(Value::as_str).unwrap_or("");
    let (inner, stored) = match name.strip_prefix("AWS::SSM::Parameter::Value<").and_then(|rest| rest.strip_suffix('>'))
    {
        Some(inner) => (inner, true),
        None => (name, false),
    };
    let strings = || Ty::List(Box::new(Ty::String));
    if stored && inner == "List<String>" {
        let constructor = quote!(string_list_in_ssm());
        return ParameterForm { constructor, returns: strings(), stored, type_is_raw: false, has_values: false };
    }
    let item = inner.strip_prefix("List<").and_then(|rest| rest.strip_suffix('>'));
    let boolean = !stored && inner == "String" && is_boolean(parameter);
    let (function, returns, known) = match (inner, item) {
        ("String", _) if boolean => ("boolean", Ty::Boolean, true),
        ("String", _) => ("string", Ty::String, true),
        ("Number", _) => ("number", NUMBER_TYPE, true),
        ("CommaDelimitedList", _) => ("comma_delimited_list", strings(), true),
        (_, Some("Number")) => ("number_list", Ty::List(Box::new(NUMBER_TYPE)), true),
        (_, Some(item)) => match AwsSpecific::named(item).and_then(|known| Some((known.many?, known.returns()))) {
            Some((function, item)) => (function, Ty::List(Box::new(item)), true),
            None => ("comma_delimited_list", strings(), false),
        },
        (name, None) => match AwsSpecific::named(name) {
            Some(known) => (known.one, known.returns(), true),
            None => ("string", Ty::String, false),
        },
    };
    let function = ident(function);
    let constructor = if stored && known { quote!(#function().stored_in_ssm()) } else { quote!(#function()) };
    ParameterForm { constructor, returns, stored: stored && known, type_is_raw: !known, has_values: boolean }
}

/// Whether a String parameter has the allowed values `true` and `false`, in the order that the library writes.
fn is_boolean(parameter: &Value) -> bool {
    let texts = |value: &Value| {
        value.as_list().map(|items| items.iter().map(|i| i.as_str().map(str::to_owned)).collect::<Vec<_>>())
    };
    let values = parameter.get("AllowedValues").and_then(texts);
    let is = values == Some(vec![Some("true".to_owned()), Some("false".to_owned())]);
    let default = parameter.get("Default");
    is && default.is_none_or(|value| matches!(value.as_str(), Some("true" | "false")))
}

impl Writer<'_> {
    pub(super) fn parameter(&mut self, entry: &Entry) {
        let Some(attributes) = entry.value.as_map() else {
            return self.raw_entry("Parameters", entry, "it is not an object");
        };
        let Some(type_name) = entry.value.get("Type").and_then(Value::as_str) else {
            return self.raw_entry("Parameters", entry, "it has no type");
        };
        self.import("Parameter");
        let form = form(&entry.value);
        self.written_first(attributes, ["Type"].into_iter().chain(form.has_values.then_some("AllowedValues")));
        let constructor = &form.constructor;
        let mut tokens = quote!(Parameter::#constructor);
        if form.type_is_raw {
            let name = literal(type_name);
            tokens = quote!(#tokens.raw("Type", #name));
        }
        for attribute in attributes {
            let name = attribute.key.as_str();
            if name == "Type" || (name == "AllowedValues" && form.has_values) {
                continue;
            }
            tokens = match self.parameter_attribute(name, &attribute.value, &form) {
                Some(call) => quote!(#tokens.#call),
                None => {
                    let (name, value) = (literal(name), self.json_argument(&attribute.value));
                    quote!(#tokens.raw(#name, #value))
                }
            };
        }
        let id = self.id(&entry.key);
        self.statement(Binding::Parameter(entry.key.clone()), quote!(stack_parameter__(#id, #tokens)));
    }

    /// The method that writes an attribute in the form of the template.
    fn parameter_attribute(&self, name: &str, value: &Value, form: &ParameterForm) -> Option<TokenStream> {
        let text = |value: &Value| value.as_str().map(literal);
        match name {
            "Default" => {
                let value = default(value, form)?;
                Some(quote!(default(#value)))
            }
            "AllowedValues" => {
                let items = value.as_list().filter(|items| !items.is_empty())?;
                if matches!(form.returns, Ty::List(_)) {
                    return None;
                }
                let items: Vec<TokenStream> = items.iter().map(|item| default(item, form)).collect::<Option<_>>()?;
                let kinds: Vec<_> = value.as_list()?.iter().map(kind).collect();
                (kinds.windows(2).all(|pair| pair[0] == pair[1])).then(|| quote!(allowed_values([#(#items),*])))
            }
            "Description" => text(value).map(|text| quote!(description(#text))),
            "ConstraintDescription" => text(value).map(|text| quote!(constraint_description(#text))),
            "AllowedPattern" => text(value).map(|text| quote!(allowed_pattern(#text))),
            "NoEcho" => (value.kind == Kind::Bool(true)).then(|| quote!(no_echo())),
            "MinLength" if form.returns == Ty::String && !form.stored => bound("min_length", value),
            "MaxLength" if form.returns == Ty::String && !form.stored => bound("max_length", value),
            "MinValue" if form.returns == NUMBER_TYPE && !form.stored => bound("min_value", value),
            "MaxValue" if form.returns == NUMBER_TYPE && !form.stored => bound("max_value", value),
            _ => None,
        }
    }
}

/// The Rust type of a literal.
fn kind(value: &Value) -> String {
    match &value.kind {
        Kind::Number(number) => number_literal(number).type_name(),
        kind => kind.name().to_owned(),
    }
}

/// A default or allowed value of a parameter.
fn default(value: &Value, form: &ParameterForm) -> Option<TokenStream> {
    match (&value.kind, &form.returns) {
        (Kind::String(text), _) if form.stored => Some(literal(text)),
        _ if form.stored => None,
        (Kind::String(text), Ty::Boolean) => match text.as_str() {
            "true" => Some(quote!(true)),
            "false" => Some(quote!(false)),
            _ => None,
        },
        (Kind::String(text), Ty::String | Ty::Kind(_) | Ty::List(_)) => Some(literal(text)),
        (Kind::Number(_) | Kind::String(_), ty) if *ty == NUMBER_TYPE => number(value),
        _ => None,
    }
}

/// A number in the notation of the template.
fn number(value: &Value) -> Option<TokenStream> {
    match &value.kind {
        Kind::Number(number) if !number.is_integer() || number.as_i64().is_some() => {
            Some(number_literal(number).tokens)
        }
        Kind::String(text) if is_number(text) => {
            let text = literal(text);
            Some(quote!(models::Number::text(#text)))
        }
        _ => None,
    }
}

fn bound(method: &str, value: &Value) -> Option<TokenStream> {
    let (method, value) = (ident(method), number(value)?);
    Some(quote!(#method(#value)))
}
