//! Decompression with bounded memory.

use std::io::Read;

use crate::error::Errors;

/// The maximum size of a document, decompressed. Specification 236.0.0 has 15,201,685 bytes.
pub const MAX_DOCUMENT: u64 = 64 << 20;

/// Reads a document that can be compressed with gzip.
///
/// `name` is its name in errors.
///
/// # Errors
/// If `reader` fails, the gzip stream is damaged or truncated, or it has more than [`MAX_DOCUMENT`] bytes.
pub fn read(name: &str, mut reader: impl Read) -> Result<Vec<u8>, Errors> {
    let mut head = [0; 2];
    let mut filled = 0;
    while filled < head.len() {
        match reader.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Errors::one(name, format!("cannot be read: {e}"))),
        }
    }
    let whole = head[..filled].chain(reader);
    if head == [0x1f, 0x8b] {
        limited(name, flate2::read::MultiGzDecoder::new(whole), "its gzip stream is damaged or truncated")
    } else {
        limited(name, whole, "cannot be read")
    }
}

fn limited(name: &str, reader: impl Read, failure: &str) -> Result<Vec<u8>, Errors> {
    let mut bytes = Vec::new();
    reader.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes).map_err(|e| Errors::one(name, format!("{failure}: {e}")))?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        let limit = MAX_DOCUMENT >> 20;
        return Err(Errors::one(
            name,
            format!(
                "is larger than the limit of {limit} MiB; AWS's documents are much smaller: check that it is the right file"
            ),
        ));
    }
    Ok(bytes)
}

/// The error if `bytes` cannot be a JSON document.
pub(crate) fn not_json(name: &str, bytes: &[u8]) -> Option<Errors> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text.first() {
        None => Some(Errors::one(name, "is empty")),
        Some(b'{') => None,
        Some(b'<') => Some(Errors::one(name, "is an HTML or XML page, not AWS's JSON document: check the URL")),
        Some(b'P') if text.starts_with(b"PK") => Some(Errors::one(name, "is a zip archive, expected a JSON document")),
        Some(_) => Some(Errors::one(name, "is not a JSON object")),
    }
}
