//! The pinned snapshot, merged, against counts that were made of AWS's documents by other means.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use cfn_spec::name::{ResourceName, TypeName};
use cfn_spec::packed::{Packed, pack};
use cfn_spec::rules::{self, Sections};
use cfn_spec::snapshot::{directory, serverless_in, services};
use cfn_spec::spec::{Primitive, Property, Shape, Source, Spec, Type, UpdateType};
use cfn_spec::{iam, load, load_all};

fn whole() -> Spec {
    load_all(directory()).unwrap()
}

fn properties(spec: &Spec) -> impl Iterator<Item = &Property> {
    let of_types = spec.types.values().filter_map(|ty| match &ty.shape {
        Shape::Struct { properties, .. } => Some(properties),
        Shape::Alias(..) => None,
    });
    spec.resources.values().map(|resource| &resource.properties).chain(of_types).flat_map(|all| all.values())
}

fn resource(name: &str) -> ResourceName {
    ResourceName::new(name).unwrap()
}

#[test]
fn what_the_specification_has_is_all_there() {
    let spec = whole();
    assert_eq!(spec.version, "236.0.0");
    let resources: Vec<_> = spec.resources.iter().filter(|(_, r)| r.source != Source::Schemas).collect();
    assert_eq!(resources.len(), 1_519);
    assert_eq!(resources.iter().map(|(name, _)| name.service()).collect::<BTreeSet<_>>().len(), 264);
    assert_eq!(spec.types.values().filter(|ty| ty.source != Source::Schemas).count(), 8_303);
    assert_eq!(properties(&spec).filter(|property| property.source != Source::Schemas).count(), 35_628);
    let attributes = resources.iter().flat_map(|(_, resource)| resource.attributes.values());
    assert_eq!(attributes.filter(|attribute| attribute.source != Source::Schemas).count(), 4_041);
    let aliases = spec.types.values().filter(|ty| matches!(ty.shape, Shape::Alias(..)));
    assert_eq!(aliases.count(), 16);
}

#[test]
fn what_only_the_schemas_have_is_added() {
    let spec = whole();
    assert_eq!(spec.resources.values().filter(|resource| resource.source == Source::Schemas).count(), 345);
    let added = spec
        .resources
        .values()
        .filter(|resource| resource.source == Source::Both)
        .flat_map(|resource| resource.properties.values())
        .filter(|property| property.source == Source::Schemas);
    assert_eq!(added.count(), 289);
    let bucket = &spec.resources["AWS::S3::Bucket"];
    for name in ["BucketNamePrefix", "BucketNamespace"] {
        assert_eq!(bucket.properties[name].source, Source::Schemas);
        assert_eq!(bucket.properties[name].update, UpdateType::Immutable);
    }
}

#[test]
fn a_service_on_its_own_is_what_it_is_among_all() {
    let all = whole();
    for service in services().unwrap() {
        let alone = load(directory(), &[&service.stem]).unwrap();
        assert!(!alone.resources.is_empty(), "{} has nothing", service.stem);
        for (name, resource) in &alone.resources {
            assert_eq!(name.service(), service.name);
            assert_eq!(*resource, all.resources[name], "{name}");
        }
        for (name, ty) in &alone.types {
            assert_eq!(*ty, all.types[name], "{name}");
        }
    }
}

#[test]
fn properties_that_aws_sets_are_attributes() {
    let spec = load(directory(), &["s3"]).unwrap();
    let bucket = &spec.resources["AWS::S3::Bucket"];
    assert!(!bucket.properties.contains_key("Arn"));
    assert_eq!(bucket.attributes["Arn"].ty, Type::Primitive(Primitive::String));
    assert_eq!(
        bucket.attributes["MetadataConfiguration.AnnotationTableConfiguration.TableArn"].source,
        Source::Schemas
    );
    let table = TypeName::of(&resource("AWS::S3::Bucket"), "AnnotationTableConfiguration").unwrap();
    let Shape::Struct { properties, .. } = &spec.types[&table].shape else { panic!("not a struct") };
    assert!(properties.contains_key("ConfigurationState"));
    assert!(!properties.contains_key("TableArn"));
}

