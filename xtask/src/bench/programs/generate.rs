//! Reads the snapshot and generates the source of all services, and of every fourth; prints what all take, and how many times
//! as much four times the input costs.

use std::collections::BTreeMap;
use std::time::Instant;

use cfn_spec::snapshot;
use codegen::Options;

const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all: Vec<String> = snapshot::services()?.into_iter().map(|service| service.stem).collect();
    let part: Vec<String> = all.iter().step_by(4).cloned().collect();
    let ((wall, bytes), (less, fewer)) = (fastest(&all)?, fastest(&part)?);
    // Every fourth service is not exactly a fourth of the input: what all cost for each byte of source, beside what the part costs.
    println!("wall {wall}\ngrowth {}", 4.0 * (wall / bytes) / (less / fewer));
    Ok(())
}

/// The seconds of the fastest run, and the bytes of source that it generates.
fn fastest(services: &[String]) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let (mut fastest, mut bytes) = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let begin = Instant::now();
        let spec = cfn_spec::load(snapshot::directory(), services)?;
        let generated = codegen::generate(&spec, &BTreeMap::new(), Options { extra_traits: false })?;
        fastest = fastest.min(begin.elapsed().as_secs_f64());
        bytes = generated.services.iter().map(|service| service.source.len()).sum();
    }
    Ok((fastest, bytes as f64))
}
