//! How wide text is at most. A picture has no font of its own, so the widest of the usual ones is assumed (Verdana, DejaVu Sans).

/// The width of a string in a font of this size, in pixels.
pub(super) fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let em: f64 = text.chars().map(of).sum();
    em * size * if is_bold { 1.12 } else { 1.0 }
}

/// In units of the font's size.
fn of(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' => 0.31,
        ' ' | '.' | ',' | ':' | ';' | '!' | '-' | '(' | ')' | '[' | ']' | '/' | 'f' | 't' | 'r' | '·' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1.0,
        'A'..='Z' | '#' | '+' | '=' | '<' | '>' | '&' => 0.77,
        ' '..='~' => 0.63,
        // Letters of other scripts can be as wide as they are high.
        _ => 1.0,
    }
}

/// A string that fits into so many pixels. Of a longer one the beginning and the end are kept: names differ there.
pub(super) fn elided(text: &str, size: f64, is_bold: bool, room: f64) -> String {
    if width(text, size, is_bold) <= room {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut shown = String::from("…");
    for kept in 1..characters.len() {
        let (before, after) = (kept.div_ceil(2), kept / 2);
        let candidate: String = characters
            .iter()
            .take(before)
            .chain(std::iter::once(&'…'))
            .chain(characters.iter().skip(characters.len() - after))
            .collect();
        if width(&candidate, size, is_bold) > room {
            break;
        }
        shown = candidate;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_keeps_its_beginning_and_its_end() {
        assert_eq!(elided("Queue", 13.0, true, 100.0), "Queue");
        let long = elided("OrdersProcessingDeadLetterQueuePolicy", 13.0, true, 196.0);
        assert!(long.starts_with("Orders") && long.ends_with("Policy") && long.contains('…'), "{long}");
        assert!(width(&long, 13.0, true) <= 196.0);
        assert_eq!(elided("Queue", 13.0, true, 1.0), "…");
    }
}
