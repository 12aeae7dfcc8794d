//! The AWS Query protocol: form parameters with dotted names, and XML responses.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::xml::Element;

/// The dotted names as a tree: `Tags.member.1.Key=a` is at `Tags` → `1` → `Key`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    value: Option<String>,
    children: BTreeMap<String, Params>,
}

impl Params {
    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut root = Self::default();
        for (name, value) in pairs {
            let mut node = &mut root;
            for part in name.split('.').filter(|part| *part != "member") {
                node = node.children.entry(part.to_owned()).or_default();
            }
            node.value = Some(value);
        }
        root
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Params> {
        self.children.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.value.as_deref()
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A required parameter.
    ///
    /// # Errors
    /// AWS's message for a missing parameter.
    pub(crate) fn require(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(|| {
            let mut member = name.to_owned();
            if let Some(first) = member.get_mut(0..1) {
                first.make_ascii_lowercase();
            }
            ApiError::validation(format!(
                "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member \
                must not be null"
            ))
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).map(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The items of a list, in the order of their indices.
    pub(crate) fn list(&self, name: &str) -> Vec<&Params> {
        let Some(node) = self.get(name) else { return Vec::new() };
        let mut items: Vec<(usize, &Params)> =
            node.children.iter().filter_map(|(number, item)| Some((parse(number)?, item))).collect();
        items.sort_by_key(|(number, _)| *number);
        items.into_iter().map(|(_, item)| item).collect()
    }

    /// The items of a list of strings.
    pub(crate) fn strings(&self, name: &str) -> Vec<String> {
        self.list(name).into_iter().filter_map(|item| item.value.clone()).collect()
    }

    /// Whether a list was given; an empty list is an empty value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A list of `{Key, Value}` pairs with the given member names.
    ///
    /// # Errors
    /// `ValidationError`: a pair is incomplete.
    pub(crate) fn pairs<C>(&self, name: &str, key: &str, value: &str) -> Result<C, ApiError>
    where
        C: FromIterator<(String, String)>,
    {
        let member = |item: &Params, member: &str| {
            item.owned(member).ok_or_else(|| {
                ApiError::validation(format!(
                    "1 validation error detected: Value null at '{name}.member.{member}' failed to satisfy constraint: \
                    Member must not be null"
                ))
            })
        };
        self.list(name).into_iter().map(|item| Ok((member(item, key)?, member(item, value)?))).collect()
    }

    /// A number.
    ///
    /// # Errors
    /// `ValidationError`: the value is not a number of this type.
    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = parse(text).ok_or_else(|| {
            ApiError::validation(format!(
                "1 validation error detected: Value '{text}' at '{name}' failed to satisfy constraint: Member must be a number"
            ))
        })?;
        Ok(Some(number))
    }
}

/// `<{operation}Response>` around the result.
pub(crate) fn response(namespace: &str, operation: &str, result: Element, request_id: &str) -> String {
    Element::new(format!("{operation}Response"))
        .attribute("xmlns", namespace)
        .child(Element { name: format!("{operation}Result"), ..result })
        .child(Element::new("ResponseMetadata").with("RequestId", request_id))
        .document()
}

/// `<ErrorResponse>`.
pub(crate) fn error(namespace: &str, error: &ApiError, request_id: &str) -> String {
    Element::new("ErrorResponse")
        .attribute("xmlns", namespace)
        .child(
            Element::new("Error")
                .with("Type", if error.is_sender() { "Sender" } else { "Receiver" })
                .with("Code", &error.code)
                .with("Message", &error.message),
        )
        .with("RequestId", request_id)
        .document()
}
