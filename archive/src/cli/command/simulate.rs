//! `archive simulate`: serves the simulated AWS in the foreground.

use archive_simulator::{Cloud, serve};
use tokio::net::TcpListener;

use super::super::args::Cli;
use super::super::session::simulated;
use cfn_command_line::{CommandError, Exit, Reporting};

pub(super) async fn run(cli: &Cli, port: u16, reporting: &Reporting) -> Result<Exit, CommandError> {
    let refused = |error: std::io::Error| {
        let message = format!("the simulated AWS cannot listen on port {port}: {error}");
        CommandError::usage(message, "name another port with --port, or leave it out, which takes a free one")
    };
    // A reader of the address may rely on the state being this process's.
    let cloud = Cloud::open(simulated(cli)).map_err(|error| CommandError::Simulator(error.to_string()))?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    // A caller that does not read the address or the note may still use the server.
    cfn_stdout::print(&format!("http://{address}\n"));
    cfn_stdout::print_error(&format!("simulated AWS, state in {}; end it with Ctrl-C", cli.connection.state.display()));
    serve(cloud, listener, reporting.interrupts().received()).await;
    Ok(Exit::Success)
}
