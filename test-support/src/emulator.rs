//! Third-party emulators of AWS, started on a free port and stopped when they are dropped.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::machine;

/// A running emulator.
#[derive(Debug)]
pub struct Emulator {
    /// Its address.
    pub url: String,
    process: Child,
    folder: PathBuf,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Emulator {
    /// ministack, or `None`, said loudly, where it is not installed.
    #[track_caller]
    #[must_use]
    pub fn ministack() -> Option<Self> {
        Self::start("ministack", "ministack", |command, port| {
            command.env("GATEWAY_PORT", port.to_string()).env("S3_PERSIST", "0");
        })
    }

    /// moto's server, or `None`, said loudly, where it is not installed.
    #[track_caller]
    #[must_use]
    pub fn moto() -> Option<Self> {
        Self::start("moto", "moto_server", |command, port| {
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        })
    }

    #[track_caller]
    fn start(package: &str, program: &str, configure: impl Fn(&mut Command, u16)) -> Option<Self> {
        let program = machine::python_program(package, program)?;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let folder = std::env::temp_dir().join(format!("{package}-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let mut command = Command::new(program);
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        configure(&mut command, port);
        let process = command.spawn().expect("it starts");
        let emulator = Self { url: format!("http://127.0.0.1:{port}"), process, folder };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(emulator);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{package} does not answer on port {port}");
    }
}
