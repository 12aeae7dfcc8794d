//! Networks that end TLS and begin it anew, with certificates of an authority of their own.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::world::{World, end};

/// A server whose authority nobody knows but who has read the file `authority.pem`.
struct Server {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Server {
    /// Nothing, said loudly, where there is nothing to make certificates with.
    fn start(world: &World) -> Option<Self> {
        let python = test_support::machine::python_with("cryptography", "cryptography")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/tls.py");
        let mut command = Command::new(python);
        command.arg(script).arg(world.path("authority.pem")).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().expect("the server does not start").unwrap();
        Some(Self { process, lines, url: format!("https://127.0.0.1:{port}") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn the_authorities_of_aws_ca_bundle_are_trusted() {
    let world = World::new().await;
    let Some(server) = Server::start(&world) else { return };
    let mut program = world.program(&["status"]);
    program.env("AWS_ENDPOINT_URL", &server.url).env("AWS_CA_BUNDLE", "authority.pem");
    let ended = end(program).await;
    assert!(ended.err.contains("AccessDenied: answered over TLS"), "{}", ended.err);
}

#[tokio::test]
async fn an_authority_that_nobody_named_is_not_trusted() {
    let world = World::new().await;
    let Some(mut server) = Server::start(&world) else { return };
    let mut program = world.program(&["status"]);
    program.env("AWS_ENDPOINT_URL", &server.url).stdout(Stdio::null()).stderr(Stdio::null());
    let told = tokio::task::spawn_blocking(move || {
        // The program tries again for as long as it is patient; the first time tells.
        let mut running = program.spawn().unwrap();
        let told = server.lines.next().unwrap().unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        told
    });
    assert_eq!(told.await.unwrap(), "refused");
}

#[tokio::test]
async fn a_bundle_that_cannot_be_used_is_named() {
    let world = World::new().await;
    world.write("empty.pem", "");
    world.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for file in ["no-such-file.pem", "empty.pem", "broken.pem"] {
        let mut program = world.program(&["status"]);
        program.env("AWS_CA_BUNDLE", file);
        let ended = end(program).await;
        assert_eq!(ended.code, 2, "{}", ended.err);
        assert!(ended.err.contains(file) && ended.err.contains("help: "), "{}", ended.err);
    }
}
