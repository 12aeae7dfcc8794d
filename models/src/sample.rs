//! Sample of generated code (to be replaced by codegen).
#![allow(missing_docs)]
/// `AWS::KMS::Key`
pub mod kms {
    use crate::generated as g;
    #[derive(Clone, Debug, PartialEq)]
    pub struct Key(g::Object);
    impl Key {
        #[must_use]
        pub fn new(key_policy: impl g::IntoValue<g::Json>) -> Self {
            Self(g::Object::new()).key_policy(key_policy)
        }
        #[must_use]
        pub fn key_policy(mut self, value: impl g::IntoValue<g::Json>) -> Self {
            g::set(&mut self.0, "KeyPolicy", value);
            self
        }
        #[must_use]
        pub fn enable_key_rotation(mut self, value: impl g::IntoValue<bool>) -> Self {
            g::set(&mut self.0, "EnableKeyRotation", value);
            self
        }
        #[must_use]
        pub fn key_spec(mut self, value: impl g::IntoValue<key::KeySpec>) -> Self {
            g::set(&mut self.0, "KeySpec", value);
            self
        }
        #[must_use]
        pub fn tags(mut self, value: impl g::IntoValue<g::List<crate::Tag>>) -> Self {
            g::set(&mut self.0, "Tags", value);
            self
        }
    }
    g::resource!(Key, "AWS::KMS::Key", g::meaning::KmsKeyId);
    impl crate::Handle<Key> {
        pub fn arn(&self) -> g::Value<g::meaning::KmsKeyArn> {
            self.get_att("Arn")
        }
    }
    pub mod key {
        use crate::generated as g;
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum KeySpec {
            Rsa2048,
            SymmetricDefault,
        }
        g::closed_set!(
            KeySpec,
            Rsa2048 = "RSA_2048",
            SymmetricDefault = "SYMMETRIC_DEFAULT"
        );
    }
}
