//! HTTP requests, and their credential scope.

use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// An HTTP request with its body.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// As received, percent-encoded.
    pub(crate) path: String,
    /// Decoded, in their order.
    pub(crate) query: Vec<(String, String)>,
    /// With names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// The credential scope of the signature: access key, region and service. The signature is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) access_key: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Request {
    pub(crate) fn from_parts(parts: &hyper::http::request::Parts, body: Bytes) -> Self {
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: form(parts.uri.query().unwrap_or("")),
            headers: headers.collect(),
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A query parameter. Without it the value is empty: in S3's lists, both mean the same.
    pub(crate) fn query_or_empty(&self, name: &str) -> &str {
        self.query(name).unwrap_or("")
    }

    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.query(name).is_some()
    }

    /// The parameters of a form.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        form(&String::from_utf8_lossy(&self.body))
    }

    /// Whether the request is signed. The signature is not verified.
    pub(crate) fn is_signed(&self) -> bool {
        let header = self.header("authorization");
        header.is_some_and(|header| header.starts_with("AWS4-") && header.contains("Signature="))
            || self.has_query("X-Amz-Signature")
    }

    /// The credential scope of the Authorization header, or of a presigned URL.
    pub(crate) fn credential(&self) -> Option<Credential> {
        let header = self.header("authorization").and_then(|header| {
            let from = header.find("Credential=")? + "Credential=".len();
            header[from..].split([',', ' ']).next()
        });
        let mut parts = header.or_else(|| self.query("X-Amz-Credential"))?.split('/');
        let access_key = parts.next()?.to_owned();
        let _date = parts.next()?;
        Some(Credential { access_key, region: parts.next()?.to_owned(), service: parts.next()?.to_owned() })
    }
}

/// Parses `a=1&b=2`.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Decodes a path; `+` is a literal plus sign.
pub(crate) fn decode_path(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// As [`decode_path`], but `None` if the bytes are not UTF-8.
pub(crate) fn decode_utf8_path(text: &str) -> Option<String> {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) => Some(decoded.into_owned()),
        Err(_) => None,
    }
}
