//! `synth`: the templates of a program, as they are deployed, or a template file in the other format.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cfn_stdout::{print, print_error};
use cfn_template::{Document, Tree, write_yaml};

use super::arguments::Targets;
use super::templates::{self, NamedTemplate};
use crate::escape::visible;
use crate::failure::Failure;
use crate::replace;

/// Print the template of a stack, or write the templates of all stacks into a folder.
///
/// The program in this folder is built and run; AWS is not called. A template file is printed in the format that is asked for.
#[derive(clap::Args)]
pub struct Args {
    /// The format of the templates
    #[arg(long, value_enum, default_value_t = TemplateFormat::Json)]
    format: TemplateFormat,
    /// Write each template into this folder, as STACK.template.json or STACK.template.yaml, instead of printing one
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    targets: Targets,
}

/// The formats of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub(crate) enum TemplateFormat {
    Json,
    Yaml,
}

impl TemplateFormat {
    /// The extension of its files.
    const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }

    /// A template as text, which ends with a line feed.
    fn text(self, document: &Document) -> String {
        match self {
            Self::Json => format!("{:#}\n", document.root.to_json()),
            Self::Yaml => write_yaml(&Tree::from(&document.root)),
        }
    }
}

/// Prints or writes the templates.
///
/// # Errors
/// If there are several to print, one cannot be read, or the folder cannot be written.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let templates = templates::named(&args.targets)?;
    if let Some(folder) = &args.out {
        return write(args.format, folder, &templates);
    }
    match templates.as_slice() {
        [only] => {
            print(&args.format.text(&only.document));
            Ok(())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|template| template.name.as_str()).collect();
            Err(Failure::Input(format!(
                "one template can be printed, and there are {}: {}\n  help: name one of them, or write all into a folder with --out DIR",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

fn write(format: TemplateFormat, folder: &Path, templates: &[NamedTemplate]) -> Result<(), Failure> {
    let mut files = BTreeMap::new();
    for template in templates {
        let file = format!("{}.template.{}", template.name, format.extension());
        if files.insert(file, format.text(&template.document)).is_some() {
            let message = format!(
                "two templates are called {}\n  help: write them into two folders, one at a time",
                template.name
            );
            return Err(Failure::Input(message));
        }
    }
    let unwritten = |error| {
        let shown = folder.display();
        Failure::Environment(format!("{shown}: cannot be written: {error}\n  help: name another folder with --out"))
    };
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    for (name, text) in &files {
        replace::write_file(&folder.join(name), text.as_bytes()).map_err(unwritten)?;
        print_error(&format!("wrote {}", visible(&folder.join(name).display().to_string())));
    }
    Ok(())
}
