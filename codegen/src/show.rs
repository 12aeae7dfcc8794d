//! The source of one type, for people.

use cfn_spec::Errors;
use cfn_spec::spec::Spec;

use crate::{Options, emit, lower};

/// The source of a resource type with all that belongs to it, or of a property type (`AWS::S3::Bucket.ReplicationRule`).
///
/// # Errors
/// When `spec` has no such type, or what is in it cannot be generated (as [`generate`](crate::generate)).
pub fn show(spec: &Spec, name: &str) -> Result<String, Errors> {
    let model = lower(spec)?;
    let resource_name = name.split('.').next().unwrap_or(name);
    let resource =
        model.services.iter().flat_map(|service| &service.resources).find(|it| it.name.as_str() == resource_name);
    let source = resource.and_then(|resource| {
        if name == resource_name {
            return Some(emit::resource(resource, Options::default()));
        }
        let ty = resource.types.iter().find(|ty| ty.path == name)?;
        Some(emit::property_type(resource, ty, Options::default()))
    });
    source.ok_or_else(|| {
        Errors::one(name, "no such type: names are such as `AWS::S3::Bucket` and `AWS::S3::Bucket.ReplicationRule`")
    })
}
