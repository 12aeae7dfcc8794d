//! `cargo xtask regen-spec`: AWS's documents → the snapshot that `models` is built from.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cfn_spec::documents::bytes::MAX_DOCUMENT;
use cfn_spec::documents::snapshot::{Input, Snapshot, belongs_to};
use cfn_spec::documents::{bytes, iam_actions, rules};
use cfn_spec::lock::{self, Document, Lock};
use cfn_stdout::print;

use crate::download::{Download, Downloader, Options};
use crate::features::Files;
use crate::source::{self, Origin};
use cfn_cli::Failure;
use cfn_cli::replace::{self, clean, replace};

/// The number of services of the service reference that are downloaded concurrently.
const AT_ONCE: usize = 8;

#[derive(clap::Args)]
#[command(after_help = "Without any file or address, all documents are downloaded from where AWS publishes them. \
    If some are named, only those are read, and the rest of the snapshot is unchanged.")]
pub(crate) struct Args {
    /// Read the resource specification from this file (JSON, plain or gzip)
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    from: Option<PathBuf>,
    /// Download the resource specification from this URL
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Read the provider schemas from this file (zip: the enhanced or the raw ones)
    #[arg(long, value_name = "FILE", conflicts_with = "schemas_url")]
    schemas_from: Option<PathBuf>,
    /// Download the provider schemas from this URL
    #[arg(long, value_name = "URL")]
    schemas_url: Option<String>,
    /// Read the IAM actions from this file (`s3:GetObject<TAB>R` lines, plain or gzip)
    #[arg(long, value_name = "FILE", conflicts_with = "iam_url")]
    iam_from: Option<PathBuf>,
    /// Download the IAM actions from this service reference
    #[arg(long, value_name = "URL")]
    iam_url: Option<String>,
    /// Read the regions from this file (JSON)
    #[arg(long, value_name = "FILE", conflicts_with = "regions_url")]
    regions_from: Option<PathBuf>,
    /// Download the regions from this URL
    #[arg(long, value_name = "URL")]
    regions_url: Option<String>,
    /// Read the rules from this file (zip: a wheel of cfn-lint, or its folders `schemas` and `AdditionalSpecs`)
    #[arg(long, value_name = "FILE", conflicts_with = "rules_url")]
    rules_from: Option<PathBuf>,
    /// Download the rules from this URL: the package's index or its wheel
    #[arg(long, value_name = "URL")]
    rules_url: Option<String>,
    /// Read the names of policies from this file (zip: a wheel of aws-sam-translator)
    #[arg(long, value_name = "FILE", conflicts_with = "policies_url")]
    policies_from: Option<PathBuf>,
    /// Download the names of policies from this URL: the package's index or its wheel
    #[arg(long, value_name = "URL")]
    policies_url: Option<String>,
    /// The region of the specification that is downloaded, and of the base set of provider schemas
    #[arg(long, value_name = "REGION", default_value = source::REGION)]
    region: String,
    /// Fail if the documents are not those that the lock file pins
    #[arg(long)]
    locked: bool,
    /// Write nothing; fail if the snapshot differs from the one generated from the pinned documents. Without documents:
    /// if its files are not those that the lock file pins
    #[arg(long)]
    check: bool,
    /// The folder of the snapshot
    #[arg(long, value_name = "DIR", default_value_os = cfn_spec::snapshot::directory().as_os_str())]
    snapshot: PathBuf,
    /// The manifest to update with the features of the services; `features.txt` beside it lists services that share a
    /// feature [default: those of cfn-models and cfn-codegen, if the snapshot is the pinned one]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Write the changes to this file, as Markdown
    #[arg(long, value_name = "FILE")]
    changelog: Option<PathBuf>,
    /// Timeout of one download, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    /// The number of retries of a failed download
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    retries: u32,
    /// Additional CA certificates to trust (PEM); also SSL_CERT_FILE
    #[arg(long, value_name = "FILE", env = "AWS_CA_BUNDLE")]
    ca_certificate: Option<PathBuf>,
    /// The folder in which downloads and their ETags are cached
    #[arg(long, value_name = "DIR", default_value_os_t = default_cache())]
    cache: PathBuf,
}

