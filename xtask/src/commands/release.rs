//! `release`: what has to be true before a release, what is, and the steps that are left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use cfn_cli::Failure;
use cfn_stdout::print;
use serde_json::Value;

/// Check what a release needs, and list what is left to do, in its order. Nothing is published.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the workspace
    #[arg(long, value_name = "DIR", default_value_os_t = root())]
    workspace: PathBuf,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Prints the checklist.
///
/// # Errors
/// [`Failure::Check`] if something is not as it has to be.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let packages = published(&args.workspace)?;
    let mut open = 0;
    let mut item = |done: bool, what: &str| {
        open += usize::from(!done);
        print(&format!("[{}] {what}\n", if done { 'x' } else { ' ' }));
    };
    let versions: BTreeSet<&str> = packages.iter().map(|package| package.version.as_str()).collect();
    let version = versions.iter().copied().collect::<Vec<_>>().join(", ");
    item(versions.len() == 1, &format!("all packages have one version: {version}"));
    let lacking = |has: fn(&Package) -> bool| -> Vec<&str> {
        packages.iter().filter(|package| !has(package)).map(|package| package.name.as_str()).collect()
    };
    let without_repository = lacking(|package| package.has_repository);
    item(without_repository.is_empty(), &with("each package names the repository", &without_repository));
    let without_rust = lacking(|package| package.has_rust_version);
    item(
        without_rust.is_empty(),
        &with("each package names the lowest version of Rust that it is built with", &without_rust),
    );
    let file = args.workspace.join("CHANGELOG.md");
    let changelog = std::fs::read_to_string(&file)
        .map_err(|error| Failure::Environment(format!("{}: cannot be read: {error}", file.display())))?;
    item(
        versions.len() == 1 && changelog.contains(&format!("\n## {version}")),
        &format!("CHANGELOG.md has a section {version}: rename `Unreleased`"),
    );
    let changed = git(&args.workspace, &["status", "--porcelain"])?;
    item(changed.is_empty(), "nothing is changed that is not committed");
    let tag = format!("v{version}");
    let tags = git(&args.workspace, &["tag", "--list", &tag])?;
    item(tags.is_empty(), &format!("there is no tag {tag} yet"));
    print("\nThen, by hand:\n");
    let order: Vec<String> = in_order(&packages).iter().map(|name| format!("cargo publish -p {name}")).collect();
    let steps = [
        "run .ci/run, which packages every crate and uses the packages".to_owned(),
        "read `cargo xtask spec-diff` from the snapshot of the last release: it says whether the version has to be a major one".to_owned(),
        format!("git tag {tag}"),
        format!("publish in this order:\n     {}", order.join("\n     ")),
        "push the tag, which builds the programs for each system".to_owned(),
    ];
    for (number, step) in steps.iter().enumerate() {
        print(&format!("  {}. {step}\n", number + 1));
    }
    match open {
        0 => Ok(()),
        open => Err(Failure::Check(format!("{open} of the items above are open"))),
    }
}

fn with(what: &str, lacking: &[&str]) -> String {
    if lacking.is_empty() { what.to_owned() } else { format!("{what}; not: {}", lacking.join(", ")) }
}

/// A package that is published.
struct Package {
    name: String,
    version: String,
    has_repository: bool,
    has_rust_version: bool,
    /// The packages that have to be published before.
    needs: BTreeSet<String>,
}

fn published(workspace: &Path) -> Result<Vec<Package>, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(cargo).args(arguments).current_dir(workspace).output();
    let output = output.map_err(|error| Failure::Environment(format!("cargo metadata does not start: {error}")))?;
    let unreadable = |why: &str| Failure::Environment(format!("what cargo metadata printed cannot be read: {why}"));
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| unreadable(&error.to_string()))?;
    let packages = metadata["packages"].as_array().ok_or_else(|| unreadable("it has no packages"))?;
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| unreadable("a name is missing"));
    let published = packages.iter().filter(|package| package["publish"] != Value::Array(Vec::new()));
    published
        .map(|package| {
            let dependencies =
                package["dependencies"].as_array().ok_or_else(|| unreadable("a package has no dependencies"))?;
            let own = dependencies.iter().filter(|one| one["path"].is_string() && one["kind"] != "dev");
            Ok(Package {
                name: text(&package["name"])?,
                version: text(&package["version"])?,
                has_repository: package["repository"].is_string(),
                has_rust_version: package["rust_version"].is_string(),
                needs: own.map(|one| text(&one["name"])).collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

/// The names of the packages, each after those that it needs.
fn in_order(packages: &[Package]) -> Vec<&str> {
    let mut left: BTreeMap<&str, &Package> = packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let ready: Vec<&str> = left
            .values()
            .filter(|package| !package.needs.iter().any(|name| left.contains_key(name.as_str())))
            .map(|package| package.name.as_str())
            .collect();
        if ready.is_empty() {
            // Cargo refuses circles, so that there is none.
            break;
        }
        for name in ready {
            left.remove(name);
            order.push(name);
        }
    }
    order
}

fn git(workspace: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git").args(arguments).current_dir(workspace).output();
    let output = output.map_err(|error| Failure::Environment(format!("git does not start: {error}")))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(Failure::Environment(format!(
            "git {} failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        ))),
    }
}
