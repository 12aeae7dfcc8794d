//! Large templates go through S3: a request carries 51,200 bytes at most, an object a megabyte.

use super::request::{StackRequest, TEMPLATE_BODY_MAX};
use super::{Engine, Error};

impl Engine<'_> {
    /// Puts a template that is too large for a request into the request's bucket, and returns its address. The key follows from the
    /// content, so the same template is the same object.
    pub(super) async fn upload_if_large(&self, request: &StackRequest) -> Result<Option<String>, Error> {
        let Some(bucket) = request.template_bucket.as_deref().filter(|_| request.template.len() > TEMPLATE_BODY_MAX)
        else {
            return Ok(None);
        };
        let key = format!("archive-templates/{}/{}", request.name, request.digest());
        self.say(format!("putting the template, {} bytes, into {bucket}", request.template.len()));
        self.aws.put_object(self.region, bucket, &key, request.template.clone().into_bytes()).await?;
        Ok(Some(self.aws.object_url(self.region, bucket, &key)))
    }
}
