//! Runs the pages of the guide as they are read: files are written, commands are run, what they print is compared.
//!
//! In a page, a block after a line that ends with a file's name and a colon (`` `archive.toml`: ``) is what the file contains, from the
//! folder in which the commands before it ended. In a block `console`, lines that begin with `$` are commands of one shell; the lines after a
//! command are what it prints, on both streams, where `…` matches any text, and alone on a line for any number of lines. A command without
//! such lines may print anything. `# exit code N` after a command is the code it ends with, which is 0 otherwise.
//!
//! A well-kept crate for this, `trycmd`, runs commands without a shell, and has no pages that write files.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::repository;
use crate::program::{Ended, command};

/// The port that the pages write; each run has one of its own.
const PORT: &str = "4566";

/// A step of a page.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// A file is written.
    File { name: String, text: String },
    /// A command is run.
    Run { command: String, code: u8, output: Vec<String> },
}

/// A page of the guide, read for running.
#[derive(Debug)]
pub struct Page {
    name: String,
    steps: Vec<Step>,
}

impl Page {
    /// Reads a page by its path below `docs/guide/src`.
    ///
    /// # Panics
    /// The page cannot be read, or a block does not end.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let path = folder().join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), steps: steps(&text) }
    }

    /// The programs that its commands begin with.
    pub fn programs(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Run { command, .. } => command.split_whitespace().next(),
            Step::File { .. } => None,
        })
    }

    /// Runs the page in an empty folder. `prepare` completes the environment: what the search path has first, for instance.
    ///
    /// # Panics
    /// A command ends with another code, or prints something else.
    pub fn run(&self, home: &Path, programs: &Path, prepare: impl FnOnce(&mut Command)) {
        let port = free_port();
        let script = self.script(&port);
        let file = home.join(".page.sh");
        std::fs::write(&file, script).expect("the folder is writable");
        let mut shell = command("bash", home, &["--noprofile", "--norc", ".page.sh"]);
        let path = std::env::var_os("PATH").expect("a shell needs a PATH");
        let path = std::env::join_paths(std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path)));
        shell.env("PATH", path.expect("folders of the search path"));
        prepare(&mut shell);
        let ended = Ended::of(&mut shell);
        assert_eq!(ended.code, 0, "{}: {}{}", self.name, ended.out, ended.err);
        for (number, step) in self.steps.iter().enumerate() {
            let Step::Run { command, code, output } = step else { continue };
            let read = |what: &str| std::fs::read_to_string(home.join(format!(".{number}.{what}")));
            let printed = read("out").unwrap_or_else(|error| panic!("{}: {command}: {error}", self.name));
            let ended = read("code").unwrap_or_else(|error| panic!("{}: {command}: {error}: {printed}", self.name));
            assert_eq!(ended.trim(), code.to_string(), "{}: the exit code of `{command}`:\n{printed}", self.name);
            let lines: Vec<&str> = printed.lines().collect();
            let output: Vec<String> = output.iter().map(|line| line.replace(PORT, &port)).collect();
            assert!(
                output.is_empty() || matches(&output, &lines),
                "{}: `{command}` does not print\n{}\nbut\n{printed}",
                self.name,
                output.join("\n")
            );
        }
    }

    /// All steps as one script, so that the current folder, variables and background jobs last as on a terminal. It ends at a step that
    /// fails otherwise than the page says.
    fn script(&self, port: &str) -> String {
        let mut script = "set -m\nhome=$PWD\n".to_owned();
        for (number, step) in self.steps.iter().enumerate() {
            let _ = match step {
                Step::File { name, text } => {
                    let folder = Path::new(name).parent().unwrap_or(Path::new("")).display();
                    write!(
                        script,
                        "mkdir -p \"./{folder}\"\ncat > '{name}' <<'END OF THE FILE'\n{text}END OF THE FILE\n"
                    )
                }
                Step::Run { command, code, .. } => {
                    let out = format!("$home/.{number}");
                    let command = command.replace(PORT, port);
                    let line = format!("{{ {command}\n}} > \"{out}.out\" 2>&1; code=$?; echo $code > \"{out}.code\"\n");
                    let after = match command.trim_end() {
                        // As if somebody waited until it says that it serves.
                        served if served.ends_with('&') => format!(
                            "for _ in $(seq 600); do (: < /dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done\n"
                        ),
                        // `jobs` forgets the ended one at once, as a prompt does: the next one is %1 again.
                        stopped if stopped.starts_with("kill ") => "wait\njobs > /dev/null\n".to_owned(),
                        _ => format!("[ $code = {code} ] || exit 0\n"),
                    };
                    write!(script, "{line}{after}")
                }
            };
        }
        script
    }
}

