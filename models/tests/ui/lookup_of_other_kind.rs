//! A resource that was looked up for a property that takes another kind.

use models::app::{App, Environment};
use models::{ec2, sqs};

fn main() {
    let stack = App::new("shop").stack("web", Environment::region("eu-west-1"));
    let vpc = stack.lookup::<ec2::VPC>("shared", |by| by.tag("Name", "shared"));
    let _ = sqs::Queue::new().kms_master_key_id(vpc.reference());
}
