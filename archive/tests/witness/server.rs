//! Starts a third-party emulator on a free port, and stops it.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running emulator; stopped when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// ministack, or `None`, said loudly, where it is not installed.
    pub(crate) async fn ministack() -> Option<Self> {
        Self::start("ministack", "ministack", |command, port| {
            command.env("GATEWAY_PORT", port.to_string()).env("S3_PERSIST", "0");
        })
        .await
    }

    /// moto's server, or `None`, said loudly, where it is not installed.
    pub(crate) async fn moto() -> Option<Self> {
        Self::start("moto", "moto_server", |command, port| {
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        })
        .await
    }

    async fn start(package: &str, program: &str, configure: impl Fn(&mut Command, u16)) -> Option<Self> {
        let program = test_support::machine::python_program(package, program)?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        configure(&mut command, port);
        let process = command.spawn().unwrap();
        let server = Self { url: format!("http://127.0.0.1:{port}"), process, _folder: folder };
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(server);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{package} does not answer on port {port}");
    }
}
