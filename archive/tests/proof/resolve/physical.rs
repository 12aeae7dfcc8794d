//! The names and ARNs that AWS gives to what a template makes.

use super::{Place, Reader};

impl Reader<'_> {
    /// What `Ref` gives: the name that the template sets, or one as CloudFormation would make it.
    pub(super) fn name(&self, id: &str) -> Result<String, String> {
        let set = match self.template["Resources"][id]["Type"].as_str().unwrap_or_default() {
            "AWS::S3::Bucket" => self.property(id, "BucketName")?,
            "AWS::IAM::Role" => self.property(id, "RoleName")?,
            "AWS::KMS::Alias" => self.property(id, "AliasName")?,
            "AWS::SNS::Topic" => return self.arn(id).map(Option::unwrap_or_default),
            "AWS::KMS::Key" => {
                let multi_region = self.property(id, "MultiRegion")?.is_some_and(|text| text == "true");
                Some(key_id(self.place, id, multi_region))
            }
            "AWS::KMS::ReplicaKey" => {
                self.property(id, "PrimaryKeyArn")?.and_then(|arn| arn.rsplit('/').next().map(str::to_owned))
            }
            _ => None,
        };
        Ok(set.unwrap_or_else(|| format!("stack-{id}-1A2B3C4D5E6F")))
    }

    pub(super) fn arn(&self, id: &str) -> Result<Option<String>, String> {
        let Place { account, region } = self.place;
        let partition = self.place.partition();
        Ok(match self.template["Resources"][id]["Type"].as_str().unwrap_or_default() {
            "AWS::S3::Bucket" => Some(format!("arn:{partition}:s3:::{}", self.name(id)?)),
            "AWS::IAM::Role" => {
                let path = self.property(id, "Path")?.unwrap_or_else(|| "/".to_owned());
                Some(format!("arn:{partition}:iam::{account}:role{path}{}", self.name(id)?))
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                Some(format!("arn:{partition}:kms:{region}:{account}:key/{}", self.name(id)?))
            }
            "AWS::SNS::Topic" => {
                let name = self.property(id, "TopicName")?.unwrap_or_else(|| format!("stack-{id}"));
                Some(format!("arn:{partition}:sns:{region}:{account}:{name}"))
            }
            _ => None,
        })
    }
}

/// The ARN of the single-Region key with a logical id, where a place has it.
pub(crate) fn key_arn(place: &Place, id: &str) -> String {
    let Place { account, region } = place;
    format!("arn:{}:kms:{region}:{account}:key/{}", place.partition(), key_id(place, id, false))
}

/// A key id that follows from where the key is made, so that two keys never have the same.
fn key_id(place: &Place, id: &str, multi_region: bool) -> String {
    let seed = format!("{}/{}/{id}", place.account, place.region);
    let hash = |salt: u64| {
        seed.bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64 ^ salt, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    };
    let digits = format!("{:016x}{:016x}", hash(1), hash(2));
    if multi_region {
        format!("mrk-{digits}")
    } else {
        format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
    }
}
