//! Serves a simulated AWS in the foreground: `cargo run --example serve -- STATE-FOLDER`.

use archive_simulator::{Cloud, Config, serve};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = match std::env::args().nth(1) {
        Some(folder) => Config::new(folder),
        None => Config::in_memory(),
    };
    let cloud = Cloud::open(config)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("export AWS_ENDPOINT_URL=http://{}", listener.local_addr()?);
    serve(cloud, listener, std::future::pending()).await;
    Ok(())
}
