//! The operations of S3, and invalid requests.

use serde_json::json;

use crate::aws::{Aws, HOME, Reply, encode};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const MALFORMED: &str = "The XML you provided was not well-formed or did not validate against our published schema";

async fn bucket() -> Aws {
    let aws = Aws::instant().await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.status, 200);
    aws
}

async fn with(aws: &Aws, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    aws.send(("s3", HOME), method, target, headers, body).await
}

#[tokio::test]
async fn unknown_sub_resources_and_methods_are_rejected_without_changes() {
    let aws = bucket().await;
    aws.s3(HOME, "PUT", "/acme/photo", "x").await;
    for (method, target, status, code) in [
        ("DELETE", "/acme/photo?acl", 405, "MethodNotAllowed"),
        ("DELETE", "/acme/photo?retention", 405, "MethodNotAllowed"),
        ("POST", "/acme/photo?tagging", 405, "MethodNotAllowed"),
        ("DELETE", "/acme?versioning", 405, "MethodNotAllowed"),
        ("DELETE", "/acme?acl", 405, "MethodNotAllowed"),
        ("POST", "/acme/photo", 405, "MethodNotAllowed"),
        ("DELETE", "/acme/photo?frobnicate", 501, "NotImplemented"),
        ("PUT", "/acme/photo?frobnicate", 501, "NotImplemented"),
        ("GET", "/acme/photo?frobnicate", 501, "NotImplemented"),
        ("POST", "/acme/photo?frobnicate", 501, "NotImplemented"),
        ("PUT", "/acme?frobnicate", 501, "NotImplemented"),
        ("DELETE", "/acme?frobnicate=1", 501, "NotImplemented"),
        ("GET", "/acme?frobnicate", 501, "NotImplemented"),
        ("GET", "/acme/photo?versioning", 501, "NotImplemented"),
        ("GET", "/acme/photo?torrent", 501, "NotImplemented"),
        ("POST", "/acme/photo?select", 501, "NotImplemented"),
        ("PUT", "/acme?requestPayment", 501, "NotImplemented"),
        ("GET", "/acme?policy&acl", 400, "InvalidArgument"),
    ] {
        let reply = aws.s3(HOME, method, target, "").await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (status, code), "{method} {target}: {}", reply.text());
    }
    let head = aws.s3(HOME, "HEAD", "/acme/photo?frobnicate", "").await;
    assert_eq!(head.status, 501);
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "x", "it is as it was");
    let unserved = aws.s3(HOME, "POST", "/acme/photo?select", "").await.get("Message");
    assert!(unserved.contains("SelectObjectContent"), "an operation that is not served is named: {unserved}");
}

#[tokio::test]
async fn services_that_are_not_simulated_are_rejected_by_name() {
    let aws = Aws::instant().await;
    let json = [("X-Amz-Target", "DynamoDB_20120810.ListTables"), ("Content-Type", "application/x-amz-json-1.0")];
    let reply = aws.send(("dynamodb", HOME), "POST", "/", &json, b"{}").await;
    let message = reply.json()["message"].as_str().expect("a message").to_owned();
    assert_eq!((reply.status, reply.header("x-amzn-errortype")), (501, Some("NotImplemented")));
    assert!(message.contains("does not support the AWS service \"dynamodb\""), "{message}");
    let form = aws.query(("ec2", HOME), "DescribeInstances", &[]).await;
    assert!(form.get("Message").contains("\"ec2\""));
    assert!(aws.send(("lambda", HOME), "GET", "/2015-03-31/functions/", &[], b"").await.text().contains("lambda"));
    let control = aws.send(("s3", HOME), "GET", "/v20180820/accesspoint", &[], b"").await;
    assert!(control.get("Message").contains("s3control"), "{}", control.text());
}

