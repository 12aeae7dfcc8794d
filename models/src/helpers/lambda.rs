//! What a function needs beside itself.

use crate::handle::Handle;
use crate::lambda;
use crate::value::{IntoValue, meaning};

/// The permission that lets a service invoke the function for one of its resources: `allow_invoke(&function, "sns.amazonaws.com",
/// topic.reference())`.
pub fn allow_invoke(
    function: &Handle<lambda::Function>,
    service: impl IntoValue<String>,
    source: impl IntoValue<meaning::Arn>,
) -> lambda::Permission {
    lambda::Permission::new("lambda:InvokeFunction", function.arn(), service).source_arn(source.into_value())
}

/// The log group that the function writes to, of which Lambda would make one that keeps everything for ever.
///
/// For a function that has a name of its own give the same name; a log group must be there before the function writes to it.
#[cfg(feature = "logs")]
pub fn log_group_for(
    function: &Handle<lambda::Function>,
    retention_in_days: impl IntoValue<i64>,
) -> crate::logs::LogGroup {
    let name = crate::sub!("/aws/lambda/${function}", function = function.reference());
    crate::logs::LogGroup::new().log_group_name(name).retention_in_days(retention_in_days.into_value())
}
