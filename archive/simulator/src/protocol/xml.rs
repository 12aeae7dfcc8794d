//! XML documents as trees: S3's configurations are stored as such, and the Query protocol responds with them.

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;

/// An element with text or children.
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

    /// An element with text.
    pub(crate) fn leaf(name: impl Into<String>, text: impl ToString) -> Self {
        Self { name: name.into(), text: text.to_string(), ..Self::default() }
    }

    /// A list of the Query protocol: each item is a `<member>`.
    pub(crate) fn members(name: impl Into<String>, items: impl IntoIterator<Item = Element>) -> Self {
        let items = items.into_iter().map(|item| Self { name: "member".into(), ..item });
        Self { name: name.into(), children: items.collect(), ..Self::default() }
    }

    /// A list of strings of the Query protocol.
    pub(crate) fn strings(name: impl Into<String>, items: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::members(name, items.into_iter().map(|item| Self::leaf("member", item)))
    }

    /// Adds an element with text.
    pub(crate) fn with(mut self, name: &str, text: impl ToString) -> Self {
        self.children.push(Self::leaf(name, text));
        self
    }

    /// Adds an element with text if there is a value.
    pub(crate) fn with_some(self, name: &str, text: Option<impl ToString>) -> Self {
        match text {
            Some(text) => self.with(name, text),
            None => self,
        }
    }

    /// Adds an element.
    pub(crate) fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// Adds several elements.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// The first child with that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children with that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text at a path.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(self, |element, name| element.get(name)).map(|element| element.text.as_str())
    }

    /// The text at a path. Without the element it is empty: in S3's documents, both mean the same.
    pub(crate) fn text_or_empty(&self, path: &[&str]) -> &str {
        self.text_at(path).unwrap_or("")
    }

    /// Parses a document.
    ///
    /// # Errors
    /// `MalformedXML`, with S3's message.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let text = std::str::from_utf8(bytes).map_err(|error| malformed_xml(error.to_string()))?;
        let document = roxmltree::Document::parse(text).map_err(|error| malformed_xml(error.to_string()))?;
        Ok(Self::from_node(document.root_element()))
    }

    fn from_node(node: roxmltree::Node<'_, '_>) -> Self {
        let children: Vec<_> = node.children().filter(|child| child.is_element()).map(Self::from_node).collect();
        let text = if children.is_empty() { node.text().unwrap_or("").to_owned() } else { String::new() };
        let attributes = node
            .attributes()
            .map(|attribute| {
                let prefix = if attribute.namespace().is_some() { "xsi:" } else { "" };
                (format!("{prefix}{}", attribute.name()), attribute.value().to_owned())
            })
            .collect();
        Self { name: node.tag_name().name().to_owned(), text, children, attributes }
    }

    /// The document, with the XML declaration.
    pub(crate) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, &IS_ESCAPED_IN_ATTRIBUTES, out);
            out.push('"');
        }
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        escape(&self.text, &IS_ESCAPED, out);
        for child in &self.children {
            child.write(out);
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

/// S3's error for an invalid document. The reason, which S3 does not return, is in an additional element.
pub(crate) fn malformed_xml(reason: impl Into<String>) -> ApiError {
    let why = "The XML you provided was not well-formed or did not validate against our published schema";
    ApiError::new(400, "MalformedXML", why).with_detail("Reason", reason)
}

/// The bytes of text that are escaped or replaced.
const IS_ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        escaped[control] = control != 0x09 && control != 0x0a;
        control += 1;
    }
    escaped[b'&' as usize] = true;
    escaped[b'<' as usize] = true;
    escaped[b'>' as usize] = true;
    escaped
};

/// The bytes of an attribute's value that are escaped or replaced. In text a quotation mark is itself: events have JSON documents.
const IS_ESCAPED_IN_ATTRIBUTES: [bool; 256] = {
    let mut escaped = IS_ESCAPED;
    escaped[b'"' as usize] = true;
    escaped
};

/// Control characters that XML 1.0 does not allow are replaced with U+FFFD.
fn escape(text: &str, is_escaped: &[bool; 256], out: &mut String) {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (0, 0);
    // By index: with the optimisation that tests have, an iterator is a call for each byte, and answers are mostly text.
    while at < bytes.len() {
        let byte = bytes[at];
        if is_escaped[usize::from(byte)] {
            // What is escaped is ASCII, so it begins and ends characters.
            out.push_str(&text[plain..at]);
            out.push_str(match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\r' => "&#13;",
                _ => "\u{fffd}",
            });
            plain = at + 1;
        }
        at += 1;
    }
    out.push_str(&text[plain..]);
}
