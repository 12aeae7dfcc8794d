//! `show`: the Rust of a type.

use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;
use cfn_stdout::print;

use crate::failure::Failure;
use crate::near::nearest;
use crate::template::SnapshotArgs;

/// What `models` has for a resource type, its property types and closed sets included, or for one property type.
#[derive(clap::Args)]
pub struct Args {
    /// `AWS::S3::Bucket`, or `AWS::S3::Bucket.ReplicationRule`
    #[arg(value_name = "TYPE")]
    name: String,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Prints the source.
///
/// # Errors
/// When AWS has no type of that name, or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let resource = args.name.split('.').next().unwrap_or_default();
    let spec = ResourceName::new(resource).ok().and_then(|name| snapshot.service(&name.service().stem()));
    snapshot.failure()?;
    let known = |spec: &Spec| {
        let resources = spec.resources.keys().map(ToString::to_string);
        resources.chain(spec.types.keys().map(ToString::to_string)).collect::<Vec<String>>()
    };
    if let Some(spec) = spec
        && known(spec).contains(&args.name)
    {
        print(codegen::show(spec, &args.name)?.trim_start());
        return Ok(());
    }
    let names = known(spec.map_or_else(|| snapshot.all(), Ok)?);
    Err(Failure::Input(match nearest(&args.name, names.iter().map(String::as_str)) {
        Some(near) => format!("AWS has no type `{}`; did you mean `{near}`?", args.name),
        None => format!("AWS has no type `{}`; names are such as `AWS::S3::Bucket`", args.name),
    }))
}
