//! Holds the invariants of ARCHITECTURE.md that a program can check.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod aws_facts;
mod intrinsics;
mod reader;
mod uses;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which workspace crates each crate may depend on, by kind of dependency. A crate that is missing here fails the test.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    // crate, normal, build
    ("cfn-spec", &[], &[]),
    ("cfn-template", &[], &[]),
    ("cfn-evaluate", &["cfn-template"], &[]),
    ("cfn-graph", &["cfn-evaluate", "cfn-template"], &[]),
    ("iam-evaluator", &[], &[]),
    ("cfn-page", &[], &[]),
    ("cfn-stdout", &[], &[]),
    ("cfn-codegen", &["cfn-spec"], &[]),
    ("cfn-check", &["cfn-evaluate", "cfn-spec", "cfn-template"], &[]),
    ("cfn-models", &["cfn-check", "cfn-spec", "cfn-template"], &["cfn-codegen", "cfn-spec"]),
    (
        "archive-simulator",
        &["cfn-evaluate", "cfn-models", "cfn-page", "cfn-spec", "cfn-template", "iam-evaluator"],
        &["cfn-spec"],
    ),
    ("cfn-deploy", &["cfn-evaluate", "cfn-spec", "cfn-template"], &["cfn-spec"]),
    ("cfn-command-line", &["archive-simulator", "cfn-deploy", "cfn-graph", "cfn-stdout"], &[]),
    (
        "archive",
        &[
            "archive-simulator",
            "cfn-command-line",
            "cfn-deploy",
            "cfn-evaluate",
            "cfn-graph",
            "cfn-models",
            "cfn-page",
            "cfn-spec",
            "cfn-stdout",
            "cfn-template",
            "iam-evaluator",
        ],
        &["cfn-spec"],
    ),
    ("test-support", &["archive-simulator", "cfn-deploy"], &[]),
    ("cfn-fuzz", &["cfn-spec", "cfn-template"], &[]),
    ("cfn-import", &["cfn-codegen", "cfn-spec", "cfn-template"], &[]),
    (
        "cfn-cli",
        &[
            "archive-simulator",
            "cfn-codegen",
            "cfn-command-line",
            "cfn-deploy",
            "cfn-graph",
            "cfn-import",
            "cfn-models",
            "cfn-spec",
            "cfn-stdout",
            "cfn-template",
        ],
        &["cfn-spec"],
    ),
    ("xtask", &["cfn-cli", "cfn-codegen", "cfn-spec", "cfn-stdout"], &[]),
];

/// The folders, from the top down. A crate depends on those of its own folder and of the folders below.
const FLOORS: &[&[&str]] =
    &[&["xtask", "fuzz", "test-support"], &["archive"], &["models"], &["codegen"], &["cfn-spec"]];

/// The layers inside of a crate, from the top down: modules at the top of its `src`. A layer uses its own modules and those of the layers
/// below.
const LAYERS: &[(&str, &[&[&str]])] = &[
    (
        "archive",
        &[
            &["cli"],
            &["failover"],
            &["backfill", "bootstrap", "deployment"],
            &["audit", "doctor", "health", "restore", "verify"],
            &["adopt", "deployed", "leftover", "promotion"],
            &["stacks"],
            &["config"],
        ],
    ),
    ("archive/engine", &[&["operation"], &["danger"], &["model"]]),
    (
        "archive/simulator",
        &[
            &["server"],
            &["cloud"],
            &["dispatch", "page"],
            &[
                "cloud_control",
                "cloudformation",
                "config",
                "faults",
                "iam",
                "kms",
                "s3",
                "s3control",
                "service_quotas",
                "ssm",
                "sts",
                "world",
            ],
            &["state"],
            &["protocol"],
            &["api_error", "arn", "error", "ids", "optional", "parse", "scope", "timestamp", "wire_enum"],
        ],
    ),
    ("codegen", &[&["emit"], &["lower"], &["model"], &["names", "overlay", "string_kind", "words"]]),
    ("models/check", &[&["check"], &["node"]]),
];

/// Files that use each other, directly or through others, are understood together: more than three are too many.
const LONGEST_CIRCLE: usize = 3;

