//! The intrinsic functions, each typed by its result.
//!
//! | CloudFormation | here |
//! |---|---|
//! | `Ref`, `Fn::GetAtt` | methods of a [`Handle`](crate::Handle); `reference()` of a [`ParameterHandle`](crate::ParameterHandle) |
//! | `Fn::Sub` | [`sub!`](crate::sub), its placeholders checked at compile time |
//! | `Fn::Join`, `Fn::Base64`, `Fn::ToJsonString` | [`join`], [`base64`], [`to_json_string`]; [`Json::stringify`](crate::Json::stringify) does without the transform |
//! | `Fn::Select`, `Fn::Split`, `Fn::Length`, `Fn::Cidr`, `Fn::GetAZs` | [`select`], [`split`], [`length`], [`cidr`], [`get_azs`] |
//! | `Fn::If`, `AWS::NoValue` | [`if_`], [`NoValue`], on any value: text, structs, list items |
//! | `Fn::And`, `Fn::Or`, `Fn::Not`, `Fn::Equals`, `Condition` | [`Condition`](crate::Condition) |
//! | `Fn::FindInMap` | methods of a [`MappingHandle`](crate::MappingHandle) |
//! | `Fn::ForEach` | [`Stack::for_each`](crate::Stack::for_each) |
//! | `Fn::ImportValue`, `Fn::Transform` | [`import_value`], [`transform`] |
//! | pseudo parameters | [`pseudo`] |
//! | `{{resolve:…}}` | [`dynamic`] |
//! | anything by name, as another template wrote it | [`unchecked`] |

mod conditional;
pub mod dynamic;
mod lists;
pub mod pseudo;
mod stringify;
mod sub;
mod text;
mod transform;
pub mod unchecked;

pub use conditional::{If, NoValue, if_};
pub use lists::{IntoList, cidr, cidr_bits, get_azs, length, select, split};
pub use stringify::StringifyError;
pub(crate) use stringify::stringify_strings;
pub(crate) use sub::Text;
#[doc(hidden)]
pub use sub::{SubText, check_sub};
pub use text::{base64, import_value, join, to_json_string};
pub use transform::transform;
pub use unchecked::Unchecked;
