//! Numbers of bytes, as every command writes them.

/// A number of bytes for people, in powers of 1,024.
#[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
pub(crate) fn human(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut unit = "KiB";
    for larger in ["MiB", "GiB", "TiB", "PiB", "EiB"] {
        if value < 1023.95 {
            break;
        }
        (value, unit) = (value / 1024.0, larger);
    }
    format!("{value:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn bytes_are_told_in_units_of_1024() {
        for (bytes, text) in
            [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"), (u64::MAX, "16.0 EiB")]
        {
            assert_eq!(human(bytes), text);
        }
        assert_eq!(human((1 << 20) - 1), "1.0 MiB");
    }
}
