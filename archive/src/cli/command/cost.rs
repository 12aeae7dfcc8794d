//! `--cost` of `archive plan` and `archive status`: what the configuration costs by the month.

use super::super::args::CostArgs;
use super::super::session::Session;
use crate::bytes::human;
use crate::config::Region;
use crate::cost::{self, NOT_INCLUDED};
use cfn_deploy::Event;

/// Reports the estimate, if it is asked for.
pub(super) fn report(session: &Session<'_>, args: &CostArgs) {
    if !args.cost {
        return;
    }
    let assumptions = args.assumptions();
    let estimate = cost::of(&session.config, &assumptions);
    let say = |message: String| session.reporter().report(&Event::Progress { message });
    say(format!(
        "cost by the month, if {} are stored and {} in {} objects are written, at AWS's prices of {} in US dollars:",
        human(assumptions.stored),
        human(assumptions.written),
        assumptions.objects_written,
        estimate.date
    ));
    for line in &estimate.lines {
        let dollars = line.dollars.map_or_else(|| "unknown".to_owned(), |dollars| format!("{dollars:.2}"));
        say(format!("{dollars:>10}  {}", line.what));
    }
    let unknown = estimate.unknown();
    let beside = if unknown.is_empty() { "" } else { ", and what is unknown" };
    say(format!("{:>10.2}  together{beside}", estimate.known()));
    say(NOT_INCLUDED.to_owned());
    if !estimate.not_compared.is_empty() {
        let regions: Vec<&str> = estimate.not_compared.iter().map(Region::as_str).collect();
        say(format!("the prices of {} were not compared with AWS's list of prices", regions.join(", ")));
    }
}
