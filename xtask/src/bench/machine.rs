//! The machine that was measured on: what a reader needs to judge the figures, and nothing that names the machine.

use std::process::Command;

use cfn_cli::Failure;
use serde::{Deserialize, Serialize};

/// The machine, as far as figures depend on it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Machine {
    /// The processor's model.
    pub(crate) cpu: String,
    /// How many cores programs may use.
    pub(crate) cores: usize,
    /// The memory in GiB, where the system tells it.
    pub(crate) memory_gib: Option<u64>,
    /// The operating system and the processor's architecture.
    pub(crate) system: String,
    /// The version of the compiler.
    pub(crate) rustc: String,
}

impl Machine {
    /// This machine.
    ///
    /// # Errors
    /// [`Failure::Environment`] if the number of cores, or the compiler's version is not known.
    pub(crate) fn this() -> Result<Self, Failure> {
        let cores = std::thread::available_parallelism()
            .map_err(|error| Failure::Environment(format!("the number of cores is not known: {error}")))?;
        Ok(Self {
            cpu: line("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
            cores: cores.get(),
            // In KiB there; what the kernel keeps for itself makes it a little less than what is built in.
            memory_gib: match line("/proc/meminfo", "MemTotal")
                .as_deref()
                .map(|text| text.trim_end_matches(" kB").parse())
            {
                Some(Ok(kib)) => Some(u64::div_ceil(kib, 1 << 20)),
                _ => None,
            },
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            rustc: printed("rustc", &["--version"])?,
        })
    }

    /// The machine in one line.
    pub(crate) fn words(&self) -> String {
        let memory = self.memory_gib.map_or("unknown memory".to_owned(), |gib| format!("{gib} GiB of memory"));
        format!("{}, {} cores, {memory}, {}, {}", self.cpu, self.cores, self.system, self.rustc)
    }
}

/// Today (UTC), as `2026-01-31`.
///
/// # Errors
/// [`Failure::Environment`] if `date` cannot be run.
pub(crate) fn today() -> Result<String, Failure> {
    printed("date", &["-u", "+%Y-%m-%d"])
}

fn printed(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| Failure::Environment(format!("{program} cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(Failure::Environment(format!("{program} {}: {}", arguments.join(" "), output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The value of the first line `key: value` of a file of the kernel's, where there is such a file.
fn line(file: &str, key: &str) -> Option<String> {
    // Other systems have no such file: unknown, which is shown.
    let Ok(text) = std::fs::read_to_string(file) else { return None };
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
