//! A constraint that does not apply to the parameter's type.

fn main() {
    let _ = models::Parameter::number().min_length(1);
}