fn default_cache() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    target.unwrap_or_else(|| workspace.join("target")).join("regen-spec")
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let lock = if args.check { None } else { Some(lock_folder(&args.snapshot)?) };
    let old = Snapshot::read(&args.snapshot)?;
    let features = args.features();
    if args.check {
        check_files(&old)?;
        features.as_ref().map_or(Ok(()), |features| features.check(&old))?;
    } else {
        clean(&args.snapshot).map_err(|e| {
            Failure::Environment(format!(
                "{}: the files of an interrupted run beside it cannot be removed: {e}",
                args.snapshot.display()
            ))
        })?;
    }
    let origins = args.origins()?;
    if origins.is_empty() {
        old.load()?;
        print("the files of the snapshot match the lock file\n");
        return Ok(());
    }

    let mut reader = Reader { args, downloader: None, downloads: Vec::new() };
    let mut inputs = BTreeMap::new();
    for (document, origin) in origins {
        inputs.insert(document, reader.read(document, &origin)?);
    }
    if args.locked || args.check {
        check_pins(&old.lock, &inputs)?;
    }
    let new = old.regenerate(&inputs, &args.region)?;
    // Load the new snapshot first, so that the layers fit together and the overlays match.
    new.load()?;
    reader.keep()?;

    for (document, pin) in new.lock.0.iter().filter(|(document, _)| inputs.contains_key(document)) {
        let counts: Vec<String> = pin.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let version = pin.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
        print(&format!("{}{version}: {}\n", document.name(), counts.join(", ")));
    }
    if new.files == old.files {
        print("unchanged\n");
        return if args.check { Ok(()) } else { update_features(features.as_ref(), &new) };
    }
    if args.check {
        return Err(differs(&old, &new));
    }
    let had_specification = old.lock.0.contains_key(&Document::Specification);
    let changelog = if had_specification { Some(crate::changelog::between(&old, &new)?) } else { None };
    replace(&args.snapshot, &new.files).map_err(|e| {
        Failure::Environment(format!("{}: cannot be written and is unchanged: {e}", args.snapshot.display()))
    })?;
    drop(lock);
    print(&format!("wrote {}\n", args.snapshot.display()));
    update_features(features.as_ref(), &new)?;
    match changelog {
        Some(changelog) => crate::changelog::report(&changelog, args.changelog.as_deref()),
        None => Ok(()),
    }
}

fn update_features(features: Option<&Files>, snapshot: &Snapshot) -> Result<(), Failure> {
    let Some(features) = features else { return Ok(()) };
    for file in features.update(snapshot)? {
        print(&format!("wrote the features of {}\n", file.display()));
    }
    Ok(())
}

/// Locks the snapshot against other runs.
fn lock_folder(snapshot: &Path) -> Result<File, Failure> {
    replace::lock(snapshot).map_err(|e| {
        let what = if e.kind() == std::io::ErrorKind::WouldBlock {
            "another run is writing it; wait until it has finished".to_owned()
        } else {
            format!("its parent folder cannot be locked: {e}")
        };
        Failure::Environment(format!("{}: {what}", snapshot.display()))
    })
}

impl Args {
    fn features(&self) -> Option<Files> {
        let pinned = self.snapshot == cfn_spec::snapshot::directory();
        self.manifest.as_deref().map(Files::beside).or_else(|| pinned.then(Files::pinned))
    }

    /// The documents to read and their sources: those that were named, or all.
    fn origins(&self) -> Result<BTreeMap<Document, Origin>, Failure> {
        let named = [
            (Document::Specification, &self.from, &self.url),
            (Document::Schemas, &self.schemas_from, &self.schemas_url),
            (Document::IamActions, &self.iam_from, &self.iam_url),
            (Document::Regions, &self.regions_from, &self.regions_url),
            (Document::Rules, &self.rules_from, &self.rules_url),
            (Document::Policies, &self.policies_from, &self.policies_url),
        ];
        let mut origins = BTreeMap::new();
        for (document, file, url) in named {
            let file = file.clone().map(Origin::File);
            if let Some(origin) = file.or_else(|| url.clone().map(Origin::Url)) {
                origins.insert(document, origin);
            }
        }
        if origins.is_empty() && !self.check {
            for document in Document::ALL {
                let url = source::address(document, &self.region).map_err(Failure::Input)?;
                origins.insert(document, Origin::Url(url));
            }
        }
        Ok(origins)
    }
}

/// Reads documents from files and URLs.
struct Reader<'a> {
    args: &'a Args,
    downloader: Option<Downloader>,
    /// Downloads to cache after they have been parsed successfully.
    downloads: Vec<Download>,
}

