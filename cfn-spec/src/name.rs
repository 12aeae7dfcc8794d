//! Names, with one type for each kind of name.

use std::borrow::Cow;
use std::fmt;

/// The service in resource type names: `AWS::S3`, `Alexa::ASK`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

/// The name of a resource type: `AWS::S3::Bucket`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceName(Cow<'static, str>);

/// The name of a property type: `AWS::S3::Bucket.ReplicationRule`, or `Tag`, the only one that belongs to no resource type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    resource: Option<ResourceName>,
    simple: Cow<'static, str>,
}

/// The name of a property: `BucketName`, `cfnRole`, `EBSOptimized`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyName(Cow<'static, str>);

/// The name of an attribute: `Arn`, or `Endpoint.Address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeName(Cow<'static, str>);

/// A malformed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// The input.
    pub input: String,
    /// The expected form.
    pub expected: &'static str,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.input, self.expected)
    }
}

impl std::error::Error for NameError {}

fn is_word(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_alphabetic()) && s.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn words(s: &str, separator: &str) -> Option<usize> {
    let mut count = 0;
    for word in s.split(separator) {
        if !is_word(word) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

impl ServiceName {
    /// Parses `Namespace::Service`.
    ///
    /// # Errors
    /// If the string is not two words joined by `::`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        match words(text, "::") {
            Some(2) => Ok(Self(text.to_owned())),
            _ => Err(NameError { input: text.to_owned(), expected: "a service name such as `AWS::S3`" }),
        }
    }

    /// `AWS::S3`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the namespace: `S3`.
    pub fn simple(&self) -> &str {
        self.0.rsplit("::").next().unwrap_or(&self.0)
    }

    /// The name of its files in the snapshot and of its Cargo feature: `s3`, and `alexa-ask` outside `AWS`.
    pub fn stem(&self) -> String {
        let lower = self.0.to_ascii_lowercase();
        match lower.split_once("::") {
            Some(("aws", simple)) => simple.to_owned(),
            Some((namespace, simple)) => format!("{namespace}-{simple}"),
            None => lower,
        }
    }
}

impl ResourceName {
    /// Parses `Namespace::Service::Resource`.
    ///
    /// # Errors
    /// If the string is not three words joined by `::`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        match words(text, "::") {
            Some(3) => Ok(Self(Cow::Owned(text.to_owned()))),
            _ => Err(NameError { input: text.to_owned(), expected: "a resource type name such as `AWS::S3::Bucket`" }),
        }
    }

    /// The name, if the string is one; other strings are the name of no resource type.
    #[expect(clippy::disallowed_methods, reason = "what is not such a name is the answer, not an error")]
    pub fn of(text: &str) -> Option<Self> {
        Self::new(text).ok()
    }

    /// `AWS::S3::Bucket`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `AWS::S3`.
    pub fn service(&self) -> ServiceName {
        let end = self.0.rfind("::").unwrap_or(self.0.len());
        ServiceName(self.0[..end].to_owned())
    }

    /// `Bucket`.
    pub fn simple(&self) -> &str {
        self.0.rsplit("::").next().unwrap_or(&self.0)
    }
}

impl TypeName {
    /// Parses `Namespace::Service::Resource.Type`, or a single word for a shared type.
    ///
    /// # Errors
    /// If the string is neither.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let error = || NameError {
            input: text.to_owned(),
            expected: "a property type name such as `AWS::S3::Bucket.ReplicationRule` or `Tag`",
        };
        let (resource, simple) = match text.split_once('.') {
            Some((resource, simple)) => (Some(ResourceName::new(resource).map_err(|_| error())?), simple),
            None => (None, text),
        };
        if is_word(simple) { Ok(Self { resource, simple: Cow::Owned(simple.to_owned()) }) } else { Err(error()) }
    }

    /// The property type `simple` of `resource`.
    ///
    /// # Errors
    /// If `simple` is not a word.
    pub fn of(resource: &ResourceName, simple: &str) -> Result<Self, NameError> {
        Self::new(&format!("{}.{simple}", resource.as_str()))
    }

    /// The resource type that it belongs to; `None` for `Tag`.
    pub fn resource(&self) -> Option<&ResourceName> {
        self.resource.as_ref()
    }

    /// `ReplicationRule`.
    pub fn simple(&self) -> &str {
        &self.simple
    }

    /// As [`of`](Self::of), for parts that a build script has checked.
    pub(crate) const fn verified(resource: Option<ResourceName>, simple: &'static str) -> Self {
        Self { resource, simple: Cow::Borrowed(simple) }
    }

    /// The name with a number appended: `ReplicationRule2`.
    pub(crate) fn numbered(&self, number: usize) -> Self {
        Self { resource: self.resource.clone(), simple: Cow::Owned(format!("{}{number}", self.simple)) }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resource) = &self.resource {
            write!(f, "{resource}.")?;
        }
        f.write_str(&self.simple)
    }
}

impl PropertyName {
    /// Parses the name of a property.
    ///
    /// # Errors
    /// If the string is not a word of ASCII letters and digits.
    pub fn new(text: &str) -> Result<Self, NameError> {
        if is_word(text) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(NameError {
                input: text.to_owned(),
                expected: "a property name: ASCII letters and digits, beginning with a letter",
            })
        }
    }

    /// `BucketName`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AttributeName {
    /// Parses the name of an attribute: words joined by dots.
    ///
    /// # Errors
    /// If a part is not a word.
    pub fn new(text: &str) -> Result<Self, NameError> {
        match words(text, ".") {
            Some(_) => Ok(Self(Cow::Owned(text.to_owned()))),
            None => Err(NameError { input: text.to_owned(), expected: "an attribute name such as `Endpoint.Address`" }),
        }
    }

    /// `Endpoint.Address`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `Endpoint`, `Address`.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

macro_rules! display {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

macro_rules! verified {
    ($($name:ident),*) => {$(
        impl $name {
            /// As [`new`](Self::new), for a name that a build script has checked.
            pub(crate) const fn verified(text: &'static str) -> Self {
                Self(Cow::Borrowed(text))
            }
        }
    )*};
}

verified!(ResourceName, PropertyName, AttributeName);

display!(ServiceName, ResourceName, PropertyName, AttributeName);
