//! `aws-chunked`: the encoding of bodies with a trailing checksum.

use bytes::Bytes;

use crate::api_error::ApiError;

/// Decodes the chunks. Returns the payload and the trailers.
///
/// # Errors
/// `IncompleteBody`: a chunk is truncated, or its size is not a number.
pub(crate) fn decode(body: &[u8]) -> Result<(Bytes, Vec<(String, String)>), ApiError> {
    let mut payload = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let (line, after) = split_line(rest).ok_or_else(incomplete)?;
        let line = std::str::from_utf8(line).map_err(|_| incomplete())?;
        let size = line.split_once(';').map_or(line, |(size, _)| size);
        let size = usize::from_str_radix(size.trim(), 16).map_err(|_| incomplete())?;
        if size == 0 {
            rest = after;
            break;
        }
        payload.extend_from_slice(after.get(..size).ok_or_else(incomplete)?);
        let (_, after) = split_line(after.get(size..).ok_or_else(incomplete)?).ok_or_else(incomplete)?;
        rest = after;
    }
    let mut trailers = Vec::new();
    while let Some((line, after)) = split_line(rest) {
        let line = std::str::from_utf8(line).map_err(|_| incomplete())?;
        if let Some((name, value)) = line.split_once(':') {
            trailers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        rest = after;
    }
    Ok((Bytes::from(payload), trailers))
}

/// The error of a body whose length is not the declared one.
pub(crate) fn incomplete() -> ApiError {
    let why = "You did not provide the number of bytes specified by the Content-Length HTTP header";
    ApiError::new(400, "IncompleteBody", why)
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    Some((&bytes[..end], &bytes[end + 2..]))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn joins_chunks_and_reads_trailers() {
        let (payload, trailers) =
            decode(b"5;chunk-signature=ab\r\nhello\r\n1\r\n!\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n").unwrap();
        assert_eq!(&payload[..], b"hello!");
        assert_eq!(trailers, [("x-amz-checksum-crc32".to_owned(), "AAAA".to_owned())]);
    }

    #[test]
    fn truncated_chunks_are_rejected() {
        assert_eq!(decode(b"9\r\nhello\r\n0\r\n\r\n").unwrap_err().code, "IncompleteBody");
    }
}
