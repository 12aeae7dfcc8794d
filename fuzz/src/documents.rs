//! AWS's documents, and the snapshot that is made of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use cfn_spec::Errors;
use cfn_spec::documents::bytes;
use cfn_spec::documents::snapshot::{Input, Snapshot};
use cfn_spec::lock::Document;

/// The file of a service in each layer of a snapshot.
const LAYERS: [&str; 3] = ["spec/a.txt", "schemas/a.txt", "schemas/elsewhere/a.txt"];

/// Reads `bytes` as each of AWS's documents, packed or not, and as a file of a snapshot. Whether it is one of them.
pub fn documents(bytes: &[u8]) -> bool {
    let unpacked = bytes::read("the input", bytes);
    let unpacked = unpacked.as_deref().unwrap_or(bytes);
    let documents = Document::ALL.into_iter().filter(|document| accepted(*document, unpacked.to_vec())).count();
    let schema = schema_archive(unpacked).is_some_and(|archive| accepted(Document::Schemas, archive));
    let files = LAYERS.into_iter().filter(|file| is_file_of_snapshot(file, unpacked)).count();
    documents + files > 0 || schema
}

/// Whether a reader accepts the document. If so, the snapshot that it makes can be read, and says the same when it is
/// written again.
fn accepted(document: Document, bytes: Vec<u8>) -> bool {
    let input = Input { bytes, source: "https://example.com".to_owned(), date: None };
    match Snapshot::default().regenerate(&BTreeMap::from([(document, input)]), "us-east-1") {
        Ok(snapshot) => {
            assert!(!snapshot.files.is_empty());
            assert_eq!(snapshot.tampered(), [], "a snapshot is what its lock file says");
            let lock = cfn_spec::lock::parse("lock.txt", &snapshot.files["lock.txt"]);
            assert_eq!(lock.as_ref(), Ok(&snapshot.lock), "the lock file is read as it was written");
            if matches!(document, Document::Specification | Document::Schemas) {
                check_layers(&snapshot);
            }
            true
        }
        Err(errors) => {
            check_errors(&errors);
            false
        }
    }
}

fn check_layers(snapshot: &Snapshot) {
    if let Err(errors) = snapshot.load_uncorrected() {
        panic!("the snapshot that was made of a document cannot be read: {errors}\n{:#?}", snapshot.files);
    }
    match snapshot.rewritten() {
        Ok(again) => assert_eq!(again.files, snapshot.files, "written, read and written again"),
        Err(errors) => panic!("the snapshot that was made of a document cannot be read: {errors}"),
    }
}

/// Whether the text is a service's file of a layer. If so, it says the same when it is written again.
fn is_file_of_snapshot(file: &str, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    // A layer in `elsewhere` adds to the file of the service that is there in any case.
    let mut files = BTreeMap::from([("schemas/a.txt".to_owned(), "service AWS::A\n".to_owned())]);
    files.insert(file.to_owned(), text.to_owned());
    let snapshot = Snapshot { files, ..Snapshot::default() };
    match snapshot.load_uncorrected() {
        Ok(spec) => {
            let again = snapshot.rewritten().unwrap_or_else(|errors| panic!("read once, but not again: {errors}"));
            assert_eq!(again.load_uncorrected().as_ref(), Ok(&spec), "written and read again\n{:#?}", again.files);
            true
        }
        Err(errors) => {
            check_errors(&errors);
            false
        }
    }
}

/// An archive with the input as its only schema, so that changes of the input are not found by the archive's checksum.
fn schema_archive(schema: &[u8]) -> Option<Vec<u8>> {
    if !schema.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let written = archive.start_file("schema.json", options).map(|()| archive.write_all(schema));
    assert!(matches!(written, Ok(Ok(()))), "an archive can be written into memory");
    archive.finish().map_or_else(|error| panic!("{error}"), |archive| Some(archive.into_inner()))
}

/// Every error says what is wrong. Where may be an empty key.
fn check_errors(errors: &Errors) {
    assert!(!errors.problems().is_empty(), "refused without an error");
    for problem in errors.problems() {
        assert!(!problem.message.is_empty(), "{problem:?}");
    }
}
