//! The content of versions: read by ranges, with the sizes of its parts, and restored from an archive.

use aws_sdk_s3::config::{Builder, ResponseChecksumValidation};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{GlacierJobParameters, ObjectAttributes, RestoreRequest, Tier};

use super::{ApiError, Aws};

/// How fast an archived version is to be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetrievalTier {
    /// Within minutes; not from deep archives.
    Expedited,
    /// Within hours.
    Standard,
    /// Within half a day or two days, for the least.
    Bulk,
}

/// A part of a version that was uploaded in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionPart {
    /// Its number.
    pub number: i32,
    /// Its size in bytes.
    pub size: u64,
}

impl Aws {
    /// The content of a version, to be read piece by piece: all of it, or the bytes from the first to the last of a range. The SDK does not
    /// compare its checksum, because a range has none: the caller does.
    ///
    /// # Errors
    /// If the call fails. An error of the content comes from the stream.
    pub async fn version_stream(
        &self,
        region: &str,
        (bucket, key, id): (&str, &str, &str),
        range: Option<(u64, u64)>,
    ) -> Result<ByteStream, ApiError> {
        let call = self.s3(region).get_object().bucket(bucket).key(key).version_id(id);
        let call = call.set_range(range.map(|(first, last)| format!("bytes={first}-{last}")));
        let unchecked = Builder::new().response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        let sent = call.customize().config_override(unchecked).send().await;
        sent.map(|answer| answer.body).map_err(|error| ApiError::new("GetObjectVersion", region, error))
    }

    /// The denial of a `HeadObject`, whose answer does not say which permission is missing, in the words of the answer to `GetObject`.
    pub async fn denial_of_version(&self, region: &str, version: (&str, &str, &str), denied: ApiError) -> ApiError {
        self.version_stream(region, version, Some((0, 0))).await.err().filter(ApiError::is_denied).unwrap_or(denied)
    }

    /// The parts that a version was uploaded in, in their order; empty if S3 does not have them.
    ///
    /// # Errors
    /// If a call fails, or a part has no number or size.
    pub async fn version_parts(
        &self,
        region: &str,
        (bucket, key, id): (&str, &str, &str),
    ) -> Result<Vec<VersionPart>, ApiError> {
        const OPERATION: &str = "GetObjectAttributes";
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let call = self.s3(region).get_object_attributes().bucket(bucket).key(key).version_id(id);
            let call = call.object_attributes(ObjectAttributes::ObjectParts).set_part_number_marker(after.take());
            let answer = call.send().await.map_err(|error| ApiError::new(OPERATION, region, error))?;
            let Some(parts) = answer.object_parts else { return Ok(found) };
            let next = parts.next_part_number_marker().map(str::to_owned);
            let is_truncated = parts.is_truncated() == Some(true);
            for part in parts.parts.into_iter().flatten() {
                let size = part.size.filter(|size| *size >= 0).map(i64::unsigned_abs);
                let (Some(number), Some(size)) = (part.part_number, size) else {
                    return Err(ApiError::unreadable(OPERATION, region, "a part has no number or size"));
                };
                found.push(VersionPart { number, size });
            }
            match next {
                Some(next) if is_truncated => after = Some(next),
                None if is_truncated => {
                    return Err(ApiError::unreadable(OPERATION, region, "the list goes on, and does not say where"));
                }
                _ => return Ok(found),
            }
        }
    }

    /// Has S3 restore an archived version: for so many days, or for good without a number, as it is for the tiers of
    /// Intelligent-Tiering. A restoration that is under way already is no error.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn restore_version(
        &self,
        region: &str,
        (bucket, key, id): (&str, &str, &str),
        days: Option<i32>,
        tier: RetrievalTier,
    ) -> Result<(), ApiError> {
        const OPERATION: &str = "RestoreObject";
        let tier = match tier {
            RetrievalTier::Expedited => Tier::Expedited,
            RetrievalTier::Standard => Tier::Standard,
            RetrievalTier::Bulk => Tier::Bulk,
        };
        let parameters = GlacierJobParameters::builder().tier(tier).build();
        let parameters = parameters.map_err(|error| ApiError::client(OPERATION, region, error))?;
        let request = RestoreRequest::builder().set_days(days).glacier_job_parameters(parameters).build();
        let call = self.s3(region).restore_object().bucket(bucket).key(key).version_id(id).restore_request(request);
        match call.send().await.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(_) => Ok(()),
            Err(error) if error.is("RestoreAlreadyInProgress") => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a version, or a delete marker, for good.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn delete_version(&self, region: &str, (bucket, key, id): (&str, &str, &str)) -> Result<(), ApiError> {
        let sent = self.s3(region).delete_object().bucket(bucket).key(key).version_id(id).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("DeleteObjectVersion", region, error))
    }
}
