//! Generates the Rust of the services whose Cargo feature is enabled, from `cfn-spec`'s pinned snapshot.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cfn_spec::build_script::{self, read, write};
use cfn_spec::packed::pack;
use cfn_spec::rules::{self, Sections};
use cfn_spec::snapshot::{self, ELSEWHERE, SCHEMA_LAYER, SERVERLESS, SHARED, SPEC_LAYER};
use cfn_spec::{handlers, iam};
use codegen::{Actions, Generated, Options, features};

fn main() -> ExitCode {
    build_script::run(run)
}

fn run(out: &Path) -> Result<(), String> {
    let known = snapshot::services().map_err(|e| e.to_string())?.into_iter().map(|service| service.stem);
    let known: Vec<String> = known.chain(snapshot::serverless_in(snapshot::directory())).collect();
    let services: Vec<String> = known.iter().filter(|stem| is_enabled(features::of(stem))).cloned().collect();
    let rules = rule_files(&services)?;
    watch(&services, &rules);
    for stem in &services {
        // The program reads them again, and only when it is asked for.
        handlers::load(snapshot::directory(), stem).map_err(|e| e.to_string())?;
    }
    let spec = cfn_spec::load(snapshot::directory(), &services).map_err(|e| e.to_string())?;
    let actions = actions(&services)?;
    // Of this crate's own features, beside those of the services.
    let options = Options { extra_traits: is_enabled("extra-traits") };
    let disabled: Vec<String> = known.into_iter().filter(|stem| !services.contains(stem)).collect();
    let generated = codegen::generate(&spec, &actions, options).map_err(|e| e.to_string())?;
    write(out, "shared.rs", &generated.shared)?;
    for service in &generated.services {
        write(out, &format!("{}.rs", service.name), &service.source)?;
    }
    write(out, "types.packed", &pack(&spec, &rules.of_services)?)?;
    write(out, "facts.rs", &facts(&services, &actions, &rules))?;
    let tables: Vec<String> =
        generated.services.iter().map(|service| format!("crate::{}::LITERALS", service.name)).collect();
    let tables = format!("pub(crate) const LITERAL_TABLES: &[&str] = &[{}];\n", tables.join(", "));
    write(out, "literals.rs", &tables)?;
    write(out, "services.rs", &(declarations(out, &generated) + &gated(&disabled)))
}

/// Cargo tells a build script its features as `CARGO_FEATURE_ALEXA_ASK`.
fn is_enabled(feature: &str) -> bool {
    let feature = feature.to_ascii_uppercase().replace('-', "_");
    env::var_os(format!("CARGO_FEATURE_{feature}")).is_some()
}

/// Makes Cargo rerun this script when a file that it reads changes. (Changed features rerun it anyway.)
fn watch(services: &[String], rules: &RuleFiles) {
    for layer in [SPEC_LAYER, SCHEMA_LAYER, ELSEWHERE, SERVERLESS] {
        for stem in services.iter().map(String::as_str).chain([SHARED]) {
            let file = snapshot::directory().join(layer).join(format!("{stem}.txt"));
            // Cargo treats a missing file as changed.
            if file.exists() {
                println!("cargo::rerun-if-changed={}", file.display());
            }
        }
    }
    for file in rules.files.iter().chain(rules.tables.values()) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let availability = snapshot::directory().join(rules::AVAILABILITY).join(format!("{}.txt", rules::TYPES));
    println!("cargo::rerun-if-changed={}", availability.display());
}

/// The IAM actions, by service.
type ActionsOf = BTreeMap<String, Vec<Actions>>;

fn actions(services: &[String]) -> Result<ActionsOf, String> {
    let known = iam::all_prefixes(snapshot::directory()).map_err(|e| e.to_string())?;
    let mut all = ActionsOf::new();
    for stem in services {
        for prefix in iam::prefixes(stem, &known) {
            let file = snapshot::directory().join(iam::FOLDER).join(format!("{prefix}.txt"));
            println!("cargo::rerun-if-changed={}", file.display());
            let names = cfn_spec::iam_actions(prefix).map_err(|e| e.to_string())?;
            let names = names.into_iter().map(|action| action.name).collect();
            all.entry(stem.clone()).or_default().push(Actions { prefix: prefix.to_owned(), names });
        }
    }
    Ok(all)
}

