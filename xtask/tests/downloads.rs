//! `regen-spec` against a server that does everything wrong: each fault is named, and the snapshot stays as it was.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::documents::{SCHEMA, deflated_spaces, gzip, gzipped_spaces, specification, zip};
use support::server::{Answer, Server};
use support::snapshot::Bench;

fn refuses_specification(answer: Answer, code: i32, parts: &[&str]) {
    let bench = Bench::new(1);
    let server = Server::start(move |_, _| answer.clone());
    bench.refuses(&["--url", &server.url("/spec.json")], code, parts);
}

fn refuses_schemas(answer: Answer, code: i32, parts: &[&str]) {
    let bench = Bench::new(1);
    let server = Server::start(move |_, _| answer.clone());
    bench.refuses(&["--schemas-url", &server.url("/schemas.zip")], code, parts);
}

fn tiny() -> String {
    specification("2.0.0", 1)
}

#[test]
fn the_right_documents_are_taken() {
    let bench = Bench::new(1);
    let server = Server::start(|request, _| match request.path.as_str() {
        "/spec.json" => Answer::ok(gzip(tiny().as_bytes())),
        "/schemas.zip" => Answer::ok(zip(&[("aws-tiny0-thing.json", SCHEMA.as_bytes())], None)),
        _ => Answer::status("404 Not Found"),
    });
    let done = bench.regen(&["--url", &server.url("/spec.json"), "--schemas-url", &server.url("/schemas.zip")]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let layer = std::fs::read_to_string(bench.path().join("schemas/tiny0.txt")).unwrap();
    assert!(layer.contains("allow \"a\"") && layer.contains("property Extra Boolean"), "{layer}");
    assert!(!layer.contains("not for the snapshot"));
    let lock = std::fs::read_to_string(bench.path().join("lock.txt")).unwrap();
    assert!(lock.contains("version 2.0.0") && lock.contains(&server.url("/spec.json")), "{lock}");
}

#[test]
fn a_server_that_is_slow_is_not_waited_for() {
    let bench = Bench::new(1);
    let server = Server::start(|_, _| Answer::Slow(tiny().into_bytes()));
    bench.refuses(&["--url", &server.url("/"), "--timeout", "1"], 3, &["http://127.0.0.1", "--timeout"]);
}

#[test]
fn a_body_cut_short_is_refused() {
    let whole = tiny().into_bytes();
    let half = whole[..whole.len() / 2].to_vec();
    refuses_specification(Answer::WrongLength(whole.len(), half.clone()), 3, &["was interrupted after"]);
    refuses_specification(Answer::BrokenChunks(half.clone()), 3, &["was interrupted after"]);
    refuses_specification(Answer::ok(half), 2, &["is truncated"]);
    refuses_specification(Answer::HangUp, 3, &["http://127.0.0.1"]);
}

#[test]
fn a_length_that_says_too_little_cuts_the_document_short() {
    refuses_specification(Answer::WrongLength(40, tiny().into_bytes()), 2, &["is truncated"]);
}

#[test]
fn bad_gzip_is_refused() {
    let mut packed = gzip(tiny().as_bytes());
    let middle = packed.len() / 2;
    packed[middle..middle + 8].fill(0xff);
    refuses_specification(Answer::ok(packed), 2, &["gzip stream is damaged"]);
    let packed = gzip(tiny().as_bytes());
    refuses_specification(Answer::ok(packed[..packed.len() / 2].to_vec()), 2, &["gzip stream is damaged or truncated"]);
}

#[test]
fn what_unpacks_without_end_is_refused() {
    refuses_specification(Answer::ok(gzipped_spaces(65)), 2, &["is larger than the limit of 64 MiB"]);
    let bomb = deflated_spaces(130);
    let archive = zip(&[("aws-tiny0-thing.json", &bomb)], Some(130 << 20));
    assert!(archive.len() < 1 << 20);
    refuses_schemas(Answer::ok(archive), 2, &["is larger than the limit of 128 MiB when extracted"]);
}

#[test]
fn what_is_too_large_is_not_downloaded() {
    refuses_specification(Answer::WrongLength(100 << 20, tiny().into_bytes()), 3, &["larger than the limit of 64 MiB"]);
}

#[test]
fn a_zip_whose_paths_lead_out_is_refused() {
    for path in ["../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\evil.json"] {
        let archive = zip(&[(path, SCHEMA.as_bytes())], None);
        refuses_schemas(Answer::ok(archive), 2, &["is outside the archive", path]);
    }
}

#[test]
fn zips_that_are_none_are_refused() {
    let archive = zip(&[("aws-tiny0-thing.json", SCHEMA.as_bytes())], None);
    refuses_schemas(Answer::ok(archive[..archive.len() - 30].to_vec()), 2, &["damaged or truncated"]);
    refuses_schemas(Answer::ok("{}"), 2, &["is not a zip archive"]);
    refuses_schemas(Answer::ok("<!DOCTYPE html>"), 2, &["HTML"]);
    refuses_schemas(Answer::ok(zip(&[("readme.txt", b"hello")], None)), 2, &["neither `providers/<region>.json`"]);
    let empty = zip(&[("providers/us-east-1.json", br#"{"AWS::A::B": "0123"}"#)], None);
    refuses_schemas(Answer::ok(empty), 2, &["`resources/0123.json`, which does not exist"]);
}

#[test]
fn an_error_page_is_refused() {
    refuses_specification(Answer::ok("<html><body>Log in</body></html>"), 2, &["HTML", "check the URL"]);
    refuses_specification(Answer::ok(""), 2, &["is empty"]);
    refuses_specification(Answer::status("404 Not Found"), 3, &["404 Not Found"]);
}

#[test]
fn a_redirect_that_goes_in_circles_is_left() {
    let bench = Bench::new(1);
    let server = Server::start(|request, _| {
        Answer::Whole("302 Found", vec![("Location", format!("{}x", request.path))], Vec::new())
    });
    bench.refuses(&["--url", &server.url("/a")], 3, &["more than 10 redirects"]);
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn what_has_not_changed_is_not_downloaded_again() {
    let bench = Bench::new(1);
    let server = Server::start(|request, _| match request.header("if-none-match") {
        Some("\"v2\"") => Answer::Whole("304 Not Modified", Vec::new(), Vec::new()),
        _ => {
            let date = ("Last-Modified", "Tue, 20 Oct 2026 22:11:15 GMT".to_owned());
            Answer::Whole("200 OK", vec![("ETag", "\"v2\"".to_owned()), date], tiny().into_bytes())
        }
    });
    let url = server.url("/spec.json");
    assert!(bench.regen(&["--url", &url]).out.contains("wrote"));
    let done = bench.regen(&["--url", &url]);
    assert_eq!((done.code, done.out.contains("unchanged")), (Some(0), true), "{}{}", done.out, done.err);
    let conditions: Vec<_> =
        server.requests().iter().map(|request| request.header("if-none-match").map(str::to_owned)).collect();
    assert_eq!(conditions, [None, Some("\"v2\"".to_owned())]);
    let lock = std::fs::read_to_string(bench.path().join("lock.txt")).unwrap();
    assert!(lock.contains("date Tue, 20 Oct 2026 22:11:15 GMT"), "{lock}");
}

#[test]
fn a_damaged_cache_is_not_used() {
    let bench = Bench::new(1);
    let server =
        Server::start(|_, _| Answer::Whole("200 OK", vec![("ETag", "\"v2\"".to_owned())], tiny().into_bytes()));
    let url = server.url("/spec.json");
    assert_eq!(bench.regen(&["--url", &url]).code, Some(0));
    for entry in std::fs::read_dir(bench.folder.path().join("cache")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().unwrap() == "body" {
            std::fs::write(path, "half").unwrap();
        }
    }
    assert_eq!(bench.regen(&["--url", &url]).code, Some(0));
    assert_eq!(server.requests()[1].header("if-none-match"), None);
}

#[test]
fn an_unasked_304_is_an_error() {
    refuses_specification(Answer::Whole("304 Not Modified", Vec::new(), Vec::new()), 3, &["304 Not Modified"]);
}

#[test]
fn a_wrong_document_is_not_kept_in_the_cache() {
    let bench = Bench::new(1);
    let server =
        Server::start(|_, _| Answer::Whole("200 OK", vec![("ETag", "\"page\"".to_owned())], b"<html>".to_vec()));
    bench.refuses(&["--url", &server.url("/")], 2, &["HTML"]);
    assert!(!bench.folder.path().join("cache").exists());
}

#[test]
fn what_may_pass_is_tried_again() {
    for status in ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"] {
        let bench = Bench::new(1);
        let server = Server::start(move |_, before| match before {
            0 | 1 => Answer::Whole(status, vec![("Retry-After", "0".to_owned())], Vec::new()),
            _ => Answer::ok(tiny()),
        });
        let done = bench.regen(&["--url", &server.url("/"), "--retries", "2"]);
        assert_eq!((done.code, server.requests().len()), (Some(0), 3), "{status}: {}", done.err);
    }
}

#[test]
fn what_does_not_pass_is_given_up() {
    let bench = Bench::new(1);
    let server = Server::start(|_, _| Answer::status("500 Internal Server Error"));
    bench.refuses(
        &["--url", &server.url("/"), "--retries", "1"],
        3,
        &["500 Internal Server Error", "after 2 attempts"],
    );
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_unless_it_is_named() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let server = Server::start_tls(config, |_, _| Answer::ok(tiny()));
    let bench = Bench::new(1);
    bench.refuses(&["--url", &server.https_url("/")], 3, &["certificate", "--ca-certificate"]);
    let file = bench.file("ca.pem", made.cert.pem());
    let done = bench.regen(&["--url", &server.https_url("/"), "--ca-certificate", file.to_str().unwrap()]);
    assert_eq!(done.code, Some(0), "{}", done.err);
}

#[test]
fn valid_json_of_the_wrong_shape_is_refused() {
    refuses_specification(Answer::ok(r#"{"hello": "world"}"#), 2, &["does not have the expected format", "hello"]);
    refuses_specification(Answer::ok("[1, 2]"), 2, &["is not a JSON object"]);
    refuses_specification(Answer::ok("{'a': 1}"), 2, &["is not JSON"]);
}

#[test]
fn all_that_is_wrong_is_said_at_once_with_its_path() {
    let wrong = tiny()
        .replacen(r#""PrimitiveType": "Integer""#, r#""PrimitiveType": "Integer", "Colour": "red""#, 1)
        .replacen(r#""Type": "Part""#, r#""Type": "Party""#, 1)
        .replacen(r#""UpdateType": "Immutable""#, r#""UpdateType": "Sometimes""#, 1);
    refuses_specification(
        Answer::ok(wrong),
        2,
        &[
            "AWS::Tiny0::Thing.Part/Size: unknown field `Colour`",
            "AWS::Tiny0::Thing/Part: the property type `AWS::Tiny0::Thing.Party` does not exist",
            "AWS::Tiny0::Thing/Name: unknown variant `Sometimes`",
            "3 problems",
        ],
    );
}

#[test]
fn keys_given_twice_are_refused() {
    let property = r#""Size": {"Documentation": "d", "UpdateType": "Mutable", "Required": false, "PrimitiveType": "Long"}, "Size""#;
    refuses_specification(
        Answer::ok(tiny().replacen(r#""Size""#, property, 1)),
        2,
        &["AWS::Tiny0::Thing.Part: duplicate key `Size`"],
    );
    let twice = tiny().replacen(r#""Required": true"#, r#""Required": true, "Required": false"#, 1);
    refuses_specification(Answer::ok(twice), 2, &["AWS::Tiny0::Thing/Name: duplicate field `Required`"]);
    let schema = SCHEMA.replacen(r#""type": "boolean""#, r#""type": "boolean", "type": "string""#, 1);
    let archive = zip(&[("aws-tiny0-thing.json", schema.as_bytes())], None);
    refuses_schemas(Answer::ok(archive), 2, &["aws-tiny0-thing.json", "duplicate key `type`"]);
}

#[test]
fn schemas_with_unknown_keywords_or_dangling_references_are_refused() {
    let schema = SCHEMA.replacen(r#""type": "boolean""#, r#""type": "boolean", "colour": "red""#, 1).replacen(
        r#""required""#,
        r#""flavour": 1, "required""#,
        1,
    );
    let archive = zip(&[("aws-tiny0-thing.json", schema.as_bytes())], None);
    refuses_schemas(
        Answer::ok(archive),
        2,
        &["AWS::Tiny0::Thing/properties/Extra/colour: unknown keyword", "AWS::Tiny0::Thing/flavour", "2 problems"],
    );
    let schema = SCHEMA.replacen(r#"{"type": "boolean"}"#, r##"{"$ref": "#/definitions/Nothing"}"##, 1);
    let archive = zip(&[("aws-tiny0-thing.json", schema.as_bytes())], None);
    refuses_schemas(Answer::ok(archive), 2, &["AWS::Tiny0::Thing/properties/Extra/$ref: is an unresolved reference"]);
}

#[test]
fn iam_actions_come_from_the_service_reference() {
    let bench = Bench::new(1);
    let server = Server::start(|request, _| match request.path.as_str() {
        "/" => {
            let host = request.header("host").unwrap();
            Answer::ok(format!(r#"[{{"service": "tiny", "url": "http://{host}/tiny.json"}}]"#))
        }
        "/tiny.json" => Answer::ok(
            r#"{"Name": "tiny", "Version": "v1", "Actions": [
                {"Name": "GetThing", "Annotations": {"Properties": {"IsList": false, "IsWrite": false}}},
                {"Name": "ListThings", "Annotations": {"Properties": {"IsList": true}}},
                {"Name": "PutThing", "Annotations": {"Properties": {"IsWrite": true}}},
                {"Name": "PutPolicy", "Annotations": {"Properties": {"IsWrite": true, "IsPermissionManagement": true}}},
                {"Name": "TagThing", "Annotations": {"Properties": {"IsWrite": true, "IsTaggingOnly": true}}}]}"#,
        ),
        _ => Answer::status("404 Not Found"),
    });
    let done = bench.regen(&["--iam-url", &server.url("/")]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let actions = std::fs::read_to_string(bench.path().join("iam-actions/tiny.txt")).unwrap();
    assert_eq!(actions, "GetThing read\nListThings list\nPutPolicy permissions\nPutThing write\nTagThing tagging\n");
}

#[test]
fn a_proxy_is_used_as_the_environment_says() {
    let bench = Bench::new(1);
    let proxy = Server::start(|_, _| Answer::ok(tiny()));
    let mut command = bench.command(&["--url", "http://specification.invalid/spec.json"]);
    let output = command.env("HTTP_PROXY", proxy.url("")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(proxy.requests()[0].path, "http://specification.invalid/spec.json");
}
