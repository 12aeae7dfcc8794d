//! A property that AWS has deprecated, where the program denies that.

#![deny(deprecated)]

use models::cloudfront::distribution;

fn main() {
    let behaviour = distribution::DefaultCacheBehavior::new("site", distribution::ViewerProtocolPolicy::HttpsOnly);
    let origin = models::Value::unchecked(serde_json::json!({ "DomainName": "example.com" }));
    let _ = distribution::DistributionConfig::new(behaviour, true).custom_origin(origin);
}
