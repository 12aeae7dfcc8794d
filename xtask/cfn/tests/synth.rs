//! `synth()` says of a program what `check` says of its template: one engine over the facts of the enabled services.
//!
//! Every template of the tests that can be a program is imported; the programs are built as the modules of one crate, with the services
//! that they name enabled, and each prints its findings. Maintainers' cases in `shared/cases` are added where they are.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use cfn_cli::Snapshot;
use cfn_import::{Import, Options};
use serde_json::Value;
use test_support::machine;

/// Rules about the file, which a program does not have, and about other files beside it.
const OF_FILES: &[&str] = &[
    "acceptance",
    "key-not-text",
    "nested-parameters",
    "reader",
    "reinterpreted",
    "short-form",
    "unreadable",
    "yaml-alias",
];

/// Cases that a program expresses only as raw JSON, so that its findings are others, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("kinds: a condition that needs itself", "`Condition` in raw JSON is a key, not a function"),
    ("sections: operands of conditions", "`Condition` in raw JSON is a key, not a function"),
    ("language: E8002", "`Condition` in raw JSON is a key, not a function"),
    ("sections: functions in place of sections", "a section of a program is a list of declarations"),
    ("outputs-chosen-by-if", "a section of a program is a list of declarations"),
    (
        "resources: E3018",
        "the service of a raw resource is not among the features, and its facts are not in the program",
    ),
];

/// Cases that no program can be, and why.
const NO_PROGRAMS: &[(&str, &str)] = &[("language: E0000", "a key is given twice, and the template cannot be read")];

/// A finding: its rule, severity and path.
type Found = (String, String, String);

struct Case {
    name: String,
    template: String,
}

/// The templates of a file of cases: each begins with `### ` and its name, and lines that begin with `marks` are about it.
fn of_file(folder: &str, file: &Path, marks: &[&str], cases: &mut Vec<Case>) {
    let stem = file.file_stem().unwrap().to_str().unwrap();
    // There are files of these names in other folders.
    let stem = if folder == "variations" { format!("{folder}/{stem}") } else { stem.to_owned() };
    for case in format!("\n{}", fs::read_to_string(file).unwrap()).split("\n### ").skip(1) {
        let (name, text) = case.split_once('\n').unwrap();
        // `@` stands for long text; sizes are not what is compared.
        if text.lines().any(|line| line.starts_with('@')) {
            continue;
        }
        let lines = text.lines().filter(|line| !marks.iter().any(|mark| line.starts_with(mark)));
        let template = lines.fold(String::new(), |text, line| text + line + "\n");
        cases.push(Case { name: format!("{stem}: {name}"), template });
    }
}

fn cases() -> Vec<Case> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut cases = Vec::new();
    for (folder, marks) in [
        ("language", ["! "].as_slice()),
        ("rules", ["! "].as_slice()),
        ("variations", ["! "].as_slice()),
        ("cfn-lint", ["> ", "~ "].as_slice()),
    ] {
        for file in sorted(&tests.join(folder)) {
            of_file(folder, &file, marks, &mut cases);
        }
    }
    for folder in ["cases/language", "cases/rules"] {
        let Some(folder) = machine::shared(folder) else { continue };
        for file in sorted(&folder).into_iter().filter(|file| file.extension().is_some_and(|end| end == "yaml")) {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            cases.push(Case { name, template: fs::read_to_string(file).unwrap() });
        }
    }
    cases
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The template as a module, or why no program can be it.
fn imported(template: &str, snapshot: &Snapshot) -> Result<Import, String> {
    let document = cfn_template::read(template, &cfn_template::Options::default()).map_err(|e| format!("{e:?}"))?;
    let known = snapshot.known(&cfn_import::needs(&document.root)).unwrap();
    cfn_import::program(&document.root, &known, &Options { title: None, module: true }).map_err(|e| e.to_string())
}

