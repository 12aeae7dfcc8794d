//! Constraints in a record: a number that says which fields they have, and these fields.

use super::reader::Reader;
use super::writer::Record;
use crate::constraint::{Constraints, Range, Relationship, Scalar};
use crate::name::ResourceName;

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

impl Reader {
    pub(super) fn constraints(&mut self) -> Option<Constraints> {
        let fields = self.number()?;
        let mut constraints = Constraints::default();
        for field in Field::ALL {
            if fields >> field as u32 & 1 == 1 {
                self.field(field, &mut constraints)?;
            }
        }
        Some(constraints)
    }

    fn field(&mut self, field: Field, of: &mut Constraints) -> Option<()> {
        match field {
            Field::Allowed => of.allowed = self.several(Self::scalar)?,
            Field::IgnoreCase => of.ignore_case = true,
            Field::Pattern => of.pattern = Some(self.text()?.to_owned()),
            Field::Length => of.length = self.range(Self::number)?,
            Field::Range => of.range = self.range(Self::decimal)?,
            Field::ExclusiveRange => of.exclusive_range = self.range(Self::decimal)?,
            Field::MultipleOf => of.multiple_of = Some(self.decimal()?),
            Field::Items => of.items = self.range(Self::number)?,
            Field::UniqueItems => of.unique_items = true,
            Field::UniqueKeys => of.unique_keys = self.names()?,
            Field::Entries => of.entries = self.range(Self::number)?,
            Field::KeyPattern => of.key_pattern = Some(self.text()?.to_owned()),
            Field::Formats => of.formats = self.texts()?,
            Field::Relationships => {
                of.relationships = self.several(|reader| {
                    let resource = ResourceName::verified(reader.text()?);
                    Some(Relationship { resource, attribute: reader.text()?.to_owned() })
                })?;
            }
            Field::Default => of.default = Some(self.scalar()?),
            Field::Each => of.each = Some(Box::new(self.constraints()?)),
        }
        Some(())
    }

    fn decimal(&mut self) -> Option<f64> {
        let Ok(number) = self.text()?.parse() else { return None };
        Some(number)
    }

    fn range<T>(&mut self, mut bound: impl FnMut(&mut Self) -> Option<T>) -> Option<Range<T>> {
        let mut optional = |reader: &mut Self| Some(if reader.flag()? { Some(bound(reader)?) } else { None });
        Some(Range { min: optional(self)?, max: optional(self)? })
    }

    fn scalar(&mut self) -> Option<Scalar> {
        Some(match self.number()? {
            0 => Scalar::String(self.text()?.to_owned()),
            1 => Scalar::Number(self.text()?.to_owned()),
            2 => Scalar::Bool(false),
            3 => Scalar::Bool(true),
            _ => return None,
        })
    }
}
