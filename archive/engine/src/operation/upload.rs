//! Large templates are uploaded to S3: a request can have 51,200 bytes at most, an object a megabyte.

use sha2::{Digest as _, Sha256};

use super::engine::Engine;
use crate::aws::ApiError;
use cfn_spec::quota::TEMPLATE_IN_REQUEST;

use crate::model::{Error, Remedy, StackRequest, hex};

impl Engine<'_> {
    /// Uploads a template that is too large for a request to the request's bucket, unless it is there already, and
    /// returns its URL. The key is derived from the content, so the same template is the same object.
    ///
    /// The bucket must belong to the account that the request names, or to the caller's if it names none: the owner of
    /// the bucket decides what CloudFormation reads from it, and a name is easily mistyped.
    pub(super) async fn upload_if_large(&self, request: &StackRequest) -> Result<Option<String>, Error> {
        let Some(bucket) = request.template_bucket.as_deref().filter(|_| request.template.len() > TEMPLATE_IN_REQUEST)
        else {
            return Ok(None);
        };
        let owner = match &request.template_bucket_owner {
            Some(owner) => owner.clone(),
            None => self.aws.identity(self.region).await?.account,
        };
        let application = self.aws.application().name();
        let key = format!("{application}-templates/{}/{}", request.name, hex(&Sha256::digest(&request.template)));
        let body = request.template.clone().into_bytes();
        let size = body.len();
        let kept = self.aws.keep_object(self.region, (bucket, &owner), &key, body).await;
        if kept.map_err(|error| refused(application, (bucket, &owner), error))? {
            self.say(format!("the template, {size} bytes, was put into {bucket}"));
        }
        Ok(Some(self.aws.object_url(self.region, bucket, &key).await?))
    }
}

fn refused(application: &str, (bucket, owner): (&str, &str), error: ApiError) -> Error {
    let region = &error.region;
    let remedies = match error.code.as_deref() {
        Some("NoSuchBucket") => vec![
            Remedy::advice(format!("create the bucket {bucket} in {region}, or use another")),
            Remedy::NameTemplateBucket { region: Some(region.clone()) },
        ],
        _ if error.is_wrong_region() => vec![
            Remedy::advice(format!("the bucket {bucket} is in another region")),
            Remedy::NameTemplateBucket { region: Some(region.clone()) },
        ],
        _ if error.is_denied() => vec![
            Remedy::advice(format!(
                "allow s3:PutObject and s3:GetObject on arn:aws:s3:::{bucket}/{application}-templates/*"
            )),
            Remedy::NameTemplateBucketOwner { owner: owner.to_owned() },
        ],
        _ => return error.into(),
    };
    Error::TemplateBucket { bucket: bucket.to_owned(), error: Box::new(error), remedies }
}
