//! `cargo xtask show`: the Rust of a type.

use cfn_spec::name::ResourceName;

use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::near::nearest;
use crate::template::SnapshotArgs;

/// What `models` has for a resource type, its property types and closed sets included, or for one property type.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// `AWS::S3::Bucket`, or `AWS::S3::Bucket.ReplicationRule`
    #[arg(value_name = "TYPE")]
    name: String,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = Snapshot::open(&args.snapshot.snapshot)?;
    let resource = args.name.split('.').next().unwrap_or_default();
    let spec = ResourceName::new(resource).ok().and_then(|name| snapshot.service(&name.service().stem()));
    let names = || {
        let spec = spec.or_else(|| snapshot.all());
        let resources = spec.into_iter().flat_map(|spec| spec.resources.keys().map(ToString::to_string));
        let types = spec.into_iter().flat_map(|spec| spec.types.keys().map(ToString::to_string));
        resources.chain(types).collect::<Vec<String>>()
    };
    let known = names();
    if !known.contains(&args.name) {
        let near = nearest(&args.name, known.iter().map(String::as_str));
        return Err(Failure::Input(match near {
            Some(near) => format!("AWS has no type `{}`; did you mean `{near}`?", args.name),
            None => format!("AWS has no type `{}`; names are such as `AWS::S3::Bucket`", args.name),
        }));
    }
    if let Some(spec) = spec {
        print!("{}", codegen::show(spec, &args.name)?.trim_start());
    }
    Ok(())
}
