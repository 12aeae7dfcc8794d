//! The calls to the Cloud Control API: resources of any type that has the handlers for it, read and listed.

use aws_sdk_cloudcontrol::types::ResourceDescription as Described;
use serde_json::{Map, Value};

use super::{ApiError, Aws, listed};

/// A resource, as its type's handler describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceDescription {
    /// Its primary identifier; the parts of one of several are separated by `|`.
    pub identifier: String,
    /// Its properties, with those that only AWS sets. A list may have a part of them only.
    pub properties: Map<String, Value>,
}

impl Aws {
    /// The resource with this identifier; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails: `TypeNotFoundException` and `UnsupportedActionException` of types that cannot be read.
    pub async fn resource(
        &self,
        region: &str,
        type_name: &str,
        identifier: &str,
    ) -> Result<Option<ResourceDescription>, ApiError> {
        const OPERATION: &str = "GetResource";
        let sent = self.cloud_control(region).get_resource().type_name(type_name).identifier(identifier).send().await;
        match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => match answer.resource_description {
                Some(described) => read(OPERATION, region, described).map(Some),
                None => Err(ApiError::unreadable(OPERATION, region, "it has no description of the resource")),
            },
            Err(error) if error.is("ResourceNotFoundException") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The resources of a type; `of` are the properties that the handler needs to list them, such as the API of a stage.
    ///
    /// # Errors
    /// If a call fails: `TypeNotFoundException` and `UnsupportedActionException` of types that cannot be listed.
    pub async fn resources(
        &self,
        region: &str,
        type_name: &str,
        of: Option<&Map<String, Value>>,
    ) -> Result<Vec<ResourceDescription>, ApiError> {
        const OPERATION: &str = "ListResources";
        let model = of.map(|of| Value::Object(of.clone()).to_string());
        let call = self.cloud_control(region).list_resources().type_name(type_name).set_resource_model(model);
        let mut pages = call.max_results(100).into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(OPERATION, region, error))?;
            for described in listed(page.resource_descriptions) {
                found.push(read(OPERATION, region, described)?);
            }
        }
        Ok(found)
    }
}

fn read(operation: &'static str, region: &str, described: Described) -> Result<ResourceDescription, ApiError> {
    let missing = |what: &str| ApiError::unreadable(operation, region, format_args!("a resource has no {what}"));
    let identifier = described.identifier.ok_or_else(|| missing("identifier"))?;
    let properties = described.properties.ok_or_else(|| missing("properties"))?;
    let properties =
        serde_json::from_str(&properties).map_err(|error| ApiError::unreadable(operation, region, error))?;
    Ok(ResourceDescription { identifier, properties })
}
