//! A constraint that parameters of the type do not have.

fn main() {
    let _ = models::Parameter::number().min_length(1);
}