/// What `check` finds in templates.
fn checked(templates: &[String], folder: &Path) -> Vec<BTreeSet<Found>> {
    let path = |index: usize| folder.join(format!("{index:04}.json"));
    templates.iter().enumerate().for_each(|(index, template)| fs::write(path(index), template).unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfn"));
    command.args(["check", "--no-config", "--output", "json"]).args((0..templates.len()).map(path));
    let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = |file: &Value| {
        let findings = file["findings"].as_array().unwrap().iter();
        findings.map(|f| (text(f, "rule"), text(f, "severity"), text(f, "path"))).collect()
    };
    report["files"].as_array().unwrap().iter().map(findings).collect()
}

/// What the programs print: the template, and a finding a line.
fn synthesised(imports: &[&Import]) -> Vec<(String, BTreeSet<Found>)> {
    let repository = machine::repository();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import");
    let root = target.join("synth");
    let source = root.join("src");
    fs::create_dir_all(source.join("bin")).unwrap();
    let features: BTreeSet<&str> = imports.iter().flat_map(|one| &one.features).map(String::as_str).collect();
    let features: Vec<String> = features.into_iter().map(|feature| format!("{feature:?}")).collect();
    let manifest = format!(
        "[package]\nname = \"synth\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         cfn-models = {{ path = {:?}, features = [{}] }}\n\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        repository.join("models"),
        features.join(", ")
    );
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    // The versions of the repository: they are there already.
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    for (index, one) in imports.iter().enumerate() {
        fs::write(source.join(format!("case_{index}.rs")), &one.source).unwrap();
    }
    // Two programs are compiled at the same time.
    let half = imports.len().div_ceil(2);
    for (part, cases) in [(0, 0..half), (1, half..imports.len())] {
        fs::write(source.join(format!("bin/part_{part}.rs")), program(cases, imports)).unwrap();
    }
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).args(["--quiet", "--offline", "--manifest-path"]).arg(root.join("Cargo.toml"));
        let output = cargo.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS").output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the programs do not compile:\n{errors}");
        String::from_utf8(output.stdout).unwrap()
    };
    cargo(&["build", "--bins"]);
    let output = ["part_0", "part_1"].map(|part| cargo(&["run", "--bin", part])).concat();
    let mut printed: Vec<(String, BTreeSet<Found>)> = Vec::new();
    for line in output.lines() {
        match line.strip_prefix('\t') {
            None => printed.push((line.to_owned(), BTreeSet::new())),
            Some(finding) => {
                let [rule, severity, path] = finding.split('\t').collect::<Vec<_>>()[..] else {
                    panic!("{finding:?} is not a rule, a severity and a path");
                };
                let found = (rule.to_owned(), severity.to_owned(), path.to_owned());
                printed.last_mut().unwrap().1.insert(found);
            }
        }
    }
    printed
}

/// A program that prints the template and the findings of these cases.
fn program(cases: Range<usize>, imports: &[&Import]) -> String {
    let limit = imports.iter().map(|one| one.recursion_limit).max().unwrap_or(128);
    let mut main = format!("#![recursion_limit = \"{limit}\"]\n#![allow(warnings)]\n");
    for index in cases.clone() {
        writeln!(main, "#[path = \"../case_{index}.rs\"]\nmod case_{index};").unwrap();
    }
    main.push_str(
        "fn print(stack: &models::Stack) {\n    println!(\"{}\", stack.synth_unchecked().to_json_compact());\n    \
         for f in stack.check() { println!(\"\\t{}\\t{}\\t{}\", f.rule, f.severity, f.path); }\n}\nfn main() {\n",
    );
    cases.for_each(|index| writeln!(main, "    print(&case_{index}::stack());").unwrap());
    main.push_str("}\n");
    main
}

#[test]
fn synth_says_what_check_says() {
    let snapshot = Snapshot::embedded();
    let all = cases();
    let mut imports: Vec<(&Case, Import)> = Vec::new();
    let mut refused: Vec<(&str, String)> = Vec::new();
    for case in &all {
        match imported(&case.template, &snapshot) {
            Ok(import) => imports.push((case, import)),
            Err(e) => refused.push((&case.name, e)),
        }
    }
    let unknown: Vec<_> =
        refused.iter().filter(|(name, _)| NO_PROGRAMS.iter().all(|(known, _)| known != name)).collect();
    assert!(unknown.is_empty(), "these are not imported: {unknown:#?}");
    for (name, _) in NO_PROGRAMS {
        assert!(refused.iter().any(|(refused, _)| refused == name), "{name} is imported");
    }
    assert!(imports.len() > 300, "{}", imports.len());
    let printed = synthesised(&imports.iter().map(|(_, import)| import).collect::<Vec<_>>());
    assert_eq!(printed.len(), imports.len());
    let folder = tempfile::tempdir().unwrap();
    let templates: Vec<String> = printed.iter().map(|(template, _)| template.clone()).collect();
    let checked = checked(&templates, folder.path());
    let mut wrong = Vec::new();
    for (((case, _), (_, by_synth)), by_check) in imports.iter().zip(&printed).zip(&checked) {
        if OTHERWISE.iter().any(|(name, _)| *name == case.name) {
            continue;
        }
        let of_template = |found: &&Found| !OF_FILES.contains(&found.0.as_str());
        let by_check: BTreeSet<&Found> = by_check.iter().filter(of_template).collect();
        let by_synth: BTreeSet<&Found> = by_synth.iter().filter(of_template).collect();
        if by_check != by_synth {
            let only_check: Vec<_> = by_check.difference(&by_synth).collect();
            let only_synth: Vec<_> = by_synth.difference(&by_check).collect();
            wrong.push(format!("{}\n  only check {only_check:?}\n  only synth {only_synth:?}", case.name));
        }
    }
    println!("{} of {} cases as programs", imports.len(), all.len());
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), imports.len(), wrong.join("\n"));
    let found: BTreeMap<bool, usize> = printed.iter().fold(BTreeMap::new(), |mut counts, (_, found)| {
        *counts.entry(found.is_empty()).or_default() += 1;
        counts
    });
    assert!(found[&false] > 200, "{found:?}");
}
