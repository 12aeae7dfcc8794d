//! Allowed values by region, such as the instance types of a service.
//!
//! ```text
//! regions all af-south-1 ap-east-1 …
//! regions few us-east-1 us-west-2
//!
//! m5.large all
//! p6.48xlarge few
//! ```

/// A table, searched as text.
#[derive(Clone, Copy, Debug)]
pub struct Table<'t>(&'t str);

impl<'t> Table<'t> {
    /// A table from its text form.
    pub const fn new(text: &'t str) -> Self {
        Self(text)
    }

    fn rows(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.0.lines().filter(|line| !line.starts_with("regions ")).filter_map(|line| line.split_once(' '))
    }

    /// Whether a region has the value.
    pub fn has(self, value: &str) -> bool {
        self.set_of(value).is_some()
    }

    /// The values.
    pub fn values(self) -> impl Iterator<Item = &'t str> {
        self.rows().map(|(value, _)| value)
    }

    /// The rest of the line of a value.
    pub fn row(self, value: &str) -> Option<&'t str> {
        self.set_of(value)
    }

    fn set_of(self, value: &str) -> Option<&'t str> {
        // The text is searched without parsing all lines: a table has a thousand of them, and a template needs one or two.
        self.0.match_indices(value).find_map(|(at, _)| {
            let starts = at == 0 || self.0.as_bytes().get(at - 1) == Some(&b'\n');
            let rest = self.0.get(at + value.len()..)?.strip_prefix(' ')?;
            (starts && !value.is_empty() && value != "regions").then(|| rest.lines().next().unwrap_or(""))
        })
    }

    /// The sets of regions, each as its line has them.
    pub fn sets(self) -> impl Iterator<Item = &'t str> {
        self.0.lines().filter_map(|line| line.strip_prefix("regions ")?.split_once(' ').map(|(_, set)| set))
    }

    /// Whether the table has the values of a region.
    pub fn covers(self, region: &str) -> bool {
        let of = |line: &'t str| line.strip_prefix("regions ")?.split_once(' ').map(|(_, regions)| regions);
        self.0.lines().map_while(of).any(|regions| regions.split(' ').any(|known| known == region))
    }

    /// The regions that have the value; empty if no region has it.
    pub fn regions(self, value: &str) -> impl Iterator<Item = &'t str> {
        let set = self.set_of(value);
        let of = move |line: &'t str| {
            let (name, regions) = line.strip_prefix("regions ")?.split_once(' ')?;
            (Some(name) == set).then_some(regions)
        };
        self.0.lines().find_map(of).unwrap_or("").split_whitespace()
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    const TEXT: &str =
        "regions all eu-central-1 us-east-1\nregions few us-east-1\n\nm5.large all\np6.48xlarge few\nxm5.large few\n";

    #[test]
    fn a_value_has_the_regions_of_its_set() {
        let table = Table::new(TEXT);
        assert!(table.has("m5.large") && !table.has("m5.larg") && !table.has("5.large") && !table.has(""));
        assert!(!table.has("regions"));
        assert!(table.covers("eu-central-1") && table.covers("us-east-1") && !table.covers("us-east"));
        assert_eq!(table.regions("m5.large").collect::<Vec<_>>(), ["eu-central-1", "us-east-1"]);
        assert_eq!(table.regions("p6.48xlarge").collect::<Vec<_>>(), ["us-east-1"]);
        assert_eq!(table.regions("m6.large").count(), 0);
        assert_eq!(table.values().collect::<Vec<_>>(), ["m5.large", "p6.48xlarge", "xm5.large"]);
    }
}
