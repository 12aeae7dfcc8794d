//! A parameter's default of another type.

fn main() {
    let _ = models::Parameter::number().default("five");
}
