//! The stacks as CloudFormation receives them.

use archive::config::{Config, Overrides};
use archive::stacks;
use serde_json::{Value, json};

fn config(prefix: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let overrides = Overrides { prefix: Some(prefix.into()), ..Overrides::default() };
    Config::load(folder.path(), &overrides).unwrap()
}

fn primary() -> Value {
    stacks::primary(&config("acme")).unwrap_or_else(|findings| panic!("{findings}")).to_value()
}
#[test]
fn show() {
    println!("{:#}", primary());
    println!("{}", stacks::replica(&config("acme")).unwrap().to_json());
}
