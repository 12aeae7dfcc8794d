//! The reader of uses sees what it should.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::uses::{circles, uses};

/// The uses of a crate that is made of these files, as `one -> other`.
fn read(files: &[(&str, &str)]) -> Vec<String> {
    let files: BTreeMap<PathBuf, &str> = files.iter().map(|(name, text)| (PathBuf::from(name), *text)).collect();
    let uses = uses(Path::new("lib.rs"), &|file| files.get(file).map(|text| (*text).to_owned()));
    let arrows = uses.iter().flat_map(|(file, others)| others.iter().map(move |other| (file, other)));
    arrows.map(|(file, other)| format!("{} -> {}", file.display(), other.display())).collect()
}

#[test]
fn names_are_followed_to_where_they_are_defined() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use b::inner::Thing;"),
        ("a.rs", "use crate::Thing; fn f(_: Thing) {}"),
        ("b/mod.rs", "pub mod inner;"),
        ("b/inner.rs", "pub struct Thing;"),
    ];
    assert_eq!(read(&files), ["a.rs -> b/inner.rs"]);
}

#[test]
fn groups_bodies_and_macros_are_searched() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; mod e;"),
        (
            "a.rs",
            "use crate::{b::{self, One}, c}; fn f() { vec![c::two()]; call!(x => super::d::THREE); b::gone(); crate::e::four!() }",
        ),
        ("b.rs", "pub struct One; make!(gone);"),
        ("c.rs", "pub fn two() {}"),
        ("d.rs", "pub const THREE: u8 = 3;"),
        ("e.rs", "pub fn other() {}"),
    ];
    assert_eq!(read(&files), ["a.rs -> b.rs", "a.rs -> c.rs", "a.rs -> d.rs", "a.rs -> e.rs"]);
}

#[test]
fn tests_and_other_crates_are_left_out() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "use std::fmt; #[cfg(test)] use crate::b::Thing; #[cfg(test)] mod tests { use crate::b::Thing; } fn f() { fmt::b() }",
        ),
        ("b.rs", "pub struct Thing;"),
    ];
    assert_eq!(read(&files), [""; 0]);
}

#[test]
fn a_module_is_made_of_those_inside_it() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a.rs", "mod b; pub struct Outer; fn f() { b::g() }"),
        ("a/b.rs", "use super::Outer; pub fn g() {}"),
    ];
    assert_eq!(read(&files), ["a/b.rs -> a.rs"]);
}

#[test]
fn circles_are_found() {
    let files = ["a", "b", "c", "d", "e"].map(PathBuf::from);
    let arrows = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (0, 4)];
    let mut uses: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for (from, to) in arrows {
        uses.entry(files[from].clone()).or_default().insert(files[to].clone());
    }
    let found: Vec<Vec<&str>> =
        circles(&uses).iter().map(|it| it.iter().filter_map(|file| file.to_str()).collect()).collect();
    assert_eq!(found, [vec!["a", "b", "c"], vec!["d", "e"]]);
}