/// All pages, by their paths, in the order of the summary.
///
/// # Panics
/// The summary cannot be read.
#[must_use]
pub fn pages() -> Vec<String> {
    let summary = std::fs::read_to_string(folder().join("SUMMARY.md")).expect("the guide has a summary");
    let links = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.map(str::to_owned).collect()
}

fn folder() -> PathBuf {
    repository().join("docs/guide/src")
}

fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    listener.local_addr().expect("it is bound").port().to_string()
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut named = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            if !line.trim().is_empty() {
                named = line.strip_suffix("`:").and_then(|line| line.rsplit('`').next()).map(str::to_owned);
            }
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match (named.take(), kind) {
            (Some(name), _) => steps.push(Step::File { name, text: block.join("\n") + "\n" }),
            (None, "console") => runs(&block, &mut steps),
            (None, _) => {}
        }
    }
    steps
}

fn runs(block: &[&str], steps: &mut Vec<Step>) {
    for line in block {
        if let Some(typed) = line.strip_prefix("$ ") {
            let (command, comment) = typed.split_once(" # ").unwrap_or((typed, ""));
            let code = comment.strip_prefix("exit code ").map_or(0, |rest| {
                let digits = rest.split(':').next().unwrap_or(rest);
                digits.parse().unwrap_or_else(|_| panic!("`{line}` has no exit code"))
            });
            steps.push(Step::Run { command: command.trim_end().to_owned(), code, output: Vec::new() });
        } else if let Some(Step::Run { output, .. }) = steps.last_mut() {
            output.push((*line).to_owned());
        }
    }
}

/// Whether the lines of a page describe those that were printed.
fn matches(page: &[String], printed: &[&str]) -> bool {
    let Some((first, rest)) = page.split_first() else { return printed.is_empty() };
    if first == "…" {
        return (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]));
    }
    printed.split_first().is_some_and(|(line, printed)| matches_line(first, line) && matches(rest, printed))
}

fn matches_line(page: &str, printed: &str) -> bool {
    let Some((before, after)) = page.split_once('…') else { return page == printed };
    let Some(rest) = printed.strip_prefix(before) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches_line(after, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_its_readers_read_it() {
        let page = "Write `a.toml`:\n\n```toml\nx = 1\n```\n\n```console\n$ run a  # exit code 3: no\n…\nb\n$ run c # see\n```\n\n```hcl\nnot run\n```\n";
        let run = |command: &str, code, output: &[&str]| Step::Run {
            command: command.to_owned(),
            code,
            output: output.iter().map(|line| (*line).to_owned()).collect(),
        };
        let file = Step::File { name: "a.toml".to_owned(), text: "x = 1\n".to_owned() };
        assert_eq!(steps(page), [file, run("run a", 3, &["…", "b"]), run("run c", 0, &[])]);
    }

    #[test]
    fn what_is_left_out_may_be_anything_and_the_rest_may_not() {
        let holds = |page: &[&str], printed: &[&str]| {
            matches(&page.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), printed)
        };
        assert!(holds(&["…", "arrived after … s, …"], &["x", "arrived after 0.1 s, as it should"]));
        assert!(holds(&["a", "…"], &["a"]));
        assert!(!holds(&["a"], &["a", "b"]));
        assert!(!holds(&["…", "c"], &["a", "b"]));
        assert!(!holds(&["in … s"], &["in 3 m"]));
    }
}
