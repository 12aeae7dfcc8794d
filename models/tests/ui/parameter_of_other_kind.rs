//! A parameter of type VPC ID for a property that takes subnet IDs.

use models::{Parameter, Stack, id, lambda};

fn main() {
    let mut stack = Stack::new();
    let network = stack.parameter(id!("Network"), Parameter::vpc_id());
    let _ = lambda::function::VpcConfig::new().subnet_ids([network.reference()]);
}
