//! The errors of the simulator itself; errors of requests are returned as responses.

use std::path::PathBuf;

/// Why a simulator could not start or continue.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The state folder, or a file in it, cannot be read or written.
    #[error("cannot use {path} for the simulator's state: {source}; name a folder that can be written")]
    StateFolder {
        /// The folder or file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Another process uses the same state.
    #[error("{path} is in use by another simulator; stop that one, or name another state folder")]
    StateInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The saved state was not written by this version.
    #[error("{path} holds no state this version of the simulator can read: {source}; remove it to start afresh")]
    StateUnreadable {
        /// The file.
        path: PathBuf,
        /// The place and the reason.
        source: serde_json::Error,
    },
    /// No loopback address is available.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(std::io::Error),
    /// An invalid setting.
    #[error("{field} is {value:?}: {reason}")]
    Config {
        /// The field of [`Config`](crate::Config).
        field: &'static str,
        /// The value.
        value: String,
        /// The reason.
        reason: &'static str,
    },
}
