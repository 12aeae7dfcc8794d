//! The templates of configurations, each made once: schedules ask for the same ones again and again.

use std::cell::RefCell;
use std::collections::HashMap;

use archive::config::Config;
use archive::stacks;

thread_local! {
    static MADE: RefCell<HashMap<String, String>> = RefCell::default();
}

/// The template of the archive's stack.
pub(crate) fn primary(config: &Config) -> String {
    let make = || stacks::primary(config).unwrap().to_json_compact();
    MADE.with_borrow_mut(|made| made.entry(format!("{config:?}")).or_insert_with(make).clone())
}
