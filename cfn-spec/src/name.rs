//! Names as AWS writes them, each a type of its own.

use std::fmt;

/// A service's prefix in resource type names: `AWS::S3`, `Alexa::ASK`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

/// A resource type's name: `AWS::S3::Bucket`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceName(String);

/// A property type's name: `AWS::S3::Bucket.ReplicationRule`, or `Tag`, the only one that belongs to no resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    resource: Option<ResourceName>,
    simple: String,
}

/// A property's name on the wire: `BucketName`, `cfnRole`, `EBSOptimized`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyName(String);

/// What `Fn::GetAtt` takes: `Arn`, or dotted, `Endpoint.Address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeName(String);

/// A name that is not of its kind's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// What was read.
    pub input: String,
    /// The form a name of this kind has.
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
    /// Reads `Namespace::Service`.
    ///
    /// # Errors
    /// When the text is not two words joined by `::`.
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
    /// Reads `Namespace::Service::Resource`.
    ///
    /// # Errors
    /// When the text is not three words joined by `::`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        match words(text, "::") {
            Some(3) => Ok(Self(text.to_owned())),
            _ => Err(NameError { input: text.to_owned(), expected: "a resource type name such as `AWS::S3::Bucket`" }),
        }
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
    /// Reads `Namespace::Service::Resource.Type`, or a bare word for a type that every resource shares.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let error = || NameError {
            input: text.to_owned(),
            expected: "a property type name such as `AWS::S3::Bucket.ReplicationRule` or `Tag`",
        };
        let (resource, simple) = match text.split_once('.') {
            Some((resource, simple)) => (Some(ResourceName::new(resource).map_err(|_| error())?), simple),
            None => (None, text),
        };
        if is_word(simple) { Ok(Self { resource, simple: simple.to_owned() }) } else { Err(error()) }
    }

    /// The property type `simple` of `resource`.
    ///
    /// # Errors
    /// When `simple` is not a word.
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

    /// The same name with a number after it: `ReplicationRule2`.
    pub(crate) fn numbered(&self, number: usize) -> Self {
        Self { resource: self.resource.clone(), simple: format!("{}{number}", self.simple) }
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
    /// Reads a property's name.
    ///
    /// # Errors
    /// When the text is not a word of ASCII letters and digits.
    pub fn new(text: &str) -> Result<Self, NameError> {
        if is_word(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError {
                input: text.to_owned(),
                expected: "a property name: ASCII letters and digits, a letter first",
            })
        }
    }

    /// `BucketName`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AttributeName {
    /// Reads an attribute's name: words joined by dots.
    ///
    /// # Errors
    /// When a part is not a word.
    pub fn new(text: &str) -> Result<Self, NameError> {
        match words(text, ".") {
            Some(_) => Ok(Self(text.to_owned())),
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

display!(ServiceName, ResourceName, PropertyName, AttributeName);
