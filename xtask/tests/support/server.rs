//! An HTTP server on loopback that answers as a test wants, right or wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a client asked for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// The headers' names in lower case.
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A status line such as `200 OK`, headers and a body whose length is stated.
    Whole(&'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// States this length and closes after the body.
    WrongLength(usize, Vec<u8>),
    /// A chunked body that never ends properly.
    BrokenChunks(Vec<u8>),
    /// A byte every tenth of a second.
    Slow(Vec<u8>),
    /// Closes without a word.
    HangUp,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole("200 OK", Vec::new(), body.into())
    }

    pub(crate) fn status(status: &'static str) -> Self {
        Self::Whole(status, Vec::new(), b"no".to_vec())
    }

    fn send(&self, stream: &mut impl Write) -> std::io::Result<()> {
        match self {
            Self::Whole(status, headers, body) => {
                write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len())?;
                for (name, value) in headers {
                    write!(stream, "{name}: {value}\r\n")?;
                }
                stream.write_all(b"\r\n")?;
                stream.write_all(body)
            }
            Self::WrongLength(length, body) => {
                write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n")?;
                stream.write_all(body)
            }
            Self::BrokenChunks(body) => {
                write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")?;
                write!(stream, "{:x}\r\n", body.len() * 2)?;
                stream.write_all(body)
            }
            Self::Slow(body) => {
                write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len())?;
                for byte in body {
                    stream.write_all(&[*byte])?;
                    stream.flush()?;
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            }
            Self::HangUp => Ok(()),
        }
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// `answer` is given the request and how many came before it.
    pub(crate) fn start(answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static) -> Self {
        Self::serve(None, answer)
    }

    /// The same over TLS.
    pub(crate) fn start_tls(
        config: rustls::ServerConfig,
        answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::serve(Some(Arc::new(config)), answer)
    }

    fn serve(
        tls: Option<Arc<rustls::ServerConfig>>,
        answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answer, tls) = (Arc::clone(&log), Arc::clone(&answer), tls.clone());
                // A client that goes away is what some tests are about.
                std::thread::spawn(move || {
                    let _ = match tls {
                        None => converse(stream, &log, &*answer),
                        Some(config) => rustls::ServerConnection::new(config).map_err(std::io::Error::other).and_then(
                            |connection| converse(rustls::StreamOwned::new(connection, stream), &log, &*answer),
                        ),
                    };
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn https_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

trait Connection: Read + Write {
    fn finish(&mut self) {}
}

impl Connection for TcpStream {}

impl Connection for rustls::StreamOwned<rustls::ServerConnection, TcpStream> {
    fn finish(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}

fn converse(
    mut stream: impl Connection,
    log: &Mutex<Vec<Request>>,
    answer: &(dyn Fn(&Request, usize) -> Answer + Send + Sync),
) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    for line in lines.by_ref() {
        let line = line?;
        match line.split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    drop(lines);
    let request = Request { path, headers };
    let before = {
        let mut log = log.lock().unwrap();
        log.push(request.clone());
        log.len() - 1
    };
    let result = answer(&request, before).send(&mut stream);
    stream.finish();
    result
}
