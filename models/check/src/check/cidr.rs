//! `Fn::Cidr`.
//!
//! Source:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html>.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::scalar::{is_dynamic, text_of};
use super::text::parsed;
use super::value::quote;
use crate::node::Node;

const MOST_BLOCKS: u32 = 256;
/// The default of `cidrBits`.
const BITS: u32 = 8;

/// An IPv4 or IPv6 CIDR block: the number of bits of its addresses and of its prefix.
fn block(text: &str) -> Option<(u32, u32)> {
    let (address, prefix) = text.split_once('/')?;
    let bits = match (address.parse::<Ipv4Addr>(), address.parse::<Ipv6Addr>()) {
        (Ok(_), _) => 32,
        (_, Ok(_)) => 128,
        _ => return None,
    };
    parsed(prefix).filter(|prefix| *prefix <= bits).map(|prefix| (bits, prefix))
}

impl Checker<'_> {
    pub(super) fn cidr(&mut self, argument: &Node, at: &Location<'_>) {
        let Some([of, count, rest @ ..]) = argument.as_list() else { return };
        let of = match text_of(of).filter(|text| !is_dynamic(text)) {
            Some(text) => match block(&text) {
                Some(block) => Some(block),
                None => {
                    let message = format!("{} is not a CIDR block", quote(&text));
                    let allowed = "an IPv4 or IPv6 CIDR block such as `10.0.0.0/16`";
                    self.report(Finding::error("function-argument", &at.index(0).path(), message).allowed(allowed));
                    return;
                }
            },
            None => None,
        };
        let count = self.whole(count, 1, MOST_BLOCKS, &at.index(1));
        let bits = match rest.first() {
            Some(bits) => self.whole(bits, 1, 128, &at.index(2)),
            None => Some(BITS),
        };
        let (Some((all, prefix)), Some(count), Some(bits)) = (of, count, bits) else { return };
        let left = (all - prefix).checked_sub(bits);
        if left.is_none_or(|left| left < 32 && count > 1 << left) {
            let fit = left.map_or(0, |left| 1_u64 << left.min(63));
            self.report(
                Finding::error(
                    "function-argument",
                    &at.index(1).path(),
                    format!("{count} CIDR blocks with {bits} host bits do not fit into a /{prefix} block"),
                )
                .allowed(format!("at most {fit} such blocks"))
                .suggest("request fewer or smaller blocks, or use a larger CIDR block".to_owned()),
            );
        }
    }

    /// A literal integer within bounds.
    fn whole(&mut self, node: &Node, least: u32, most: u32, at: &Location<'_>) -> Option<u32> {
        let text = text_of(node).filter(|text| !is_dynamic(text))?;
        let number = parsed::<u32>(text.trim()).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.report(
                Finding::error("function-argument", &at.path(), format!("`Fn::Cidr` does not accept {}", quote(&text)))
                    .allowed(format!("an integer from {least} to {most}")),
            );
        }
        number
    }
}