impl Reader<'_> {
    fn read(&mut self, document: Document, origin: &Origin) -> Result<Input, Failure> {
        match origin {
            Origin::File(path) => {
                let name = path.display().to_string();
                let file = File::open(path).map_err(|e| Failure::Input(format!("{name}: cannot be opened: {e}")))?;
                let bytes = bytes::read(&name, file)?;
                // These two documents have one publisher. The source of the others, if they are read from a file, is
                // taken from the lock file as long as the bytes are the same.
                let source = match document {
                    Document::Specification | Document::Schemas => {
                        source::address(document, &self.args.region).map_err(Failure::Input)?
                    }
                    Document::IamActions | Document::Regions | Document::Rules | Document::Policies => {
                        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
                    }
                };
                Ok(Input { bytes, source, date: None })
            }
            Origin::Url(url) if document == Document::IamActions => self.service_reference(url),
            Origin::Url(url) if matches!(document, Document::Rules | Document::Policies) && !is_archive(url) => {
                let index = self.download(document.name(), url)?;
                let wheel = rules::wheel(&index.bytes)?;
                self.downloads.push(index);
                self.read(document, &Origin::Url(wheel))
            }
            Origin::Url(url) => {
                let download = self.download(document.name(), url)?;
                let bytes = bytes::read(url, &download.bytes[..])?;
                let date = download.date.clone();
                self.downloads.push(download);
                Ok(Input { bytes, source: url.clone(), date })
            }
        }
    }

    fn download(&mut self, name: &str, url: &str) -> Result<Download, Failure> {
        self.downloader()?.get(name, url, MAX_DOCUMENT).map_err(Failure::Environment)
    }

    fn downloader(&mut self) -> Result<&Downloader, Failure> {
        let args = self.args;
        if self.downloader.is_none() {
            let options = Options {
                timeout: Duration::from_secs(args.timeout),
                retries: args.retries,
                ca_certificate: args.ca_certificate.clone(),
                cache: args.cache.clone(),
            };
            self.downloader = Some(Downloader::new(&options).map_err(Failure::Input)?);
        }
        self.downloader.as_ref().ok_or_else(|| Failure::Environment("the HTTP client did not start".to_owned()))
    }

    /// Downloads the index, and then the document of each service in it.
    fn service_reference(&mut self, url: &str) -> Result<Input, Failure> {
        let index = self.download("iam-actions", url)?;
        let services = iam_actions::service_reference_index(&index.bytes)?;
        let downloader = self.downloader()?;
        let mut downloads = Vec::new();
        for services in services.chunks(AT_ONCE) {
            let results: Vec<Result<Download, String>> = std::thread::scope(|scope| {
                let get = |service: &iam_actions::ReferencedService| {
                    let (name, url) = (format!("iam-actions {}", service.service), service.url.clone());
                    scope.spawn(move || downloader.get(&name, &url, MAX_DOCUMENT))
                };
                let running: Vec<_> = services.iter().map(get).collect();
                let joined = running.into_iter().map(|thread| thread.join());
                joined.map(|result| result.unwrap_or_else(|_| Err("a download was aborted".to_owned()))).collect()
            });
            for result in results {
                downloads.push(result.map_err(Failure::Environment)?);
            }
        }
        let documents: Vec<Vec<u8>> = downloads.iter().map(|download| download.bytes.clone()).collect();
        let bytes = iam_actions::from_service_reference(&documents)?;
        let date = index.date.clone();
        self.downloads.push(index);
        self.downloads.extend(downloads);
        Ok(Input { bytes, source: url.to_owned(), date })
    }

    fn keep(&self) -> Result<(), Failure> {
        let Some(downloader) = &self.downloader else { return Ok(()) };
        for download in &self.downloads {
            downloader
                .keep(download)
                .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", self.args.cache.display())))?;
        }
        Ok(())
    }
}

/// Whether a URL is that of an archive, not of an index.
fn is_archive(url: &str) -> bool {
    url.ends_with(".whl") || url.ends_with(".zip")
}

/// Fails if files of the snapshot are not those that the lock file pins.
fn check_files(snapshot: &Snapshot) -> Result<(), Failure> {
    let tampered: Vec<&str> = snapshot.tampered().into_iter().map(Document::name).collect();
    if tampered.is_empty() {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "the snapshot's files for {} are not those that {} pins: they were edited, or only some were committed.\n\
         Run `cargo xtask regen-spec` and commit all of the snapshot's folder.",
        tampered.join(", "),
        lock::FILE
    )))
}

/// Fails if the documents are not the pinned ones.
fn check_pins(lock: &Lock, inputs: &BTreeMap<Document, Input>) -> Result<(), Failure> {
    let mut messages = Vec::new();
    for (document, input) in inputs {
        let sha256 = input.sha256();
        let name = document.name();
        match lock.0.get(document) {
            Some(pin) if pin.sha256 == sha256 => {}
            Some(pin) => {
                messages.push(format!("{name}: its sha256 is {sha256}, but {} pins {}", lock::FILE, pin.sha256))
            }
            None => messages.push(format!("{name}: {} pins no such document", lock::FILE)),
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    messages
        .push("To update to these documents, run `cargo xtask regen-spec` without --locked and --check.".to_owned());
    Err(Failure::Input(messages.join("\n")))
}

fn differs(old: &Snapshot, new: &Snapshot) -> Failure {
    let paths: std::collections::BTreeSet<&String> = old.files.keys().chain(new.files.keys()).collect();
    let differing: Vec<&String> =
        paths.into_iter().filter(|path| old.files.get(*path) != new.files.get(*path)).collect();
    let documents = Document::ALL.into_iter().filter(|d| differing.iter().any(|path| belongs_to(*d, path)));
    let documents: Vec<&str> = documents.map(Document::name).collect();
    let some: Vec<&str> = differing.iter().take(5).map(|path| path.as_str()).collect();
    Failure::Check(format!(
        "the snapshot differs from the one generated from the pinned documents ({}): {} files differ, such as {}.\n\
         Run `cargo xtask regen-spec --locked` with the same documents and commit the result.",
        documents.join(", "),
        differing.len(),
        some.join(", ")
    ))
}
