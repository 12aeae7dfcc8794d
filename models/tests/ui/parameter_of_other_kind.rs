//! A parameter that is the id of a VPC where subnets are wanted.

use models::{Parameter, Stack, id, lambda};

fn main() {
    let mut stack = Stack::new();
    let network = stack.parameter(id!("Network"), Parameter::vpc_id());
    let _ = lambda::function::VpcConfig::new().subnet_ids([network.reference()]);
}
