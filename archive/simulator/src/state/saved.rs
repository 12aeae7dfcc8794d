//! Values that are saved after each request, and seldom change.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A value that remembers its JSON until it changes, and whose clones share both: a state with many of them is saved in the time that the
/// changed ones take.
#[derive(Clone, Debug)]
pub(crate) struct Saved<T>(Arc<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    value: T,
    json: OnceLock<Box<RawValue>>,
}

impl<T: Clone> Clone for Inner<T> {
    fn clone(&self) -> Self {
        // It is cloned to be changed.
        Self { value: self.value.clone(), json: OnceLock::new() }
    }
}

impl<T: Clone> Saved<T> {
    /// The value itself.
    pub(crate) fn into_inner(self) -> T {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => inner.value,
            Err(shared) => shared.value.clone(),
        }
    }
}

impl<T> From<T> for Saved<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(Inner { value, json: OnceLock::new() }))
    }
}

impl<T> Deref for Saved<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: Clone> DerefMut for Saved<T> {
    fn deref_mut(&mut self) -> &mut T {
        let inner = Arc::make_mut(&mut self.0);
        inner.json.take();
        &mut inner.value
    }
}

impl<T: Serialize> Serialize for Saved<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(json) = self.0.json.get() {
            return json.serialize(serializer);
        }
        let json = serde_json::value::to_raw_value(&self.0.value).map_err(S::Error::custom)?;
        self.0.json.get_or_init(|| json).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Saved<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Saved;

    #[test]
    fn what_is_saved_is_what_it_is_now_and_reads_back() {
        let mut map: BTreeMap<String, Saved<Vec<u32>>> = BTreeMap::from([("a".to_owned(), vec![1].into())]);
        let text = |map: &BTreeMap<String, Saved<Vec<u32>>>| serde_json::to_string(map).expect("it is JSON");
        assert_eq!(text(&map), r#"{"a":[1]}"#);
        let before = map.clone();
        map.get_mut("a").expect("it is there").push(2);
        assert_eq!((text(&map), text(&before)), (r#"{"a":[1,2]}"#.to_owned(), r#"{"a":[1]}"#.to_owned()));
        let read: BTreeMap<String, Saved<Vec<u32>>> = serde_json::from_str(&text(&map)).expect("it reads back");
        assert_eq!(read["a"].clone().into_inner(), [1, 2]);
    }
}
