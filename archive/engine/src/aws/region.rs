//! The region that the user has configured.

use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion as _;
use aws_config::profile::region::ProfileFileRegionProvider;

/// The region of `AWS_REGION` or `AWS_DEFAULT_REGION`, else that of the profile in the configuration files (`AWS_PROFILE` without one):
/// where the AWS CLI finds it. An instance's metadata is not asked. `None` if there is none.
pub async fn configured_region(profile: Option<&str>) -> Option<String> {
    if let Some(region) = EnvironmentVariableRegionProvider::new().region().await {
        return Some(region.to_string());
    }
    let mut of_profile = ProfileFileRegionProvider::builder();
    if let Some(profile) = profile {
        of_profile = of_profile.profile_name(profile);
    }
    of_profile.build().region().await.map(|region| region.to_string())
}
