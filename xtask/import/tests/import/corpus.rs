//! Real templates: each survives the round trip, and little of it stays raw.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cfn_import::Options;

use crate::harness::{self, share};

/// The most that may stay raw, in per cent of the properties.
const MOST_RAW: f64 = 2.0;

#[test]
fn every_template_of_the_corpus_survives_the_round_trip() {
    let Some(folder) = test_support::machine::shared("corpus") else { return };
    let (imported, refused) = import_all(&templates(&folder));
    assert_eq!(refused, Vec::<String>::new());
    assert!(check("corpus", &imported) < MOST_RAW);
}

/// For templates of your own: `IMPORT_TEMPLATES` is a file with a path a line.
#[test]
fn templates_given_by_the_environment_survive_the_round_trip() {
    let Some(list) = std::env::var_os("IMPORT_TEMPLATES") else { return };
    let list = fs::read_to_string(list).unwrap();
    let (imported, refused) = import_all(&list.lines().map(PathBuf::from).collect::<Vec<_>>());
    println!("refused:\n{}", refused.join("\n"));
    check("given", &imported);
}

/// The share of properties that stay raw, in per cent.
fn check(name: &str, imported: &[harness::Imported]) -> f64 {
    let properties: usize = imported.iter().map(|one| one.import.properties).sum();
    let raw: usize = imported.iter().map(|one| one.import.raw_properties).sum();
    println!(
        "{} templates, {properties} properties, {raw} of them raw: {:.2}%",
        imported.len(),
        share(raw, properties)
    );
    for one in imported {
        for part in &one.import.raw {
            println!("{}: {}: {}", one.name, part.path, part.reason);
        }
    }
    assert_eq!(harness::round_trip(name, imported), Vec::new());
    share(raw, properties)
}

fn import_all(paths: &[PathBuf]) -> (Vec<harness::Imported>, Vec<String>) {
    let start = Instant::now();
    let mut imported = Vec::new();
    let mut refused = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let options = Options { title: Some(name.clone()), module: true };
        match fs::read_to_string(path)
            .map_err(|e| e.to_string())
            .and_then(|text| harness::import(&name, &text, &options))
        {
            Ok(one) => imported.push(one),
            Err(message) => refused.push(format!("{name}: {message}")),
        }
    }
    println!("{} templates were read and imported in {:?}", paths.len(), start.elapsed());
    (imported, refused)
}

fn templates(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|e| ["json", "yaml", "yml"].contains(&e.to_str().unwrap_or_default()))
    });
    paths.sort();
    paths
}
