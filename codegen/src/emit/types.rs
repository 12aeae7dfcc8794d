//! The Rust types of properties and attributes.

use std::collections::BTreeMap;

use cfn_spec::name::TypeName;

use crate::model::{EnumType, NamedResource, Resource, Ty};
use crate::names::written;

/// In place of a name that the model lacks, so that the generated code does not compile.
const UNDEFINED: &str = "UndefinedType";

/// The scope in which a type is named.
pub(crate) enum Scope<'a> {
    /// Outside all services.
    Shared,
    /// The module of a service; types of the resource are prefixed with its module.
    Service(&'a Names<'a>),
    /// The module of the resource.
    Resource(&'a Names<'a>),
}

/// The Rust names of the types of a resource.
pub(crate) struct Names<'a> {
    module: String,
    types: BTreeMap<&'a str, &'a str>,
    enums: Vec<&'a EnumType>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(resource: &'a Resource) -> Self {
        Self {
            module: written(&resource.module),
            types: resource.types.iter().map(|ty| (ty.path.as_str(), ty.ident.as_str())).collect(),
            enums: resource.enums.iter().collect(),
        }
    }
}

impl Scope<'_> {
    /// The type as Rust source.
    pub(crate) fn path(&self, ty: &Ty) -> String {
        match ty {
            Ty::String => "g::String".to_owned(),
            Ty::Boolean => "bool".to_owned(),
            Ty::Integer => "i64".to_owned(),
            Ty::Double => "f64".to_owned(),
            Ty::Timestamp => "g::Timestamp".to_owned(),
            Ty::Json => "g::Json".to_owned(),
            Ty::List(item) => format!("g::List<{}>", self.path(item)),
            Ty::Map(item) => format!("g::Map<{}>", self.path(item)),
            Ty::Struct(name) => self.structure(name),
            Ty::Enum(id) => self.local(|names| names.enums.get(id.0).map(|set| set.ident.as_str())),
            Ty::Kind(marker) => format!("g::string_kind::{marker}"),
            Ty::Identifier(of) => format!("g::string_kind::Identifier<{}>", self.resource(of)),
            Ty::ArnOf(of) => format!("g::string_kind::ArnOf<{}>", self.resource(of)),
            Ty::Runtime(path) => format!("g::{path}"),
        }
    }

    fn structure(&self, name: &TypeName) -> String {
        match name.resource() {
            None => format!("g::{}", name.simple()),
            Some(_) => {
                let path = name.to_string();
                self.local(|names| names.types.get(path.as_str()).copied())
            }
        }
    }

    /// What a property takes, if that is an enum, a list or a map: `Rsa2048, Rsa3072 and 8 more`.
    pub(super) fn takes(&self, ty: &Ty) -> Option<String> {
        match ty {
            Ty::List(item) => {
                Some(self.members(item).unwrap_or_else(|| "`list![…]` mixes literals and references".to_owned()))
            }
            Ty::Map(_) => Some("`map! {…}` mixes literals and references".to_owned()),
            _ => self.members(ty),
        }
    }

    /// The members of an enum.
    fn members(&self, ty: &Ty) -> Option<String> {
        const SHOWN: usize = 12;
        let (Ty::Enum(id), Self::Service(names) | Self::Resource(names)) = (ty, self) else { return None };
        let set = names.enums.get(id.0)?;
        let members: Vec<&str> = set.members.iter().take(SHOWN).map(|(member, _)| member.as_str()).collect();
        let more = set.members.len() - members.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Some(format!("{}{more}", members.join(", ")))
    }

    /// A resource type of the service.
    fn resource(&self, of: &NamedResource) -> String {
        match self {
            Self::Shared | Self::Service(_) => of.ident.clone(),
            Self::Resource(_) => format!("super::{}", of.ident),
        }
    }

    /// A name in the resource's module.
    fn local<'n>(&'n self, find: impl Fn(&'n Names<'n>) -> Option<&'n str>) -> String {
        match self {
            Self::Shared => UNDEFINED.to_owned(),
            Self::Service(names) => format!("{}::{}", names.module, find(names).unwrap_or(UNDEFINED)),
            Self::Resource(names) => find(names).unwrap_or(UNDEFINED).to_owned(),
        }
    }
}
