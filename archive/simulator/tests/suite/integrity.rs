//! Checksums of uploads.

use crate::aws::{Aws, HOME, Reply};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

async fn bucket() -> Aws {
    let aws = Aws::instant().await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.status, 200);
    aws
}

async fn put(aws: &Aws, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    aws.send(("s3", HOME), "PUT", "/acme/photo", headers, body).await
}

/// The checksums of `hello`, computed with Python's zlib, hashlib, awscrt and xxhash.
const HELLO: &[(&str, &str)] = &[
    ("crc32", "NhCmhg=="),
    ("crc32c", "mnG7TA=="),
    ("crc64nvme", "M3eFcAZSQlc="),
    ("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
    ("sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
    ("sha512", "m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=="),
    ("md5", "XUFAKrxLKna5cZ2REBfFkg=="),
];

#[tokio::test]
async fn checksums_of_each_algorithm_are_verified_and_returned() {
    let aws = bucket().await;
    for (algorithm, value) in HELLO {
        let header = format!("x-amz-checksum-{algorithm}");
        let stored = put(&aws, &[(&header, value)], b"hello").await;
        assert_eq!((stored.status, stored.header(&header)), (200, Some(*value)), "{}", stored.text());
        let wrong = put(&aws, &[(&header, value)], b"hallo").await;
        assert_eq!((wrong.status, wrong.get("Code").as_str()), (400, "BadDigest"), "{algorithm}");
        let name = algorithm.to_uppercase();
        assert_eq!(wrong.get("Message"), format!("The {name} you specified did not match the calculated checksum."));
        let invalid = put(&aws, &[(&header, "AA==")], b"hello").await;
        assert_eq!(invalid.get("Message"), format!("Value for {header} header is invalid."));
        let read = aws.send(("s3", HOME), "GET", "/acme/photo", &[("x-amz-checksum-mode", "ENABLED")], b"").await;
        assert_eq!((read.text().as_str(), read.header(&header)), ("hello", Some(*value)), "{algorithm}");
    }
    let own = put(&aws, &[], b"hello").await;
    assert_eq!(own.header("x-amz-checksum-crc64nvme"), Some(HELLO[2].1), "S3 takes one of its own");
}

#[tokio::test]
async fn bodies_that_do_not_match_their_headers_are_rejected() {
    let aws = bucket().await;
    let (crc32, sha1) = (("x-amz-checksum-crc32", HELLO[0].1), ("x-amz-checksum-sha1", HELLO[3].1));
    for (headers, code) in [
        (vec![("Content-MD5", "XUFAKrxLKna5cZ2REBfFkA==")], "BadDigest"),
        (vec![("Content-MD5", "no")], "InvalidDigest"),
        (vec![crc32, sha1], "InvalidRequest"),
        (vec![crc32, ("x-amz-sdk-checksum-algorithm", "SHA256")], "InvalidRequest"),
        (
            vec![("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")],
            "XAmzContentSHA256Mismatch",
        ),
    ] {
        let reply = put(&aws, &headers, b"hello").await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (400, code), "{headers:?}: {}", reply.text());
    }
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.get("Code"), "NoSuchKey", "nothing of it was kept");
    assert_eq!(put(&aws, &[("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")], b"hello").await.status, 200);
    let document = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let headers = [("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")];
    let wrong = aws.send(("s3", HOME), "PUT", "/acme?versioning", &headers, document).await;
    assert_eq!(wrong.get("Code"), "BadDigest", "documents are verified too");
    let many = b"<Delete><Object><Key>photo</Key></Object></Delete>";
    let unverified = aws.send(("s3", HOME), "POST", "/acme?delete", &[], many).await;
    assert_eq!(unverified.get("Message"), "Missing required header for this request: Content-MD5");
}

#[tokio::test]
async fn trailing_checksums_are_verified() {
    let aws = bucket().await;
    let send = async |body: &str, length: &str, trailer: &str| {
        let headers = [
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("Content-Encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", length),
            ("x-amz-trailer", trailer),
        ];
        put(&aws, &headers, body.as_bytes()).await
    };
    let right = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    let stored = send(right, "5", "x-amz-checksum-crc32").await;
    assert_eq!((stored.status, stored.header("x-amz-checksum-crc32")), (200, Some("NhCmhg==")), "{}", stored.text());
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "hello");
    for (body, length, trailer, code) in [
        (right.replace("hello", "hallo"), "5", "x-amz-checksum-crc32", "BadDigest"),
        (right.to_owned(), "5", "x-amz-checksum-sha256", "MalformedTrailerError"),
        (right.to_owned(), "6", "x-amz-checksum-crc32", "IncompleteBody"),
        (right.replace("5\r\nhello", "9\r\nhello"), "5", "x-amz-checksum-crc32", "IncompleteBody"),
    ] {
        let reply = send(&body, length, trailer).await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (400, code), "{}", reply.text());
    }
}

#[tokio::test]
async fn multipart_objects_have_composite_or_full_object_checksums() {
    let aws = bucket().await;
    let begin =
        async |headers: &[(&str, &str)]| aws.send(("s3", HOME), "POST", "/acme/film?uploads", headers, b"").await;
    let id = begin(&[("x-amz-checksum-algorithm", "SHA1")]).await.get("UploadId");
    let target = format!("/acme/film?partNumber=1&uploadId={id}");
    let bare = aws.send(("s3", HOME), "PUT", &target, &[], b"hello").await;
    assert_eq!(
        bare.get("Message"),
        "Checksum Type mismatch occurred, expected checksum Type: sha1, actual checksum Type: null"
    );
    let other = aws.send(("s3", HOME), "PUT", &target, &[("x-amz-checksum-crc32", HELLO[0].1)], b"hello").await;
    assert!(other.get("Message").ends_with("actual checksum Type: crc32"));
    let part = aws.send(("s3", HOME), "PUT", &target, &[("x-amz-checksum-sha1", HELLO[3].1)], b"hello").await;
    let etag = part.header("etag").expect("a tag").trim_matches('"').to_owned();
    let complete = async |checksum: &str| {
        let body = format!(
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>{checksum}</Part></CompleteMultipartUpload>"
        );
        aws.send(("s3", HOME), "POST", &format!("/acme/film?uploadId={id}"), &[], body.as_bytes()).await
    };
    assert!(complete("").await.get("Message").contains("It was missing for part 1 in the request."));
    let wrong = complete("<ChecksumSHA1>AAAAAAAAAAAAAAAAAAAAAAAAAAA=</ChecksumSHA1>").await;
    assert_eq!(wrong.get("Code"), "InvalidPart");
    let done = complete(&format!("<ChecksumSHA1>{}</ChecksumSHA1>", HELLO[3].1)).await;
    assert_eq!((done.status, done.get("ChecksumType").as_str()), (200, "COMPOSITE"), "{}", done.text());
    // The digest of the digest of the only part.
    assert_eq!(done.get("ChecksumSHA1"), "a0+JpU4tJ+zX6NoFtKuP2dHYsRk=-1");
    assert_eq!(done.get("ETag"), "\"62109206880d38a4010a98e11243924a-1\"");
    let refused = begin(&[("x-amz-checksum-algorithm", "SHA256"), ("x-amz-checksum-type", "FULL_OBJECT")]).await;
    assert_eq!(
        refused.get("Message"),
        "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm."
    );
    assert_eq!(begin(&[("x-amz-checksum-algorithm", "CRC16")]).await.get("Code"), "InvalidRequest");
}
