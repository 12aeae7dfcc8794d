//! Downloads with limits, retries, conditional requests and a progress bar.

mod cache;

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ETAG, HeaderMap, HeaderName, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER};
use reqwest::redirect::Policy;

use cache::{Cache, Cached};

/// The delay before the first retry; it doubles for each further retry.
const PAUSE: Duration = Duration::from_millis(500);
/// The maximum `Retry-After` that is respected.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 10;

/// Options of downloads.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The timeout of one attempt.
    pub(crate) timeout: Duration,
    /// The number of retries.
    pub(crate) retries: u32,
    /// Additional CA certificates (PEM).
    pub(crate) ca_certificate: Option<PathBuf>,
    /// The folder of the cache.
    pub(crate) cache: PathBuf,
}

/// A downloaded body.
#[derive(Clone, Debug)]
pub(crate) struct Download {
    pub(crate) url: String,
    pub(crate) bytes: Vec<u8>,
    /// The server's `Last-Modified`.
    pub(crate) date: Option<String>,
    etag: Option<String>,
}

pub(crate) struct Downloader {
    client: Client,
    cache: Cache,
    retries: u32,
    timeout: Duration,
}

/// A reader that fails after a deadline.
struct DeadlineReader<R> {
    reader: R,
    end: Instant,
}

impl<R: Read> Read for DeadlineReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if Instant::now() >= self.end {
            return Err(std::io::Error::new(std::io::ErrorKind::TimedOut, "timed out"));
        }
        self.reader.read(buffer)
    }
}

/// Why an attempt failed.
enum AttemptError {
    /// A retry can succeed, after this delay if the server requests it.
    ForNow(String, Option<Duration>),
    ForGood(String),
}

impl Downloader {
    /// # Errors
    /// If the certificates cannot be read or TLS cannot be initialized.
    pub(crate) fn new(options: &Options) -> Result<Self, String> {
        // An error means that it is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("cargo-xtask/", env!("CARGO_PKG_VERSION")))
            .timeout(options.timeout)
            .connect_timeout(options.timeout)
            .redirect(Policy::custom(follow));
        if let Some(path) = &options.ca_certificate {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
        let client = builder.build().map_err(|e| format!("the HTTP client cannot start: {}", chain(&e)))?;
        Ok(Self { client, cache: Cache::new(&options.cache), retries: options.retries, timeout: options.timeout })
    }

    /// Downloads `url`, at most `limit` bytes; `name` is the label of the progress bar.
    ///
    /// # Errors
    /// If the download fails after all retries.
    pub(crate) fn get(&self, name: &str, url: &str, limit: u64) -> Result<Download, String> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            match self.attempt(name, url, limit) {
                Ok(download) => return Ok(download),
                Err(AttemptError::ForNow(_, pause)) if attempts <= self.retries => {
                    let own = PAUSE.saturating_mul(1 << (attempts - 1).min(6));
                    std::thread::sleep(pause.unwrap_or(own).min(LONGEST_PAUSE));
                }
                Err(AttemptError::ForNow(message, _)) if attempts > 1 => {
                    return Err(format!("{url}: {message} (after {attempts} attempts)"));
                }
                Err(AttemptError::ForNow(message, _) | AttemptError::ForGood(message)) => {
                    return Err(format!("{url}: {message}"));
                }
            }
        }
    }

    /// Caches a download for the next run. To be called after it has been parsed successfully.
    ///
    /// # Errors
    /// If the cache cannot be written.
    pub(crate) fn keep(&self, download: &Download) -> std::io::Result<()> {
        match &download.etag {
            Some(etag) => self.cache.put(&download.url, etag, download.date.as_deref(), &download.bytes),
            None => Ok(()),
        }
    }

    fn attempt(&self, name: &str, url: &str, limit: u64) -> Result<Download, AttemptError> {
        // The client's timeout applies to each read, which a slow server can stay within forever.
        let end = Instant::now() + self.timeout;
        let cached = self.cache.get(url);
        let mut request = self.client.get(url);
        if let Some(cached) = &cached {
            request = request.header(IF_NONE_MATCH, &cached.etag);
        }
        let response = request.send().map_err(failed)?;
        match (response.status(), cached) {
            (StatusCode::NOT_MODIFIED, Some(Cached { etag, date, bytes })) => {
                Ok(Download { url: url.to_owned(), bytes, date, etag: Some(etag) })
            }
            (StatusCode::OK, _) => {
                let (etag, date) = (text(response.headers(), ETAG), text(response.headers(), LAST_MODIFIED));
                let bytes = body(name, response, limit, end)?;
                Ok(Download { url: url.to_owned(), bytes, date, etag })
            }
            (status, _) => Err(refused(status, response.headers())),
        }
    }
}

