//! Errors of the simulator itself. Errors of a request are responses.

use std::path::PathBuf;

/// Why a simulator cannot start or continue.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The state folder, or a file in it, cannot be read or written.
    #[error("cannot use {path} for the simulator's state: {source}; specify a writable folder")]
    StateFolder {
        /// The folder or file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Another process uses the state folder.
    #[error("{path} is in use by another simulator; stop it, or specify another state folder")]
    StateInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The saved state was not written by this version.
    #[error(
        "{path} has no state that this version of the simulator can read: {source}; remove it to start with an empty state"
    )]
    StateUnreadable {
        /// The file.
        path: PathBuf,
        /// The place and the reason.
        source: serde_json::Error,
    },
    /// No port on 127.0.0.1 is available.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(std::io::Error),
    /// A value of the configuration is invalid.
    #[error("{field} is {value:?}: {reason}")]
    Config {
        /// The field of [`Config`](crate::Config).
        field: &'static str,
        /// The value.
        value: String,
        /// Why it is invalid.
        reason: &'static str,
    },
}
