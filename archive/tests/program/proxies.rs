//! Networks that AWS is reached from through a proxy only.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::world::{World, end};

/// A proxy that lets nobody through, and tells the first line of whatever it is asked for.
fn proxy() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut line = String::new();
            let read = BufReader::new(stream.unwrap()).read_line(&mut line);
            if read.is_err() || sender.send(line.trim_end().to_owned()).is_err() {
                return;
            }
        }
    });
    (url, asked)
}

/// Runs a program until the proxy is asked for something.
async fn asked(mut program: Command, asked: Receiver<String>) -> String {
    tokio::task::spawn_blocking(move || {
        let mut running = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The program tries again for as long as it is patient; the first time tells.
        let line = asked.recv_timeout(Duration::from_secs(120));
        running.kill().unwrap();
        running.wait().unwrap();
        line.expect("the proxy is not asked")
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn aws_is_called_through_the_proxy_that_the_environment_names() {
    let world = World::new().await;
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let (url, line) = proxy();
        let mut program = world.program(&["status"]);
        program.env_remove("AWS_ENDPOINT_URL").env(variable, url);
        let line = asked(program, line).await;
        assert_eq!(line, "CONNECT cloudformation.eu-central-1.amazonaws.com:443 HTTP/1.1", "{variable}");
    }
    let (url, line) = proxy();
    let mut program = world.program(&["status"]);
    program.env("AWS_ENDPOINT_URL", "http://aws.example").env("HTTP_PROXY", url);
    assert_eq!(asked(program, line).await, "POST http://aws.example/ HTTP/1.1");
}

#[tokio::test]
async fn what_needs_no_proxy_is_called_without_one() {
    let world = World::new().await;
    let (url, line) = proxy();
    let mut excepted = world.program(&["status"]);
    excepted.env("HTTP_PROXY", &url).env("NO_PROXY", "127.0.0.1");
    end(excepted).await.succeeded();
    let mut local = world.program(&["status", "--local"]);
    local.env("HTTP_PROXY", &url).env("ALL_PROXY", &url);
    end(local).await.succeeded();
    assert!(line.try_recv().is_err(), "the proxy was asked");
}