#[test]
fn enums_reach_nested_properties_and_list_items() {
    let spec = load(directory(), &["s3"]).unwrap();
    let of = |ty: &str, property: &str| {
        let name = TypeName::of(&resource("AWS::S3::Bucket"), ty).unwrap();
        match &spec.types[&name].shape {
            Shape::Struct { properties, .. } => properties[property].clone(),
            Shape::Alias(..) => panic!("{name} is an alias"),
        }
    };
    assert_eq!(of("VersioningConfiguration", "Status").constraints.allowed.len(), 2);
    let methods = of("CorsRule", "AllowedMethods");
    assert_eq!(methods.constraints.each.unwrap().allowed.len(), 5);
    assert!(methods.required);
}

#[test]
fn a_struct_may_bear_a_primitives_name() {
    let spec = whole();
    let json: Vec<_> = spec.types.keys().filter(|name| name.simple() == "Json").collect();
    assert_eq!(json.len(), 5);
    let used =
        properties(&spec).filter(|property| matches!(&property.ty, Type::Named(name) if name.simple() == "Json"));
    assert!(used.count() >= 5);
}

#[test]
fn what_the_documents_get_wrong_is_corrected() {
    let spec = load(directory(), &["kms"]).unwrap();
    for name in ["KeySpec", "KeyUsage", "MultiRegion", "Origin"] {
        assert_eq!(spec.resources["AWS::KMS::Key"].properties[name].update, UpdateType::Immutable);
    }
}

#[test]
fn pages_are_where_aws_has_them() {
    let spec = load(directory(), &["s3", "cloudformation", "emr"]).unwrap();
    let guide = cfn_spec::USER_GUIDE;
    let page = |name: &str| spec.resources[name].documentation.clone().unwrap();
    assert_eq!(page("AWS::S3::Bucket"), format!("{guide}aws-resource-s3-bucket.html"));
    assert_eq!(page("AWS::CloudFormation::WaitCondition"), format!("{guide}aws-properties-waitcondition.html"));
    let property =
        |name: &str, property: &str| spec.resources[name].properties[property].documentation.clone().unwrap();
    assert_eq!(
        property("AWS::S3::Bucket", "BucketName"),
        format!("{guide}aws-resource-s3-bucket.html#cfn-s3-bucket-bucketname")
    );
    assert_eq!(
        property("AWS::CloudFormation::WaitCondition", "Count"),
        format!("{guide}aws-properties-waitcondition.html#cfn-waitcondition-count")
    );
}

#[test]
fn services_that_the_snapshot_lacks_are_named() {
    let error = load(directory(), &["s3", "s33", "kmss"]).unwrap_err().to_string();
    assert!(error.contains("no service `s33`") && error.contains("no service `kmss`"), "{error}");
}

#[test]
fn every_service_with_actions_finds_its_prefixes() {
    let known = iam::all_prefixes(directory()).unwrap();
    assert_eq!(known.len(), 456);
    let actions: usize = known.iter().map(|prefix| cfn_spec::iam_actions(prefix).unwrap().len()).sum();
    assert_eq!(actions, 22_091);

    let services: Vec<String> = services().unwrap().into_iter().map(|service| service.stem).collect();
    let without: Vec<_> = services.iter().filter(|stem| iam::prefixes(stem, &known).is_empty()).collect();
    // A skill of Alexa, the CDK's own metadata, and a service that AWS has closed.
    assert_eq!(without, ["alexa-ask", "cdk", "iotthingsgraph"]);
    for overlay in iam::overlays() {
        assert!(services.iter().any(|stem| stem == overlay.service), "{overlay:?} is of no service");
        let found = iam::prefixes(overlay.service, &known);
        assert_eq!(found.len(), overlay.prefixes.len(), "{overlay:?} names prefixes that do not exist");
        let derived = known.iter().filter(|prefix| prefix.replace('-', "") == overlay.service).collect::<Vec<_>>();
        assert!(derived.len() != 1 || found != derived, "{overlay:?} says what the name says");
    }
}

