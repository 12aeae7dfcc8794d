//! Scalars: literals in the notation of the template.

use cfn_template::{Kind, Number, Value};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::expression::{ExpectedType, Expr};
use super::text::{ident, literal};
use super::writer::Writer;
use codegen::model::Ty;

impl<'m> Writer<'m> {
    /// A scalar for the expected type `want`, or the reason why it does not have that type.
    pub(super) fn scalar(&mut self, value: &Value, want: ExpectedType<'m>) -> Result<Expr, String> {
        match (&value.kind, want.ty) {
            (Kind::String(text), Ty::String) => Ok(match self.dynamic(text) {
                Some(tokens) => {
                    let name = format!("dynamic {}", tokens.to_string().starts_with("dynamic :: secret"));
                    Expr::literal(tokens, name)
                }
                None => Expr::text(text),
            }),
            (Kind::String(text), Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_) | Ty::Timestamp) => {
                Ok(Expr::text(text))
            }
            (Kind::String(text), Ty::Integer | Ty::Double | Ty::Runtime("Number")) if is_number(text) => {
                self.import("Number");
                let text = literal(text);
                Ok(Expr::literal(quote!(Number::text(#text)), "Number"))
            }
            (Kind::String(text), Ty::Boolean)
                if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") =>
            {
                self.import("Boolean");
                let text = literal(text);
                Ok(Expr::literal(quote!(Boolean::text(#text)), "Boolean"))
            }
            (Kind::String(text), Ty::Enum(id)) => {
                let member = want.place.and_then(|place| Some((place, place.set(*id)?)));
                let Some((place, set)) = member else { return Err("its allowed values are unknown".to_owned()) };
                let Some((member, _)) = set.members.iter().find(|(_, value)| value == text) else {
                    return Err(match set.members.iter().find(|(_, value)| value.eq_ignore_ascii_case(text)) {
                        Some((_, value)) => format!("the allowed value is `{value}`"),
                        None => format!("{text:?} is not an allowed value"),
                    });
                };
                let (path, member) = (place.set_path(set), ident(member));
                Ok(Expr::literal(quote!(#path::#member), path.to_string()))
            }
            (Kind::String(text), _) => match self.dynamic(text) {
                Some(tokens) => {
                    let text = Expr::value(quote!(models::IntoValue::<String>::into_value(#tokens)), Ty::String);
                    Ok(self.fit(text, want))
                }
                None => Err(format!("expected {}, found a string", name(want.ty))),
            },
            (Kind::Number(number), Ty::Integer) if number.is_integer() => match number.as_i64() {
                Some(_) => Ok(number_literal(number)),
                None => Err("more than 64 bits".to_owned()),
            },
            (Kind::Number(number), Ty::Double) if !number.is_integer() || number.as_i64().is_some() => {
                Ok(number_literal(number))
            }
            (Kind::Number(number), Ty::Runtime("Number")) if !number.is_integer() || number.as_i64().is_some() => {
                Ok(number_literal(number))
            }
            (Kind::Number(number), Ty::Integer | Ty::String) if !number.is_integer() || number.as_i64().is_some() => {
                self.import("Number");
                let number = number_literal(number).tokens;
                Ok(Expr::literal(quote!(Number::from(#number)), "Number"))
            }
            (Kind::Bool(value), Ty::Boolean) => Ok(Expr::literal(quote!(#value), "bool")),
            (Kind::Bool(value), Ty::String) => {
                self.import("Boolean");
                Ok(Expr::literal(quote!(Boolean::from(#value)), "Boolean"))
            }
            (kind, ty) => Err(format!("expected {}, found {}", name(ty), kind.name())),
        }
    }
}

/// Whether CloudFormation accepts a string as a number.
pub(super) fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

/// The number as a literal with the same JSON.
pub(super) fn number_literal(number: &Number) -> Expr {
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) if i32::try_from(integer).is_ok() => Expr::literal(signed(&integer.to_string()), "i32"),
        (Some(integer), _) => Expr::literal(signed(&format!("{integer}_i64")), "i64"),
        (None, Some(integer)) => Expr::literal(signed(&format!("{integer}_u64")), "u64"),
        (None, None) => Expr::literal(signed(&format!("{:?}", number.as_f64())), "f64"),
    }
}

/// A negative number is two tokens.
fn signed(text: &str) -> TokenStream {
    let magnitude = text.trim_start_matches('-');
    let literal = magnitude.parse::<Literal>().unwrap_or_else(|_| Literal::u8_unsuffixed(0));
    if text.starts_with('-') { quote!(-#literal) } else { quote!(#literal) }
}

/// A description of a type.
fn name(ty: &Ty) -> &'static str {
    match ty {
        Ty::String | Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_) => "text",
        Ty::Boolean => "a boolean",
        Ty::Integer => "an integer",
        Ty::Double | Ty::Runtime("Number") => "a number",
        Ty::Timestamp => "a timestamp",
        Ty::Json => "JSON",
        Ty::List(_) => "a list",
        Ty::Map(_) | Ty::Struct(_) => "an object",
        Ty::Enum(_) => "an allowed value",
        Ty::Runtime(_) => "a policy",
    }
}

impl Writer<'_> {
    /// `{{resolve:…}}` as the function that writes the same string.
    fn dynamic(&mut self, text: &str) -> Option<TokenStream> {
        let inner = text.strip_prefix("{{resolve:")?.strip_suffix("}}")?;
        if inner.contains(['{', '}', '$']) {
            return None;
        }
        let tokens = match inner.split_once(':')? {
            ("ssm", rest) => plain("ssm", rest)?,
            ("ssm-secure", rest) => plain("ssm_secure", rest)?,
            ("secretsmanager", rest) => secret(rest)?,
            _ => return None,
        };
        self.import("intrinsic::dynamic");
        Some(tokens)
    }
}

/// `name` or `name:version`.
fn plain(function: &str, rest: &str) -> Option<TokenStream> {
    let parts: Vec<&str> = rest.split(':').collect();
    match parts.as_slice() {
        [name] if !name.is_empty() => {
            let (function, name) = (ident(function), literal(name));
            Some(quote!(dynamic::#function(#name)))
        }
        [name, version] if !name.is_empty() => {
            let number: u64 = version.parse().ok()?;
            if number.to_string() != *version {
                return None;
            }
            let (function, name) = (ident(&format!("{function}_version")), literal(name));
            let version = Literal::u64_unsuffixed(number);
            Some(quote!(dynamic::#function(#name, #version)))
        }
        _ => None,
    }
}

/// `id:SecretString[:key[:stage[:version]]]`, without empty parts at the end.
fn secret(rest: &str) -> Option<TokenStream> {
    let (id, rest) = rest.split_once(":SecretString")?;
    if id.is_empty() || id.contains(':') && !id.starts_with("arn:") {
        return None;
    }
    let parts: Vec<&str> = match rest.strip_prefix(':') {
        Some(rest) => rest.split(':').collect(),
        None if rest.is_empty() => Vec::new(),
        None => return None,
    };
    if parts.last().is_some_and(|last| last.is_empty()) || parts.len() > 3 {
        return None;
    }
    let part = |index: usize| parts.get(index).copied().filter(|part| !part.is_empty());
    let id = literal(id);
    let mut tokens = quote!(dynamic::secret(#id));
    if let Some(key) = part(0).map(literal) {
        tokens = quote!(#tokens.json_key(#key));
    }
    match (part(1).map(literal), part(2).map(literal)) {
        (None, None) => {}
        (Some(stage), None) => tokens = quote!(#tokens.version_stage(#stage)),
        (None, Some(id)) => tokens = quote!(#tokens.version_id(#id)),
        (Some(_), Some(_)) => return None,
    }
    Some(tokens)
}