#[tokio::test]
async fn documents_that_violate_the_schema_are_malformed() {
    let aws = bucket().await;
    for (query, document) in [
        ("versioning", "<VersioningConfiguration><Status>Enabled</Status>"),
        ("versioning", "<Versioning><Status>Enabled</Status></Versioning>"),
        ("versioning", "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>"),
        ("versioning", "<VersioningConfiguration><Status>Enabled</Status><Other/></VersioningConfiguration>"),
        ("tagging", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>"),
        (
            "publicAccessBlock",
            "<PublicAccessBlockConfiguration><BlockPublicAcls>yes</BlockPublicAcls></PublicAccessBlockConfiguration>",
        ),
        ("lifecycle", "<LifecycleConfiguration/>"),
        (
            "lifecycle",
            "<LifecycleConfiguration><Rule><Filter/><Status>Enabled</Status><Expiration><Days>soon</Days></Expiration></Rule></LifecycleConfiguration>",
        ),
        (
            "encryption",
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>rot13</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
        ),
    ] {
        let reply = aws.s3(HOME, "PUT", &format!("/acme?{query}"), document).await;
        assert_eq!(
            (reply.get("Code").as_str(), reply.get("Message").as_str()),
            ("MalformedXML", MALFORMED),
            "{document}"
        );
        assert!(!reply.get("Reason").is_empty(), "what is wrong is told beside AWS's words");
    }
    assert_eq!(aws.s3(HOME, "PUT", "/acme?versioning", "").await.get("Code"), "MissingRequestBodyError");
    let none = aws.s3(HOME, "PUT", "/acme?versioning", "<VersioningConfiguration/>").await;
    assert_eq!(none.get("Code"), "IllegalVersioningConfigurationException");
}

#[tokio::test]
async fn keys_are_utf_8_with_at_most_1024_bytes() {
    let aws = bucket().await;
    let longest = "k".repeat(1024);
    assert_eq!(aws.s3(HOME, "PUT", &format!("/acme/{longest}"), "x").await.status, 200);
    let long = aws.s3(HOME, "PUT", &format!("/acme/{longest}k"), "x").await;
    assert_eq!((long.get("Code").as_str(), long.get("Size").as_str()), ("KeyTooLongError", "1025"));
    // 513 characters of two bytes each.
    let wide = aws.s3(HOME, "GET", &format!("/acme/{}", encode(&"é".repeat(513))), "").await;
    assert_eq!(wide.get("Code"), "KeyTooLongError");
    assert_eq!(aws.s3(HOME, "GET", "/acme/%ff", "").await.get("Code"), "InvalidURI");
    let odd = "a b+c&é/%?#";
    assert_eq!(aws.s3(HOME, "PUT", &format!("/acme/{}", encode(odd)), "odd").await.status, 200);
    assert_eq!(aws.s3(HOME, "GET", &format!("/acme/{}", encode(odd)), "").await.text(), "odd");
    let listed = aws.s3(HOME, "GET", "/acme?list-type=2&prefix=a%20b&encoding-type=url", "").await;
    assert_eq!(listed.get("Key"), "a%20b%2Bc%26%C3%A9/%25%3F%23");
    let refused = aws.s3(HOME, "GET", "/acme?list-type=2&encoding-type=base64", "").await;
    assert_eq!(refused.get("Message"), "Invalid Encoding Method specified in Request");
}

#[tokio::test]
async fn a_part_can_be_copied_from_an_object() {
    let aws = bucket().await;
    let large = [vec![b'a'; 5 << 20], b"tail".to_vec()].concat();
    with(&aws, "PUT", "/acme/source", &[], &large).await;
    let id = aws.s3(HOME, "POST", "/acme/copy?uploads", "").await.get("UploadId");
    let copy = async |number: u32, range: &str| {
        let headers = [("x-amz-copy-source", "acme/source"), ("x-amz-copy-source-range", range)];
        with(&aws, "PUT", &format!("/acme/copy?partNumber={number}&uploadId={id}"), &headers, b"").await
    };
    let (first, second) = (copy(1, "bytes=0-5242879").await, copy(2, "bytes=5242880-5242883").await);
    let tags = [first.get("ETag"), second.get("ETag")];
    assert_eq!(copy(3, "bytes=0-5242884").await.get("Code"), "InvalidArgument", "beyond the end");
    assert_eq!(copy(3, "0-1").await.get("Code"), "InvalidArgument");
    let parts = aws.s3(HOME, "GET", &format!("/acme/copy?uploadId={id}&max-parts=1"), "").await;
    assert_eq!((parts.all("PartNumber"), parts.get("IsTruncated")), (vec!["1".to_owned()], "true".into()));
    let parts: String = tags
        .iter()
        .enumerate()
        .map(|(at, tag)| format!("<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>", at + 1))
        .collect();
    let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    let done = aws.s3(HOME, "POST", &format!("/acme/copy?uploadId={id}"), &body).await;
    assert!(done.get("ETag").ends_with("-2\""), "{}", done.text());
    assert_eq!(aws.s3(HOME, "GET", "/acme/copy", "").await.body, large);
    let part = aws.s3(HOME, "GET", "/acme/copy?partNumber=2", "").await;
    assert_eq!((part.status, part.text().as_str(), part.header("x-amz-mp-parts-count")), (206, "tail", Some("2")));

    let wanted = [("x-amz-object-attributes", "ETag,ObjectSize,ObjectParts,StorageClass,Checksum")];
    let attributes = with(&aws, "GET", "/acme/copy?attributes", &wanted, b"").await;
    assert_eq!((attributes.get("ObjectSize"), attributes.get("PartsCount")), ("5242884".into(), "2".into()));
    assert_eq!(
        (attributes.get("StorageClass"), attributes.get("ChecksumType")),
        ("STANDARD".into(), "FULL_OBJECT".into())
    );
    assert!(attributes.get("ETag").ends_with("-2"), "{}", attributes.text());
    assert_eq!(aws.s3(HOME, "GET", "/acme/copy?attributes", "").await.get("Code"), "InvalidArgument");
    let unknown = with(&aws, "GET", "/acme/copy?attributes", &[("x-amz-object-attributes", "Colour")], b"").await;
    assert_eq!(unknown.get("Message"), "Invalid attribute name specified.");
}

#[tokio::test]
async fn uploads_in_progress_are_listed() {
    let aws = bucket().await;
    for key in ["a/1", "a/2", "b", "c", "c"] {
        aws.s3(HOME, "POST", &format!("/acme/{key}?uploads"), "").await;
    }
    let all = aws.s3(HOME, "GET", "/acme?uploads", "").await;
    assert_eq!(all.all("Key"), ["a/1", "a/2", "b", "c", "c"]);
    let top = aws.s3(HOME, "GET", "/acme?uploads&delimiter=%2F", "").await;
    assert_eq!(top.all("Key"), ["b", "c", "c"]);
    assert!(top.all("Prefix").contains(&"a/".to_owned()), "{}", top.text());
    let mut keys = Vec::new();
    let mut marker = String::new();
    loop {
        let page = aws.s3(HOME, "GET", &format!("/acme?uploads&max-uploads=2{marker}"), "").await;
        keys.extend(page.all("Key"));
        if page.get("IsTruncated") == "false" {
            break;
        }
        let (key, id) = (page.get("NextKeyMarker"), page.get("NextUploadIdMarker"));
        marker = format!("&key-marker={}&upload-id-marker={id}", encode(&key));
    }
    assert_eq!(keys, ["a/1", "a/2", "b", "c", "c"]);
}

#[tokio::test]
async fn list_objects_continues_after_a_marker() {
    let aws = bucket().await;
    for key in ["a/1", "a/2", "b", "c"] {
        aws.s3(HOME, "PUT", &format!("/acme/{key}"), "x").await;
    }
    let page = aws.s3(HOME, "GET", "/acme?max-keys=2", "").await;
    assert_eq!((page.all("Key"), page.get("IsTruncated")), (vec!["a/1".to_owned(), "a/2".into()], "true".into()));
    assert!(page.all("NextMarker").is_empty(), "it is told with a delimiter alone");
    assert!(!page.all("Owner").is_empty());
    let rest = aws.s3(HOME, "GET", "/acme?marker=a%2F2", "").await;
    assert_eq!((rest.all("Key"), rest.get("Marker")), (vec!["b".to_owned(), "c".into()], "a/2".into()));
    let grouped = aws.s3(HOME, "GET", "/acme?delimiter=%2F&max-keys=1", "").await;
    assert_eq!((grouped.get("NextMarker"), grouped.all("Key").len()), ("a/".into(), 0));
    let after = aws.s3(HOME, "GET", "/acme?delimiter=%2F&marker=a%2F", "").await;
    assert_eq!(after.all("Key"), ["b", "c"]);
    let nothing = aws.s3(HOME, "GET", "/acme?max-keys=0", "").await;
    assert_eq!((nothing.all("Key").len(), nothing.get("IsTruncated")), (0, "false".into()));
    assert_eq!(aws.s3(HOME, "GET", "/acme?max-keys=many", "").await.get("Code"), "InvalidArgument");
    let token = aws.s3(HOME, "GET", "/acme?list-type=2&continuation-token=%21", "").await;
    assert_eq!(token.get("Message"), "The continuation token provided is incorrect");
}

#[tokio::test]
async fn public_policies_are_detected_and_blocked() {
    let aws = bucket().await;
    let policy = |principal: serde_json::Value| {
        json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*",
        }]})
        .to_string()
    };
    assert_eq!(aws.s3(HOME, "GET", "/acme?policyStatus", "").await.get("Code"), "NoSuchBucketPolicy");
    let blocked = aws.s3(HOME, "PUT", "/acme?policy", &policy(json!("*"))).await;
    assert_eq!((blocked.status, blocked.get("Code").as_str()), (403, "AccessDenied"));
    assert_eq!(
        blocked.get("Message"),
        "User: arn:aws:iam::123456789012:root is not authorized to perform: s3:PutBucketPolicy on resource: \
         \"arn:aws:s3:::acme\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
    );
    let own = policy(json!({ "AWS": "arn:aws:iam::123456789012:root" }));
    assert_eq!(aws.s3(HOME, "PUT", "/acme?policy", &own).await.status, 204);
    assert_eq!(aws.s3(HOME, "GET", "/acme?policyStatus", "").await.get("IsPublic"), "false");
    aws.s3(HOME, "DELETE", "/acme?publicAccessBlock", "").await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme?policy", &policy(json!("*"))).await.status, 204);
    assert_eq!(aws.s3(HOME, "GET", "/acme?policyStatus", "").await.get("IsPublic"), "true");
}

