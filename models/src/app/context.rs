//! Settings by environment.

use std::collections::BTreeMap;

use super::{AppError, Environment};

/// Settings of a program, one value for each environment: sizes, names of what exists already, the stage.
///
/// ```
/// use models::app::{App, Context, Environment};
/// use models::{id, sqs};
///
/// struct Settings { retention: u32 }
///
/// let production = Environment::account("111122223333", "eu-west-1");
/// let context = Context::new()
///     .set(Environment::current(), Settings { retention: 3_600 }) // wherever nothing else is said
///     .set(production.clone(), Settings { retention: 1_209_600 });
///
/// let app = App::new("shop");
/// let mut orders = app.stack("orders", production);
/// let settings = context.of(orders.environment())?;
/// orders.add(id!("Queue"), sqs::Queue::new().message_retention_period(settings.retention));
/// # app.synth([orders])?;
/// # Ok::<(), models::app::AppError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Context<C> {
    settings: BTreeMap<Environment, C>,
}

impl<C> Context<C> {
    /// No settings.
    #[must_use]
    pub const fn new() -> Self {
        Self { settings: BTreeMap::new() }
    }

    /// The settings of an environment.
    #[must_use]
    pub fn set(mut self, environment: Environment, settings: C) -> Self {
        self.settings.insert(environment, settings);
        self
    }

    /// The settings of an environment: those of its account and region, else those of its region in whatever account, else those of
    /// [`Environment::current`].
    ///
    /// # Errors
    /// If there are none of these.
    pub fn of(&self, environment: &Environment) -> Result<&C, AppError> {
        let in_region = environment.region_name().map(Environment::region);
        [Some(environment.clone()), in_region, Some(Environment::current())]
            .into_iter()
            .flatten()
            .find_map(|candidate| self.settings.get(&candidate))
            .ok_or_else(|| {
                let known: Vec<String> = self.settings.keys().map(|known| format!("`{known}`")).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                AppError::Context(format!("there are no settings for `{environment}`; there are for: {known}"))
            })
    }
}

impl<C> Default for Context<C> {
    fn default() -> Self {
        Self::new()
    }
}
