//! What may connect to what.

use crate::ec2;
use crate::handle::Handle;
use crate::value::IntoValue;

/// The rule that lets the members of one security group connect to the members of another over TCP.
pub fn allow(
    from: &Handle<ec2::SecurityGroup>,
    to: &Handle<ec2::SecurityGroup>,
    port: impl IntoValue<i64>,
) -> ec2::SecurityGroupIngress {
    let port = port.into_value();
    ec2::SecurityGroupIngress::new("tcp")
        .group_id(to.group_id())
        .source_security_group_id(from.group_id())
        .from_port(&port)
        .to_port(port)
}
