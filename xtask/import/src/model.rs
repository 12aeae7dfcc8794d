//! The generated code by CloudFormation names: the Rust names of resource types and property types.

use std::collections::BTreeMap;

use cfn_spec::name::TypeName;
use proc_macro2::TokenStream;
use quote::quote;

use super::text::{ident, path};
use codegen::model::{EnumId, EnumType, NamedResource, Resource, Struct, Ty};
use codegen::names::{self, written};

/// The lowered model, by CloudFormation names.
pub(super) struct Model<'m> {
    shared: &'m [Struct],
    resources: BTreeMap<&'m str, (&'m codegen::model::Service, &'m Resource)>,
}

/// A resource type, the scope of its property types and enums.
#[derive(Clone, Copy)]
pub(super) struct Place<'m> {
    shared: &'m [Struct],
    service: &'m codegen::model::Service,
    pub(super) resource: &'m Resource,
}

/// A struct of properties, and its module.
#[derive(Clone)]
pub(super) struct Body<'m> {
    pub(super) body: &'m Struct,
    module: TokenStream,
}

impl<'m> Model<'m> {
    pub(super) fn new(model: &'m codegen::model::Model) -> Self {
        let resources = model.services.iter().flat_map(|service| service.resources.iter().map(move |r| (service, r)));
        Self {
            shared: &model.shared,
            resources: resources.map(|(service, r)| (r.name.as_str(), (service, r))).collect(),
        }
    }

    /// The resource type with that name.
    pub(super) fn resource(&self, type_name: &str) -> Option<Place<'m>> {
        let &(service, resource) = self.resources.get(type_name)?;
        Some(Place { shared: self.shared, service, resource })
    }
}

impl<'m> Place<'m> {
    /// The module of the service, which the program imports.
    pub(super) fn service_module(&self) -> &'m str {
        &self.service.module
    }

    /// The Cargo feature of the service.
    pub(super) fn feature(&self) -> String {
        codegen::features::of(&self.service.name.stem()).to_owned()
    }

    /// The properties of the resource type.
    pub(super) fn body(&self) -> Body<'m> {
        Body { body: &self.resource.body, module: path(&[&written(&self.service.module)]) }
    }

    /// A property type.
    pub(super) fn structure(&self, name: &TypeName) -> Option<Body<'m>> {
        let wanted = name.to_string();
        let find = |types: &'m [Struct]| types.iter().find(|body| body.path == wanted);
        match name.resource() {
            None => Some(Body { body: find(self.shared)?, module: path(&["models"]) }),
            Some(_) => Some(Body { body: find(&self.resource.types)?, module: self.module() }),
        }
    }

    /// An enum.
    pub(super) fn set(&self, id: EnumId) -> Option<&'m EnumType> {
        self.resource.enums.get(id.0)
    }

    fn module(&self) -> TokenStream {
        path(&[&written(&self.service.module), &written(&self.resource.module)])
    }

    /// The Rust name of an enum.
    pub(super) fn set_path(&self, set: &EnumType) -> TokenStream {
        let (module, name) = (self.module(), ident(&set.ident));
        quote!(#module::#name)
    }
}

impl Body<'_> {
    /// The Rust name.
    pub(super) fn path(&self) -> TokenStream {
        let (module, name) = (&self.module, ident(&self.body.ident));
        quote!(#module::#name)
    }

    /// The Rust name of the struct of the required properties, if it has one.
    pub(super) fn required_path(&self) -> Option<TokenStream> {
        let (module, name) = (&self.module, ident(self.body.required_ident.as_deref()?));
        Some(quote!(#module::#name))
    }
}

/// A type as Rust source.
pub(super) fn type_path(ty: &Ty, place: Option<Place<'_>>) -> TokenStream {
    match ty {
        Ty::String => quote!(String),
        Ty::Boolean => quote!(bool),
        Ty::Integer => quote!(i64),
        Ty::Double => quote!(f64),
        Ty::Timestamp => quote!(models::Timestamp),
        Ty::Json => quote!(models::Json),
        Ty::List(item) => {
            let item = type_path(item, place);
            quote!(models::List<#item>)
        }
        Ty::Map(item) => {
            let item = type_path(item, place);
            quote!(models::Map<#item>)
        }
        Ty::Struct(name) => match place.and_then(|place| place.structure(name)) {
            Some(body) => body.path(),
            None => quote!(models::Json),
        },
        Ty::Enum(id) => match place.and_then(|place| Some(place.set_path(place.set(*id)?))) {
            Some(path) => path,
            None => quote!(String),
        },
        Ty::Kind(marker) => {
            let marker = ident(marker);
            quote!(models::string_kind::#marker)
        }
        Ty::Identifier(of) => of_resource("Identifier", of, place),
        Ty::ArnOf(of) => of_resource("ArnOf", of, place),
        Ty::Runtime(name) => {
            let segments: Vec<&str> = std::iter::once("models").chain(name.split("::")).collect();
            path(&segments)
        }
    }
}

/// A kind of string that is named after a resource type of the place's service.
fn of_resource(marker: &str, of: &NamedResource, place: Option<Place<'_>>) -> TokenStream {
    let Some(place) = place else { return quote!(String) };
    let (marker, module, name) = (ident(marker), path(&[&written(place.service_module())]), ident(&of.ident));
    quote!(models::string_kind::#marker<#module::#name>)
}

/// `BucketName` as the name of a variable: `bucket_name`.
pub(super) fn variable(name: &str) -> String {
    names::snake(name)
}
