//! Reads what the [writer](super::writer) wrote. `None`: the writer has not written it.

use std::collections::BTreeMap;

use super::Section;
use super::writer::{CONTINUES, DIGITS, PRIMITIVES, WIDTH};
use crate::constraint::Rule;
use crate::name::{AttributeName, PropertyName, ResourceName, TypeName};
use crate::spec::{Attribute, Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};

/// A number of fixed width at the beginning of the text.
pub(super) fn position(text: &str, index: usize) -> Option<usize> {
    let digits = text.as_bytes().get(index * WIDTH..(index + 1) * WIDTH)?;
    Some(digits.iter().fold(0, |number, digit| number << DIGITS | usize::from(*digit)))
}

/// A place in the text.
pub(super) struct Reader {
    text: &'static str,
    at: usize,
}

impl Reader {
    pub(super) const fn new(text: &'static str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & !CONTINUES).checked_shl(shift)?;
            if byte & CONTINUES == 0 {
                return Some(number);
            }
            shift += DIGITS;
        }
    }

    fn count(&mut self) -> Option<usize> {
        let Ok(count) = usize::try_from(self.number()?) else { return None };
        Some(count)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.number()? != 0)
    }

    pub(super) fn text(&mut self) -> Option<&'static str> {
        let end = self.count()?.checked_add(self.at)?;
        let text = self.text.get(self.at..end)?;
        self.at = end;
        Some(text)
    }

    pub(super) fn several<T, L: FromIterator<T>>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<L> {
        let count = self.count()?;
        (0..count).map(|_| one(self)).collect()
    }

    pub(super) fn texts(&mut self) -> Option<Vec<String>> {
        self.several(|reader| reader.text().map(str::to_owned))
    }

    pub(super) fn names(&mut self) -> Option<Vec<PropertyName>> {
        self.several(|reader| reader.text().map(PropertyName::verified))
    }

    /// The model of a resource type, with what `shared` adds.
    pub(super) fn resource(
        &mut self,
        name: &'static str,
        shared: impl FnOnce(&mut Spec) -> Option<()>,
    ) -> Option<Spec> {
        let name = ResourceName::verified(name);
        let resource = Resource {
            source: self.source()?,
            additional_properties: self.flag()?,
            properties: self.properties(Some(&name))?,
            attributes: self.several(|reader| reader.attribute(&name))?,
            rules: self.several(Self::rule)?,
            primary_identifier: self.texts()?,
            read_only: self.texts()?,
            write_only: self.texts()?,
            create_only: self.texts()?,
            conditional_create_only: self.texts()?,
            deprecated: self.texts()?,
            documentation: None,
        };
        let types = self.several(|reader| reader.property_type(Some(&name)))?;
        let mut spec = Spec { version: String::new(), resources: BTreeMap::from([(name, resource)]), types };
        shared(&mut spec)?;
        Some(spec)
    }

    /// Adds the types that belong to no resource type.
    pub(super) fn shared(&mut self, spec: &mut Spec) -> Option<()> {
        for _ in 0..self.count()? {
            let (name, ty) = self.property_type(None)?;
            spec.types.insert(name, ty);
        }
        Some(())
    }

    /// The rules of a resource type, as text.
    pub(super) fn sections(&mut self) -> Option<Vec<Section>> {
        self.several(|reader| Some(Section { file: reader.text()?, line: reader.count()?, text: reader.text()? }))
    }

    fn source(&mut self) -> Option<Source> {
        Some(match self.number()? {
            0 => Source::Specification,
            1 => Source::Schemas,
            2 => Source::Both,
            _ => return None,
        })
    }

    fn property_type(&mut self, owner: Option<&ResourceName>) -> Option<(TypeName, PropertyType)> {
        let name = TypeName::verified(owner.cloned(), self.text()?);
        let source = self.source()?;
        let shape = if self.flag()? {
            Shape::Alias(self.ty(owner)?, Box::new(self.constraints()?))
        } else {
            Shape::Struct { properties: self.properties(owner)?, rules: self.several(Self::rule)? }
        };
        Some((name, PropertyType { source, documentation: None, shape }))
    }

    fn properties(&mut self, owner: Option<&ResourceName>) -> Option<BTreeMap<PropertyName, Property>> {
        self.several(|reader| {
            let name = PropertyName::verified(reader.text()?);
            let property = Property {
                source: reader.source()?,
                documentation: None,
                required: reader.flag()?,
                update: match reader.number()? {
                    0 => UpdateType::Mutable,
                    1 => UpdateType::Immutable,
                    2 => UpdateType::Conditional,
                    _ => return None,
                },
                ty: reader.ty(owner)?,
                constraints: reader.constraints()?,
            };
            Some((name, property))
        })
    }

    fn attribute(&mut self, owner: &ResourceName) -> Option<(AttributeName, Attribute)> {
        let name = AttributeName::verified(self.text()?);
        let source = self.source()?;
        Some((name, Attribute { source, ty: self.ty(Some(owner))?, constraints: self.constraints()? }))
    }

    fn ty(&mut self, owner: Option<&ResourceName>) -> Option<Type> {
        let tag = self.count()?;
        if let Some(primitive) = PRIMITIVES.get(tag) {
            return Some(Type::Primitive(*primitive));
        }
        Some(match tag - PRIMITIVES.len() {
            0 => Type::Named(TypeName::verified(owner.cloned(), self.text()?)),
            1 => Type::Named(TypeName::verified(None, self.text()?)),
            2 => Type::List { duplicates_allowed: self.answer()?, item: Box::new(self.ty(owner)?) },
            3 => Type::Map { duplicates_allowed: self.answer()?, item: Box::new(self.ty(owner)?) },
            _ => return None,
        })
    }

    fn answer(&mut self) -> Option<Option<bool>> {
        Some(match self.number()? {
            0 => None,
            1 => Some(false),
            2 => Some(true),
            _ => return None,
        })
    }

    fn rule(&mut self) -> Option<Rule> {
        Some(match self.number()? {
            0 => Rule::ExactlyOne(self.names()?),
            1 => Rule::AtLeastOne(self.names()?),
            2 => Rule::AnyGroup(self.several(Self::names)?),
            3 => Rule::OneGroup(self.several(Self::names)?),
            4 => Rule::Requires(PropertyName::verified(self.text()?), self.names()?),
            5 => Rule::Excludes(PropertyName::verified(self.text()?), self.names()?),
            _ => return None,
        })
    }
}
