//! The checksums of S3: what a version's content has to be, and whether what was read is it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfn_deploy::aws::{VersionHead, VersionPart};
use crc_fast::CrcAlgorithm;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// The algorithms that are verified, those that show most first.
const ALGORITHMS: [&str; 5] = ["SHA256", "CRC64NVME", "CRC32C", "SHA1", "CRC32"];

/// What a version's content has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) size: u64,
    check: Check,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Check {
    /// A checksum of the whole content.
    Whole { algorithm: &'static str, value: String },
    /// A checksum of the checksums of the parts, which have these sizes.
    Parts { algorithm: &'static str, value: String, sizes: Vec<u64> },
    /// There is none.
    SizeOnly,
}

/// The algorithm and the checksum by which a version is verified, if it has one.
pub(super) fn verified_by(head: &VersionHead) -> Option<(&'static str, &str)> {
    ALGORITHMS.into_iter().find_map(|name| Some((name, head.checksums.get(name)?.as_str())))
}

impl Expected {
    /// By what S3 says of a version. `parts` is asked for where the checksum is one of parts.
    pub(super) fn of(head: &VersionHead, parts: &[VersionPart]) -> Self {
        let size = head.size;
        let check = match verified_by(head) {
            Some((algorithm, value)) if head.is_composite => {
                let sizes: Vec<u64> = parts.iter().map(|part| part.size).collect();
                let is_whole = !sizes.is_empty() && sizes.iter().sum::<u64>() == size;
                // S3 has the parts of what was uploaded with this checksum only.
                if is_whole { Check::Parts { algorithm, value: value.to_owned(), sizes } } else { Check::SizeOnly }
            }
            Some((algorithm, value)) => Check::Whole { algorithm, value: value.to_owned() },
            None => match &head.etag {
                Some(etag) if is_md5(etag) && head.kms_key.is_none() => {
                    Check::Whole { algorithm: "MD5", value: etag.to_lowercase() }
                }
                _ => Check::SizeOnly,
            },
        };
        Self { size, check }
    }

    /// Whether there is a checksum.
    pub(super) fn has_checksum(&self) -> bool {
        self.check != Check::SizeOnly
    }

    /// Begins to verify content.
    pub(super) fn verifier(&self) -> Verifier<'_> {
        let running = match &self.check {
            Check::Whole { algorithm, .. } | Check::Parts { algorithm, .. } => Some(Running::new(algorithm)),
            Check::SizeOnly => None,
        };
        Verifier { expected: self, running, joined: Vec::new(), part: 0, in_part: 0, seen: 0 }
    }
}

/// Whether an ETag has the form of an MD5 digest, which that of a version in parts has not.
fn is_md5(etag: &str) -> bool {
    etag.len() == 32 && etag.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Verifies content as it comes, from its beginning on.
pub(super) struct Verifier<'a> {
    expected: &'a Expected,
    running: Option<Running>,
    /// The digests of the parts so far.
    joined: Vec<u8>,
    part: usize,
    in_part: u64,
    seen: u64,
}

impl Verifier<'_> {
    /// How many bytes came.
    pub(super) const fn seen(&self) -> u64 {
        self.seen
    }

    /// The next bytes.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.seen += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let Check::Parts { algorithm, sizes, .. } = &self.expected.check else {
            if let Some(running) = &mut self.running {
                running.update(bytes);
            }
            return;
        };
        while let (Some(size), Some(running)) = (sizes.get(self.part), &mut self.running) {
            let left = usize::try_from(size - self.in_part).unwrap_or(usize::MAX).min(bytes.len());
            running.update(&bytes[..left]);
            bytes = &bytes[left..];
            self.in_part += u64::try_from(left).unwrap_or(u64::MAX);
            if self.in_part < *size {
                return;
            }
            let done = std::mem::replace(running, Running::new(algorithm));
            self.joined.extend(done.finish());
            (self.part, self.in_part) = (self.part + 1, 0);
        }
    }

    /// Whether it is what it has to be.
    ///
    /// # Errors
    /// How it differs.
    pub(super) fn finish(self) -> Result<(), String> {
        if self.seen != self.expected.size {
            return Err(format!("it has {} bytes, and {} were read", self.expected.size, self.seen));
        }
        let Some(running) = self.running else { return Ok(()) };
        let (algorithm, wanted, found) = match &self.expected.check {
            Check::SizeOnly => return Ok(()),
            Check::Whole { algorithm: "MD5", value } => {
                ("MD5 (its ETag)", value, running.finish().iter().map(|byte| format!("{byte:02x}")).collect())
            }
            Check::Whole { algorithm, value } => (*algorithm, value, STANDARD.encode(running.finish())),
            Check::Parts { algorithm, value, sizes } => {
                let mut outer = Running::new(algorithm);
                outer.update(&self.joined);
                // Some answers leave out the number of the parts.
                let digest = STANDARD.encode(outer.finish());
                let counted = format!("{digest}-{}", sizes.len());
                (*algorithm, value, if value.contains('-') { counted } else { digest })
            }
        };
        if *wanted == found {
            Ok(())
        } else {
            Err(format!("its {algorithm} is {wanted}, and what was read has {found}"))
        }
    }
}

