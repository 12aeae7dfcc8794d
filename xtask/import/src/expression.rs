//! Expressions, and what the compiler will know of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Place;
use codegen::model::Ty;

/// An expression of the program.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) tokens: TokenStream,
    pub(super) is: Is,
}

/// What an expression is to the compiler.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Is {
    /// A literal, or anything that converts to what its place wants: the Rust type, by a name that tells it from others.
    Literal(String),
    /// A `Value<T>`.
    Value(Ty),
}

/// The type that a place wants.
#[derive(Clone, Copy)]
pub(super) struct Want<'m> {
    pub(super) ty: &'m Ty,
    /// Whose property types and closed sets the type refers to.
    pub(super) place: Option<Place<'m>>,
}

/// `String`.
pub(super) const STRING: Want<'static> = Want { ty: &Ty::String, place: None };
/// `Json`.
pub(super) const JSON: Want<'static> = Want { ty: &Ty::Json, place: None };
/// `bool`.
pub(super) const BOOLEAN: Want<'static> = Want { ty: &Ty::Boolean, place: None };
/// `i64`.
pub(super) const INTEGER: Want<'static> = Want { ty: &Ty::Integer, place: None };
/// `Timestamp`.
pub(super) const TIMESTAMP: Want<'static> = Want { ty: &Ty::Timestamp, place: None };
/// `Number`, a type of the runtime.
pub(super) const NUMBER: Want<'static> = Want { ty: &NUMBER_TYPE, place: None };
pub(super) const NUMBER_TYPE: Ty = Ty::Runtime("Number");

/// `List<String>`.
pub(super) fn strings() -> Want<'static> {
    static STRINGS: std::sync::LazyLock<Ty> = std::sync::LazyLock::new(|| Ty::List(Box::new(Ty::String)));
    Want { ty: &STRINGS, place: None }
}

impl<'m> Want<'m> {
    /// The same place, but for `ty`.
    pub(super) fn of(self, ty: &'m Ty) -> Self {
        Self { ty, ..self }
    }
}

impl Expr {
    /// An expression of the Rust type `name`.
    pub(super) fn literal(tokens: TokenStream, name: impl Into<String>) -> Self {
        Self { tokens, is: Is::Literal(name.into()) }
    }

    /// A `Value<T>`.
    pub(super) fn value(tokens: TokenStream, ty: Ty) -> Self {
        Self { tokens, is: Is::Value(ty) }
    }

    /// A text literal.
    pub(super) fn text(text: &str) -> Self {
        Self::literal(super::text::literal(text), "&str")
    }

    /// What may stand anywhere.
    pub(super) fn unchecked(tokens: TokenStream) -> Self {
        Self::literal(tokens, "Unchecked")
    }

    /// Of the type of the others, so that all may be items of one array.
    fn alike(items: &[Self]) -> bool {
        items.windows(2).all(|pair| pair[0].is == pair[1].is)
    }

    /// A name for the Rust type.
    pub(super) fn type_name(&self) -> String {
        match &self.is {
            Is::Literal(name) => name.clone(),
            Is::Value(ty) => format!("Value<{ty:?}>"),
        }
    }
}

/// The items as an array where they have one type, or else as a list that mixes them.
pub(super) fn sequence(items: &[Expr]) -> Expr {
    let tokens = items.iter().map(|item| &item.tokens);
    if !items.is_empty() && Expr::alike(items) {
        let name = format!("[{}; {}]", items[0].type_name(), items.len());
        Expr::literal(quote!([#(#tokens),*]), name)
    } else {
        Expr::literal(quote!(list__(#(#tokens),*)), "List")
    }
}

/// Whether a `Value<have>` may stand where a `want` is wanted: the conversions of `models::IntoValue`.
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
