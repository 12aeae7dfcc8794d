//! `archive status --html`: one page with all that is known, which loads nothing.

use crate::world::{STACK, World};

/// All that a page has is in it; its icon too, which a browser would otherwise ask a server for.
fn loads_nothing(page: &str) {
    let rest = page.replacen("<link rel=\"icon\" href=\"data:", "", 1);
    assert_ne!(rest, page);
    for loaded in ["http:", "https:", "<script", "<link"] {
        assert!(!rest.contains(loaded), "{loaded}");
    }
}

#[tokio::test]
async fn a_page_says_what_status_says_and_loads_nothing() {
    let world = World::new().await;
    world.run(&["deploy", "--yes"]).await.succeeded();
    let said = world.run(&["status", "--html", "page.html"]).await.succeeded();
    assert!(said.err.contains("the page is written to page.html"), "{}", said.err);
    let page = std::fs::read_to_string(world.path("page.html")).unwrap();
    let rows = |text: &str| page.matches(text).count();
    for expected in ["<h1>The archive acme</h1>", "nothing is wrong", STACK, "acme-archive-replication-eu-west-1"] {
        assert!(rows(expected) > 0, "{expected}");
    }
    assert_eq!(rows(">up to date<"), 2, "each replica's stack");
    assert_eq!(rows("without it the objects cannot be read"), 3, "what survives in each region");
    assert!(rows(">CREATE_COMPLETE<") > 3, "the last operation");
    loads_nothing(&page);
    assert!(!world.path("page.html.tmp").exists());
}

#[tokio::test]
async fn a_page_of_a_damaged_archive_has_what_to_do_first() {
    let world = World::new().await;
    world.run(&["deploy", "--yes"]).await.succeeded();
    let caller = world.simulator.caller("SIMULATED", crate::world::REGION);
    caller.s3("DELETE", "/acme-archive?replication", "");
    world.run(&["status", "--html", "page.html"]).await.succeeded();
    let page = std::fs::read_to_string(world.path("page.html")).unwrap();
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is not on the page"));
    let table = at("What was examined");
    let first = page[table..].find(">to put right<").unwrap();
    let good = page[table..].find(">as it should be<").unwrap();
    assert!(first < good);
    assert!(page[table..].contains("archive deploy --revert-drift"));
}

#[tokio::test]
async fn a_page_that_cannot_be_written_is_an_error_with_its_remedy() {
    let world = World::new().await;
    world.run(&["deploy", "--yes"]).await.succeeded();
    let said = world.run(&["status", "--html", "nowhere/page.html"]).await;
    assert_eq!(said.code, 2);
    assert!(said.err.contains("nowhere/page.html cannot be written"), "{}", said.err);
    assert!(said.err.contains("name a file in a folder that can be written to"), "{}", said.err);
}

/// What the simulator answers to a request as a browser makes it; `Connection: close` ends it.
fn browse(endpoint_url: &str, headers: &str) -> String {
    use std::io::{Read as _, Write as _};
    let host = endpoint_url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_aws_shows_a_browser_what_exists_in_it() {
    let world = World::new().await;
    let address = world.simulator.endpoint_url();
    let empty = browse(&address, "Accept: text/html\r\n");
    assert!(empty.contains("There are no stacks yet."), "{empty}");
    world.run(&["deploy", "--yes"]).await.succeeded();
    let caller = world.simulator.caller("SIMULATED", crate::world::REGION);
    caller.s3("PUT", "/acme-archive/key", "content");
    let page = browse(&address, "Accept: text/html,application/xhtml+xml\r\n");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let row = |name: &str| {
        let rest = page
            .split(&format!("<code class=\"short\">{name}</code></th>"))
            .nth(1)
            .unwrap_or_else(|| panic!("{name}: {page}"));
        rest.split("</tr>").next().unwrap().to_owned()
    };
    let bucket = row("acme-archive");
    assert!(bucket.contains(">eu-central-1<") && bucket.contains("<td>1</td><td>1</td><td>7</td>"), "{bucket}");
    assert!(
        page.contains("alias/acme/archive") && page.contains(">CREATE_COMPLETE<") && page.contains("CreateChangeSet")
    );
    loads_nothing(&page);
    // A client of AWS that forgot to sign is told so.
    let unsigned = browse(&address, "Accept: */*\r\n");
    assert!(unsigned.starts_with("HTTP/1.1 403") || unsigned.starts_with("HTTP/1.1 400"), "{unsigned}");
}
