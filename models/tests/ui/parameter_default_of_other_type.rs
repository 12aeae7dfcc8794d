//! A parameter default of the wrong type.

fn main() {
    let _ = models::Parameter::number().default("five");
}
