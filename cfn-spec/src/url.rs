//! URLs of AWS's documentation. Most can be derived from names, so the snapshot has only the others.

use crate::name::{PropertyName, ResourceName, TypeName};

/// The base URL of the pages of resource and property types.
pub const USER_GUIDE: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/";

/// `AWS::S3::Bucket` → `s3-bucket`.
fn slug(resource: &ResourceName) -> String {
    let mut words = resource.as_str().split("::").skip(1);
    let mut slug = words.next().unwrap_or("").to_ascii_lowercase();
    for word in words {
        slug.push('-');
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

/// The URL of a page, and the prefix of its anchors.
pub(crate) struct Page {
    /// The URL.
    pub(crate) url: String,
    /// `#cfn-s3-bucket-`.
    anchor: String,
}

impl Page {
    /// The default page of a resource type.
    pub(crate) fn of_resource(name: &ResourceName) -> Self {
        let slug = slug(name);
        Self { url: format!("{USER_GUIDE}aws-resource-{slug}.html"), anchor: format!("#cfn-{slug}-") }
    }

    /// The default page of a property type.
    pub(crate) fn of_type(name: &TypeName) -> Self {
        let simple = name.simple().to_ascii_lowercase();
        let slug = match name.resource() {
            Some(resource) => format!("{}-{simple}", slug(resource)),
            None => simple,
        };
        Self { url: format!("{USER_GUIDE}aws-properties-{slug}.html"), anchor: format!("#cfn-{slug}-") }
    }

    /// Another page with the same anchors.
    #[cfg(feature = "documents")]
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), anchor: self.anchor.clone() }
    }

    /// The URL of a property on this page.
    pub(crate) fn property(&self, name: &PropertyName) -> String {
        let page = self.url.split('#').next().unwrap_or(&self.url);
        let mut url = String::with_capacity(page.len() + self.anchor.len() + name.as_str().len());
        url.push_str(page);
        url.push_str(&self.anchor);
        url.push_str(&name.as_str().to_ascii_lowercase());
        url
    }
}
