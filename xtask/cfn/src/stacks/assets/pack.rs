//! The bytes of an asset: a file, or an archive of a folder that is the same for the same files.

use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The archive of a folder or of a single file; of an archive the file itself.
///
/// The files are in the order of their names, with the permissions of a file or of a program and without their times, so that the same files
/// are the same bytes on every machine.
///
/// # Errors
/// If a file cannot be read, or the folder has none.
pub(super) fn zip(path: &Path) -> io::Result<Vec<u8>> {
    let has_extension = |name| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(name));
    if path.is_file() && (has_extension("zip") || has_extension("jar")) {
        return fs::read(path);
    }
    let mut files = Vec::new();
    if path.is_file() {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        files.push((name, path.to_owned()));
    } else {
        collect(path, "", &mut files, 0)?;
        files.sort_unstable();
    }
    if files.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the folder has no files"));
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, file) in files {
        let mode = if is_program(&file)? { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(mode);
        archive.start_file(name, options).map_err(io::Error::other)?;
        archive.write_all(&fs::read(&file)?)?;
    }
    Ok(archive.finish().map_err(io::Error::other)?.into_inner())
}

/// How deep folders may be; a link that leads back to its folder is deeper.
const DEPTH_MAX: usize = 64;

/// The files of a folder and of those in it, by their names in the archive. Links are followed.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>, depth: usize) -> io::Result<()> {
    if depth > DEPTH_MAX {
        let message = format!("{} is more than {DEPTH_MAX} folders deep", folder.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("{} has a name that is not UTF-8", path.display()))
        })?;
        let name = format!("{prefix}{name}");
        match path.is_dir() {
            true => collect(&path, &format!("{name}/"), files, depth + 1)?,
            false => files.push((name, path)),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_program(file: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(file)?.permissions().mode() & 0o100 != 0)
}

/// Files have no such permission here: all may be executed, so that programs can.
#[cfg(not(unix))]
fn is_program(_: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_same_files_are_the_same_archive_and_come_out_again() {
        let folder = tempfile::tempdir().unwrap();
        for copy in ["a", "b"] {
            fs::create_dir_all(folder.path().join(copy).join("lib")).unwrap();
        }
        // Created in another order.
        for (copy, names) in [("a", ["index.py", "lib/x.py"]), ("b", ["lib/x.py", "index.py"])] {
            names.iter().for_each(|name| fs::write(folder.path().join(copy).join(name), name).unwrap());
        }
        let archive = zip(&folder.path().join("a")).unwrap();
        assert_eq!(archive, zip(&folder.path().join("b")).unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(&archive)).unwrap();
        let names: Vec<String> = read.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["index.py", "lib/x.py"]);
        let mut text = String::new();
        read.by_name("lib/x.py").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "lib/x.py");

        // An archive is taken as it is, and a single file becomes one.
        fs::write(folder.path().join("made.zip"), b"PK").unwrap();
        assert_eq!(zip(&folder.path().join("made.zip")).unwrap(), b"PK");
        assert_ne!(zip(&folder.path().join("a/index.py")).unwrap(), b"index.py");
        fs::create_dir(folder.path().join("empty")).unwrap();
        assert!(zip(&folder.path().join("empty")).unwrap_err().to_string().contains("has no files"));
    }
}
