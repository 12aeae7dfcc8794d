//! A cache of bodies and their ETags. Damaged entries are ignored.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub(super) struct Cache {
    dir: PathBuf,
}

/// A cached body.
pub(super) struct Cached {
    pub(super) etag: String,
    pub(super) date: Option<String>,
    pub(super) bytes: Vec<u8>,
}

impl Cache {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The paths of the body and of its metadata.
    fn paths(&self, url: &str) -> (PathBuf, PathBuf) {
        let name = &digest(url.as_bytes())[..16];
        (self.dir.join(format!("{name}.body")), self.dir.join(format!("{name}.facts")))
    }

    #[expect(clippy::disallowed_methods, reason = "what cannot be read is downloaded again")]
    pub(super) fn get(&self, url: &str) -> Option<Cached> {
        let (body, facts) = self.paths(url);
        let facts = fs::read_to_string(facts).ok()?;
        let mut lines = facts.lines();
        let (sha256, etag, date) = (lines.next()?, lines.next()?, lines.next());
        let bytes = fs::read(body).ok()?;
        (digest(&bytes) == sha256).then(|| Cached { etag: etag.to_owned(), date: date.map(str::to_owned), bytes })
    }

    pub(super) fn put(&self, url: &str, etag: &str, date: Option<&str>, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let (body, facts) = self.paths(url);
        write(&body, bytes)?;
        let date = date.map_or_else(String::new, |date| format!("{date}\n"));
        write(&facts, format!("{}\n{etag}\n{date}", digest(bytes)).as_bytes())
    }
}

/// Writes a temporary file and renames it, so that readers never see an incomplete file.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(path)?;
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
