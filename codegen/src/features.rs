//! The Cargo features of `models`: one a service, and `full` for all.

use cfn_spec::Errors;
use cfn_spec::snapshot::Service;

const BEGIN: &str = "# One additive feature a service; written by `cargo xtask regen-spec` from here";
const END: &str = "# to here.";

/// The manifest of `models` with the features of these services.
///
/// # Errors
/// When the manifest lacks the two comments between which the features stand.
pub fn rewrite(manifest: &str, services: &[Service]) -> Result<String, Errors> {
    let parts =
        manifest.split_once(BEGIN).and_then(|(before, rest)| rest.split_once(END).map(|(_, after)| (before, after)));
    let Some((before, after)) = parts else {
        return Err(Errors::one(
            "models/Cargo.toml",
            format!("the features of the services stand between the comments `{BEGIN}` and `{END}`, which are missing"),
        ));
    };
    Ok(format!("{before}{BEGIN}\n{}{END}{after}", table(services)))
}

fn table(services: &[Service]) -> String {
    let mut table = String::from("full = [\n");
    for Service { stem, .. } in services {
        table.push_str(&format!("    \"{stem}\",\n"));
    }
    table.push_str("]\n");
    for Service { stem, .. } in services {
        table.push_str(&format!("{stem} = []\n"));
    }
    table
}
