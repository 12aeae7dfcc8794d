//! The generated source of one type.

use cfn_spec::Errors;
use cfn_spec::spec::Spec;

use crate::{Options, emit, lower};

/// The source of a resource type with its property types and enums, or of a property type (`AWS::S3::Bucket.ReplicationRule`).
///
/// # Errors
/// If `spec` has no such type, or it cannot be generated (as [`generate`](crate::generate)).
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
        Errors::one(
            name,
            "unknown type: expected a name such as `AWS::S3::Bucket` or `AWS::S3::Bucket.ReplicationRule`",
        )
    })
}
