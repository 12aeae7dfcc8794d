//! `new`: a Cargo project with a program of stacks, to begin with.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cfn_import::ModelsSource;
use cfn_stdout::print_error;

use crate::escape::{quoted, visible};
use crate::failure::Failure;
use crate::{import, replace};

/// Create a Cargo project whose program has one stack, to begin with.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of the project, which must not exist; its name is that of the program
    #[arg(value_name = "NAME")]
    folder: PathBuf,
}

const IGNORED: &str = "/target\n/.cfn\n";

/// Writes the project.
///
/// # Errors
/// If the folder exists, its name has no letter, or a file cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    let folder = &args.folder;
    let name = folder.file_name().map_or_else(String::new, |name| import::package_name(&name.to_string_lossy()));
    // Names of stacks begin with it, and have no underscores.
    let name = name.replace('_', "-");
    if name.is_empty() {
        return Err(Failure::Input(format!(
            "{}: its last part has no letter, and is the name of the program; name it like `shop`",
            folder.display()
        )));
    }
    if folder.exists() {
        let message = format!("{}: exists already; name a folder that does not exist", folder.display());
        return Err(Failure::Input(message));
    }
    let files = BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest(&name, &import::models())),
        ("src/main.rs".to_owned(), program(&name)),
        (".gitignore".to_owned(), IGNORED.to_owned()),
    ]);
    replace::replace(folder, &files)
        .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", folder.display())))?;
    let shown = folder.display().to_string();
    print_error(&format!(
        "created {}\n  cd {}\n  cargo run                # lists the stacks\n  cfn deploy --local       # deploys them to a simulated AWS; without --local to AWS",
        visible(&shown),
        visible(&quoted(folder))
    ));
    Ok(())
}

fn manifest(name: &str, models: &ModelsSource) -> String {
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         # A feature for each service: https://docs.rs/crate/cfn-models/latest/features\n\
         cfn-models = {{ {}, features = [\"sqs\"] }}\n\n[workspace]\n",
        models.dependency()
    )
}

fn program(name: &str) -> String {
    format!(
        r#"//! The stacks of {name}. `cargo run` lists them, and `cargo run -- template {name}-orders` prints the template of one.

use models::app::{{App, AppError, Environment}};
use models::{{id, sqs}};

fn main() -> Result<(), AppError> {{
    let app = App::new("{name}");

    // In the region and account of the caller. `Environment::region("eu-west-1")` names one.
    let mut orders = app.stack("orders", Environment::current());
    let queue = orders.add(id!("Queue"), sqs::Queue::new().visibility_timeout(30));
    orders.output(id!("QueueUrl"), queue.reference());

    app.run([orders])
}}
"#
    )
}
