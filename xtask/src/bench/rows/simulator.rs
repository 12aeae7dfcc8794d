//! The simulated AWS as a server.

use cfn_cli::Failure;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::Contender;
use crate::bench::peers::{MOTO, write};
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};

const PROGRAM: &str = include_str!("../programs/calls.py");
const PORT: &str = "45661";

pub(super) const SIMULATOR: Row = Row {
    name: "simulator",
    work: "400 calls, objects written to S3 and read from it, to the simulated AWS over one connection",
    minutes: 2,
    targets: &[Target { quantity: Quantity::Rate, bound: Bound::Times(MOTO.name, 10.0) }],
    measure,
};

fn measure(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let folder = bench.ours.work.join("simulator");
    let program = folder.join("calls.py");
    write(&program, PROGRAM).map_err(Failure::Environment)?;
    let archive = bench.ours.release("archive")?;
    let moto = || bench.peers.python(MOTO);
    // The calls of both are made by the peer's Python, which has the library that signs them.
    let ours = Contender::of(OURS, moto(), |installed| {
        let server = [archive.as_os_str(), "simulate".as_ref(), "--port".as_ref(), PORT.as_ref()];
        let job = installed.program("python").args([&program]).args([PORT]).args(server).printing_samples();
        // It keeps its state in this folder, on disk, between runs; moto has its state in memory only.
        Ok(job.in_folder(&folder).cold(folder.join(".archive")))
    });
    let theirs = Contender::of(MOTO.name, moto(), |installed| {
        let server = installed.folder.join("bin").join("moto_server");
        Ok(installed
            .program("python")
            .args([&program])
            .args([PORT])
            .args([server])
            .args(["-p", PORT])
            .printing_samples())
    });
    bench.measure.alternately(SIMULATOR.name, vec![Contender { version: bench.ours.version(), ..ours }, theirs])
}
