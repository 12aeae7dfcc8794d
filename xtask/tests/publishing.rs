//! What crates.io demands of the packages that are published. `.ci/package` packages and builds them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::path::Path;
use std::process::Command;

use codegen::features::MOST;
use serde_json::Value;

#[test]
fn the_release_checklist_lists_every_package_after_those_that_it_needs() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("release").output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("[x] all packages have one version: "), "{out}{}", String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("[x] each package names the lowest version of Rust"), "{out}");
    let place =
        |name: &str| out.find(&format!("cargo publish -p {name}\n")).unwrap_or_else(|| panic!("no {name}: {out}"));
    for (before, after) in [
        ("cfn-spec", "cfn-codegen"),
        ("cfn-codegen", "cfn-models"),
        ("cfn-deploy", "cfn-cli"),
        ("cfn-command-line", "cfn-cli"),
    ] {
        assert!(place(before) < place(after), "{before} is published after {after}: {out}");
    }
    assert!(!out.contains("publish -p xtask") && !out.contains("publish -p test-support"), "{out}");
}

#[test]
fn packages_have_what_crates_io_demands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut published = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if package["publish"] == Value::Array(Vec::new()) {
            continue;
        }
        published += 1;
        let features = package["features"].as_object().unwrap();
        assert!(features.len() <= MOST, "{name} has {} features", features.len());
        for (feature, list) in features {
            let entries = list.as_array().unwrap().len();
            assert!(entries <= MOST, "{name}: the feature {feature} lists {entries}");
        }
        assert!(package["description"].is_string() && package["license"].is_string(), "{name}");
        assert!(package["keywords"].as_array().unwrap().len() <= 5, "{name}: crates.io takes five keywords");
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        for file in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(std::fs::read_to_string(folder.join(file)).unwrap().len() > 100, "{name} has no {file}");
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            let sent = dependency["kind"] != "dev" && dependency["path"].is_string();
            assert!(!sent || dependency["req"] != "*", "{name}: {} has a path and no version", dependency["name"]);
        }
    }
    assert!(published > 5, "the packages were not found");
}
