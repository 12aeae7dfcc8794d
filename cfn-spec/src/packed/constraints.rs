//! Constraints in a record: a number that says which fields they have, and these fields.

use super::writer::Record;
use crate::constraint::{Constraints, Range, Scalar};

/// The fields of constraints, in the order in which they are written: a number says first which are.
#[derive(Clone, Copy)]
enum Field {
    Allowed,
    IgnoreCase,
    Pattern,
    Length,
    Range,
    ExclusiveRange,
    MultipleOf,
    Items,
    UniqueItems,
    UniqueKeys,
    Entries,
    KeyPattern,
    Formats,
    Relationships,
    Default,
    Each,
}

impl Field {
    const ALL: [Self; 16] = [
        Self::Allowed,
        Self::IgnoreCase,
        Self::Pattern,
        Self::Length,
        Self::Range,
        Self::ExclusiveRange,
        Self::MultipleOf,
        Self::Items,
        Self::UniqueItems,
        Self::UniqueKeys,
        Self::Entries,
        Self::KeyPattern,
        Self::Formats,
        Self::Relationships,
        Self::Default,
        Self::Each,
    ];
}

impl Constraints {
    /// Whether a field differs from its default.
    fn says(&self, field: Field) -> bool {
        fn bounds<T>(range: &Range<T>) -> bool {
            range.min.is_some() || range.max.is_some()
        }
        match field {
            Field::Allowed => !self.allowed.is_empty(),
            Field::IgnoreCase => self.ignore_case,
            Field::Pattern => self.pattern.is_some(),
            Field::Length => bounds(&self.length),
            Field::Range => bounds(&self.range),
            Field::ExclusiveRange => bounds(&self.exclusive_range),
            Field::MultipleOf => self.multiple_of.is_some(),
            Field::Items => bounds(&self.items),
            Field::UniqueItems => self.unique_items,
            Field::UniqueKeys => !self.unique_keys.is_empty(),
            Field::Entries => bounds(&self.entries),
            Field::KeyPattern => self.key_pattern.is_some(),
            Field::Formats => !self.formats.is_empty(),
            Field::Relationships => !self.relationships.is_empty(),
            Field::Default => self.default.is_some(),
            Field::Each => self.each.is_some(),
        }
    }
}

impl Record {
    pub(super) fn constraints(&mut self, constraints: &Constraints) {
        let fields = Field::ALL.into_iter().filter(|field| constraints.says(*field));
        self.number(fields.clone().map(|field| 1 << field as u32).sum());
        fields.for_each(|field| self.field(field, constraints));
    }

    fn field(&mut self, field: Field, of: &Constraints) {
        match field {
            Field::Allowed => {
                self.number(of.allowed.len() as u64);
                of.allowed.iter().for_each(|scalar| self.scalar(scalar));
            }
            // That they are written is what they say.
            Field::IgnoreCase | Field::UniqueItems => {}
            Field::Pattern => of.pattern.iter().for_each(|pattern| self.text(pattern)),
            Field::Length => self.range(of.length, Self::number),
            Field::Range => self.range(of.range, Self::decimal),
            Field::ExclusiveRange => self.range(of.exclusive_range, Self::decimal),
            Field::MultipleOf => of.multiple_of.into_iter().for_each(|number| self.decimal(number)),
            Field::Items => self.range(of.items, Self::number),
            Field::UniqueKeys => self.texts(&of.unique_keys),
            Field::Entries => self.range(of.entries, Self::number),
            Field::KeyPattern => of.key_pattern.iter().for_each(|pattern| self.text(pattern)),
            Field::Formats => self.texts(&of.formats),
            Field::Relationships => {
                self.number(of.relationships.len() as u64);
                for relationship in &of.relationships {
                    self.text(relationship.resource.as_str());
                    self.text(&relationship.attribute);
                }
            }
            Field::Default => of.default.iter().for_each(|scalar| self.scalar(scalar)),
            Field::Each => of.each.iter().for_each(|each| self.constraints(each)),
        }
    }

    /// The shortest text that is read as the same number.
    fn decimal(&mut self, number: f64) {
        self.text(&number.to_string());
    }

    fn range<T>(&mut self, range: Range<T>, bound: impl Fn(&mut Self, T)) {
        for end in [range.min, range.max] {
            self.flag(end.is_some());
            end.into_iter().for_each(|end| bound(self, end));
        }
    }

    fn scalar(&mut self, scalar: &Scalar) {
        match scalar {
            Scalar::String(text) => {
                self.number(0);
                self.text(text);
            }
            Scalar::Number(text) => {
                self.number(1);
                self.text(text);
            }
            Scalar::Bool(value) => self.number(2 + u64::from(*value)),
        }
    }
}
