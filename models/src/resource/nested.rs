//! Outputs of nested stacks.

use crate::cloudformation;
use crate::handle::Handle;
use crate::logical_id::LogicalId;
use crate::stack::OutputHandle;
use crate::value::Value;

impl Handle<cloudformation::Stack> {
    /// `Fn::GetAtt` of `Outputs.<name>`: an output of the nested stack's template.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html>.
    pub fn output(&self, name: &LogicalId) -> Value<String> {
        self.raw_attribute(format!("Outputs.{name}"))
    }

    /// The same, with the type that the output has in the nested stack's template.
    pub fn typed_output<T>(&self, output: &OutputHandle<T>) -> Value<T> {
        self.raw_attribute(format!("Outputs.{}", output.name()))
    }
}
