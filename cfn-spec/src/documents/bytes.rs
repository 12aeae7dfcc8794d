//! Packed bytes in, unpacked bytes out, in bounded memory.

use std::io::Read;

use crate::error::Errors;

/// The most that one document may hold, unpacked. Specification 236.0.0 has 15,201,685 bytes.
pub const MAX_DOCUMENT: u64 = 64 << 20;

/// Reads a document that may be packed with gzip.
///
/// `name` is what errors call it.
///
/// # Errors
/// When `reader` fails, the gzip stream is damaged or cut short, or more than [`MAX_DOCUMENT`] bytes come out.
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
        limited(name, flate2::read::MultiGzDecoder::new(whole), "its gzip stream is damaged or cut short")
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
            format!("holds more than {limit} MiB; AWS's documents are far smaller, is it the right file?"),
        ));
    }
    Ok(bytes)
}

/// Says why `bytes` cannot be a JSON document at all, if so.
pub(crate) fn not_json(name: &str, bytes: &[u8]) -> Option<Errors> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text.first() {
        None => Some(Errors::one(name, "is empty")),
        Some(b'{') => None,
        Some(b'<') => Some(Errors::one(name, "is an HTML or XML page, not AWS's JSON document: look at the address")),
        Some(b'P') if text.starts_with(b"PK") => {
            Some(Errors::one(name, "is a zip archive; one JSON document is expected here"))
        }
        Some(_) => Some(Errors::one(name, "is not a JSON object")),
    }
}
