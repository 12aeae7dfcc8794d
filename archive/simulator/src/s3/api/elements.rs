//! Elements of several responses.

use crate::protocol::xml::Element;

/// A canonical user ID derived from the account ID, with S3's length.
pub(super) fn owner(account: &str) -> Element {
    Element::new("Owner").with("ID", format!("{account:0>64}")).with("DisplayName", account)
}

/// The ACL of every bucket and object: full control for the owner.
pub(super) fn acl(account: &str) -> Element {
    let id = format!("{account:0>64}");
    let grantee = Element::new("Grantee")
        .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .attribute("xsi:type", "CanonicalUser")
        .with("ID", &id)
        .with("DisplayName", account);
    let grant = Element::new("Grant").child(grantee).with("Permission", "FULL_CONTROL");
    Element::new("AccessControlPolicy").child(owner(account)).child(Element::new("AccessControlList").child(grant))
}
