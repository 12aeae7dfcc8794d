//! Standard output of command-line programs.
//!
//! `println!` panics if a pipe is closed, and an ignored result of `writeln!` hides a full disk. Here a closed pipe
//! ends the output quietly, and any other write error is kept until [`finish`] returns it. Neither affects the program
//! until then: a deployment does not stop because its output is no longer read.
//!
//! ```
//! cfn_stdout::print("a line of the result\n");
//! if let Err(error) = cfn_stdout::finish() {
//!     cfn_stdout::print_error(&format!("error: {error}"));
//! }
//! ```

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

mod error;

use std::io::{self, ErrorKind, StdoutLock, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::error::Error;

/// The standard output of this process; see [`stdout`].
#[derive(Debug)]
pub struct Stdout {
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// Everything was written.
    Open,
    /// The reader closed the pipe.
    Closed,
    /// A write failed. Nothing is written after it, so that what was written is a prefix of the output.
    Failed(Arc<io::Error>),
}

/// The standard output of this process.
pub fn stdout() -> &'static Stdout {
    static STDOUT: Stdout = Stdout::new();
    &STDOUT
}

/// Writes `text` to standard output; see [`Stdout::print`].
pub fn print(text: &str) {
    stdout().print(text);
}

/// Returns the first write error of standard output; see [`Stdout::finish`].
///
/// # Errors
/// The first write error that is not a closed pipe.
pub fn finish() -> Result<(), Error> {
    stdout().finish()
}

/// Writes a line to standard error. Errors are ignored: there is no other place to report them.
pub fn print_error(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

impl Stdout {
    const fn new() -> Self {
        Self { state: Mutex::new(State::Open) }
    }

    /// Writes and flushes `text`. Nothing is written after the pipe is closed or a write has failed; [`Self::finish`]
    /// returns the error.
    pub fn print(&self, text: &str) {
        self.print_with(|output| output.write_all(text.as_bytes()));
    }

    /// As [`Self::print`], with a function that writes, such as an adapter that removes colors. `write` must not call this type.
    pub fn print_with(&self, write: impl FnOnce(&mut StdoutLock<'static>) -> io::Result<()>) {
        let mut state = self.lock();
        if !matches!(*state, State::Open) {
            return;
        }
        let mut output = io::stdout().lock();
        // Unflushed text would be written at process exit, where errors are ignored.
        match write(&mut output).and_then(|()| output.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => *state = State::Closed,
            Err(error) => *state = State::Failed(Arc::new(error)),
        }
    }

    /// Returns the first write error that is not a closed pipe, if there was one.
    ///
    /// # Errors
    /// The first write error that is not a closed pipe, each time that it is called.
    pub fn finish(&self) -> Result<(), Error> {
        match &*self.lock() {
            State::Open | State::Closed => Ok(()),
            State::Failed(error) => Err(Error::new(Arc::clone(error))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is replaced atomically: a panic cannot leave it inconsistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a second write is attempted after the first ended with `kind`.
    fn goes_on_after(stdout: &Stdout, kind: ErrorKind) -> bool {
        stdout.print_with(|_| Err(kind.into()));
        let mut again = false;
        stdout.print_with(|_| {
            again = true;
            Ok(())
        });
        again
    }

    #[test]
    fn a_closed_pipe_ends_the_output_and_is_no_error() {
        let stdout = Stdout::new();
        assert!(!goes_on_after(&stdout, ErrorKind::BrokenPipe));
        assert!(stdout.finish().is_ok());
    }

    #[test]
    fn any_other_failure_ends_the_output_and_is_returned_at_the_end() {
        let stdout = Stdout::new();
        assert!(!goes_on_after(&stdout, ErrorKind::StorageFull));
        for _ in 0..2 {
            let message = stdout.finish().map_err(|error| error.to_string());
            assert!(message.is_err_and(|message| message.starts_with("standard output cannot be written: ")));
        }
    }

    #[test]
    fn what_was_written_is_no_error() {
        let stdout = Stdout::new();
        let mut written = 0;
        for _ in 0..2 {
            stdout.print_with(|_| {
                written += 1;
                Ok(())
            });
        }
        assert_eq!(written, 2);
        assert!(stdout.finish().is_ok());
    }
}
