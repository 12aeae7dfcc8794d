//! Files that templates name (code of functions, nested templates), and templates too large for a request: they are put into a bucket.

mod pack;
mod package;
mod property;

use cfn_command_line::output::counted;
use cfn_command_line::{CommandError, Exit};
use cfn_deploy::aws::{Aws, BucketOwner};
use cfn_deploy::{Error, Event, Remedy};
use cfn_spec::quota::TEMPLATE_IN_REQUEST;

pub(super) use self::property::is_path;

use self::package::{Assets, Destination, names_files, package};
use super::arguments::Settings;
use super::session::Connected;
use super::target::Target;

/// How the keys of the files begin.
const PREFIX: &str = "cfn-assets/";

/// What is done with the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// They are uploaded, for a deployment or its plan.
    Upload,
    /// They only get their names, for a comparison.
    Compare,
}

/// Puts the files that the targets' templates name into a bucket, and the objects into the templates in their place. A template that is
/// too large for a request gets the bucket too.
///
/// # Errors
/// If a file cannot be read, there is no bucket and none may be created, or a call fails.
pub(super) async fn prepare(
    session: &Connected<'_>,
    targets: &mut [Target],
    settings: &Settings,
    what: Use,
) -> Result<(), CommandError> {
    for target in targets {
        let Some(text) = &target.template else { continue };
        // What is no template is refused where it is read for its stack.
        let Ok(document) = cfn_template::read(text, &cfn_template::Options::default()) else { continue };
        let template = document.root.to_json();
        let has_files = names_files(&template)?;
        let is_large = text.len() > TEMPLATE_IN_REQUEST && settings.stack.template_bucket.is_none();
        let needs_bucket = has_files || (is_large && what == Use::Upload);
        if !needs_bucket {
            continue;
        }
        let (bucket, owner) = bucket(session, target, settings, what).await?;
        target.template_bucket = Some(bucket.clone());
        if !has_files {
            continue;
        }
        let url = match session.shared.is_simulated() {
            // The address of the simulated AWS is another one each time, and would be a change of every nested stack.
            true => format!("https://s3.{}.amazonaws.com/{bucket}/", target.region),
            false => session.aws(target).object_url(&target.region, &bucket, "").await.map_err(Error::from)?,
        };
        let to = Destination { bucket: &bucket, prefix: PREFIX, url: &url };
        let mut assets = Assets::new();
        target.template = Some(package(&template, &target.base, &to, &mut assets, 0)?.to_string());
        if what == Use::Upload {
            upload(session, target, (&bucket, &owner), assets).await?;
        }
    }
    Ok(())
}

/// The bucket of a target, and the account that it belongs to: the one that is named, else one of this program's, created if there is none.
async fn bucket(
    session: &Connected<'_>,
    target: &Target,
    settings: &Settings,
    what: Use,
) -> Result<(String, String), CommandError> {
    let (aws, region) = (session.aws(target), target.region.as_str());
    let own = aws.identity(region).await.map_err(Error::from)?.account;
    if let Some(bucket) = &settings.stack.template_bucket {
        let owner = settings.stack.template_bucket_owner.clone().unwrap_or(own);
        return Ok((bucket.clone(), owner));
    }
    let bucket = format!("cfn-{own}-{region}");
    if what == Use::Upload {
        match aws.bucket_owner(region, &bucket, &own).await.map_err(Error::from)? {
            BucketOwner::Account => {}
            BucketOwner::Nobody => create(session, target, aws, &bucket).await?,
            BucketOwner::AnotherAccount | BucketOwner::AnotherRegion => {
                return Err(CommandError::usage(
                    format!("the bucket {bucket} belongs to another account or region, or may not be looked at"),
                    Remedy::NameTemplateBucket { region: Some(region.to_owned()) },
                ));
            }
        }
    }
    Ok((bucket, own))
}

async fn create(session: &Connected<'_>, target: &Target, aws: &Aws, bucket: &str) -> Result<(), CommandError> {
    let region = target.region.as_str();
    let question = format!(
        "{} needs a bucket for its files or its template. Create {bucket} in {region}, which stays for later deployments?",
        target.label
    );
    if let Err(refused) = session.engine(target).confirm(&question) {
        return Err(CommandError::Other {
            message: format!("{}: {refused}", target.label),
            remedy: format!("add --yes, or name a bucket in {region} with --template-bucket").into(),
            exit: Exit::Refused,
        });
    }
    aws.create_bucket(region, bucket).await.map_err(Error::from)?;
    session.shared.reporter.report(&Event::Progress { message: format!("created the bucket {bucket} in {region}") });
    Ok(())
}

/// Uploads what the bucket does not have yet.
async fn upload(
    session: &Connected<'_>,
    target: &Target,
    (bucket, owner): (&str, &str),
    assets: Assets,
) -> Result<(), CommandError> {
    let say = |message| session.shared.reporter.report(&Event::Progress { message });
    let (mut uploaded, count) = (0, assets.len());
    for (number, (key, asset)) in assets.into_iter().enumerate() {
        let size = asset.bytes.len();
        let sent = session.aws(target).keep_object(&target.region, (bucket, owner), &key, asset.bytes).await;
        if sent.map_err(|error| refused(&error, bucket, owner))? {
            uploaded += 1;
            say(format!("[{}/{count}] uploaded {}, {size} bytes", number + 1, asset.source));
        }
    }
    let there = count - uploaded;
    if there > 0 {
        say(format!("{} in {bucket} already", counted(there, "file is", "files are")));
    }
    Ok(())
}

fn refused(error: &cfn_deploy::aws::ApiError, bucket: &str, owner: &str) -> CommandError {
    let message = format!("the files cannot be put into {bucket}: {error}");
    let remedy = match error.code.as_deref() {
        Some("NoSuchBucket") => {
            format!("create the bucket {bucket} in {}, or leave out --template-bucket", error.region)
        }
        _ if error.is_wrong_region() => format!("name a bucket in {} with --template-bucket", error.region),
        _ if error.is_denied() => format!(
            "allow s3:PutObject and s3:GetObject on arn:aws:s3:::{bucket}/{PREFIX}*; if the bucket is not of the account {owner}, say whose it \
             is with --template-bucket-owner"
        ),
        _ => "run the same command again; what was uploaded is not uploaded twice".to_owned(),
    };
    CommandError::usage(message, remedy)
}