#[tokio::test]
async fn a_stack_cannot_put_a_public_policy_on_a_bucket_that_blocks_it() {
    let aws = Aws::instant().await;
    let template = json!({"Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "acme"}},
        "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*",
            }]},
        }},
    }});
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Policy", "CREATE_FAILED").await;
    assert!(reason.contains("prevented by the BlockPublicPolicy setting in S3 Block Public Access"), "{reason}");
}

#[tokio::test]
async fn conditions_and_headers_of_objects() {
    let aws = bucket().await;
    let etag = aws.s3(HOME, "PUT", "/acme/photo", "x").await.header("etag").expect("a tag").to_owned();
    let status =
        async |method: &str, headers: &[(&str, &str)]| with(&aws, method, "/acme/photo", headers, b"").await.status;
    assert_eq!(status("GET", &[("If-Match", &etag)]).await, 200);
    assert_eq!(status("GET", &[("If-Match", "\"no\"")]).await, 412);
    assert_eq!(status("GET", &[("If-None-Match", &etag)]).await, 304);
    assert_eq!(status("GET", &[("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")]).await, 304);
    assert_eq!(status("GET", &[("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT")]).await, 412);
    assert_eq!(status("PUT", &[("If-Match", "\"no\"")]).await, 412);
    for (header, value, code) in [
        ("x-amz-storage-class", "COLD", "InvalidStorageClass"),
        ("x-amz-acl", "public-read", "AccessControlListNotSupported"),
        ("x-amz-server-side-encryption", "rot13", "InvalidArgument"),
        ("x-amz-tagging", "a=b&a=c", "InvalidTag"),
        ("x-amz-tagging", "a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1", "BadRequest"),
    ] {
        let reply = with(&aws, "PUT", "/acme/photo", &[(header, value)], b"y").await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (400, code), "{header}");
    }
    let metadata = "m".repeat(2049);
    let large = with(&aws, "PUT", "/acme/photo", &[("x-amz-meta-a", &metadata)], b"y").await;
    assert_eq!(large.get("Code"), "MetadataTooLarge");
    let itself = with(&aws, "PUT", "/acme/photo", &[("x-amz-copy-source", "/acme/photo")], b"").await;
    assert_eq!((itself.status, itself.get("Code").as_str()), (400, "InvalidRequest"));
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "x");
    let named = aws.s3(HOME, "GET", "/acme/photo?response-content-type=image%2Fpng", "").await;
    assert_eq!(named.header("content-type"), Some("image/png"));
}

