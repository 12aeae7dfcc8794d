//! The table of prices.

use std::sync::LazyLock;

use crate::config::options::StorageClass;

/// The table as it is written.
const TABLE: &str = include_str!("prices.txt");
/// A GB of AWS's bills.
const GB: f64 = 1e9;

/// What is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// A byte for a month; `None` is S3 Standard.
    Storage(Option<StorageClass>),
    /// An object that is written into a class.
    Put(Option<StorageClass>),
    /// An object that a lifecycle rule moves into a class.
    Transition(StorageClass),
    /// Not a price: the days for which an object in a class is billed at least.
    MinimumDays(StorageClass),
    /// A byte that is replicated to another region.
    Transfer,
    /// A byte that is replicated under Replication Time Control, beside its transfer.
    TimeControl,
    /// An object that an inventory lists.
    Inventory,
    /// A key for a month.
    Key,
    /// A request to KMS.
    KeyRequest,
    /// A metric of CloudWatch for a month.
    Metric,
    /// An alarm of CloudWatch for a month.
    Alarm,
    /// A dashboard of CloudWatch for a month.
    Dashboard,
    /// A job of S3 Batch Operations.
    BatchJob,
    /// An object that a job is about.
    BatchObject,
}

impl Item {
    /// Its name in the table.
    fn name(self) -> String {
        let of_class = |what: &str, class: Option<StorageClass>| {
            format!("s3.{what}.{}", class.map_or("STANDARD", StorageClass::as_str))
        };
        match self {
            Self::Storage(class) => of_class("storage", class),
            Self::Put(class) => of_class("put", class),
            Self::Transition(class) => of_class("transition", Some(class)),
            Self::MinimumDays(class) => of_class("minimum-days", Some(class)),
            Self::Transfer => "transfer.to-another-region".to_owned(),
            Self::TimeControl => "s3.time-control".to_owned(),
            Self::Inventory => "s3.inventory".to_owned(),
            Self::Key => "kms.key".to_owned(),
            Self::KeyRequest => "kms.requests".to_owned(),
            Self::Metric => "cloudwatch.metric".to_owned(),
            Self::Alarm => "cloudwatch.alarm".to_owned(),
            Self::Dashboard => "cloudwatch.dashboard".to_owned(),
            Self::BatchJob => "s3.batch.job".to_owned(),
            Self::BatchObject => "s3.batch.objects".to_owned(),
        }
    }
}

/// The prices, by region.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    /// The day on which they were written down, as in `2025-10-28`.
    pub(crate) date: &'static str,
    /// The regions whose prices were compared with AWS's own list.
    compared: Vec<&'static str>,
    /// Item, region (`*` for all), and US dollars for one of it.
    rows: Vec<(&'static str, &'static str, f64)>,
}

/// The table, read once.
pub(crate) fn prices() -> &'static Prices {
    static PRICES: LazyLock<Prices> = LazyLock::new(|| Prices::read(TABLE));
    &PRICES
}

impl Prices {
    /// The price of one of an item, in US dollars; `None` where the table has none.
    pub(crate) fn of(&self, region: &str, item: Item) -> Option<f64> {
        let name = item.name();
        let found = self.rows.iter().find(|(row, place, _)| *row == name && (*place == region || *place == "*"));
        found.map(|(.., price)| *price)
    }

    /// Whether prices of a region were compared with AWS's own list.
    pub(crate) fn is_compared(&self, region: &str) -> bool {
        self.compared.contains(&region)
    }

    fn read(text: &'static str) -> Self {
        let mut table = Self::default();
        let mut regions: Vec<&'static str> = Vec::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("#"), Some("date")) => table.date = words.next().unwrap_or("unknown"),
                (Some("#"), Some("compared")) => table.compared = words.collect(),
                (Some("#"), _) | (None, _) => {}
                (Some("everywhere"), _) => regions = vec!["*"],
                (Some("item"), _) => regions = words.collect(),
                (Some(item), Some(unit)) => {
                    let prices = regions.iter().zip(words).filter_map(|(region, price)| {
                        let price: f64 = number(price)?;
                        Some((item, *region, price / units(unit)?))
                    });
                    table.rows.extend(prices);
                }
                (Some(_), None) => {}
            }
        }
        table
    }
}

/// How many of an item its price is for.
fn units(unit: &str) -> Option<f64> {
    match unit {
        "GB" => Some(GB),
        "month" | "day" => Some(1.0),
        count => number(count),
    }
}

/// `-` is a price that is not known.
#[expect(clippy::disallowed_methods, reason = "what is no number has no price; a test reads every line")]
fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let prices = prices();
        assert_eq!(prices.date, "2025-10-28");
        assert_eq!(prices.compared, Vec::<&str>::new(), "no region as a whole was compared so far");
        let cells: usize = TABLE
            .lines()
            .filter(|line| !line.starts_with('#') && !line.starts_with("item") && !line.starts_with("everywhere"))
            .map(|line| line.split_whitespace().skip(2).filter(|price| *price != "-").count())
            .sum();
        assert_eq!(prices.rows.len(), cells);
        assert!(prices.rows.iter().all(|(.., price)| *price > 0.0));
    }

    #[test]
    fn us_east_1_has_every_price_and_a_region_that_is_not_there_has_only_those_of_all_regions() {
        let classes = [
            StorageClass::StandardIa,
            StorageClass::IntelligentTiering,
            StorageClass::OnezoneIa,
            StorageClass::GlacierIr,
            StorageClass::Glacier,
            StorageClass::DeepArchive,
        ];
        let of_classes = classes
            .into_iter()
            .flat_map(|class| [Item::Storage(Some(class)), Item::Put(Some(class)), Item::Transition(class)]);
        let others = [Item::Storage(None), Item::Put(None), Item::Transfer, Item::Inventory];
        for item in of_classes.chain(others) {
            assert!(prices().of("us-east-1", item).is_some(), "{item:?}");
            assert_eq!(prices().of("cn-north-1", item), None, "{item:?}");
        }
        for item in [Item::TimeControl, Item::Key, Item::KeyRequest, Item::Metric, Item::Alarm, Item::Dashboard] {
            assert!(prices().of("cn-north-1", item).is_some(), "{item:?}");
        }
        assert_eq!(prices().of("us-east-1", Item::Storage(None)), Some(0.023 / 1e9));
        assert_eq!(prices().of("eu-central-1", Item::Storage(Some(StorageClass::Glacier))), None);
    }
}
