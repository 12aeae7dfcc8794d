//! Hostile templates are refused, and large ones are read. What grows with the square of the input would take hours here.

use crate::common::fault;
use cfn_template::{ErrorKind, Format, Options, read};

/// The rule that refuses `text`.
fn refusal(text: &str) -> ErrorKind {
    fault(text).kind
}

#[test]
fn nesting_bombs_are_refused() {
    let n = 300_000;
    assert_eq!(refusal(&format!("a: {}", "[".repeat(n))), ErrorKind::Limit);
    assert_eq!(refusal(&format!("a: {}", "{x: ".repeat(n / 4))), ErrorKind::Limit);
    assert_eq!(refusal(&format!("a:\n  {}x", "- ".repeat(n))), ErrorKind::Limit);
    assert_eq!(refusal(&format!("a: {}", "!Not [".repeat(n / 6))), ErrorKind::Limit);
    assert_eq!(refusal(&format!("{{\"a\": {}", "[".repeat(n))), ErrorKind::Limit);
    assert_eq!(refusal(&"{\"a\": ".repeat(n / 6)), ErrorKind::Limit);
    let staircase: String = (0..700).map(|at| format!("{}x:\n", " ".repeat(at))).collect();
    assert_eq!(refusal(&staircase), ErrorKind::Limit);
}

#[test]
fn alias_bombs_are_refused() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_eq!(refusal(&laughs), ErrorKind::Limit);

    let mut merges = String::from("a0: &a0 {x: 1}\n");
    for level in 1..60 {
        merges.push_str(&format!("a{level}: &a{level} {{l: {{<<: *a{0}}}, r: {{<<: *a{0}}}}}\n", level - 1));
    }
    assert_eq!(refusal(&merges), ErrorKind::Limit);

    let mut deep = String::from("a0: &a0 [x]\n");
    for level in 1..200 {
        deep.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert_eq!(refusal(&deep), ErrorKind::Limit);

    let nested = format!("a: {}{}{} \nb: *x\n", "&x [".repeat(100), "1, ".repeat(3000), "]".repeat(100));
    assert_eq!(refusal(&nested), ErrorKind::Limit);
}

#[test]
fn sizes_are_limited() {
    let options = Options::default();
    let large = format!("a: {}\n", "x".repeat(options.max_bytes));
    assert_eq!(refusal(&large), ErrorKind::Limit);
    let many = format!("a: [{}]\n", "1,".repeat(options.max_values));
    assert_eq!(refusal(&many), ErrorKind::Limit);
    assert_eq!(refusal(&format!("{{\"a\": [{}1]}}", "1,".repeat(options.max_values))), ErrorKind::Limit);
}

#[test]
fn large_templates_within_the_limits_are_read() {
    let long_line = format!("{{\"a\": [{}0]}}", "\"é\", ".repeat(150_000));
    let keys: String = (0..40_000).map(|at| format!("k{at}: !Ref v{at}\n")).collect();
    let digits = format!("a: 0x{}\nb: {}\nc: 1{}\n", "f".repeat(300_000), "9".repeat(300_000), ":30".repeat(100_000));
    let quotes = format!("a: '{}'\n", "''".repeat(400_000));
    let text = format!("a: |\n{}", "  line\n".repeat(120_000));
    let blank = format!("a: |\n{}  x\n", "\n".repeat(900_000));
    let plain = format!("a: x\n{}", "  y\n".repeat(200_000));
    let anchors: String = (0..30_000).map(|at| format!("k{at}: &a{at} 1\n")).collect();
    let tags = format!("%TAG !e! tag:example.com,2000:\n---\n{}", "k: 1\n");
    let comments = format!("{}a: 1\n", "# comment\n".repeat(80_000));
    for text in [long_line, keys, digits, quotes, text, blank, plain, anchors, tags, comments] {
        let result = read(&text, &Options::default());
        let shown: String = text.chars().take(20).collect();
        assert!(result.is_ok(), "{shown:?}: {:?}", result.err());
    }
}

#[test]
fn the_deepest_nesting_allowed_needs_no_more_than_a_common_stack() {
    let deepest = |format| Options { format: Some(format), max_depth: usize::MAX, ..Options::default() };
    let depth = Options::DEEPEST - 1;
    let flow = format!("{{\"a\": {}1{}}}", "[".repeat(depth), "]".repeat(depth));
    let block = format!("a:\n  {}x\n", "- ".repeat(depth));
    for (text, format) in [(&flow, Format::Json), (&flow, Format::Yaml), (&block, Format::Yaml)] {
        let root = read(text, &deepest(format)).expect("within the limit").root;
        let tree = cfn_template::Tree::from(&root);
        let written = cfn_template::write_yaml(&tree.clone());
        let again = read(&written, &deepest(Format::Yaml)).expect("within the limit").root;
        assert_eq!(cfn_template::Tree::from(&again.clone()), tree);
        let deeper = text.replacen("1", "[1]", 1).replacen("- x", "- - x", 1);
        assert!(read(&deeper, &deepest(format)).is_err());
    }
}
