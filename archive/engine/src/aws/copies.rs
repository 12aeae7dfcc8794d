//! Copies of versions that S3 makes itself, at once or in parts.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart};
use percent_encoding::utf8_percent_encode;

use super::s3::KEY;
use super::{ApiError, Aws, ObjectHeaders};

/// The version that is copied.
#[derive(Debug, Clone, Copy)]
pub struct CopySource<'a> {
    /// Its bucket, which may be in another region than the copy.
    pub bucket: &'a str,
    /// Its key.
    pub key: &'a str,
    /// Its version ID.
    pub id: &'a str,
}

impl CopySource<'_> {
    /// As the header has it.
    fn encoded(&self) -> String {
        let encoded = |text| utf8_percent_encode(text, KEY);
        format!("{}/{}?versionId={}", self.bucket, encoded(self.key), encoded(self.id))
    }
}

/// A part of a copy that S3 has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOfCopy {
    /// Its number.
    pub number: i32,
    etag: String,
    checksums: BTreeMap<&'static str, String>,
}

impl Aws {
    /// Copies a version at once, with its metadata and its tags; the destination's default encryption applies. Gives the checksums of the
    /// copy by algorithm, which are of the whole content.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn copy_version(
        &self,
        region: &str,
        from: CopySource<'_>,
        (bucket, key): (&str, &str),
    ) -> Result<BTreeMap<&'static str, String>, ApiError> {
        let call = self.s3(region).copy_object().copy_source(from.encoded()).bucket(bucket).key(key);
        let answer = call.send().await.map_err(|error| ApiError::new("CopyObject", region, error))?;
        let Some(copy) = answer.copy_object_result else { return Ok(BTreeMap::new()) };
        Ok(by_algorithm([
            copy.checksum_crc32,
            copy.checksum_crc32_c,
            copy.checksum_crc64_nvme,
            copy.checksum_sha1,
            copy.checksum_sha256,
        ]))
    }

    /// Begins a copy in parts: with these headers and tags, and with a checksum of `algorithm`, `composite` or of the whole content. Gives
    /// the ID of the upload.
    ///
    /// # Errors
    /// If the call fails, or the answer has no ID.
    pub async fn begin_copy(
        &self,
        region: &str,
        (bucket, key): (&str, &str),
        (headers, tags): (&ObjectHeaders, &BTreeMap<String, String>),
        (algorithm, composite): (&str, bool),
    ) -> Result<String, ApiError> {
        const OPERATION: &str = "CreateMultipartUpload";
        let encoded = |text| utf8_percent_encode(text, KEY).to_string();
        let tagging: Vec<_> = tags.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        let call = self.s3(region).create_multipart_upload().bucket(bucket).key(key);
        let kind = if composite { ChecksumType::Composite } else { ChecksumType::FullObject };
        let call = call.checksum_algorithm(ChecksumAlgorithm::from(algorithm)).checksum_type(kind);
        let call = call.set_tagging((!tagging.is_empty()).then(|| tagging.join("&")));
        let call = call.set_cache_control(headers.cache_control.clone());
        let call = call.set_content_disposition(headers.content_disposition.clone());
        let call = call.set_content_encoding(headers.content_encoding.clone());
        let call = call.set_content_language(headers.content_language.clone());
        let call = call.set_content_type(headers.content_type.clone());
        let call = call.set_website_redirect_location(headers.website_redirect_location.clone());
        let expires = headers.expires.as_deref().map(|text| {
            aws_smithy_types::DateTime::from_str(text, aws_smithy_types::date_time::Format::HttpDate)
                .map_err(|error| ApiError::client(OPERATION, region, format!("Expires is {text:?}: {error}")))
        });
        let call = call.set_expires(expires.transpose()?);
        let metadata = headers.metadata.iter().map(|(name, value)| (name.clone(), value.clone()));
        let sent = call.set_metadata(Some(metadata.collect())).send().await;
        let answer = sent.map_err(|error| ApiError::new(OPERATION, region, error))?;
        answer.upload_id.ok_or_else(|| ApiError::unreadable(OPERATION, region, "it has no UploadId"))
    }

    /// Copies the bytes from the first to the last of a range as a part of an upload.
    ///
    /// # Errors
    /// If the call fails, or the answer has no ETag.
    pub async fn copy_part(
        &self,
        region: &str,
        from: CopySource<'_>,
        (bucket, key, upload): (&str, &str, &str),
        number: i32,
        (first, last): (u64, u64),
    ) -> Result<PartOfCopy, ApiError> {
        const OPERATION: &str = "UploadPartCopy";
        let call = self.s3(region).upload_part_copy().copy_source(from.encoded()).bucket(bucket).key(key);
        let call = call.upload_id(upload).part_number(number).copy_source_range(format!("bytes={first}-{last}"));
        let answer = call.send().await.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let lacking = || ApiError::unreadable(OPERATION, region, "it has no ETag");
        let part = answer.copy_part_result.ok_or_else(lacking)?;
        let checksums = by_algorithm([
            part.checksum_crc32,
            part.checksum_crc32_c,
            part.checksum_crc64_nvme,
            part.checksum_sha1,
            part.checksum_sha256,
        ]);
        Ok(PartOfCopy { number, etag: part.e_tag.ok_or_else(lacking)?, checksums })
    }

    /// Ends a copy in parts; S3 refuses it if the whole content does not have the checksum that is `expected` of an algorithm. Gives the
    /// checksums of the copy.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn complete_copy(
        &self,
        region: &str,
        (bucket, key, upload): (&str, &str, &str),
        parts: &[PartOfCopy],
        expected: Option<(&str, &str)>,
    ) -> Result<BTreeMap<&'static str, String>, ApiError> {
        let completed = parts.iter().map(|part| {
            let of = |name: &str| part.checksums.get(name).cloned();
            CompletedPart::builder()
                .part_number(part.number)
                .e_tag(&part.etag)
                .set_checksum_crc32(of("CRC32"))
                .set_checksum_crc32_c(of("CRC32C"))
                .set_checksum_crc64_nvme(of("CRC64NVME"))
                .set_checksum_sha1(of("SHA1"))
                .set_checksum_sha256(of("SHA256"))
                .build()
        });
        let completed = CompletedMultipartUpload::builder().set_parts(Some(completed.collect())).build();
        let call = self.s3(region).complete_multipart_upload().bucket(bucket).key(key).upload_id(upload);
        let value = |name: &str| expected.filter(|(of, _)| *of == name).map(|(_, value)| value.to_owned());
        let call = call.set_checksum_type(expected.map(|_| ChecksumType::FullObject));
        let call = call.set_checksum_crc32(value("CRC32")).set_checksum_crc32_c(value("CRC32C"));
        let call = call.set_checksum_crc64_nvme(value("CRC64NVME"));
        let sent = call.multipart_upload(completed).send().await;
        let copy = sent.map_err(|error| ApiError::new("CompleteMultipartUpload", region, error))?;
        Ok(by_algorithm([
            copy.checksum_crc32,
            copy.checksum_crc32_c,
            copy.checksum_crc64_nvme,
            copy.checksum_sha1,
            copy.checksum_sha256,
        ]))
    }

    /// Deletes an upload that was not completed, with its parts.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn abort_copy(&self, region: &str, (bucket, key, upload): (&str, &str, &str)) -> Result<(), ApiError> {
        let sent = self.s3(region).abort_multipart_upload().bucket(bucket).key(key).upload_id(upload).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("AbortMultipartUpload", region, error))
    }
}

/// Checksums by the names of their algorithms, in this order.
fn by_algorithm(values: [Option<String>; 5]) -> BTreeMap<&'static str, String> {
    let names = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];
    names.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))).collect()
}
