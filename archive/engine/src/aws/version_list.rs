//! A list of versions, read page by page.

use std::collections::VecDeque;

use super::versions::{ListedVersion, VersionMarker};
use super::{ApiError, Aws};

/// Where a list stands.
#[derive(Debug)]
enum Position {
    Beginning,
    At(VersionMarker),
    End,
}

/// The versions and delete markers of one bucket, in the order of their keys: never more than a page is in memory.
#[derive(Debug)]
pub struct VersionList<'a> {
    aws: &'a Aws,
    region: &'a str,
    bucket: &'a str,
    prefix: &'a str,
    page: VecDeque<ListedVersion>,
    position: Position,
}

impl<'a> VersionList<'a> {
    /// The versions of the keys that begin with `prefix`. Nothing is read yet.
    pub const fn new(aws: &'a Aws, region: &'a str, bucket: &'a str, prefix: &'a str) -> Self {
        Self { aws, region, bucket, prefix, page: VecDeque::new(), position: Position::Beginning }
    }

    /// The next version, which stays in the list; `None` at the end.
    ///
    /// # Errors
    /// A page cannot be read.
    pub async fn peek(&mut self) -> Result<Option<&ListedVersion>, ApiError> {
        while self.page.is_empty() {
            let from = match &self.position {
                Position::Beginning => None,
                Position::At(marker) => Some(marker),
                Position::End => return Ok(None),
            };
            let read = self.aws.object_versions(self.region, self.bucket, self.prefix, from).await?;
            self.page = read.versions.into();
            self.position = read.next.map_or(Position::End, Position::At);
        }
        Ok(self.page.front())
    }

    /// Takes the next version, if it is one of `key`.
    ///
    /// # Errors
    /// A page cannot be read.
    pub async fn next_of(&mut self, key: &str) -> Result<Option<ListedVersion>, ApiError> {
        let is_next = self.peek().await?.is_some_and(|version| version.key == key);
        Ok(if is_next { self.page.pop_front() } else { None })
    }
}
