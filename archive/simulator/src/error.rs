//! What can go wrong with the simulator itself; what goes wrong with a request is answered over the wire.

use std::path::PathBuf;

/// Why a simulator could not start or go on.
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
    /// Another process serves the same state.
    #[error("{path} is in use by another simulator; stop that one, or name another state folder")]
    StateInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The saved world is not one that this version wrote.
    #[error("{path} holds no state this version of the simulator can read: {source}; remove it to start afresh")]
    StateUnreadable {
        /// The file.
        path: PathBuf,
        /// The place and the reason.
        source: serde_json::Error,
    },
    /// No address on loopback could be had.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(std::io::Error),
    /// A setting that makes no sense.
    #[error("{field} is {value:?}: {reason}")]
    Config {
        /// The field of [`Config`](crate::Config).
        field: &'static str,
        /// What it held.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}
