//! Typed CloudFormation authoring: a wrong template does not compile.

pub mod check;
mod facts;
pub mod handle;
pub mod intrinsic;
mod logical_id;
pub mod node;
pub mod policy;
mod resource;
mod stack;
mod value;

pub use handle::Handle;
pub use logical_id::{LogicalId, LogicalIdError};
pub use resource::{
    CodeDeployLambdaAliasUpdate, CreationPolicy, CustomResource, DeletionPolicy, RawProperties, RawResource, Resource,
    ResourceAttributes, ResourceType, RollingUpdate, UpdatePolicy, UpdateReplacePolicy,
};
pub use stack::{
    Condition, ConditionHandle, ForEachOutput, ForEachResource, Interface, Mapping, MappingHandle, Output, Parameter,
    ParameterDefault, ParameterGroup, ParameterHandle, RawSection, Rule, RuleExpression, SsmParameterName, Stack,
    Template, Transform,
};
pub use value::{Boolean, IntoJson, IntoValue, Json, List, Literal, Map, Number, Timestamp, Value, meaning};
mod generated;
#[cfg(test)]
mod golden;

pub use generated::Tag;

include!(concat!(env!("OUT_DIR"), "/services.rs"));