#[tokio::test]
async fn a_presigned_url_is_valid_until_it_expires() {
    let config = archive_simulator::Config {
        // A new state begins on 1 January 2026 at midnight.
        clock: archive_simulator::Clock::Requests(std::time::Duration::from_secs(60)),
        ..archive_simulator::Config::in_memory()
    };
    let aws = Aws::start(config).await;
    aws.s3(HOME, "PUT", "/acme", LOCATION).await;
    aws.s3(HOME, "PUT", "/acme/photo", "x").await;
    let url = |date: &str, expires: &str| {
        format!(
            "/acme/photo?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDTEST%2F20260101%2F{HOME}%2Fs3%2Faws4_request\
             &X-Amz-Date={date}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
        )
    };
    let get = async |target: &str| with(&aws, "GET", target, &[("Authorization", "")], b"").await;
    assert_eq!(get(&url("20260101T000000Z", "3600")).await.text(), "x");
    for _ in 0..60 {
        aws.s3(HOME, "HEAD", "/acme", "").await;
    }
    let expired = get(&url("20260101T000000Z", "3600")).await;
    assert_eq!((expired.status, expired.get("Code").as_str()), (403, "AccessDenied"));
    assert_eq!(
        (expired.get("Message"), expired.get("Expires")),
        ("Request has expired".into(), "2026-01-01T01:00:00.000Z".into())
    );
    for (date, expires) in [("20260101T000000Z", "604801"), ("20260101T000000Z", "soon"), ("yesterday", "60")] {
        let reply = get(&url(date, expires)).await;
        assert_eq!(
            (reply.status, reply.get("Code").as_str()),
            (400, "AuthorizationQueryParametersError"),
            "{date} {expires}"
        );
    }
    let incomplete = url("20260101T000000Z", "60").replace("&X-Amz-Expires=60", "");
    assert!(get(&incomplete).await.get("Message").contains("requires the X-Amz-Algorithm"));
}