/// Follows at most [`REDIRECTS`], and never from https to http.
fn follow(attempt: reqwest::redirect::Attempt<'_>) -> reqwest::redirect::Action {
    let from_https = attempt.previous().last().is_some_and(|url| url.scheme() == "https");
    if attempt.previous().len() > REDIRECTS {
        attempt.error(format!("more than {REDIRECTS} redirects"))
    } else if from_https && attempt.url().scheme() != "https" {
        attempt.error("a redirect from https to http")
    } else {
        attempt.follow()
    }
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, String> {
    let pem = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let certificates = reqwest::Certificate::from_pem_bundle(&pem);
    certificates.map_err(|e| format!("{} holds no PEM certificates: {}", path.display(), chain(&e)))
}

#[expect(clippy::disallowed_methods, reason = "a header that is not text is as one that is absent")]
fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The error for a status other than success.
fn refused(status: StatusCode, headers: &HeaderMap) -> AttemptError {
    let message = format!("the server returned {status}");
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => AttemptError::ForNow(message, pause(headers)),
        status if status.is_server_error() => AttemptError::ForNow(message, pause(headers)),
        _ => AttemptError::ForGood(message),
    }
}

/// `Retry-After` in seconds.
#[expect(clippy::disallowed_methods, reason = "without seconds in `Retry-After` the pause is the usual one")]
fn pause(headers: &HeaderMap) -> Option<Duration> {
    text(headers, RETRY_AFTER)?.parse().ok().map(Duration::from_secs)
}

fn failed(error: reqwest::Error) -> AttemptError {
    let error = error.without_url();
    let message = chain(&error);
    if message.contains("certificate") {
        let remedy = "if a proxy intercepts TLS, pass its CA certificate with --ca-certificate or SSL_CERT_FILE";
        AttemptError::ForGood(format!("{message}; {remedy}"))
    } else if error.is_redirect() || error.is_builder() {
        AttemptError::ForGood(message)
    } else if error.is_timeout() {
        AttemptError::ForNow(format!("timed out: {message}; increase --timeout"), None)
    } else if error.is_connect() {
        let remedy =
            "without a network connection, pass files with --from, --schemas-from, --iam-from or --regions-from";
        AttemptError::ForNow(format!("{message}; {remedy}"), None)
    } else {
        AttemptError::ForNow(message, None)
    }
}

/// An error with its sources.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

/// Reads the body with a progress bar on standard error, which shows on terminals only.
fn body(name: &str, response: Response, limit: u64, end: Instant) -> Result<Vec<u8>, AttemptError> {
    let too_large = || AttemptError::ForGood(format!("is larger than the limit of {} MiB", limit >> 20));
    let announced = response.content_length();
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let bar = match announced {
        Some(length) => {
            ProgressBar::new(length).with_style(style("{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}"))
        }
        None => ProgressBar::new_spinner().with_style(style("{msg} {spinner} {bytes} {bytes_per_sec}")),
    };
    bar.set_message(name.to_owned());
    let mut bytes = Vec::new();
    let response = DeadlineReader { reader: response, end };
    let read = bar.wrap_read(response).take(limit + 1).read_to_end(&mut bytes);
    bar.finish_and_clear();
    match read {
        Err(e) => {
            let timeout = if e.kind() == std::io::ErrorKind::TimedOut { "; increase --timeout" } else { "" };
            let got = bytes.len();
            Err(AttemptError::ForNow(format!("was interrupted after {got} bytes: {}{timeout}", chain(&e)), None))
        }
        Ok(_) if bytes.len() as u64 > limit => Err(too_large()),
        Ok(_) => Ok(bytes),
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
