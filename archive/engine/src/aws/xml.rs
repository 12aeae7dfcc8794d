//! Answers in XML, read by element.

use roxmltree::{Document, Node};

use super::ApiError;
use super::signed::Answer;

/// The text of an answer, kept for the document that borrows from it.
pub(super) struct Reply {
    text: String,
}

impl Reply {
    /// # Errors
    /// The answer is no XML.
    pub(super) fn of(operation: &'static str, region: &str, answer: &Answer) -> Result<Self, ApiError> {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        match Document::parse(&text) {
            Ok(_) => Ok(Self { text }),
            Err(error) => Err(ApiError::unreadable(operation, region, error)),
        }
    }

    /// Calls `read` with the root of the document.
    pub(super) fn read<T>(&self, read: impl FnOnce(Node<'_, '_>) -> T) -> Option<T> {
        Document::parse(&self.text).ok().map(|document| read(document.root_element()))
    }
}

/// The first element called `name` in or under `node`, whatever its namespace.
pub(super) fn find<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|node| node.tag_name().name() == name)
}

/// The elements right under `node`.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The element called `name` right under `node`.
pub(super) fn under<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    elements(node).find(|node| node.tag_name().name() == name)
}

/// The text of the element called `name` right under `node`.
pub(super) fn child<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    under(node, name)?.text()
}
