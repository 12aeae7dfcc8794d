//! The rules of the snapshot and of the overlay: every line says something, and every name in them exists.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use cfn_spec::name::{ResourceName, ServiceName};
use cfn_spec::rules::{Keyword, Rule, Schema, Sections, Table, overlay_directory};
use cfn_spec::snapshot;
use cfn_spec::spec::{Shape, Spec, Type};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("rules")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Keys of `Metadata` that have rules: they are named as types are.
const METADATA: &[&str] = &["AWS::CloudFormation::Init", "AWS::CloudFormation::Interface"];

/// Calls `each` with every resource type that has rules in a folder, and its rules.
fn each_rule(folder: &Path, mut each: impl FnMut(&Spec, &str, &Rule)) {
    for file in files(folder) {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut services = snapshot::services().unwrap();
        // The Serverless Application Model has types, and no service.
        services.push(snapshot::Service {
            stem: "serverless".to_owned(),
            name: ServiceName::new("AWS::Serverless").unwrap(),
        });
        let service = services.into_iter().find(|service| service.stem == stem);
        let service = service.unwrap_or_else(|| panic!("{}: there is no service of that name", file.display()));
        let spec = cfn_spec::load(snapshot::directory(), &[&stem]).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let sections = Sections::new([(file.display().to_string(), text.into())]);
        for resource in sections.resources() {
            let name = format!("{}::{resource}", service.name);
            let is_known = spec.resources.contains_key(&*name) || METADATA.contains(&name.as_str());
            assert!(is_known, "{}: there is no {name}", file.display());
            for rule in sections.of(resource).map_err(ToString::to_string).unwrap() {
                each(&spec, &name, rule);
            }
        }
    }
}

/// What a place in a resource type is: its properties, if it is a struct.
fn inner<'s>(spec: &'s Spec, ty: &'s Type) -> Option<Vec<(&'s str, &'s Type)>> {
    match ty {
        Type::Named(name) => match &spec.types.get(name)?.shape {
            Shape::Alias(ty, _) => inner(spec, ty),
            Shape::Struct { properties, .. } => {
                Some(properties.iter().map(|(name, property)| (name.as_str(), &property.ty)).collect())
            }
        },
        _ => None,
    }
}

fn item<'s>(spec: &'s Spec, ty: &'s Type) -> Option<&'s Type> {
    match ty {
        Type::List { item, .. } | Type::Map { item, .. } => Some(item),
        Type::Named(name) => match &spec.types.get(name)?.shape {
            Shape::Alias(ty, _) => item(spec, ty),
            Shape::Struct { .. } => None,
        },
        Type::Primitive(_) => None,
    }
}

/// The names in a schema that the type does not have.
fn unknown<'s>(spec: &'s Spec, root: &[(&'s str, &'s Type)], at: At<'s>, schema: &Schema, found: &mut Vec<String>) {
    let At { names, of } = &at;
    let mut check = |name: &String| {
        if let Some(names) = names
            && !names.iter().any(|(known, _)| known == name)
        {
            found.push(name.clone());
        }
    };
    for keyword in &schema.keywords {
        match keyword {
            Keyword::Required(all) | Keyword::RequiredOr(all) | Keyword::RequiredXor(all) => {
                all.iter().for_each(&mut check);
            }
            Keyword::DependentRequired(first, all) | Keyword::DependentExcluded(first, all) => {
                check(first);
                all.iter().for_each(&mut check);
            }
            Keyword::Property(name, _) => check(name),
            _ => {}
        }
    }
    for keyword in &schema.keywords {
        let same = || At { names: names.clone(), of: *of };
        let mut go = |at: At<'s>, schema: &Schema| unknown(spec, root, at, schema, found);
        match keyword {
            Keyword::Property(name, inner) => {
                let ty =
                    names.as_ref().and_then(|names| names.iter().find(|(known, _)| known == name)).map(|(_, ty)| *ty);
                go(At::of(spec, ty), inner);
            }
            Keyword::Items(inner) | Keyword::Contains(inner) => {
                go(At::of(spec, of.and_then(|of| item(spec, of))), inner)
            }
            Keyword::AllOf(cases) | Keyword::AnyOf(cases) | Keyword::OneOf(cases) => {
                cases.iter().for_each(|case| go(same(), case));
            }
            Keyword::Not(inner) => go(same(), inner),
            Keyword::If(condition, then, otherwise) => {
                go(same(), condition);
                then.iter().chain(otherwise).for_each(|schema| go(same(), schema));
            }
            Keyword::Resource(inner) => go(At { names: Some(root.to_vec()), of: None }, inner),
            _ => {}
        }
    }
}

