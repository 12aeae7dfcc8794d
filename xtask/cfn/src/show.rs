//! `show`: prints the generated Rust code of a type.

use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;
use cfn_stdout::print;

use crate::failure::Failure;
use crate::suggest::nearest;
use crate::template::SnapshotArgs;

/// Prints the generated Rust code of a resource type with its property types and enums, or of one property type.
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
/// If there is no such type, or the snapshot cannot be read.
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
        Some(near) => format!("unknown type `{}`; did you mean `{near}`?", args.name),
        None => format!("unknown type `{}`; expected a name such as `AWS::S3::Bucket`", args.name),
    }))
}