#[tokio::test]
async fn lists_and_customer_keys_are_off_in_a_new_bucket() {
    let aws = bucket().await;
    aws.s3(HOME, "PUT", "/acme/photo", "x").await;
    let own = aws.s3(HOME, "GET", "/acme/photo?acl", "").await.text();
    let own = own.split_once("?>").map_or(own.as_str(), |(_, document)| document.trim());
    for target in ["/acme?acl", "/acme/photo?acl"] {
        assert_eq!(aws.s3(HOME, "PUT", target, own).await.status, 200, "what is there can be put again");
        let public = own.replace("FULL_CONTROL", "READ");
        let refused = aws.s3(HOME, "PUT", target, &public).await;
        assert_eq!((refused.status, refused.get("Code").as_str()), (400, "AccessControlListNotSupported"));
        assert_eq!(aws.s3(HOME, "PUT", target, "<AccessControlPolicy/>").await.get("Code"), "MalformedXML");
    }
    let key = [("x-amz-server-side-encryption-customer-algorithm", "AES256")];
    let blocked = with(&aws, "PUT", "/acme/secret", &key, b"x").await;
    assert_eq!((blocked.status, blocked.get("Code").as_str()), (403, "AccessDenied"));
    let allowed = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256\
        </SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType>\
        </BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    assert_eq!(aws.s3(HOME, "PUT", "/acme?encryption", allowed).await.status, 200);
    let incomplete = with(&aws, "PUT", "/acme/secret", &key, b"x").await;
    assert_eq!((incomplete.status, incomplete.get("Code").as_str()), (400, "InvalidArgument"));
}

/// The headers of a key of 32 zeros.
const CUSTOMER_KEY: [(&str, &str); 3] = [
    ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
    ("x-amz-server-side-encryption-customer-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("x-amz-server-side-encryption-customer-key-MD5", "cLyPS3KoaSFGi/joRB3OUQ=="),
];

#[tokio::test]
async fn objects_under_customer_keys_are_described_only_to_who_sends_the_key() {
    let aws = bucket().await;
    let allowed = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256\
        </SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType>\
        </BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    assert_eq!(aws.s3(HOME, "PUT", "/acme?encryption", allowed).await.status, 200);
    let other_digest = [CUSTOMER_KEY[0], CUSTOMER_KEY[1], (CUSTOMER_KEY[2].0, "AAAAAAAAAAAAAAAAAAAAAA==")];
    assert_eq!(with(&aws, "PUT", "/acme/secret", &other_digest, b"x").await.get("Code"), "InvalidArgument");
    assert_eq!(with(&aws, "PUT", "/acme/secret", &CUSTOMER_KEY, b"x").await.status, 200);
    assert_eq!(aws.s3(HOME, "HEAD", "/acme/secret", "").await.status, 400);
    assert_eq!(aws.s3(HOME, "GET", "/acme/secret", "").await.get("Code"), "InvalidRequest");
    let described = with(&aws, "HEAD", "/acme/secret", &CUSTOMER_KEY, b"").await;
    assert_eq!((described.status, described.header("x-amz-server-side-encryption")), (200, None));
    assert_eq!(with(&aws, "GET", "/acme/secret", &CUSTOMER_KEY, b"").await.text(), "x");
    // A copy over itself needs the key of the source too, and is encrypted as the bucket is.
    let source = [("x-amz-copy-source", "acme/secret"), ("x-amz-server-side-encryption", "AES256")];
    assert_eq!(with(&aws, "PUT", "/acme/secret", &source, b"").await.get("Code"), "InvalidRequest");
    let names = CUSTOMER_KEY.map(|(name, value)| (name.replacen("x-amz-", "x-amz-copy-source-", 1), value));
    let mut copied = source.to_vec();
    copied.extend(names.iter().map(|(name, value)| (name.as_str(), *value)));
    assert_eq!(with(&aws, "PUT", "/acme/secret", &copied, b"").await.status, 200);
    assert_eq!(aws.s3(HOME, "GET", "/acme/secret", "").await.text(), "x");
}
