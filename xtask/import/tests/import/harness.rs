//! Builds many imported programs as the modules of one crate, runs it, and compares what they print with their originals.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use cfn_import::{Import, LoadedFacts, Options};
use cfn_spec::{iam, snapshot};
use cfn_template::Document;
use codegen::Actions;
use serde_json::Value as Json;

/// A template that was imported.
pub(crate) struct Imported {
    pub(crate) name: String,
    pub(crate) original: Json,
    pub(crate) import: Import,
}

/// Reads a template as CloudFormation does.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    cfn_template::read(text, &cfn_template::Options::default()).map_err(|e| e.to_string())
}

/// Imports a template with the specification of the services that it names.
pub(crate) fn import(name: &str, text: &str, options: &Options) -> Result<Imported, String> {
    let document = read(text)?;
    let import = cfn_import::program(&document.root, &known(&document.root), options).map_err(|e| e.to_string())?;
    Ok(Imported { name: name.to_owned(), original: document.root.to_json(), import })
}

/// The services of the snapshot, each with the prefixes of its IAM actions.
static SERVICES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let known = iam::all_prefixes(snapshot::directory()).unwrap();
    let prefixes = |stem: &str| iam::prefixes(stem, &known).into_iter().map(str::to_owned).collect();
    let services = snapshot::services().unwrap().into_iter().map(|service| service.stem);
    let services = services.chain(snapshot::serverless_in(snapshot::directory()));
    services.map(|stem| (stem.clone(), prefixes(&stem))).collect()
});

/// What the snapshot says about what a template needs.
pub(crate) fn known(template: &cfn_template::Value) -> LoadedFacts {
    let needs = cfn_import::needs(template);
    let services: Vec<&String> =
        SERVICES.iter().map(|(stem, _)| stem).filter(|stem| needs.services.contains(*stem)).collect();
    let list = |prefix: &String| Actions {
        prefix: prefix.clone(),
        names: cfn_spec::iam_actions(prefix).unwrap().into_iter().map(|action| action.name).collect(),
    };
    let named = SERVICES.iter().filter(|(_, prefixes)| prefixes.iter().any(|prefix| needs.prefixes.contains(prefix)));
    let actions = named.map(|(stem, prefixes)| (stem.clone(), prefixes.iter().map(list).collect())).collect();
    LoadedFacts { spec: cfn_spec::load(snapshot::directory(), &services).unwrap(), actions }
}

/// Builds and runs the programs of `imported` in one crate called `name`; returns those that print another template, with
/// the first place that differs.
pub(crate) fn round_trip(name: &str, imported: &[Imported]) -> Vec<(String, String)> {
    let root = target().join(name);
    let source = root.join("src");
    let _ = fs::remove_dir_all(&source);
    fs::create_dir_all(&source).unwrap();
    let features: BTreeSet<&String> = imported.iter().flat_map(|one| &one.import.features).collect();
    let features: Vec<String> = features.iter().map(|feature| format!("{feature:?}")).collect();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         cfn-models = {{ path = {:?}, features = [{}] }}\n\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        repository.join("models"),
        features.join(", ")
    );
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    // The versions of the repository: they are there already.
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let limit = imported.iter().map(|one| one.import.recursion_limit).max().unwrap_or(128);
    let mut main = format!("#![recursion_limit = \"{limit}\"]\n#![deny(warnings)]\n");
    let mut calls = String::new();
    for (index, one) in imported.iter().enumerate() {
        fs::write(source.join(format!("template_{index}.rs")), &one.import.source).unwrap();
        main.push_str(&format!("mod template_{index};\n"));
        calls.push_str(&format!("    print(&template_{index}::stack());\n"));
    }
    main.push_str(
        "\nfn print(stack: &models::Stack) {\n    println!(\"{}\", stack.synth_unchecked().to_json_compact());\n}\n",
    );
    main.push_str(&format!("\nfn main() {{\n{calls}}}\n"));
    fs::write(source.join("main.rs"), main).unwrap();

    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the programs do not compile:\n{errors}");
    let printed: Vec<Json> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(printed.len(), imported.len());
    let mut differing = Vec::new();
    for (one, printed) in imported.iter().zip(&printed) {
        if one.original != *printed {
            differing.push((one.name.clone(), difference(&one.original, printed, "")));
        } else if let Some(place) = reordered(&one.original, printed, "") {
            differing.push((one.name.clone(), format!("{place}: in another order")));
        }
    }
    differing
}

/// The first place whose keys come in another order. Where the version of the template's format stands does not matter.
fn reordered(original: &Json, printed: &Json, at: &str) -> Option<String> {
    let keys = |object: &serde_json::Map<String, Json>| -> Vec<String> {
        object.keys().filter(|key| *key != "AWSTemplateFormatVersion").cloned().collect()
    };
    match (original, printed) {
        (Json::Object(left), Json::Object(right)) if keys(left) != keys(right) => Some(at.to_owned()),
        (Json::Object(left), Json::Object(right)) => {
            left.iter().find_map(|(key, value)| reordered(value, &right[key], &format!("{at}.{key}")))
        }
        (Json::Array(left), Json::Array(right)) => {
            let pairs = left.iter().zip(right).enumerate();
            pairs.into_iter().find_map(|(index, (left, right))| reordered(left, right, &format!("{at}[{index}]")))
        }
        _ => None,
    }
}

/// The first place at which two values differ.
fn difference(left: &Json, right: &Json, at: &str) -> String {
    match (left, right) {
        (Json::Object(left), Json::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let at = format!("{at}.{key}");
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) if left != right => return difference(left, right, &at),
                    (Some(_), Some(_)) => {}
                    (left, right) => return format!("{at}: {left:?} became {right:?}"),
                }
            }
            format!("{at}: nothing differs")
        }
        (Json::Array(left), Json::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate().find(|(_, (left, right))| left != right);
            pairs.map_or(format!("{at}: nothing differs"), |(index, (left, right))| {
                difference(left, right, &format!("{at}[{index}]"))
            })
        }
        (left, right) => format!("{at}: {left} became {right}"),
    }
}

/// Where crates are generated and built: beside what Cargo builds for this test.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("import")
}

/// The share in per cent.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
    }
}
