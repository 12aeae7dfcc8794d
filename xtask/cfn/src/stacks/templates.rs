//! The templates that arguments name, without a stack of them and without AWS.

use std::path::{Path, PathBuf};

use cfn_command_line::CommandError;
use cfn_template::Document;

use super::arguments::Targets;
use super::project::{self, Synthesised};
use super::target;
use crate::failure::Failure;
use crate::template::Template;

/// A template and what it is called: the name of its stack in a program, else that of its file without the extension.
pub(crate) struct NamedTemplate {
    pub(crate) name: String,
    /// From where the paths in it lead.
    pub(crate) folder: PathBuf,
    pub(crate) document: Document,
}

/// The templates of files, or of the stacks of the program in this folder: all of them without names.
///
/// # Errors
/// If a file or a program cannot be read, or the program has no stack of a name.
pub(crate) fn named(targets: &Targets) -> Result<Vec<NamedTemplate>, Failure> {
    let of_files = targets.targets.iter().any(|target| target::is_file(target));
    if of_files {
        return targets.targets.iter().map(|file| of_file(Path::new(file))).collect();
    }
    let (folder, texts) = of_project(targets).map_err(|error| failure(&error))?;
    texts.into_iter().map(|(name, text)| read(Template { name, text }, folder.clone())).collect()
}

fn of_file(file: &Path) -> Result<NamedTemplate, Failure> {
    let template = Template::open(file)?;
    let name = file.file_stem().map_or_else(|| template.name.clone(), |name| name.to_string_lossy().into_owned());
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    Ok(NamedTemplate { name, folder, document: template.document()? })
}

fn read(template: Template, folder: PathBuf) -> Result<NamedTemplate, Failure> {
    let document = template.document()?;
    Ok(NamedTemplate { name: template.name, folder, document })
}

fn of_project(targets: &Targets) -> Result<(PathBuf, Vec<(String, String)>), CommandError> {
    let folder = std::env::current_dir().map_err(|error| {
        CommandError::usage(format!("the current folder is not known: {error}"), "change to another one")
    })?;
    let Some(manifest) = project::manifest_of(&folder) else {
        let message = match targets.targets.first() {
            Some(target) => format!("{target} is no template file, and there is no Cargo project here"),
            None => "no template is named, and there is no Cargo project here".to_owned(),
        };
        return Err(CommandError::usage(message, "name a template file; `cfn new NAME` creates a project"));
    };
    let base = manifest.parent().unwrap_or(&folder).to_owned();
    let texts = match project::synthesise(&manifest, targets.bin.as_deref())? {
        Synthesised::App(app) => target::templates_of(&app, &targets.targets),
        Synthesised::Template(text) => match targets.targets.first() {
            None => Ok(vec![("template".to_owned(), text)]),
            Some(target) => Err(CommandError::usage(
                format!("the program of {} prints one template, and has no stack {target}", manifest.display()),
                "leave out the name",
            )),
        },
    };
    Ok((base, texts?))
}

/// The failure of a command that does not call AWS, with what to do.
fn failure(error: &CommandError) -> Failure {
    let help: String = error.remedies(None).iter().map(|remedy| format!("\n  help: {remedy}")).collect();
    Failure::Input(format!("{error}{help}"))
}
