//! HTTP responses.

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};

/// A response, before the server adds its own headers.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// Whether a server closes the connection after half of the body.
    pub(crate) breaks: bool,
}

/// Marks a response of which a server sends half.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breaks;

impl Reply {
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), breaks: false }
    }

    pub(crate) fn xml(status: u16, document: String) -> Self {
        Self::empty(status).header("Content-Type", "text/xml").body(document)
    }

    pub(crate) fn json(status: u16, document: String) -> Self {
        Self::empty(status).header("Content-Type", "application/x-amz-json-1.1").body(document)
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn header_some(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Converts to hyper's type. A header that is invalid in HTTP is omitted.
    pub(crate) fn into_http(self, request_id: &str) -> hyper::Response<http_body_util::Full<Bytes>> {
        let mut response = hyper::Response::new(http_body_util::Full::new(self.body));
        *response.status_mut() =
            hyper::StatusCode::from_u16(self.status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
        if self.breaks {
            response.extensions_mut().insert(Breaks);
        }
        let own = [("Server", crate::SERVER.to_owned()), ("x-amzn-RequestId", request_id.to_owned())];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        for (name, value) in own.chain(self.headers) {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
