//! Aliases and merge keys.

use crate::common::{fault, yaml};
use cfn_template::{ErrorKind, NoteKind};
use serde_json::json;

#[test]
fn aliases_repeat_their_value() {
    let document = yaml("a: &x !Ref B\nb: *x\nc: [&y {k: 1}, *y]\nd: &x 2\n&f e: *x\nf: *f\n");
    assert_eq!(
        document.root.to_json(),
        json!({"a": {"Ref": "B"}, "b": {"Ref": "B"}, "c": [{"k": 1}, {"k": 1}], "d": 2, "e": 2, "f": "e"})
    );
    let aliases = document.notes.iter().filter(|note| note.kind == NoteKind::Alias);
    assert_eq!(
        aliases.map(|note| note.span.start.to_string()).collect::<Vec<_>>(),
        ["line 2, column 4", "line 3, column 16", "line 5, column 7", "line 6, column 4"]
    );
    assert_eq!(document.root.get("b").expect("b").span.start.line, 1, "the place to correct");
}

#[test]
fn merged_entries_stand_where_the_merge_key_does() {
    let text = "base: &base {x: 1, y: 2}\nother: &other {y: 3, z: 4}\n";
    let read = |map: &str| {
        let root = yaml(&format!("{text}a:\n{map}")).root;
        let entries = root.get("a").expect("a").as_map().expect("a map").to_vec();
        entries.iter().map(|entry| format!("{}={}", entry.key, entry.value.to_json())).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(read("  <<: *base\n  w: 0\n"), "x=1 y=2 w=0");
    assert_eq!(read("  y: 9\n  <<: *base\n  w: 0\n"), "y=9 x=1 w=0", "own keys win");
    assert_eq!(read("  <<: [*base, *other]\n"), "x=1 y=2 z=4", "the earlier map of a list wins");
    assert_eq!(read("  <<: *base\n  <<: *other\n"), "x=1 y=3 z=4", "the later merge key wins");
    assert_eq!(read("  <<: {q: 1}\n"), "q=1");
    assert_eq!(read("  '<<': 1\n"), "<<=1", "quoted it is a key like any other");
}

#[test]
fn faulty_aliases_and_merges_are_refused() {
    let error = fault("a: *x\n");
    assert_eq!((error.kind, error.span.start.to_string().as_str()), (ErrorKind::Alias, "line 1, column 4"));
    let error = fault("a: &x [1, *x]\n");
    assert_eq!((error.kind, error.span.start.to_string().as_str()), (ErrorKind::Alias, "line 1, column 11"));
    let error = fault("a:\n  <<: 1\n");
    assert_eq!((error.kind, error.span.start.to_string().as_str()), (ErrorKind::MergeKey, "line 2, column 7"));
    let error = fault("x: &x 1\n*x : 2\n");
    assert_eq!((error.kind, error.span.start.line), (ErrorKind::Key, 2));
}
