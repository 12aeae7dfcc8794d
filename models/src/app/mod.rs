//! A program of several stacks: which there are, where they are deployed, and what they take from each other.
//!
//! ```
//! use models::app::{App, Environment};
//! use models::{id, sns, sqs};
//!
//! let app = App::new("shop");
//! let mut orders = app.stack("orders", Environment::region("eu-west-1"));
//! let queue = orders.add(id!("Queue"), sqs::Queue::new());
//! let queue_arn = orders.export(id!("QueueArn"), queue.arn());
//!
//! let mut mail = app.stack("mail", Environment::region("eu-west-1"));
//! let topic = mail.add(id!("Topic"), sns::Topic::new());
//! mail.add(id!("Subscription"), sns::Subscription::new(sns::subscription::Protocol::Sqs, topic.reference()).endpoint(queue_arn));
//!
//! let assembly = app.synth([mail, orders])?; // in whatever order
//! let names: Vec<&str> = assembly.stacks().iter().map(|stack| stack.name()).collect();
//! assert_eq!(names, ["shop-orders", "shop-mail"], "what others take from comes first");
//! # Ok::<(), models::app::AppError>(())
//! ```
//!
//! A stack that takes a value from another is deployed after it. The value is there as long as the program compiles: who removes the
//! export removes what the others refer to. `synth` finds what the compiler cannot: two stacks of one name, circles, imports of what
//! no stack exports, and exports that another region or account cannot see.
//!
//! [`AppStack::lookup`] takes values of resources that exist already, from a file that `cfn lookup` writes: nothing here uses the network.
//!
//! [`App::run`] makes a program of it that lists its stacks and writes their templates, in the format that `docs/app.md` describes.
//! Nothing here deploys, so that nothing of AWS's clients is compiled into the program.

mod assembly;
mod command;
mod context;
mod error;
mod lookup;
mod stack;

pub use crate::environment::Environment;
pub use assembly::{Assembly, StackArtifact};
pub use context::Context;
pub use error::AppError;
pub use lookup::{By, ExistingResource};
pub use stack::AppStack;

/// A program of several stacks.
#[derive(Clone, Debug)]
pub struct App {
    name: String,
    lookups: lookup::Lookups,
}

impl App {
    /// A program of that name, with which the names of its stacks begin.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), lookups: lookup::Lookups::default() }
    }

    /// Names the file of the program's [lookups](AppStack::lookup), which is otherwise `cfn.lookup.json` in the folder of the package that
    /// Cargo runs, or in the current one.
    #[must_use]
    pub fn lookup_file(self, file: impl AsRef<std::path::Path>) -> Self {
        self.lookups.set_file(file.as_ref());
        self
    }

    /// A stack of the program, still empty: `shop-orders` of the program `shop` and the name `orders`.
    #[must_use]
    pub fn stack(&self, name: &str, environment: Environment) -> AppStack {
        AppStack::new(format!("{}-{name}", self.name), environment, self.lookups.clone())
    }

    /// The templates of all stacks, in an order in which they can be deployed.
    ///
    /// # Errors
    /// All that is wrong in the stacks and between them.
    pub fn synth(&self, stacks: impl IntoIterator<Item = AppStack>) -> Result<Assembly, AppError> {
        let stacks = stacks.into_iter().collect();
        self.lookups.check()?;
        assembly::assemble(&self.name, stacks, self.lookups.resolved())
    }

    /// Does what the program's command line asks for: `list` (the default), `template <stack>`, `synth <folder>` or `lookups
    /// <folder>`. Warnings about the
    /// stacks are printed to standard error, and do not stop it.
    ///
    /// # Errors
    /// As [`synth`](Self::synth); when the command line cannot be understood; when a file cannot be written. Returned from `main`,
    /// the error is printed.
    pub fn run(&self, stacks: impl IntoIterator<Item = AppStack>) -> Result<(), AppError> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        self.run_with(stacks, &arguments)
    }

    /// As [`run`](Self::run), with the arguments of a command line of one's own.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(&self, stacks: impl IntoIterator<Item = AppStack>, arguments: &[String]) -> Result<(), AppError> {
        if let [command, folder] = arguments
            && command == "lookups"
        {
            // Before the stacks are checked: they have no values for what is not resolved.
            drop(stacks.into_iter().collect::<Vec<_>>());
            return command::write_lookups(&self.lookups.wanted(&self.name)?, folder.as_ref());
        }
        let assembly = self.synth(stacks)?;
        command::print_warnings(&assembly);
        let answer = command::answer(&assembly, arguments)?;
        command::print(&answer)
    }
}
