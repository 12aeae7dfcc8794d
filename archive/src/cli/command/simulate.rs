//! `archive simulate`: serves the simulated AWS in the foreground.

use archive_simulator::{Config, serve};
use tokio::net::TcpListener;

use super::super::args::Cli;
use super::super::exit::{CommandError, Exit};

pub(super) async fn run(cli: &Cli, port: u16) -> Result<Exit, CommandError> {
    let refused = |error: &dyn std::fmt::Display| CommandError::Simulator(error.to_string());
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| refused(&error))?;
    let address = listener.local_addr().map_err(|error| refused(&error))?;
    println!("http://{address}");
    eprintln!("simulated AWS, state in {}; end it with Ctrl-C", cli.connection.state.display());
    let interrupted = async {
        // Without a handler the default of the system applies, which ends the program as well.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    serve(Config::new(&cli.connection.state), listener, interrupted).await.map_err(|error| refused(&error))?;
    Ok(Exit::Success)
}
