//! What identifies the existing resources.

use std::collections::BTreeMap;

use cfn_command_line::CommandError;
use cfn_template::{Kind, Value};

/// A resource of the template to import, and what identifies the existing one where it was given.
pub(crate) type Adopted = (String, Option<String>);

/// Reads `LOGICAL_ID[=IDENTIFIER]`; the identifier may have further equals signs.
pub(super) fn adopted(text: &str) -> Result<Adopted, String> {
    let (id, identifier) = match text.split_once('=') {
        Some((id, identifier)) => (id, Some(identifier)),
        None => (text, None),
    };
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id || identifier.is_some_and(str::is_empty) {
        return Err("a resource is written LOGICAL_ID, or LOGICAL_ID=IDENTIFIER".to_owned());
    }
    Ok((id.to_owned(), identifier.map(str::to_owned)))
}

/// The values of the properties that identify a resource: given, with `|` between several, or as the template has them.
///
/// # Errors
/// If another number of parts was given, or the template has none that is known before the deployment.
pub(super) fn of(
    logical_id: &str,
    parts: &[String],
    given: Option<&str>,
    properties: Option<&Value>,
) -> Result<BTreeMap<String, String>, CommandError> {
    if let Some(given) = given {
        let values: Vec<&str> = if parts.len() == 1 { vec![given] } else { given.split('|').collect() };
        if values.len() != parts.len() || values.contains(&"") {
            return Err(CommandError::usage(
                format!(
                    "{logical_id} is identified by {}, and {given:?} has {} parts",
                    parts.join(" and "),
                    values.len()
                ),
                format!("write  --resource '{logical_id}={}'", parts.join("|")),
            ));
        }
        return Ok(parts.iter().cloned().zip(values.into_iter().map(str::to_owned)).collect());
    }
    let mut identifier = BTreeMap::new();
    for part in parts {
        let value = properties.and_then(|properties| properties.get(part)).and_then(literal);
        let Some(value) = value else {
            return Err(CommandError::usage(
                format!(
                    "{logical_id} is identified by its {}, which the template does not have as a string",
                    parts.join(" and ")
                ),
                format!("name the existing resource with  --resource '{logical_id}={}'", parts.join("|")),
            ));
        };
        identifier.insert(part.clone(), value);
    }
    Ok(identifier)
}

/// A string or a number; what a function returns is known only in a deployment.
fn literal(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::String(text) => Some(text.clone()),
        Kind::Number(number) => Some(number.text().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_given_whole_or_comes_from_the_template() {
        assert_eq!(adopted("Queue"), Ok(("Queue".into(), None)));
        assert_eq!(adopted("Queue=https://a?b=c"), Ok(("Queue".into(), Some("https://a?b=c".into()))));
        assert!(adopted("=a").is_err() && adopted("Queue=").is_err() && adopted("my-queue").is_err());

        let parts = ["RestApiId".to_owned(), "StageName".to_owned()];
        let found = of("Stage", &parts, Some("a1|prod"), None).unwrap();
        assert_eq!(found, [("RestApiId".into(), "a1".into()), ("StageName".into(), "prod".into())].into());
        let refused = of("Stage", &parts, Some("a1"), None).unwrap_err().to_string();
        assert_eq!(refused, "Stage is identified by RestApiId and StageName, and \"a1\" has 1 parts");

        let template =
            cfn_template::read("{\"RestApiId\": {\"Ref\": \"Api\"}, \"StageName\": 7}", &Default::default()).unwrap();
        assert_eq!(of("Stage", &parts[1..], None, Some(&template.root)).unwrap()["StageName"], "7");
        assert!(
            of("Stage", &parts, None, Some(&template.root))
                .unwrap_err()
                .to_string()
                .contains("does not have as a string")
        );
    }
}
