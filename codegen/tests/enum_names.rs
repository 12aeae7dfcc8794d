//! Names of enums whose properties are called alike.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use std::collections::BTreeMap;

/// Words of a type's name that do not tell what it is about.
const GENERIC: &[&str] =
    &["config", "configuration", "definition", "options", "properties", "request", "settings", "specification"];
/// From so many words on a name is long.
const LONG: usize = 7;

/// The enums of all services whose property has the name of another one's in the same module: the path of a property, and the enum's name.
fn clashing() -> Vec<(String, String)> {
    let spec = cfn_spec::load_all(cfn_spec::snapshot::directory()).unwrap();
    let model = codegen::lower(&spec).unwrap();
    let mut all = Vec::new();
    for resource in model.services.iter().flat_map(|service| &service.resources) {
        let mut by_property: BTreeMap<&str, Vec<&codegen::model::EnumType>> = BTreeMap::new();
        // Of equal ones the first stands for all.
        for set in resource.enums.iter().filter(|set| set.duplicate_in.is_none()) {
            by_property.entry(set.paths[0].rsplit('/').next().unwrap()).or_default().push(set);
        }
        for set in by_property.into_values().filter(|sets| sets.len() > 1).flatten() {
            all.push((set.paths[0].clone(), set.ident.clone()));
        }
    }
    all
}

/// What is bad about a name: a word twice in a row, a generic word, many words.
fn is_bad(ident: &str) -> bool {
    let words: Vec<String> = codegen::names::snake(ident).split('_').map(str::to_owned).collect();
    let twice = words.windows(2).any(|pair| pair[0] == pair[1]);
    let empty = words.iter().any(|word| GENERIC.contains(&word.as_str()));
    twice || empty || words.len() >= LONG || ident.ends_with("TypeValue")
}

#[test]
fn names_of_enums_that_clash_read_well_but_for_these() {
    let clashing = clashing();
    let bad: Vec<String> =
        clashing.iter().filter(|(_, ident)| is_bad(ident)).map(|(path, ident)| format!("{path} {ident}")).collect();
    println!("of {} names these read badly:\n{}", clashing.len(), bad.join("\n"));
    assert!(clashing.len() > 250, "{}", clashing.len());
    assert_eq!(bad, REMAINING);
}

/// The names that read badly, all of them after AWS's own. One that is new here wants an entry in `codegen/src/overlay/enum_names.rs`, or a better rule.
const REMAINING: &[&str] = &[
    "AWS::Config::OrganizationConfigRule.OrganizationCustomPolicyRuleMetadata/OrganizationConfigRuleTriggerTypes OrganizationCustomPolicyRuleMetadataTriggerType",
    "AWS::Connect::EvaluationForm.EvaluationFormItemEnablementSourceValue/Type EvaluationFormItemEnablementSourceValueType",
    "AWS::Deadline::Fleet.ServiceManagedEc2InstanceCapabilities/OsFamily ServiceManagedEc2InstanceCapabilitiesOsFamily",
    "AWS::Kendra::DataSource.ConfluenceAttachmentToIndexFieldMapping/DataSourceFieldName ConfluenceAttachmentToIndexFieldMappingFieldName",
    "AWS::Kendra::DataSource.ConfluenceBlogToIndexFieldMapping/DataSourceFieldName ConfluenceBlogToIndexFieldMappingFieldName",
    "AWS::Kendra::DataSource.ConfluencePageToIndexFieldMapping/DataSourceFieldName ConfluencePageToIndexFieldMappingFieldName",
    "AWS::Kendra::DataSource.ConfluenceSpaceToIndexFieldMapping/DataSourceFieldName ConfluenceSpaceToIndexFieldMappingFieldName",
    "AWS::MediaTailor::PlaybackConfiguration.PreRollVastResponse/AdSequencingMode PreRollVastResponseAdSequencingMode",
    "AWS::QuickSight::Analysis.ArcConfiguration/ArcThickness ArcConfigurationArcThickness",
    "AWS::QuickSight::Analysis.ArcOptions/ArcThickness ArcOptionsArcThickness",
    "AWS::QuickSight::Analysis.SheetDefinition/ContentType SheetDefinitionContentType",
    "AWS::QuickSight::Topic.NamedEntityDefinitionMetric/Aggregation NamedEntityDefinitionMetricAggregation",
    "AWS::Timestream::ScheduledQuery.MultiMeasureAttributeMapping/MeasureValueType MultiMeasureAttributeMappingMeasureValueType",
];
