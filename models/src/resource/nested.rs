//! Outputs of nested stacks.

use crate::cloudformation;
use crate::handle::Handle;
use crate::logical_id::LogicalId;
use crate::value::Value;

impl Handle<cloudformation::Stack> {
    /// `Fn::GetAtt` of `Outputs.<name>`: an output of the nested stack's template.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html>.
    pub fn output(&self, name: &LogicalId) -> Value<String> {
        self.raw_attribute(format!("Outputs.{name}"))
    }
}
