//! A table whose key the user names.

use models::dynamodb::{Table, table};
use models::{Number, Parameter, Stack, id};
use serde_json::json as plain;

use crate::original::Original;

#[test]
fn table() {
    let Some(original) = Original::read("DynamoDB__DynamoDB_Table.json") else { return };
    let mut stack = Stack::new();
    stack.description(original.text("/Description")).metadata("License", plain!("Apache-2.0"));
    let describe = |name: &str| original.description(&format!("Parameters/{name}"));
    let constraint = |name: &str| original.text(&format!("/Parameters/{name}/ConstraintDescription"));
    let key_name = stack.parameter(
        id!("HashKeyElementName"),
        Parameter::string()
            .description(describe("HashKeyElementName"))
            .allowed_pattern("[a-zA-Z0-9]*")
            .min_length(Number::text("1"))
            .max_length(Number::text("2048"))
            .constraint_description(constraint("HashKeyElementName")),
    );
    let key_type = stack.parameter(
        id!("HashKeyElementType"),
        Parameter::string()
            .description(describe("HashKeyElementType"))
            .default("S")
            .allowed_pattern("[S|N]")
            .min_length(Number::text("1"))
            .max_length(Number::text("1"))
            .constraint_description(constraint("HashKeyElementType")),
    );
    let mut units = |id: models::LogicalId, default: &str| {
        let parameter = Parameter::number()
            .description(describe(id.as_str()))
            .default(Number::text(default))
            .min_value(Number::text("5"))
            .max_value(Number::text("10000"))
            .constraint_description(constraint(id.as_str()));
        stack.parameter(id, parameter)
    };
    let read = units(id!("ReadCapacityUnits"), "5");
    let write = units(id!("WriteCapacityUnits"), "10");

    let table = stack.add(
        id!("myDynamoDBTable"),
        Table::new([table::KeySchema::new(key_name.reference(), table::KeyType::Hash)])
            .attribute_definitions([table::AttributeDefinition::new(
                key_name.reference(),
                key_type.reference().assume::<table::AttributeType>(),
            )])
            .provisioned_throughput(table::ProvisionedThroughput::new(read.reference(), write.reference()))
            .point_in_time_recovery_specification(
                table::PointInTimeRecoverySpecification::new().point_in_time_recovery_enabled(true),
            ),
    );
    stack.output(id!("TableName"), table.reference()).description(original.description("Outputs/TableName"));
    original.equals(&stack);
}
