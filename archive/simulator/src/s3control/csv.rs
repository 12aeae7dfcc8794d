//! Comma-separated values, as manifests and reports have them.

/// The fields of one line. Quotes around a field go, and two in it become one.
///
/// # Errors
/// A quote is not closed, or something follows it.
pub(super) fn fields(line: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = line.trim_end_matches('\r');
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted).ok_or_else(|| format!("a quote is not closed in {line:?}"))?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        fields.push(field);
        rest = match after.strip_prefix(',') {
            Some(rest) => rest,
            None if after.is_empty() => return Ok(fields),
            None => return Err(format!("something follows a closed quote in {line:?}")),
        };
    }
}

fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Some((field, after)),
        }
    }
}

/// One line of fields, each quoted where it has to be.
pub(super) fn line(fields: &[&str]) -> String {
    let quoted = |field: &&str| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            (*field).to_owned()
        }
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{fields, line};

    #[test]
    fn what_is_written_is_read_again() {
        for row in [vec!["a", "b"], vec!["a,b", "", "\"quoted\""], vec![""], vec!["x\"y", ","]] {
            assert_eq!(fields(line(&row).trim_end_matches('\n')).expect("it is well-formed"), row);
        }
        assert_eq!(fields("\"a\",\"b\"\r").expect("it is well-formed"), ["a", "b"]);
    }

    #[test]
    fn quotes_that_do_not_fit_are_told() {
        assert!(fields("\"a").unwrap_err().contains("not closed"));
        assert!(fields("\"a\"b").unwrap_err().contains("follows"));
    }
}
