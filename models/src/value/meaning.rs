//! What a string denotes: the ARN of a role is no bucket's name, though both are strings.
//!
//! AWS says for some properties which resource's identifier they want (`format` in the provider schemas). Such a property
//! takes a string with that meaning; what a handle returns has the meaning that the resource gives it. Strings of which
//! nothing is known (literals, parameters, `Fn::Sub`) may stand anywhere, and any meaning may stand where only a string
//! is wanted.

use std::marker::PhantomData;

use super::{IntoValue, Value};

/// A string that denotes something. Implemented by the types of this module only.
pub trait Meaning {}

/// What `Ref` returns for the resource type `R`, where AWS gives it no meaning that other resources ask for.
#[derive(Debug)]
pub struct Identifier<R>(PhantomData<fn() -> R>);

impl<R> Meaning for Identifier<R> {}

macro_rules! meanings {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Meaning for $name {}
    )*};
}

/// A union takes each of its members.
macro_rules! accepts {
    ($($union:ident: $($member:ident),+;)*) => {$($(
        impl IntoValue<$union> for Value<$member> {
            fn into_value(self) -> Value<$union> {
                Value::from_node(self.into_node())
            }
        }
    )+)*};
}

meanings! {
    /// An Amazon Resource Name of no particular kind.
    Arn,
    /// The ARN of a KMS key (`AWS::KMS::Key.Arn`).
    KmsKeyArn,
    /// The id of a KMS key (`AWS::KMS::Key.Id`).
    KmsKeyId,
    /// The name of a KMS alias (`AWS::KMS::Alias.AliasName`).
    KmsAliasName,
    /// A KMS key by its ARN, its id or an alias.
    KmsKey,
}

accepts! {
    KmsKey: KmsKeyArn, KmsKeyId, KmsAliasName;
    Arn: KmsKeyArn;
}
