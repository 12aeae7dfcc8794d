//! Expressions and their types.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Place;
use codegen::model::Ty;

/// An expression of the program.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) tokens: TokenStream,
    pub(super) is: ExpressionType,
}

/// The type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExpressionType {
    /// A literal, or anything that converts to the expected type: a unique name of the Rust type.
    Literal(String),
    /// A `Value<T>`.
    Value(Ty),
}

/// The expected type of a place.
#[derive(Clone, Copy)]
pub(super) struct ExpectedType<'m> {
    pub(super) ty: &'m Ty,
    /// The resource type whose property types and enums the type refers to.
    pub(super) place: Option<Place<'m>>,
}

/// `String`.
pub(super) const STRING: ExpectedType<'static> = ExpectedType { ty: &Ty::String, place: None };
/// `Json`.
pub(super) const JSON: ExpectedType<'static> = ExpectedType { ty: &Ty::Json, place: None };
/// `bool`.
pub(super) const BOOLEAN: ExpectedType<'static> = ExpectedType { ty: &Ty::Boolean, place: None };
/// `i64`.
pub(super) const INTEGER: ExpectedType<'static> = ExpectedType { ty: &Ty::Integer, place: None };
/// `Timestamp`.
pub(super) const TIMESTAMP: ExpectedType<'static> = ExpectedType { ty: &Ty::Timestamp, place: None };
/// `Number`, a type of the runtime.
pub(super) const NUMBER: ExpectedType<'static> = ExpectedType { ty: &NUMBER_TYPE, place: None };
pub(super) const NUMBER_TYPE: Ty = Ty::Runtime("Number");

/// `List<String>`.
pub(super) fn strings() -> ExpectedType<'static> {
    static STRINGS: std::sync::LazyLock<Ty> = std::sync::LazyLock::new(|| Ty::List(Box::new(Ty::String)));
    ExpectedType { ty: &STRINGS, place: None }
}

impl<'m> ExpectedType<'m> {
    /// The same place with the type `ty`.
    pub(super) fn of(self, ty: &'m Ty) -> Self {
        Self { ty, ..self }
    }
}

impl Expr {
    /// An expression of the Rust type `name`.
    pub(super) fn literal(tokens: TokenStream, name: impl Into<String>) -> Self {
        Self { tokens, is: ExpressionType::Literal(name.into()) }
    }

    /// A `Value<T>`.
    pub(super) fn value(tokens: TokenStream, ty: Ty) -> Self {
        Self { tokens, is: ExpressionType::Value(ty) }
    }

    /// A string literal.
    pub(super) fn text(text: &str) -> Self {
        Self::literal(super::text::literal(text), "&str")
    }

    /// An unchecked value, accepted for every type.
    pub(super) fn unchecked(tokens: TokenStream) -> Self {
        Self::literal(tokens, "Unchecked")
    }

    /// Converts to the type of the others, so that all can be items of one array.
    fn alike(items: &[Self]) -> bool {
        items.windows(2).all(|pair| pair[0].is == pair[1].is)
    }

    /// A name for the Rust type.
    pub(super) fn type_name(&self) -> String {
        match &self.is {
            ExpressionType::Literal(name) => name.clone(),
            ExpressionType::Value(ty) => format!("Value<{ty:?}>"),
        }
    }
}

/// The items as an array if they have one type, otherwise as `list!`.
pub(super) fn sequence(items: &[Expr]) -> Expr {
    let tokens = items.iter().map(|item| &item.tokens);
    if !items.is_empty() && Expr::alike(items) {
        let name = format!("[{}; {}]", items[0].type_name(), items.len());
        Expr::literal(quote!([#(#tokens),*]), name)
    } else {
        Expr::literal(quote!(list__(#(#tokens),*)), "List")
    }
}

/// Whether a `Value<have>` is accepted for a `want`: the conversions of `models::IntoValue`.
pub(super) fn converts(have: &Ty, want: &Ty) -> bool {
    if have == want {
        return true;
    }
    match (have, want) {
        (
            Ty::Kind(_)
            | Ty::Identifier(_)
            | Ty::ArnOf(_)
            | Ty::Integer
            | Ty::Double
            | Ty::Boolean
            | Ty::Runtime("Number"),
            Ty::String,
        )
        | (Ty::String, Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_) | Ty::Timestamp)
        | (Ty::ArnOf(_), Ty::Kind("Arn"))
        | (Ty::Integer | Ty::Runtime("Number"), Ty::Double)
        | (Ty::Runtime("Number"), Ty::Integer) => true,
        (Ty::Kind(have), Ty::Kind(want)) => codegen::accepts(want, have),
        (Ty::List(have), Ty::List(want)) => {
            let is_kind = |ty: &Ty| matches!(ty, Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_));
            match (&**have, &**want) {
                (Ty::String, want) => is_kind(want),
                (have, Ty::String) => is_kind(have),
                (Ty::Kind(have), Ty::Kind(want)) => codegen::accepts(want, have),
                (Ty::ArnOf(_), Ty::Kind("Arn")) => true,
                _ => false,
            }
        }
        _ => false,
    }
}
