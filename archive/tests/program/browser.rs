//! What somebody meets who opens the pages in a browser: `archive status --html`, and what the simulated AWS shows. In light and dark, on a
//! narrow and a wide screen, with a keyboard, and as axe-core examines them.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use test_support::machine::{chromium, npm_package, repository};

use crate::world::{REGION, World};

/// The pages of an archive that lacks its replication, so that they have every state. Nothing where there is no browser.
async fn visits(pictures: Option<&Path>) -> Option<Vec<Value>> {
    if !npm_package("axe-core") {
        return None;
    }
    let browser = chromium()?;
    let world = World::new().await;
    world.run(&["deploy", "--yes"]).await.succeeded();
    let caller = world.simulator.caller("SIMULATED", REGION);
    caller.s3("PUT", "/acme-archive/key", "content");
    caller.s3("DELETE", "/acme-archive?replication", "");
    world.run(&["status", "--html", "page.html"]).await.succeeded();
    let job = json!({
        "browser": browser,
        "pages": [
            { "name": "status", "address": format!("file://{}", world.path("page.html").display()) },
            { "name": "simulator", "address": format!("{}/", world.simulator.endpoint_url()) },
        ],
        "pictures": pictures,
    });
    let visits = tokio::task::spawn_blocking(move || visit(&job)).await.unwrap();
    drop(world);
    Some(visits)
}

fn visit(job: &Value) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/browser.mjs");
    let mut node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    serde_json::to_writer(node.stdin.take().unwrap(), job).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "the browser cannot be driven; its errors are above");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

/// `UPDATE_DOCS=1 cargo test -p archive --test program browser` takes the pictures in `docs/pages` anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_can_be_used_by_everybody() {
    let folder = repository().join("docs/pages");
    let is_updated = std::env::var_os("UPDATE_DOCS").is_some();
    let Some(visits) = visits(is_updated.then_some(folder.as_path())).await else { return };
    assert_eq!(visits.len(), 8, "two pages, two schemes, two widths");
    for visit in &visits {
        let place = format!("{} {} {}", visit["name"], visit["width"], visit["scheme"]);
        let requests = strings(&visit["requests"]);
        assert!(requests.len() == 1, "{place}: more than the page is requested: {requests:?}");
        assert_eq!(strings(&visit["complaints"]), <[&str; 0]>::default(), "{place}: the browser complains");
        assert_eq!(strings(&visit["violations"]), <[&str; 0]>::default(), "{place}: axe-core finds");
        assert_eq!(strings(&visit["incomplete"]), <[&str; 0]>::default(), "{place}: axe-core cannot tell");
        assert!(visit["overflow"].as_i64().unwrap() <= 0, "{place}: the page itself is wider than the screen");
        let stops = visit["stops"].as_array().unwrap();
        assert!(!stops.is_empty(), "{place}: the keyboard reaches nothing");
        for stop in stops {
            assert!(stop["label"].is_string(), "{place}: a place without a name has the focus: {stop}");
            assert_eq!(stop["shows"], json!(true), "{place}: the focus is not seen: {stop}");
            assert_ne!(stop["scrolls"], json!(false), "{place}: the keyboard does not scroll: {stop}");
        }
        let is_scrolled = |stop: &Value| stop["scrolls"] == json!(true);
        assert!(visit["width"] != "narrow" || stops.iter().any(is_scrolled), "{place}: nothing had to be scrolled");
    }
    let gallery = gallery(&visits);
    let file = folder.join("README.md");
    if is_updated {
        std::fs::write(&file, &gallery).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert!(
        committed == gallery,
        "the pages have changed: take docs/pages anew with UPDATE_DOCS=1, and look at it\n{gallery}"
    );
    for visit in &visits {
        let picture = folder.join(picture(visit));
        assert!(picture.is_file(), "{} is missing", picture.display());
    }
}

fn picture(visit: &Value) -> String {
    let text = |name: &str| visit[name].as_str().unwrap().to_owned();
    format!("{}-{}-{}.png", text("name"), text("width"), text("scheme"))
}

/// The pictures, and what a screen reader tells of the pages' structure: their headings, and their tables with the names of their columns.
/// Unlike pixels it is the same with every font.
fn gallery(visits: &[Value]) -> String {
    let mut text = String::from(
        "# Pages\n\nWhat `archive status --html` writes, and what `archive simulate` shows a browser, of an archive whose replication was removed by \
         hand.\nThe pictures are taken with `UPDATE_DOCS=1 cargo test -p archive --test program browser`, which needs Chromium, Node.js and `npm ci` in\n\
         `.ci`. The test examines the pages with axe-core and the keyboard each time, and says when this page has to be written anew.\n",
    );
    for name in ["status", "simulator"] {
        let of_page: Vec<&Value> = visits.iter().filter(|visit| visit["name"] == name).collect();
        text.push_str(&format!("\n## {name}\n\n"));
        for visit in &of_page {
            let (width, scheme) = (visit["width"].as_str().unwrap(), visit["scheme"].as_str().unwrap());
            text.push_str(&format!("![The page {name}, {width} and {scheme}]({})\n", picture(visit)));
        }
        let heard = of_page.first().and_then(|visit| visit["heard"].as_str()).unwrap();
        let told = heard.lines().filter(|line| {
            ["- heading", "- table", "- columnheader", "- img"].iter().any(|role| line.trim_start().starts_with(role))
        });
        text.push_str("\nWhat a screen reader finds there:\n\n```text\n");
        told.for_each(|line| text.push_str(&format!("{}\n", line.trim().trim_end_matches(':'))));
        text.push_str("```\n");
    }
    text
}
