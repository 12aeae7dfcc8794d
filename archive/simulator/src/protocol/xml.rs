//! XML documents as trees: S3 keeps its configurations in this form, and the Query protocol answers in it.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;

/// An element with either text or children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Element {
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) children: Vec<Element>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// An element that holds text alone.
    pub(crate) fn leaf(name: impl Into<String>, text: impl ToString) -> Self {
        Self { name: name.into(), text: text.to_string(), ..Self::default() }
    }

    /// A Query-protocol list: every item inside a `<member>`.
    pub(crate) fn members(name: impl Into<String>, items: impl IntoIterator<Item = Element>) -> Self {
        let items = items.into_iter().map(|item| Self { name: "member".into(), ..item });
        Self { name: name.into(), children: items.collect(), ..Self::default() }
    }

    /// A Query-protocol list of texts.
    pub(crate) fn texts(name: impl Into<String>, items: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::members(name, items.into_iter().map(|item| Self::leaf("member", item)))
    }

    /// Adds a leaf.
    pub(crate) fn with(mut self, name: &str, text: impl ToString) -> Self {
        self.children.push(Self::leaf(name, text));
        self
    }

    /// Adds a leaf where there is a value.
    pub(crate) fn with_some(self, name: &str, text: Option<impl ToString>) -> Self {
        match text {
            Some(text) => self.with(name, text),
            None => self,
        }
    }

    /// Adds a child.
    pub(crate) fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// Adds several children.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// The first child of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text at the end of a path of first children.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(self, |element, name| element.get(name)).map(|element| element.text.as_str())
    }

    /// Reads a document.
    ///
    /// # Errors
    /// `MalformedXML`, as S3 says it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let text = std::str::from_utf8(bytes).map_err(|error| malformed_xml(error.to_string()))?;
        let document = roxmltree::Document::parse(text).map_err(|error| malformed_xml(error.to_string()))?;
        Ok(Self::from_node(document.root_element()))
    }

    fn from_node(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<_> = node.children().filter(|child| child.is_element()).map(Self::from_node).collect();
        let text = if children.is_empty() { node.text().unwrap_or_default().to_owned() } else { String::new() };
        let attributes = node
            .attributes()
            .map(|attribute| {
                let prefix = if attribute.namespace().is_some() { "xsi:" } else { "" };
                (format!("{prefix}{}", attribute.name()), attribute.value().to_owned())
            })
            .collect();
        Self { name: node.tag_name().name().to_owned(), text, children, attributes }
    }

    /// The document, with its declaration.
    pub(crate) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"");
            escape(value, out);
            out.push('"');
        }
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        escape(&self.text, out);
        for child in &self.children {
            child.write(out);
        }
        let _ = write!(out, "</{}>", self.name);
    }
}

/// S3's refusal of a document. What is wrong with it, which S3 keeps to itself, is in an element of its own.
pub(crate) fn malformed_xml(reason: impl Into<String>) -> ApiError {
    let why = "The XML you provided was not well-formed or did not validate against our published schema";
    ApiError::new(400, "MalformedXML", why).with_detail("Reason", reason)
}

/// Control characters that XML 1.0 cannot hold become the replacement character.
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(character),
            control if control < ' ' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}