#[test]
fn regions_know_their_partition_and_suffix() {
    let regions = cfn_spec::regions().unwrap();
    assert_eq!(cfn_spec::region::pinned(), regions, "what is compiled in is not what the snapshot says");
    assert_eq!(regions.len(), 48);
    let find = |name: &str| regions.iter().find(|region| region.name == name).unwrap();
    assert_eq!(find("eu-central-1").opt_in, Some(false));
    assert_eq!(find("af-south-1").opt_in, Some(true));
    assert_eq!(
        (find("cn-north-1").partition.as_str(), find("cn-north-1").dns_suffix.as_str()),
        ("aws-cn", "amazonaws.com.cn")
    );
}

#[cfg(feature = "documents")]
#[test]
fn the_snapshot_is_what_the_writer_makes_of_it() {
    let snapshot = cfn_spec::documents::snapshot::Snapshot::read(directory()).unwrap();
    let again = snapshot.rewritten().unwrap();
    for (path, text) in &snapshot.files {
        assert!(again.files.get(path) == Some(text), "{path} is written otherwise");
    }
    assert_eq!(again.files.len(), snapshot.files.len());
}

#[test]
fn what_a_build_script_packs_is_what_the_snapshot_says() {
    let stems = services().unwrap().into_iter().map(|service| service.stem).chain(serverless_in(directory()));
    let stems: Vec<String> = stems.collect();
    let spec = load(directory(), &stems).unwrap();
    let folders = [(String::new(), directory()), (format!("{}/", rules::OVERLAY), rules::overlay_directory())];
    let files = stems.iter().map(|stem| Sections::path(stem)).flat_map(|path| {
        let read = |(prefix, folder): &(String, &Path)| {
            Some((format!("{prefix}{path}"), std::fs::read_to_string(folder.join(&path)).ok()?))
        };
        folders.iter().filter_map(read).collect::<Vec<_>>()
    });
    let files: Vec<(String, String)> = files.collect();
    let packed = Packed::new(pack(&spec, &files).unwrap().leak());

    assert!(packed.resource_types().eq(spec.resources.keys().map(ResourceName::as_str)));
    for (name, resource) in &spec.resources {
        let types = spec.types.iter().filter(|(of, _)| of.resource().is_none_or(|owner| owner == name));
        let mut expected = Spec {
            resources: [(name.clone(), resource.clone())].into(),
            types: types.map(|(name, ty)| (name.clone(), ty.clone())).collect(),
            ..Spec::default()
        };
        without_documentation(&mut expected);
        assert!(packed.spec(name.as_str()) == Some(&expected), "{name}");
    }
    assert_eq!(packed.spec("AWS::S3::Buckets"), None);
    assert_eq!(packed.spec(""), None);
    assert_eq!(
        packed.siblings("AWS::sqs::Nothing"),
        ["AWS::SQS::Queue", "AWS::SQS::QueueInlinePolicy", "AWS::SQS::QueuePolicy"]
    );
    assert_eq!(packed.siblings("AWS::SQ::Queue"), [""; 0]);

    let mut count = 0;
    for stem in &stems {
        let of_service = files.iter().filter(|(file, _)| file.ends_with(&format!("/{stem}.txt")));
        let sections = Sections::new(of_service.map(|(file, text)| (file.clone(), Cow::Owned(text.clone()))));
        let service = spec.resources.keys().find(|name| name.service().stem() == *stem).unwrap().service();
        for section in sections.resources() {
            let read = sections.of(section).unwrap();
            assert_eq!(packed.rules(&format!("{service}::{section}")).unwrap(), read, "{service}::{section}");
            count += read.len();
        }
    }
    assert!(count > 400, "{count} rules");
    assert_eq!(packed.rules("AWS::SQ::Queue"), Ok(&[][..]));
}

/// Removes the URLs, which are not packed: no check reads them.
fn without_documentation(spec: &mut Spec) {
    for resource in spec.resources.values_mut() {
        resource.documentation = None;
        resource.properties.values_mut().for_each(|property| property.documentation = None);
    }
    for ty in spec.types.values_mut() {
        ty.documentation = None;
        if let Shape::Struct { properties, .. } = &mut ty.shape {
            properties.values_mut().for_each(|property| property.documentation = None);
        }
    }
}