/// The files of the rules.
#[derive(Default)]
struct RuleFiles {
    /// Those of the services, by name, with their text.
    of_services: Vec<(String, String)>,
    /// Where these are.
    files: Vec<PathBuf>,
    /// The tables that they name, by the names that the program looks for.
    tables: BTreeMap<String, PathBuf>,
}

fn rule_files(services: &[String]) -> Result<RuleFiles, String> {
    let mut rules = RuleFiles::default();
    for stem in services {
        let path = Sections::path(stem);
        for (name, file) in [
            (path.clone(), snapshot::directory().join(&path)),
            (format!("{}/{path}", rules::OVERLAY), rules::overlay_directory().join(&path)),
        ] {
            // Not every service has rules.
            if !file.try_exists().map_err(|error| format!("{}: {error}", file.display()))? {
                continue;
            }
            let text = read(&file)?;
            let tables = text.lines().filter_map(|line| line.split_once("table ")?.1.split(' ').next());
            for table in tables {
                let name = format!("{}/{table}.txt", rules::TABLES);
                rules.tables.insert(name.clone(), snapshot::directory().join(&name));
            }
            rules.of_services.push((name, text));
            rules.files.push(file);
        }
    }
    if services.iter().any(|stem| stem == "lambda") {
        let name = format!("{}/lambda-runtimes.txt", rules::TABLES);
        rules.tables.insert(name.clone(), snapshot::directory().join(name));
    }
    Ok(rules)
}

/// The other facts of the services as text, for the checks: read when they are asked for.
fn facts(services: &[String], actions: &ActionsOf, rules: &RuleFiles) -> String {
    let mut text = String::from("const FILES: &[(&str, &str)] = &[\n");
    let mut embed = |name: &str, file: &Path| {
        if file.exists() {
            text.push_str(&format!("    ({name:?}, include_str!({file:?})),\n"));
        }
    };
    let directory = snapshot::directory();
    for prefix in actions.values().flatten().map(|actions| &actions.prefix).collect::<BTreeSet<_>>() {
        for folder in [iam::FOLDER, rules::ACTIONS] {
            let name = format!("{folder}/{prefix}.txt");
            embed(&name, &directory.join(&name));
        }
    }
    for stem in services {
        let name = format!("{}/{stem}.txt", handlers::FOLDER);
        embed(&name, &directory.join(&name));
    }
    for (name, file) in &rules.tables {
        embed(name, file);
    }
    let availability = format!("{}/{}.txt", rules::AVAILABILITY, rules::TYPES);
    embed(&availability, &directory.join(&availability));
    text.push_str("];\n");
    text.push_str(&format!("const SERVICES: &[&str] = &{services:?};\n"));
    text
}

/// The modules of the services. Each is a file of its own, so that the compiler's messages name it.
fn declarations(out: &Path, generated: &Generated) -> String {
    let mut text = String::new();
    for service in &generated.services {
        let (name, count) = (&service.service, service.resources);
        let plural = if count == 1 { "" } else { "s" };
        let path = out.join(format!("{}.rs", service.name));
        let stem = name.stem();
        let shared = match features::of(&stem) {
            feature if feature == stem => String::new(),
            feature => format!(" With the feature `{feature}`."),
        };
        text.push_str(&format!("/// `{name}`: {count} resource type{plural}.{shared}\n"));
        // On docs.rs, so that the page says which feature a service needs.
        text.push_str(&format!("#[cfg_attr(docsrs, doc(cfg(feature = {:?})))]\n", features::of(&stem)));
        // `Default` comes with the feature `extra-traits`; AWS calls a property `Add`; ten required properties are ten
        // parameters.
        text.push_str(
            "#[allow(clippy::new_without_default, clippy::should_implement_trait, clippy::type_complexity)]\n",
        );
        text.push_str(&format!("#[path = {path:?}]\npub mod {};\n", service.name));
    }
    text
}

/// The modules of the services that are not enabled, left out by their features: the compiler says then which feature has one.
fn gated(disabled: &[String]) -> String {
    let module = |stem: &String| {
        let (feature, module) = (features::of(stem), codegen::names::written(&codegen::names::of_service(stem)));
        format!("#[cfg(feature = {feature:?})]\npub mod {module} {{}}\n")
    };
    disabled.iter().map(module).collect()
}
