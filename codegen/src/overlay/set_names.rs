//! Names of closed sets that read better than the rule's.

use super::Entry;

const CLASH: &str = "several properties named `Status` have different sets";
const S3_API: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_Types.html";

pub(super) const ENTRIES: &[Entry<&str>] = &[];
