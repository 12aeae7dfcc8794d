//! `Fn::Cidr`: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cfn_template::{Kind, Value};

use super::parsed;
use super::{argument_error, scalar};
use crate::evaluator::{call_with, rebuilt};
use crate::{Error, ErrorKind, Evaluator, Outcome, Step};

/// The default of `cidrBits`: a `/24` in IPv4.
const DEFAULT_BITS: u32 = 8;
/// The maximum number of CIDR blocks.
const MOST: u32 = 256;

impl Evaluator<'_> {
    pub(super) fn cidr(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let expected = "a CIDR block, a count and, optionally, `cidrBits`";
        let arguments = argument.as_list().filter(|arguments| matches!(arguments.len(), 2 | 3));
        let arguments = arguments.ok_or_else(|| argument_error(argument, expected))?;
        let outcomes = arguments.iter().enumerate().map(|(index, argument)| self.required(index, argument));
        let outcomes = outcomes.collect::<Result<Vec<_>, _>>()?;
        let known = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Known(_)));
        let values: Vec<Value> = outcomes.into_iter().filter_map(Outcome::value).collect();
        if !known {
            return Ok(call_with(at, "Fn::Cidr", argument, values));
        }
        let wrong = |index: usize, expected| argument_error(&values[index], expected).within(Step::Index(index));
        let number = |index: usize| values.get(index).and_then(scalar).and_then(|text| parsed::<u32>(&text));
        let block = values.first().and_then(scalar);
        let block = block.and_then(|text| Block::parse(&text));
        let block = block.ok_or_else(|| wrong(0, "a CIDR block such as `10.0.0.0/16`"))?;
        let count = number(1).filter(|count| (1..=MOST).contains(count));
        let count = count.ok_or_else(|| wrong(1, "a count from 1 to 256"))?;
        let bits = if values.len() == 3 { number(2) } else { Some(DEFAULT_BITS) };
        let bits = bits.filter(|bits| *bits <= block.length()).ok_or_else(|| wrong(2, "a number of host bits"))?;
        let parts = block.parts(count, bits).ok_or_else(|| {
            let message = format!("the CIDR block has no room for {count} blocks with {bits} host bits each");
            Error::new(
                ErrorKind::Argument,
                at.span,
                message,
                "request fewer or smaller blocks, or use a larger CIDR block",
            )
        })?;
        let parts: Result<Vec<Value>, Error> = parts.into_iter().map(|part| self.text(at, part)).collect();
        Ok(Outcome::Known(rebuilt(at, Kind::List(parts?))))
    }
}

/// A CIDR block.
struct Block {
    address: IpAddr,
    /// The length of the prefix.
    prefix: u32,
}

impl Block {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let block = Self { address: parsed(address)?, prefix: parsed(prefix)? };
        (block.prefix <= block.length()).then_some(block)
    }

    /// The bits of an address.
    fn length(&self) -> u32 {
        if self.address.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS }
    }

    /// The first `count` blocks with `bits` host bits each; `None` if they do not fit.
    fn parts(&self, count: u32, bits: u32) -> Option<Vec<String>> {
        let prefix = self.length() - bits;
        let available = prefix.checked_sub(self.prefix)?;
        if available < u32::BITS && count > 1 << available {
            return None;
        }
        // 128 bits are enough for both kinds of address; a shift by all of them gives zero.
        let first = match self.address {
            IpAddr::V4(address) => u128::from(address.to_bits()),
            IpAddr::V6(address) => address.to_bits(),
        };
        let host = u128::MAX.checked_shl(self.length() - self.prefix).unwrap_or(0);
        let first = first & host;
        let part = |index: u32| {
            let address = first.checked_add(u128::from(index).checked_shl(bits).unwrap_or(0))?;
            let address: IpAddr = match self.address {
                IpAddr::V4(_) => {
                    let Ok(address) = u32::try_from(address) else { return None };
                    Ipv4Addr::from_bits(address).into()
                }
                IpAddr::V6(_) => Ipv6Addr::from_bits(address).into(),
            };
            Some(format!("{address}/{prefix}"))
        };
        (0..count).map(part).collect()
    }
}
