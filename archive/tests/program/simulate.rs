//! `archive simulate`: a server that can be left running, and killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use archive_simulator::{Cloud, Config};

/// A server of the state in a folder.
struct Server {
    process: Child,
    address: String,
}

fn simulate(state: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archive"));
    command.args(["simulate", "--port", "0", "--state"]).arg(state).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Server {
    fn start(state: &Path) -> Self {
        let mut process = simulate(state).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().strip_prefix("http://").expect("an address").to_owned();
        Self { process, address }
    }

    fn kill(mut self) {
        // On Unix this is SIGKILL: nothing in the program runs after it.
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// One request; nothing where the server is gone.
fn send(address: &str, method: &str, target: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let scope = "Credential=A/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: AWS4-HMAC-SHA256 {scope}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    (!reply.is_empty()).then_some(reply)
}

/// The keys whose put was answered, from a loop that the kill ends.
fn puts(address: &str, from: usize) -> Vec<String> {
    let content = "x".repeat(64 << 10);
    let keys = (from..).map(|number| format!("key-{number}"));
    keys.take_while(|key| {
        // Every other one replaces an object, whose old content then goes.
        let same = send(address, "PUT", "/acme/same", &format!("{key} {content}"));
        let own = send(address, "PUT", &format!("/acme/{key}"), &content);
        same.is_some() && own.is_some_and(|reply| reply.starts_with("HTTP/1.1 200"))
    })
    .collect()
}

#[test]
fn a_server_that_is_killed_while_it_writes_leaves_a_state_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut answered: Vec<String> = Vec::new();
    for round in 0..6_u64 {
        let server = Server::start(&state);
        if round == 0 {
            assert!(send(&server.address, "PUT", "/acme", "").unwrap().starts_with("HTTP/1.1 200"));
        }
        // What was answered before is there, with its content.
        for key in answered.iter().map(String::as_str).chain((round > 0).then_some("same")) {
            let reply = send(&server.address, "GET", &format!("/acme/{key}"), "").unwrap();
            assert!(reply.starts_with("HTTP/1.1 200") && reply.ends_with("xxxx"), "{key}: {}", &reply[..200]);
        }
        let (address, from) = (server.address.clone(), answered.len() + 1000 * usize::try_from(round).unwrap());
        let writer = std::thread::spawn(move || puts(&address, from));
        std::thread::sleep(Duration::from_millis(150 + 37 * round));
        server.kill();
        answered.extend(writer.join().unwrap());
    }
    assert!(!answered.is_empty(), "something was written before the kills");
    Cloud::open(Config::new(&state)).expect("the state can be read");
}

#[test]
fn a_server_that_cannot_have_its_state_announces_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let second = simulate(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&second.stdout), "", "no address");
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("is in use by another simulator"), "{second:?}");
    server.kill();
}
