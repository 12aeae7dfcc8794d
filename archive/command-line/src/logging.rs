//! What `-v` shows. Only names of calls and states are traced here; the SDK redacts credentials in its own traces.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts tracing to standard error: with one `-v` what the crates `own` log, with two the SDK's decisions as well.
pub(crate) fn start(verbose: u8, own: &[&'static str]) {
    let own = |level| own.iter().map(move |target| (*target, level));
    let filter = match verbose {
        0 => return,
        1 => Targets::new().with_targets(own(LevelFilter::DEBUG)),
        // Below INFO the SDK logs whole requests and answers, which hold what users store.
        _ => Targets::new().with_targets(own(LevelFilter::TRACE)).with_default(LevelFilter::INFO),
    };
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(true);
    // A subscriber that is set already, as in a test, stays.
    let _ = tracing_subscriber::registry().with(layer).with(filter).try_init();
}
