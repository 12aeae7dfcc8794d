//! Places in a template.

use std::borrow::Cow;
use std::fmt;

/// A place in a template, from its root: `Resources`, `Bucket`, `Properties`, `Tags`, `0`.
///
/// The path is one through the template as JSON, so intrinsic functions are segments too: `Fn::If`, `1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Segment>);

/// A segment of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A key of an object.
    Key(Cow<'static, str>),
    /// An index of a list.
    Index(usize),
}

impl Path {
    /// The template itself.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The path of the entry `key` of what is at this path.
    #[must_use]
    pub fn key(&self, key: impl Into<Cow<'static, str>>) -> Self {
        self.step(Segment::Key(key.into()))
    }

    /// The path of the item at `index` of what is at this path.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(Segment::Index(index))
    }

    /// The path `inner`, relative to this one.
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self([self.0.as_slice(), inner.0.as_slice()].concat())
    }

    /// This path with one more segment.
    #[must_use]
    pub(crate) fn step(&self, segment: Segment) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(segment);
        Self(segments)
    }

    /// The segments, from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The logical ID that the place belongs to.
    pub fn logical_id(&self) -> Option<&str> {
        match self.0.get(1) {
            Some(Segment::Key(id)) => Some(id),
            _ => None,
        }
    }
}

/// `Bucket.Tags[0].Key` for what is inside a resource's properties, `Parameters.Stage.Default` elsewhere.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is = |at: usize, name: &str| matches!(self.0.get(at), Some(Segment::Key(k)) if k == name);
        if self.0.is_empty() {
            return f.write_str("template");
        }
        let resource = is(0, "Resources") && self.0.len() > 1;
        let mut first = true;
        for (at, segment) in self.0.iter().enumerate() {
            if resource && (at == 0 || (at == 2 && is(2, "Properties"))) {
                continue;
            }
            match segment {
                Segment::Key(key) if first => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}

/// A place while the template is walked; allocates only when a finding needs its [`Path`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location<'a> {
    parent: Option<&'a Location<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Location<'a> {
    pub(crate) const ROOT: Location<'static> = Location { parent: None, step: Step::Root };

    pub(crate) const fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    pub(crate) const fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// The property that the place is in: the last key that is not a function.
    pub(crate) fn property(&self) -> Option<&'a str> {
        let mut at = Some(self);
        while let Some(place) = at {
            match place.step {
                Step::Key(key) if !key.starts_with("Fn::") => return Some(key),
                _ => at = place.parent,
            }
        }
        None
    }

    /// Whether the place is within a function of that name.
    pub(crate) fn is_within(&self, function: &str) -> bool {
        let mut at = Some(self);
        while let Some(place) = at {
            if matches!(place.step, Step::Key(key) if key == function) {
                return true;
            }
            at = place.parent;
        }
        false
    }

    pub(crate) fn path(&self) -> Path {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(place) = at {
            match place.step {
                Step::Root => {}
                Step::Key(key) => segments.push(Segment::Key(key.to_owned().into())),
                Step::Index(index) => segments.push(Segment::Index(index)),
            }
            at = place.parent;
        }
        segments.reverse();
        Path(segments)
    }
}
