//! The dynamic tree that every generated type wraps.
//!
//! Generated types hold an [`Object`] and nothing else, so that writing, comparing and checking a template are each one
//! function over one tree, and a setter costs the compiler a line.

mod json;
mod object;
mod stack_id;
mod sub;
mod template;
mod write;

use std::borrow::Cow;

use serde_json::Number;

#[doc(hidden)]
pub use object::EntryAttributes;
pub use object::Object;
pub use stack_id::StackId;
pub use sub::{PlaceholderError, Sub, SubPart};

/// A JSON value in which intrinsic functions and references are distinct variants.
///
/// Others read it through its methods, and create it with [`From`] a JSON value; more variants can be added.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'static, str>),
    /// A list.
    List(Vec<Node>),
    /// An object: properties, or a map.
    Object(Object),
    /// The name of a condition, mapping, parameter or resource, written as a string, as in `Fn::If` and `DependsOn`.
    Name(Box<Reference>),
    /// `{"Ref": …}` to a resource, a parameter or a pseudo parameter.
    Ref(Box<Reference>),
    /// `{"Fn::GetAtt": [resource, attribute]}`.
    GetAtt(Box<Reference>, Cow<'static, str>),
    /// `{"Fn::Sub": …}`, parsed.
    Sub(Box<Sub>),
    /// Any other intrinsic function: its name (one of [`cfn_template::FUNCTIONS`]) and its argument.
    Function(&'static str, Box<Node>),
}

/// The target of a `Ref`, an `Fn::GetAtt` or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The logical ID, or the name of a pseudo parameter.
    pub id: Cow<'static, str>,
    /// The stack that declares it; `None` for pseudo parameters and unchecked names.
    pub stack: Option<StackId>,
}

impl Reference {
    /// A name that does not come from a handle.
    pub fn unchecked(id: impl Into<Cow<'static, str>>) -> Self {
        Self { id: id.into(), stack: None }
    }

    /// A name declared by `stack`.
    #[doc(hidden)]
    pub fn to(stack: StackId, id: Cow<'static, str>) -> Self {
        Self { id, stack: Some(stack) }
    }
}

impl Node {
    /// A string.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::String(text.into())
    }

    /// `{"Ref": …}`.
    #[doc(hidden)]
    pub fn reference(target: Reference) -> Self {
        Self::Ref(Box::new(target))
    }

    /// A name.
    #[doc(hidden)]
    pub fn name(target: Reference) -> Self {
        Self::Name(Box::new(target))
    }

    /// An intrinsic function.
    #[doc(hidden)]
    pub fn function(name: &'static str, argument: Self) -> Self {
        Self::Function(name, Box::new(argument))
    }

    /// An intrinsic function with a list of arguments.
    #[doc(hidden)]
    pub fn call(name: &'static str, arguments: impl Into<Vec<Self>>) -> Self {
        Self::function(name, Self::List(arguments.into()))
    }

    /// The string, if this is a literal string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The entry `name`, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The list, if this is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a list; none of any other value.
    #[doc(hidden)]
    pub fn items(&self) -> &[Self] {
        self.as_list().unwrap_or(&[])
    }

    /// The values of an `Fn::If` whose argument this is, with their positions.
    #[doc(hidden)]
    pub fn branches(&self) -> impl Iterator<Item = (usize, &Self)> {
        self.items().iter().enumerate().skip(1)
    }

    /// Whether this is an intrinsic function, whose value is known only when CloudFormation evaluates it.
    pub fn is_intrinsic(&self) -> bool {
        matches!(self, Self::Ref(_) | Self::GetAtt(..) | Self::Sub(_) | Self::Function(..))
    }
}
