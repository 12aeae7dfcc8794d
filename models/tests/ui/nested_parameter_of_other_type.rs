//! A value of another type for a parameter of a nested stack.

use models::{Parameter, ParameterValues, Stack, id};

fn main() {
    let mut inner = Stack::new();
    let size = inner.parameter(id!("Size"), Parameter::number());
    let _ = ParameterValues::new().set(&size, "large");
}
