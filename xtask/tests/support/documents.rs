//! Documents in AWS's shapes, small enough to be read.

use std::fmt::Write as _;
use std::io::Write as _;

/// A specification with `services` services, each with a resource type and a property type. `version` goes into every
/// file of the snapshot that it yields.
pub(crate) fn specification(version: &str, services: usize) -> String {
    let mut resources = String::new();
    let mut types = String::new();
    for index in 0..services {
        let comma = if index == 0 { "" } else { "," };
        write!(
            resources,
            r#"{comma}"AWS::Tiny{index}::Thing": {{"Documentation": "http://example.com/thing", "Properties": {{
                "Name": {{"Documentation": "http://example.com/thing#{version}", "UpdateType": "Immutable", "Required": true, "PrimitiveType": "String"}},
                "Part": {{"Documentation": "http://example.com/thing#part", "UpdateType": "Mutable", "Required": false, "Type": "Part"}}
            }}}}"#
        )
        .unwrap();
        write!(
            types,
            r#"{comma}"AWS::Tiny{index}::Thing.Part": {{"Documentation": "http://example.com/part", "Properties": {{
                "Size": {{"Documentation": "http://example.com/part#size", "UpdateType": "Mutable", "Required": false, "PrimitiveType": "Integer"}}
            }}}}"#
        )
        .unwrap();
    }
    format!(
        r#"{{"PropertyTypes": {{{types}}}, "ResourceTypes": {{{resources}}}, "ResourceSpecificationVersion": "{version}"}}"#
    )
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A raw provider schema for the thing of the first service.
pub(crate) const SCHEMA: &str = r#"{"typeName": "AWS::Tiny0::Thing", "description": "not for the snapshot",
    "properties": {"Name": {"type": "string", "enum": ["a", "b"]}, "Extra": {"type": "boolean"}},
    "required": ["Name"], "primaryIdentifier": ["/properties/Name"], "additionalProperties": false}"#;

/// A zip archive of files that are stored or, when their unpacked size is given, are deflate streams already.
pub(crate) fn zip(files: &[(&str, &[u8])], deflated: Option<u32>) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    let method: u16 = if deflated.is_some() { 8 } else { 0 };
    for (name, content) in files {
        let offset = u32::try_from(archive.len()).unwrap();
        let size = u32::try_from(content.len()).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        // Version, flags, method, time, date, checksum, sizes, and the lengths of name and extra field.
        let mut header = Vec::new();
        for field in [20u16, 0, method, 0, 0x21] {
            header.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), size, deflated.unwrap_or(size)] {
            header.extend(field.to_le_bytes());
        }
        header.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        header.extend(0u16.to_le_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&header);
        archive.extend(name.as_bytes());
        archive.extend(*content);

        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend(count);
    archive.extend(count);
    archive.extend(size);
    archive.extend(offset);
    archive.extend([0, 0]);
    archive
}

/// A deflate stream that unpacks to `megabytes` of spaces.
pub(crate) fn deflated_spaces(megabytes: usize) -> Vec<u8> {
    let mut encoder = flate2::Compress::new(flate2::Compression::fast(), false);
    let mut block = Vec::with_capacity(1 << 20);
    let spaces = vec![b' '; 1 << 20];
    encoder.compress_vec(&spaces, &mut block, flate2::FlushCompress::Full).unwrap();
    // A full flush ends at a byte and refers to nothing before it: the block can be repeated. Then an empty last block.
    let mut stream = block.repeat(megabytes);
    stream.extend([0x03, 0x00]);
    stream
}

/// A gzip stream that unpacks to `megabytes` of spaces, its checksum being wrong.
pub(crate) fn gzipped_spaces(megabytes: usize) -> Vec<u8> {
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    stream.extend(deflated_spaces(megabytes));
    stream.extend([0; 8]);
    stream
}