/// Functions longer than this are split: a table, or a function for each case.
const LONGEST_FUNCTION: usize = 70;

/// Files longer than this are more than one concept. There are no exceptions but what `codegen` has generated.
const LONGEST_FILE: usize = 450;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

#[test]
fn dependencies_run_one_way() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(ours, known, "a crate was added or removed: say in this test and in ARCHITECTURE.md where it stands");

    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a package has a name");
        let (_, normal, build) = ARROWS.iter().find(|(known, ..)| *known == name).expect("checked above");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let target = dependency["name"].as_str().expect("a dependency has a name");
            let allowed = match dependency["kind"].as_str() {
                None => normal,
                Some("build") => build,
                // Tests may look at anything.
                Some(_) => continue,
            };
            if ours.contains(target) && !allowed.contains(&target) {
                wrong.push(format!("{name} -> {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies against the arrows of ARCHITECTURE.md: {wrong:?}");
}

#[test]
fn a_release_compares_the_public_items_of_every_published_crate() {
    let workflow = root().join(".github/workflows/release.yml");
    let workflow = std::fs::read_to_string(&workflow).unwrap_or_else(|e| panic!("{}: {e}", workflow.display()));
    let words: Vec<&str> = workflow.split_whitespace().collect();
    let compared: BTreeSet<&str> =
        words.windows(2).filter(|words| words[0] == "--package").map(|words| words[1]).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let published = packages.iter().filter(|package| package["publish"].is_null());
    let names: BTreeSet<&str> = published.filter_map(|package| package["name"].as_str()).collect();
    assert!(names.len() > 8, "{names:?}");
    let missing: Vec<_> = names.difference(&compared).collect();
    assert!(missing.is_empty(), "release.yml does not give these to cargo-semver-checks: {missing:?}");
}

/// Who writes a deployment tool of their own compiles neither a command line nor the simulated AWS.
#[test]
fn the_engine_brings_neither_a_command_line_nor_the_simulator() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", "cfn-deploy", "--edges", "normal,build", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo tree prints UTF-8");
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("aws-sdk-cloudformation"), "{tree}");
    for other in
        ["clap", "clap_builder", "indicatif", "anstream", "archive-simulator", "cfn-command-line", "cfn-models"]
    {
        assert!(!names.contains(other), "cfn-deploy depends on {other}");
    }
}

