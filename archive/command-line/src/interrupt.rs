//! Ctrl-C and a request to terminate. They are received on a thread of their own, because the program may be waiting for an answer.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::exit::Exit;

/// What was received so far, and who is to be notified.
#[derive(Debug, Default)]
pub struct Interrupts {
    state: Mutex<State>,
    received: Notify,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Working,
    /// The user is being asked, and an interrupt is an answer.
    Asking(Sender<Option<String>>),
    /// The user was being asked when the interrupt came.
    InterruptedAtQuestion,
    Interrupted,
}

impl Interrupts {
    /// Begins to listen. Where the system does not let us, its own default applies: the program just ends.
    pub fn listen() -> Arc<Self> {
        let interrupts = Arc::new(Self::default());
        let listener = Arc::clone(&interrupts);
        let (listens, ready) = channel();
        // Whether there is a thread or not, the program works.
        let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(listen(&listener, listens));
        });
        // What comes from here on is received. An error means that the thread has given up.
        let _ = ready.recv();
        interrupts
    }

    /// Waits for an interrupt that is not the answer to a question.
    pub async fn received(&self) {
        self.received.notified().await;
    }

    /// Whether an interrupt was the answer to a question. What was asked about is then undone as after a no.
    pub fn was_answer(&self) -> bool {
        matches!(*self.lock(), State::InterruptedAtQuestion)
    }

    /// Lets `read` wait for the user. `None`: an interrupt came first; the reader is abandoned.
    pub fn ask(&self, read: impl FnOnce() -> String + Send + 'static) -> Option<String> {
        let (sender, answers): (_, Receiver<Option<String>>) = channel();
        {
            let mut state = self.lock();
            match *state {
                State::Working | State::Asking(_) => *state = State::Asking(sender.clone()),
                State::InterruptedAtQuestion | State::Interrupted => return None,
            }
        }
        let reader = std::thread::Builder::new().name("question".to_owned());
        // An answer that nobody waits for any more is dropped; without a thread to read there is no answer.
        let answer = match reader.spawn(move || _ = sender.send(Some(read()))).map(|_| answers.recv()) {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => None,
        };
        let mut state = self.lock();
        if matches!(*state, State::Asking(_)) {
            *state = State::Working;
        }
        answer
    }

    fn note(&self) {
        let mut state = self.lock();
        *state = match std::mem::take(&mut *state) {
            State::Asking(answer) => {
                // The one who asked waits for just this.
                let _ = answer.send(None);
                State::InterruptedAtQuestion
            }
            State::Working => {
                self.received.notify_one();
                State::Interrupted
            }
            // A second interrupt ends the program.
            State::InterruptedAtQuestion | State::Interrupted => std::process::exit(i32::from(Exit::Interrupted as u8)),
        };
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes every Ctrl-C, and every request of the system to end. Returns where nothing can be received.
async fn listen(interrupts: &Interrupts, listens: Sender<()>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return;
        };
        // Nobody waits for it but the one who started this thread.
        let _ = listens.send(());
        while tokio::select! { received = interrupt.recv() => received, received = terminate.recv() => received }
            .is_some()
        {
            interrupts.note();
        }
    }
    #[cfg(not(unix))]
    {
        let _ = listens.send(());
        while tokio::signal::ctrl_c().await.is_ok() {
            interrupts.note();
        }
    }
}
