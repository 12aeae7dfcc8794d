//! The programs that ours are compared with, set up from their registries in a folder of their own.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::measure::Job;

/// A package of a registry, with the version that is required, or its beginning.
#[derive(Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const STRATOSPHERE: Package = Package { name: "stratosphere", version: "0.1.0" };
pub(crate) const RUSTY_CDK: Package = Package { name: "rusty-cdk", version: "0.9.0" };
pub(crate) const TROPOSPHERE: Package = Package { name: "troposphere", version: "4.11" };
pub(crate) const CDK_COMMAND: Package = Package { name: "aws-cdk", version: "2" };
/// The command of CDK, and what its programs import.
pub(crate) const CDK: [Package; 3] =
    [CDK_COMMAND, Package { name: "aws-cdk-lib", version: "2" }, Package { name: "constructs", version: "10" }];
pub(crate) const CFN_LINT: Package = Package { name: "cfn-lint", version: "1.58" };
pub(crate) const CLOUDFORMATION_VALIDATE: Package = Package { name: "cloudformation-validate", version: "1.14" };
/// With what its server needs, which pip calls an extra.
pub(crate) const MOTO: Package = Package { name: "moto", version: "5.2" };
const EXTRAS: &[(&str, &str)] = &[("moto", "[server]")];

/// Where the peers are set up.
pub(crate) struct Peers {
    pub(crate) cache: PathBuf,
    /// Whether only those are used that are there already.
    pub(crate) cached_only: bool,
}

/// A peer that is there: its exact version, and its folder.
pub(crate) struct Installed {
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

impl Installed {
    /// A program of a Python package.
    pub(crate) fn program(&self, name: &str) -> Job {
        Job::new(self.folder.join("bin").join(name))
    }
}

impl Peers {
    /// A package of PyPI in a virtual environment of its own.
    ///
    /// # Errors
    /// Why it cannot be installed, with the remedy.
    pub(crate) fn python(&self, package: Package) -> Result<Installed, String> {
        let Package { name, version } = package;
        let folder = self.cache.join("python").join(name);
        let installed = || {
            let query = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
            let found = Job::new(folder.join("bin/python")).args(["-c", query, name]).output()?;
            Ok(Installed { version: wanted(package, found.trim())?, folder: folder.clone() })
        };
        if let Ok(found) = installed() {
            return Ok(found);
        }
        self.may_install(package)?;
        let python = |why| format!("{why}\n  help: install Python 3 with its module venv");
        Job::new("python3").args(["-m", "venv"]).args([&folder]).output().map_err(python)?;
        let extra = EXTRAS.iter().find(|(package, _)| *package == name).map_or("", |(_, extra)| extra);
        let specifier = format!("{name}{extra}=={version}.*");
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        Job::new(folder.join("bin/python")).args(pip).args([specifier]).output()?;
        installed()
    }

    /// Packages of npm, side by side in one folder. The version is that of the first, with the names and versions of the others.
    ///
    /// # Errors
    /// Why they cannot be installed, with the remedy.
    pub(crate) fn npm(&self, packages: &[Package]) -> Result<Installed, String> {
        let folder = self.cache.join("npm");
        let installed = || {
            let mut versions: Vec<String> = Vec::new();
            for package in packages {
                let file = folder.join("node_modules").join(package.name).join("package.json");
                let text = read(&file)?;
                let manifest: Value =
                    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
                let found = manifest.get("version").and_then(Value::as_str).unwrap_or("unknown");
                let version = wanted(*package, found)?;
                versions.push(if versions.is_empty() { version } else { format!("{} {version}", package.name) });
            }
            Ok::<_, String>(Installed { version: versions.join(", "), folder: folder.clone() })
        };
        if let Ok(found) = installed() {
            return Ok(found);
        }
        packages.iter().try_for_each(|package| self.may_install(*package))?;
        write(&folder.join("package.json"), "{\"private\": true}\n")?;
        let specifiers = packages.iter().map(|package| format!("{}@{}", package.name, package.version));
        Job::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent"])
            .args(specifiers)
            .in_folder(&folder)
            .output()
            .map_err(|why| format!("{why}\n  help: install Node.js with npm"))?;
        installed()
    }

    /// A program with these lines of dependencies in its manifest; downloaded, not built.
    ///
    /// # Errors
    /// Why it cannot be written, or what Cargo says of the downloads.
    pub(crate) fn cargo(
        &self,
        name: &str,
        version: &str,
        dependencies: &str,
        program: &str,
    ) -> Result<Installed, String> {
        let folder = self.cache.join("cargo").join(name);
        write(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\n[workspace]\n"
            ),
        )?;
        write(&folder.join("src/main.rs"), program)?;
        let offline = if self.cached_only { ["--offline"].as_slice() } else { &[] };
        cargo().args(["fetch", "--quiet"]).args(offline).in_folder(&folder).output()?;
        Ok(Installed { version: version.to_owned(), folder })
    }

    /// Every peer, installed if it is not there yet.
    pub(crate) fn all(&self) -> Vec<(&'static str, Result<Installed, String>)> {
        let crates = |package: Package| {
            let Package { name, version } = package;
            self.cargo(&format!("install-{name}"), version, &format!("{name} = \"={version}\""), "fn main() {}\n")
        };
        let of_python =
            [TROPOSPHERE, CFN_LINT, CLOUDFORMATION_VALIDATE, MOTO].map(|peer| (peer.name, self.python(peer)));
        let of_cargo = [STRATOSPHERE, RUSTY_CDK].map(|peer| (peer.name, crates(peer)));
        let cdk = (CDK_COMMAND.name, self.npm(&CDK));
        of_python.into_iter().chain(of_cargo).chain([cdk]).collect()
    }

    fn may_install(&self, package: Package) -> Result<(), String> {
        if self.cached_only {
            return Err(format!(
                "{} {} is not in the cache {}\n  help: run the command without --cached once",
                package.name,
                package.version,
                self.cache.display()
            ));
        }
        Ok(())
    }
}

/// Cargo, as this program was run by it.
pub(crate) fn cargo() -> Job {
    Job::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `found`, if it is the required version or begins with it.
fn wanted(package: Package, found: &str) -> Result<String, String> {
    let Package { name, version } = package;
    match found.strip_prefix(version) {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => Ok(found.to_owned()),
        _ => Err(format!("{name} {version} is required, and {found} is installed")),
    }
}

pub(crate) fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: cannot be read: {error}", file.display()))
}

/// Writes a file, with its folder; one that has this content already is left alone, so that nothing is built anew.
pub(crate) fn write(file: &Path, content: &str) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: cannot be written: {error}", file.display());
    if std::fs::read(file).is_ok_and(|there| there == content.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(at)?;
    }
    std::fs::write(file, content).map_err(at)
}
