//! `archive graph`, and the picture in the README that it has drawn.

use test_support::machine::repository;
use test_support::program::{Ended, command};

fn archive(arguments: &[&str]) -> Ended {
    let home = tempfile::tempdir().unwrap();
    Ended::of(&mut command(env!("CARGO_BIN_EXE_archive"), home.path(), arguments)).succeeded()
}

/// `UPDATE_DOCS=1 cargo test -p archive --test program picture` draws it anew.
#[test]
fn the_picture_in_the_readme_is_what_graph_draws_of_the_configuration_there() {
    let configuration = ["--prefix", "acme", "--region", "eu-central-1", "--replications", "eu-west-1,eu-north-1"];
    let drawn = archive(&[&["graph", "--format", "svg", "--direction", "down"][..], &configuration].concat()).out;
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    for value in ["prefix = \"acme\"", "region = \"eu-central-1\"", "replications = [\"eu-west-1\", \"eu-north-1\"]"] {
        assert!(readme.contains(value), "the README's configuration has no {value}");
    }
    assert!(readme.contains("](docs/archive.svg)"));
    let file = repository().join("docs/archive.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &drawn).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    // GitHub shows a README some 830 pixels wide: text of 13 pixels is then one of at least 11.
    let width = drawn.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse::<f64>().ok()).unwrap();
    assert!(width <= 830.0 * 13.0 / 11.0, "{width}");
    assert!(committed == drawn, "docs/archive.svg is not what `archive graph` draws: run this test with UPDATE_DOCS=1");
}

#[test]
fn the_role_may_decrypt_in_every_region_and_nobody_else_may() {
    let drawn = archive(&["graph", "--region", "eu-central-1", "--replications", "eu-west-1,eu-north-1"]).out;
    let frames = ["example-archive · eu-central-1", "example-archive-replication", "eu-west-1", "eu-north-1"];
    for frame in frames {
        assert!(drawn.contains(&format!("[\"{frame}\"]\n")), "{frame}: {drawn}");
    }
    let node = |frame: &str, id: &str| {
        let inside = drawn.split(&format!("[\"{frame}\"]\n")).nth(1).unwrap();
        let line = inside.lines().find(|line| line.contains(&format!("[\"{id}<br/>"))).unwrap();
        line.trim().split('[').next().unwrap().to_owned()
    };
    let role = node(frames[0], "ReplicationRole");
    let mut expected: Vec<String> = [frames[0], frames[2], frames[3]]
        .map(|frame| format!("  {role} -->|may decrypt with| {}", node(frame, "Key")))
        .to_vec();
    let mut decrypts: Vec<String> =
        drawn.lines().filter(|line| line.contains("may decrypt")).map(str::to_owned).collect();
    expected.sort();
    decrypts.sort();
    assert_eq!(decrypts, expected);
}