#[derive(Clone)]
struct At<'s> {
    names: Option<Vec<(&'s str, &'s Type)>>,
    of: Option<&'s Type>,
}

impl<'s> At<'s> {
    fn of(spec: &'s Spec, ty: Option<&'s Type>) -> Self {
        Self { names: ty.and_then(|ty| inner(spec, ty)), of: ty }
    }
}

#[test]
fn every_rule_is_about_properties_that_exist() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in [snapshot::directory(), overlay_directory()] {
        each_rule(folder, |spec, name, rule| {
            count += 1;
            // Keys of the section `Metadata` are named as types are.
            let Some(resource) = spec.resources.get(&ResourceName::new(name).unwrap()) else { return };
            let root: Vec<(&str, &Type)> =
                resource.properties.iter().map(|(name, property)| (name.as_str(), &property.ty)).collect();
            for place in &rule.places {
                let mut at = At { names: Some(root.clone()), of: None };
                for step in place {
                    let ty = match (step.as_str(), &at) {
                        ("*", At { of: Some(ty), .. }) => item(spec, ty),
                        (step, At { names: Some(names), .. }) => {
                            names.iter().find(|(name, _)| *name == step).map(|(_, ty)| *ty)
                        }
                        // In free JSON anything may be there.
                        (_, At { of: Some(Type::Primitive(_)), .. }) => None,
                        _ => None,
                    };
                    if ty.is_none() && at.names.is_some() {
                        wrong.push(format!("{name} {}: no `{}`", rule.name, place.join("/")));
                        return;
                    }
                    at = At::of(spec, ty);
                }
                // A published schema is shared by types that have not all that it names.
                if rule.gather.is_empty() && folder == overlay_directory() {
                    let mut found = Vec::new();
                    unknown(spec, &root, at, &rule.schema, &mut found);
                    wrong.extend(found.into_iter().map(|property| format!("{name} {}: no `{property}`", rule.name)));
                }
            }
        });
    }
    assert!(count > 150, "{count} rules");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_the_overlay_has_a_source_and_a_name_of_its_own() {
    let (mut names, mut wrong) = (std::collections::BTreeSet::new(), Vec::new());
    each_rule(overlay_directory(), |_, resource, rule| {
        let source = rule.source.as_deref().unwrap_or_default();
        let is_new = names.insert((resource.to_owned(), rule.name.clone()));
        let faults = [
            (!source.starts_with("https://docs.aws.amazon.com/"), "has no source at AWS"),
            (!is_new, "is there twice"),
            (rule.places.is_empty() && rule.gather.is_empty(), "is about nothing"),
            (rule.schema.keywords.is_empty(), "has no keywords"),
        ];
        let faults = faults.into_iter().filter(|(is_wrong, _)| *is_wrong);
        wrong.extend(faults.map(|(_, fault)| format!("{resource} {} {fault}", rule.name)));
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tables_are_looked_up_by_value_and_engine() {
    let table = |name: &str| {
        let path = snapshot::directory().join("rules/tables").join(format!("{name}.txt"));
        std::fs::read_to_string(path).unwrap()
    };
    let ec2 = table("ec2-instance-instancetype-enum");
    let ec2 = Table::new(&ec2);
    assert!(ec2.has("t3.micro") && !ec2.has("t3.mirco"));
    assert!(ec2.regions("t3.micro").any(|region| region == "eu-central-1"));
    let rds = table("rds-dbinstance-dbinstanceclass-enum");
    let rds = Table::new(&rds);
    assert!(rds.has("db.t3.micro") && rds.has("mysql:db.t3.micro") && !rds.has("mysql:db.t3.mirco"));
}

#[test]
fn roles_are_given_where_the_types_have_properties() {
    let spec = cfn_spec::load_all(snapshot::directory()).unwrap();
    let lines = || cfn_spec::rules::PRINCIPALS.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let services: Vec<&str> = lines().filter(|words| words[0] == "service").map(|words| words[1]).collect();
    let (mut count, mut wrong) = (0, Vec::new());
    for words in lines().filter(|words| words[0] == "role") {
        let [_, type_name, place, of @ ..] = words.as_slice() else { panic!("{words:?}") };
        let first = place.split('/').next().unwrap();
        if !spec.resources.get(*type_name).is_some_and(|resource| resource.properties.contains_key(first)) {
            wrong.push(format!("{type_name} has no {first}"));
        }
        if of.is_empty() || !of.iter().all(|service| services.contains(service)) {
            wrong.push(format!("unknown services in {words:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 20 && services.len() > 150, "{count} places, {} services", services.len());
}
