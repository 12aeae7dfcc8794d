//! The checksums of S3.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use twox_hash::{XxHash3_64, XxHash3_128, XxHash64};

/// An algorithm that S3 accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
    Sha512,
    Md5,
    XxHash64,
    XxHash3,
    XxHash128,
}

/// Whether the checksum of a multipart object is of the whole object, or of the checksums of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChecksumType {
    FullObject,
    Composite,
}

impl ChecksumType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::FullObject => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }
}

/// A checksum as in requests and responses: base64; if it is composite, with a dash and the number of parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    pub(crate) value: String,
    pub(crate) kind: ChecksumType,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 10] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::Md5,
        Self::XxHash64,
        Self::XxHash3,
        Self::XxHash128,
    ];

    /// The name in `x-amz-checksum-algorithm`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            Self::Md5 => "MD5",
            Self::XxHash64 => "XXHASH64",
            Self::XxHash3 => "XXHASH3",
            Self::XxHash128 => "XXHASH128",
        }
    }

    /// The header with its value.
    pub(crate) fn header(self) -> String {
        format!("x-amz-checksum-{}", self.name().to_lowercase())
    }

    /// The element with its value.
    pub(crate) fn element(self) -> String {
        format!("Checksum{}", self.name())
    }

    pub(crate) fn of_header(header: &str) -> Option<Self> {
        let name = header.strip_prefix("x-amz-checksum-")?;
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// The default type for multipart uploads. CRC64NVME only supports full-object checksums.
    pub(crate) fn default_type(self) -> ChecksumType {
        if self == Self::Crc64Nvme { ChecksumType::FullObject } else { ChecksumType::Composite }
    }

    /// Whether multipart uploads can have that type: the full-object checksum can be derived from the parts only for
    /// CRCs.
    pub(crate) fn allows(self, kind: ChecksumType) -> bool {
        match self {
            Self::Crc32 | Self::Crc32c => true,
            Self::Crc64Nvme => kind == ChecksumType::FullObject,
            _ => kind == ChecksumType::Composite,
        }
    }

    pub(crate) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let crc = |algorithm| crc_fast::checksum(algorithm, bytes);
        match self {
            Self::Crc32 => low_four(crc(CrcAlgorithm::Crc32IsoHdlc)),
            Self::Crc32c => low_four(crc(CrcAlgorithm::Crc32Iscsi)),
            Self::Crc64Nvme => crc(CrcAlgorithm::Crc64Nvme).to_be_bytes().to_vec(),
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::XxHash64 => XxHash64::oneshot(0, bytes).to_be_bytes().to_vec(),
            Self::XxHash3 => XxHash3_64::oneshot(bytes).to_be_bytes().to_vec(),
            Self::XxHash128 => XxHash3_128::oneshot(bytes).to_be_bytes().to_vec(),
        }
    }

    /// The length of a digest, in bytes.
    fn len(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme | Self::XxHash64 | Self::XxHash3 => 8,
            Self::Md5 | Self::XxHash128 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    pub(crate) fn of(self, bytes: &[u8]) -> Checksum {
        let value = STANDARD.encode(self.digest(bytes));
        Checksum { algorithm: self, value, kind: ChecksumType::FullObject }
    }

    /// Whether a string is base64 with the length of a digest.
    pub(crate) fn is_value(self, text: &str) -> bool {
        STANDARD.decode(text).is_ok_and(|bytes| bytes.len() == self.len())
    }

    /// The checksum over the checksums of the parts.
    ///
    /// # Errors
    /// The checksum of a part is not base64.
    pub(crate) fn composite<'p>(self, parts: impl Iterator<Item = &'p str>) -> Result<Checksum, base64::DecodeError> {
        let mut joined = Vec::new();
        let mut count = 0_usize;
        for part in parts {
            joined.extend(STANDARD.decode(part)?);
            count += 1;
        }
        let value = format!("{}-{count}", STANDARD.encode(self.digest(&joined)));
        Ok(Checksum { algorithm: self, value, kind: ChecksumType::Composite })
    }
}

/// The lower half is a CRC of 32 bits.
fn low_four(crc: u64) -> Vec<u8> {
    crc.to_be_bytes()[4..].to_vec()
}

/// The value of the header `Content-MD5`.
pub(crate) fn md5_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// A digest in lower-case hexadecimal.
pub(crate) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values for these nine digits from the catalogue of CRCs and the specifications of the hashes.
    #[test]
    fn every_algorithm_has_its_published_check_value() {
        let expected = [
            (Algorithm::Crc32, "cbf43926"),
            (Algorithm::Crc32c, "e3069283"),
            (Algorithm::Crc64Nvme, "ae8b14860a799888"),
            (Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (Algorithm::Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
            (Algorithm::Md5, "25f9e794323b453885f5181f1b624d0b"),
        ];
        for (algorithm, value) in expected {
            assert_eq!(hex(&algorithm.digest(b"123456789")), value, "{}", algorithm.name());
        }
        // The published values of the empty input.
        assert_eq!(hex(&Algorithm::XxHash64.digest(b"")), "ef46db3751d8e999");
        assert_eq!(hex(&Algorithm::XxHash3.digest(b"")), "2d06800538d394c2");
        assert_eq!(hex(&Algorithm::XxHash128.digest(b"")), "99aa06d3014798d86001c324468d497f");
        assert!(hex(&Algorithm::Sha512.digest(b"")).starts_with("cf83e1357eefb8bd"));
    }

    #[test]
    fn digests_have_the_expected_length() {
        for algorithm in Algorithm::ALL {
            assert!(algorithm.is_value(&algorithm.of(b"x").value), "{}", algorithm.name());
            assert!(!algorithm.is_value("AA=="), "{}", algorithm.name());
        }
    }
}
