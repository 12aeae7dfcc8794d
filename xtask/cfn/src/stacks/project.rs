//! The stacks of a Cargo project: its program is built and run, and writes them in the format of `docs/app.md` of `cfn-models`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cfn_command_line::CommandError;
use serde::Deserialize;

use super::place::Place;

/// The version of the manifest that is read here.
const VERSION: u64 = 1;

/// What a program has.
pub(super) enum Synthesised {
    /// Stacks, each after those that it depends on.
    App(App),
    /// One template, which the program prints: it is no `App`.
    Template(String),
}

/// The stacks of a program.
#[derive(Debug)]
pub(super) struct App {
    /// Its name.
    pub(super) name: String,
    /// Its stacks, each after those that it depends on.
    pub(super) stacks: Vec<AppStack>,
}

/// A stack of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AppStack {
    pub(super) name: String,
    /// What it is called apart from all others: its name, with account and region where others have it too.
    pub(super) label: String,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    /// The places of the stacks that it depends on.
    pub(super) after: Vec<usize>,
    pub(super) template: String,
    /// The lookups of its environment that it takes values from, and where each was resolved.
    pub(super) lookups: Vec<(String, Place)>,
}

#[derive(Deserialize)]
pub(super) struct Versioned {
    pub(super) version: u64,
}

#[derive(Deserialize)]
struct Manifest {
    app: String,
    stacks: Vec<ManifestStack>,
    #[serde(default)]
    lookups: Vec<ManifestLookup>,
}