/// A checksum that is being computed.
enum Running {
    Crc { digest: crc_fast::Digest, bytes: usize },
    Sha1(Sha1),
    Sha256(Sha256),
    Md5(Md5),
}

impl Running {
    fn new(algorithm: &str) -> Self {
        match algorithm {
            "SHA256" => Self::Sha256(Sha256::new()),
            "SHA1" => Self::Sha1(Sha1::new()),
            "MD5" => Self::Md5(Md5::new()),
            "CRC32" => Self::Crc { digest: crc_fast::Digest::new(CrcAlgorithm::Crc32IsoHdlc), bytes: 4 },
            "CRC32C" => Self::Crc { digest: crc_fast::Digest::new(CrcAlgorithm::Crc32Iscsi), bytes: 4 },
            _ => Self::Crc { digest: crc_fast::Digest::new(CrcAlgorithm::Crc64Nvme), bytes: 8 },
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc { digest, .. } => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
            Self::Md5(digest) => digest.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Crc { digest, bytes } => digest.finalize().to_be_bytes()[8 - bytes..].to_vec(),
            Self::Sha1(digest) => digest.finalize().to_vec(),
            Self::Sha256(digest) => digest.finalize().to_vec(),
            Self::Md5(digest) => digest.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINE: &[u8] = b"123456789";

    fn head(algorithm: &'static str, value: &str, is_composite: bool) -> VersionHead {
        let checksums = [(algorithm, value.to_owned())].into();
        VersionHead { size: 9, checksums, is_composite, ..VersionHead::default() }
    }

    fn verified(head: &VersionHead, sizes: &[u64], chunks: &[&[u8]]) -> Result<(), String> {
        let part = |(at, size): (usize, &u64)| VersionPart { number: i32::try_from(at + 1).unwrap(), size: *size };
        let parts: Vec<VersionPart> = sizes.iter().enumerate().map(part).collect();
        let expected = Expected::of(head, &parts);
        assert!(expected.has_checksum());
        let mut verifier = expected.verifier();
        chunks.iter().for_each(|chunk| verifier.update(chunk));
        verifier.finish()
    }

    /// The check values of these nine digits, from the catalogue of CRCs and the specifications of the hashes.
    #[test]
    fn the_whole_content_is_verified_with_every_algorithm() {
        for (algorithm, value) in [
            ("CRC32", "y/Q5Jg=="),
            ("CRC32C", "4waSgw=="),
            ("CRC64NVME", "rosUhgp5mIg="),
            ("SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
            ("SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
        ] {
            verified(&head(algorithm, value, false), &[], &[&NINE[..2], &NINE[2..]]).unwrap();
            let wrong = verified(&head(algorithm, value, false), &[], &[b"12345678x"]).unwrap_err();
            assert!(wrong.contains(algorithm) && wrong.contains(value), "{wrong}");
        }
        let short = verified(&head("CRC32", "y/Q5Jg==", false), &[], &[b"1234"]).unwrap_err();
        assert_eq!(short, "it has 9 bytes, and 4 were read");
    }

    #[test]
    fn a_composite_checksum_is_one_of_the_parts_wherever_the_content_is_cut() {
        let parts = [&NINE[..4], &NINE[4..8], &NINE[8..]];
        let joined: Vec<u8> = parts.iter().flat_map(Sha256::digest).collect();
        let value = format!("{}-3", STANDARD.encode(Sha256::digest(&joined)));
        let composite = head("SHA256", &value, true);
        for cut in 0..=9 {
            verified(&composite, &[4, 4, 1], &[&NINE[..cut], &NINE[cut..]]).unwrap();
        }
        assert!(verified(&composite, &[5, 3, 1], &[NINE]).is_err());
        // Without the sizes of the parts nothing can be said but the size.
        assert!(!Expected::of(&composite, &[]).has_checksum());
    }

    #[test]
    fn an_etag_is_a_digest_only_without_a_kms_key_and_without_parts() {
        let etag = |etag: &str, kms_key: Option<&str>| {
            let (etag, kms_key) = (Some(etag.to_owned()), kms_key.map(str::to_owned));
            VersionHead { size: 9, etag, kms_key, ..VersionHead::default() }
        };
        let digest = "25f9e794323b453885f5181f1b624d0b";
        verified(&etag(digest, None), &[], &[NINE]).unwrap();
        assert!(verified(&etag(digest, None), &[], &[b"12345678x"]).unwrap_err().contains("MD5 (its ETag)"));
        assert!(!Expected::of(&etag(digest, Some("arn")), &[]).has_checksum());
        assert!(!Expected::of(&etag("25f9e794323b453885f5181f1b624d0b-2", None), &[]).has_checksum());
    }
}
