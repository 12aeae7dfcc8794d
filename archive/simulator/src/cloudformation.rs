//! CloudFormation: templates, stacks, change sets and stack sets.

pub(crate) mod api;
pub(crate) mod change_set;
pub(crate) mod drift;
pub(crate) mod dynamic_reference;
pub(crate) mod engine;
pub(crate) mod exports;
pub(crate) mod facts;
pub(crate) mod failure;
pub(crate) mod names;
pub(crate) mod processing;
pub(crate) mod quotas;
pub(crate) mod resource;
pub(crate) mod response_url;
pub(crate) mod stack_output;
pub(crate) mod stack_policy;
pub(crate) mod stack_set;
pub(crate) mod template;
pub(crate) mod template_source;
pub(crate) mod template_validation;
pub(crate) mod transform;
pub(crate) mod value_diff;
pub(crate) mod waiting;