#[derive(Deserialize)]
struct ManifestLookup {
    name: String,
    account: Option<String>,
    region: Option<String>,
    stacks: BTreeSet<String>,
    resolved: Place,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ManifestStack {
    name: String,
    account: Option<String>,
    region: Option<String>,
    depends_on: Vec<String>,
    template: String,
}

/// The manifest of the Cargo project that a folder is in.
pub(super) fn manifest_of(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

/// Builds and runs the program of a Cargo project. What Cargo and the program say about it is shown on standard error.
///
/// # Errors
/// If it cannot be built, fails, or writes what is not in the format.
pub(super) fn synthesise(manifest: &Path, bin: Option<&str>) -> Result<Synthesised, CommandError> {
    let shown = manifest.display();
    let folder = scratch_folder()?;
    let output = run(manifest, bin, "synth", folder.path())?;
    if folder.path().join("manifest.json").exists() {
        return read(folder.path()).map(Synthesised::App).map_err(|problem| {
            CommandError::usage(
                format!("{shown}: what the program wrote cannot be used: {problem}"),
                "use one version of cfn-models and cfn",
            )
        });
    }
    let printed = String::from_utf8(output.stdout).map_err(|error| error.to_string());
    let template = printed.and_then(|printed| match serde_json::from_str::<serde_json::Value>(&printed) {
        Ok(template) if template.get("Resources").is_some() => Ok(printed),
        Ok(_) => Err("it has no Resources".to_owned()),
        Err(error) => Err(error.to_string()),
    });
    template.map(Synthesised::Template).map_err(|why| {
        CommandError::usage(
            format!("{shown}: the program wrote no manifest.json when it was called with `synth FOLDER`, and what it printed is no template: {why}"),
            "end its `main` with `App::run` of models::app, or print one template; see `cfn new`",
        )
    })
}

/// A folder for what a program writes.
pub(super) fn scratch_folder() -> Result<tempfile::TempDir, CommandError> {
    tempfile::tempdir().map_err(|error| {
        CommandError::usage(format!("no temporary folder can be created: {error}"), "check TMPDIR and the free space")
    })
}

/// Builds the program and runs it with `COMMAND FOLDER`.
///
/// # Errors
/// If it cannot be built, or fails.
pub(super) fn run(manifest: &Path, bin: Option<&str>, what: &str, folder: &Path) -> Result<Output, CommandError> {
    let shown = manifest.display();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&cargo);
    command.args(["run", "--quiet", "--manifest-path"]).arg(manifest);
    if let Some(bin) = bin {
        command.args(["--bin", bin]);
    }
    command.args(["--", what]).arg(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| {
        let message =
            format!("{shown}: the program cannot be built, because {} does not start: {error}", cargo.display());
        CommandError::usage(message, "install Rust from https://rustup.rs, or name a template file")
    })?;
    if !output.status.success() {
        return Err(CommandError::usage(
            format!("{shown}: the program was not built, or failed ({})", output.status),
            "correct what is said above; `--stack-name NAME` names a stack without its program, and `--bin NAME` one of several programs",
        ));
    }
    Ok(output)
}

/// Reads what the program wrote into a folder.
fn read(folder: &Path) -> Result<App, String> {
    let file = |name: &str| {
        std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name} cannot be read: {error}"))
    };
    let text = file("manifest.json")?;
    let unreadable = |error: serde_json::Error| format!("manifest.json: {error}");
    let Versioned { version } = serde_json::from_str(&text).map_err(unreadable)?;
    if version != VERSION {
        return Err(format!("manifest.json has version {version}, and this program reads {VERSION}"));
    }
    let manifest: Manifest = serde_json::from_str(&text).map_err(unreadable)?;
    let names: Vec<&str> = manifest.stacks.iter().map(|stack| stack.name.as_str()).collect();
    let mut files = BTreeSet::new();
    let mut stacks = Vec::with_capacity(names.len());
    for (index, stack) in manifest.stacks.iter().enumerate() {
        let name = &stack.name;
        if !files.insert(&stack.template) {
            return Err(format!("{} is the template of two stacks", stack.template));
        }
        if Path::new(&stack.template).file_name().is_none_or(|file| file != stack.template.as_str()) {
            return Err(format!("the template of {name}, {:?}, is not in the folder of the manifest", stack.template));
        }
        let mut after = Vec::new();
        for other in &stack.depends_on {
            // Each comes after those that it depends on, so that there is no circle. Several may have a name.
            let known = after.len();
            after.extend((0..index).filter(|place| names.get(*place) == Some(&other.as_str())));
            if after.len() == known {
                return Err(format!("{name} depends on {other}, which is not before it"));
            }
        }
        let label = stack.template.strip_suffix(".template.json").unwrap_or(name).to_owned();
        let is_its = |lookup: &&ManifestLookup| {
            lookup.stacks.contains(name) && (&lookup.account, &lookup.region) == (&stack.account, &stack.region)
        };
        let lookups = manifest.lookups.iter().filter(is_its);
        let lookups = lookups.map(|lookup| (lookup.name.clone(), lookup.resolved.clone())).collect();
        let (name, account, region) = (name.clone(), stack.account.clone(), stack.region.clone());
        stacks.push(AppStack { name, label, account, region, after, template: file(&stack.template)?, lookups });
    }
    match stacks.is_empty() {
        true => Err("it has no stacks".to_owned()),
        false => Ok(App { name: manifest.app, stacks }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn app(manifest: &Value) -> Result<Vec<AppStack>, String> {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.template.json", "b.template.json"] {
            std::fs::write(folder.path().join(name), format!("{{\"Description\":\"{name}\"}}")).unwrap();
        }
        std::fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
        read(folder.path()).map(|app| app.stacks)
    }

    fn stack(name: &str, depends_on: &[&str]) -> Value {
        let template = format!("{name}.template.json");
        json!({ "name": name, "account": null, "region": "eu-west-1", "dependsOn": depends_on, "template": template })
    }

    #[test]
    fn stacks_come_with_their_templates_and_what_they_depend_on() {
        let stacks =
            app(&json!({ "version": 1, "app": "x", "stacks": [stack("a", &[]), stack("b", &["a"])] })).unwrap();
        assert_eq!(stacks[1].after, [0]);
        assert_eq!((stacks[1].region.as_deref(), &stacks[1].account), (Some("eu-west-1"), &None));
        assert!(stacks[0].template.contains("a.template.json"));
    }

    #[test]
    fn what_is_not_in_the_format_is_refused_with_its_name() {
        let mut away = stack("a", &[]);
        away["template"] = json!("../a.template.json");
        for (manifest, problem) in [
            (json!({ "version": 2, "app": "x", "stacks": [] }), "has version 2"),
            (json!({ "version": 1, "app": "x", "stacks": [] }), "no stacks"),
            (json!({ "version": 1, "app": "x", "stacks": [stack("a", &["b"]), stack("b", &[])] }), "a depends on b"),
            (
                json!({ "version": 1, "app": "x", "stacks": [stack("a", &[]), stack("a", &[])] }),
                "a.template.json is the template of two stacks",
            ),
            (json!({ "version": 1, "app": "x", "stacks": [stack("c", &[])] }), "c.template.json cannot be read"),
            (json!({ "version": 1, "app": "x", "stacks": [away] }), "not in the folder"),
            (json!({ "version": 1, "stacks": [] }), "missing field `app`"),
        ] {
            let refused = app(&manifest).unwrap_err();
            assert!(refused.contains(problem), "{refused}");
        }
    }
}