#[test]
fn no_folder_reaches_up() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let floor = |package: &Value| {
        let manifest = Path::new(package["manifest_path"].as_str().expect("a manifest"));
        let folder = manifest.strip_prefix(root()).expect("in the workspace").iter().next().expect("a folder");
        let found = FLOORS.iter().position(|folders| folders.iter().any(|name| folder == *name));
        found.unwrap_or_else(|| panic!("{} stands on no floor: say in this test where", manifest.display()))
    };
    let mut wrong = Vec::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let target = packages.iter().find(|other| other["name"] == dependency["name"]);
            if let Some(target) = target.filter(|target| dependency["kind"] != "dev" && floor(target) < floor(package))
            {
                wrong.push(format!("{} -> {}", package["name"], target["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies on a folder above: {wrong:?}");
}

#[test]
fn files_use_each_other_in_no_long_circle() {
    let metadata = metadata();
    let mut files = 0;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        for target in package["targets"].as_array().expect("targets") {
            let kind = target["kind"][0].as_str().expect("a kind");
            if !["lib", "bin", "custom-build"].contains(&kind) {
                continue;
            }
            let path = Path::new(target["src_path"].as_str().expect("a path"));
            let uses = uses::uses(path, &|file| std::fs::read_to_string(file).ok());
            files += uses.len();
            for circle in uses::circles(&uses).into_iter().filter(|circle| circle.len() > LONGEST_CIRCLE) {
                let short = |file: &Path| file.strip_prefix(root()).unwrap_or(file).display().to_string();
                let arrows = circle.iter().map(|file| {
                    let others = uses[*file].iter().filter(|other| circle.contains(other.as_path()));
                    format!(
                        "  {} uses {}",
                        short(file),
                        others.map(|other| short(other)).collect::<Vec<_>>().join(", ")
                    )
                });
                wrong.push(format!("{} files:\n{}", circle.len(), arrows.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    assert!(files > 400, "only {files} files were read");
    assert!(wrong.is_empty(), "circles of more than {LONGEST_CIRCLE} files:\n{}", wrong.join("\n"));
}

#[test]
fn layers_use_no_layer_above_them() {
    let mut wrong = Vec::new();
    for (package, layers) in LAYERS {
        let src = root().join(package).join("src");
        let layer = |file: &Path| {
            let inside = file.strip_prefix(&src).expect("a file of the crate");
            let module = Path::new(inside.iter().next().expect("a file")).with_extension("");
            layers.iter().position(|modules| modules.iter().any(|name| module == Path::new(name)))
        };
        for name in layers.iter().flat_map(|modules| *modules) {
            let exists = src.join(name).is_dir() || src.join(name).with_extension("rs").is_file();
            assert!(exists, "{package} has no module {name} any more: correct LAYERS");
        }
        for (file, others) in uses::uses(&src.join("lib.rs"), &|file| std::fs::read_to_string(file).ok()) {
            let Some(own) = layer(&file) else { continue };
            let above = others.iter().filter(|other| layer(other).is_some_and(|other| other < own));
            wrong.extend(above.map(|other| format!("{} uses {}", file.display(), other.display())));
        }
    }
    assert!(wrong.is_empty(), "a layer uses one above it:\n{}", wrong.join("\n"));
}

fn sources(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if name == "target" || name == "node_modules" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a readable source file");
            found.insert(path, text);
        }
    }
}

#[test]
fn files_hold_one_concept() {
    let mut files = BTreeMap::new();
    sources(&root(), &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let long: Vec<String> = files
        .iter()
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "golden"))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines, so more than one concept: {long:#?}");
}

/// The functions of a file that are longer than allowed, by their indentation.
fn long_functions(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let words = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe"];
        let code = code.split(' ').find(|word| !words.contains(word)).filter(|word| *word == "fn").map(|_| code);
        let Some(code) = code.filter(|code| !code.ends_with(';')) else { continue };
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let length = lines[start..].iter().position(|line| *line == end).map_or(1, |length| length + 1);
        if length > LONGEST_FUNCTION {
            long.push(format!("{code} has {length} lines"));
        }
    }
    long
}

#[test]
fn functions_are_not_long() {
    let mut files = BTreeMap::new();
    sources(&root(), &mut files);
    let long: Vec<String> = files
        .iter()
        .filter(|(path, _)| path.components().any(|part| part.as_os_str() == "src"))
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "tests"))
        .flat_map(|(path, text)| {
            long_functions(text).into_iter().map(move |long| format!("{}: {long}", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FUNCTION} lines: {long:#?}");
    let text = format!("    pub fn f() {{\n{}    }}\n    fn g();\n}}\n", "        g();\n".repeat(LONGEST_FUNCTION));
    assert_eq!(long_functions(&text).len(), 1);
}

/// Tests may take what is absent for empty; programs, libraries and build scripts do not.
#[test]
fn what_cannot_be_read_is_not_taken_for_empty() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().expect("targets"));
    let crates = targets.filter(|target| ["lib", "bin", "custom-build"].iter().any(|kind| target["kind"][0] == *kind));
    let files: Vec<&str> = crates.map(|target| target["src_path"].as_str().expect("a path")).collect();
    assert!(files.len() > 20, "{files:?}");
    let without: Vec<&str> = files
        .into_iter()
        .filter(|file| {
            let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
            !text.lines().any(|line| line == "#![warn(clippy::disallowed_methods)]")
        })
        .collect();
    assert!(without.is_empty(), "without `#![warn(clippy::disallowed_methods)]`: {without:?}");
}

#[test]
fn codegen_is_pure() {
    let mut files = BTreeMap::new();
    sources(&root().join("codegen/src"), &mut files);
    let impure = ["std::fs", "std::net", "std::env", "std::time", "std::process"];
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| {
            impure.iter().filter(|what| text.contains(**what)).map(move |what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(!files.is_empty());
    assert!(found.is_empty(), "codegen takes the model and returns source, nothing else: {found:?}");
}
