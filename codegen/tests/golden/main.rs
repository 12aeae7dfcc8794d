//! What is generated from small specifications that have every oddity of AWS's, and from AWS's own.
//!
//! The expected files are compiled and used by `models/src/golden.rs`. `GOLDEN=overwrite cargo test -p cfn-codegen --test golden`
//! rewrites them; read the difference.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use cfn_spec::spec::{Source, Spec};
use codegen::{Generated, Options};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn generate(spec: &Spec) -> Generated {
    codegen::generate(spec, &BTreeMap::new(), Options::default()).unwrap()
}

#[test]
fn small_specifications_give_the_expected_source() {
    let spec = cfn_spec::load_all(&directory().join("snapshot")).unwrap();
    let generated = generate(&spec);
    let mut wrong = Vec::new();
    for service in &generated.services {
        let path = directory().join("expected").join(format!("{}.rs", service.name));
        if env::var_os("GOLDEN").is_some_and(|mode| mode == "overwrite") {
            fs::write(&path, &service.source).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != service.source {
            wrong.push(service.name.clone());
        }
    }
    assert!(wrong.is_empty(), "these differ from tests/golden/expected: {wrong:?}");
    assert_eq!(generated.services.len(), 10);
}

#[test]
fn every_resource_type_of_both_documents_is_generated() {
    let spec = cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap();
    let generated = generate(&spec);
    let count: usize = generated.services.iter().map(|service| service.resources).sum();
    assert_eq!(count, spec.resources.len());
    let specified = spec.resources.values().filter(|resource| resource.source != Source::Schemas).count();
    assert_eq!(specified, 1519);
    // Each is there by its name, and once.
    for service in &generated.services {
        let names: Vec<&str> = service.source.lines().filter(|line| line.starts_with("g::resource!(")).collect();
        assert_eq!(names.len(), service.resources, "{}", service.name);
    }
}

#[test]
fn the_same_specification_gives_the_same_source() {
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &["s3", "iam"]).unwrap();
    assert_eq!(generate(&spec), generate(&spec));
}

#[test]
fn a_service_is_generated_alike_alone_and_among_others() {
    let alone = generate(&cfn_spec::load(cfn_spec::snapshot::directory(), &["s3"]).unwrap());
    let both = generate(&cfn_spec::load(cfn_spec::snapshot::directory(), &["kms", "s3"]).unwrap());
    assert_eq!(alone.services[0], both.services[1]);
}

#[test]
fn what_cannot_be_named_is_reported_with_its_path_all_at_once() {
    let mut spec = cfn_spec::load_all(&directory().join("snapshot")).unwrap();
    let name = cfn_spec::name::ResourceName::new("AWS::Sets::Bucket").unwrap();
    let bucket = spec.resources.get_mut(&name).unwrap();
    // Wire names that differ, Rust names that do not.
    for name in ["ARNList", "ArnList", "arnList"] {
        let property = bucket.properties.values().next().unwrap().clone();
        bucket.properties.insert(cfn_spec::name::PropertyName::new(name).unwrap(), property);
    }
    let errors = codegen::generate(&spec, &BTreeMap::new(), Options::default()).err().unwrap();
    let text = errors.to_string();
    assert!(text.contains("AWS::Sets::Bucket/"), "{text}");
    assert!(text.contains("`arn_list` is taken by AWS::Sets::Bucket/ARNList"), "{text}");
}

#[test]
fn the_manifest_has_a_feature_for_every_service() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/Cargo.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let shared = include_str!("../../features.txt");
    // Sizes decide only what is shared next.
    let services: Vec<_> =
        cfn_spec::snapshot::services().unwrap().into_iter().map(|service| (service, usize::MAX)).collect();
    let expected = codegen::features::rewrite(&manifest, shared, &services).unwrap();
    assert_eq!(shared, expected.shared);
    assert!(
        manifest == expected.manifest,
        "models/Cargo.toml has other features than the snapshot has services: run `cargo xtask regen-spec`"
    );
}

#[test]
fn the_properties_that_most_templates_set_say_what_to_know_first() {
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &["kms", "sqs"]).unwrap();
    let queue = codegen::show(&spec, "AWS::SQS::Queue").unwrap();
    assert!(
        queue.contains("`FifoQueue`, optional. A change replaces the resource. The name has to end with `.fifo`."),
        "{queue}"
    );
    let key = codegen::show(&spec, "AWS::KMS::Key").unwrap();
    assert!(key.contains("Unless it allows the account, IAM policies about the key have no effect."), "{key}");
    // All of them: an entry that matches nothing would be an error.
    let model = codegen::lower(&cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap()).unwrap();
    let resources = model.services.iter().flat_map(|service| &service.resources);
    let bodies = resources.flat_map(|resource| std::iter::once(&resource.body).chain(&resource.types));
    assert_eq!(bodies.flat_map(|body| &body.fields).filter(|field| field.advice.is_some()).count(), 50);
}

#[test]
fn a_type_is_shown_as_it_is_generated() {
    let spec = cfn_spec::load(cfn_spec::snapshot::directory(), &["s3"]).unwrap();
    let bucket = codegen::show(&spec, "AWS::S3::Bucket").unwrap();
    assert!(generate(&spec).services[0].source.contains(&bucket));
    let rule = codegen::show(&spec, "AWS::S3::Bucket.ReplicationRule").unwrap();
    assert!(rule.contains("pub struct ReplicationRule {"), "{rule}");
    let error = codegen::show(&spec, "AWS::S3::Buckets").unwrap_err().to_string();
    assert!(error.contains("AWS::S3::Buckets"), "{error}");
}
