//! A terminal to run the program on, and to look at as its user does.

use std::io::Write as _;
use std::num::NonZeroU16;
use std::path::Path;
use std::process::{Command, Stdio};

use aws_smithy_types::base64;
use serde_json::{Value, json};

/// More rows than any test fills, so that nothing scrolls out of sight.
const ROWS: NonZeroU16 = NonZeroU16::new(200).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(150).unwrap();

/// What happened on the terminal.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The exit code; negative for a signal.
    pub(crate) code: i64,
    rows: NonZeroU16,
    /// Everything that was written to the terminal.
    bytes: Vec<u8>,
    /// What was written to standard output, where that was a pipe.
    pub(crate) piped: String,
    /// How much had been written when each awaited text had come.
    marks: Vec<usize>,
    /// Whether the terminal was left as it was found: echo, line by line, signals on Ctrl-C.
    pub(crate) is_as_before: bool,
}

/// Something to wait for, and what to do then.
pub(crate) enum Step {
    /// Types a text. `\x03` is Ctrl-C.
    Type(&'static str, &'static str),
    /// Sends a signal.
    Signal(&'static str, &'static str),
    /// Only looks.
    Look(&'static str),
}

impl Step {
    fn json(&self) -> Value {
        match self {
            Self::Type(wait, text) => json!({ "wait": wait, "type": text }),
            Self::Signal(wait, signal) => json!({ "wait": wait, "signal": signal }),
            Self::Look(wait) => json!({ "wait": wait }),
        }
    }
}

/// Runs a program on a terminal. Nothing, said loudly, where there is no Python to make one.
pub(crate) async fn on_terminal(program: &Command, steps: &[Step]) -> Option<Shown> {
    run(program, steps, ROWS, false).await
}

/// The same with standard output going into a pipe.
pub(crate) async fn on_terminal_with_pipe(program: &Command, steps: &[Step]) -> Option<Shown> {
    run(program, steps, ROWS, true).await
}

/// The same on a terminal of so many rows.
pub(crate) async fn on_small_terminal(program: &Command, steps: &[Step], rows: u16) -> Option<Shown> {
    run(program, steps, NonZeroU16::new(rows).unwrap(), false).await
}

async fn run(program: &Command, steps: &[Step], rows: NonZeroU16, stdout_is_pipe: bool) -> Option<Shown> {
    let text = |text: &std::ffi::OsStr| text.to_str().unwrap().to_owned();
    let arguments: Vec<String> = std::iter::once(program.get_program()).chain(program.get_args()).map(text).collect();
    let mut environment: serde_json::Map<String, Value> =
        program.get_envs().filter_map(|(key, value)| Some((text(key), Value::String(text(value?))))).collect();
    environment.entry("TERM").or_insert_with(|| "xterm-256color".into());
    let job = json!({
        "arguments": arguments,
        "environment": environment,
        "folder": text(program.get_current_dir().unwrap_or(Path::new("/")).as_os_str()),
        "rows": rows,
        "columns": COLUMNS,
        "stdout_is_pipe": stdout_is_pipe,
        "steps": steps.iter().map(Step::json).collect::<Vec<_>>(),
    });
    let told = tokio::task::spawn_blocking(move || drive(&job.to_string())).await.unwrap()?;
    let shown = Shown {
        rows,
        bytes: base64::decode(told["shown"].as_str().unwrap()).unwrap(),
        piped: told["piped"].as_str().unwrap().to_owned(),
        marks: told["marks"].as_array().unwrap().iter().map(|mark| mark.as_u64().unwrap() as usize).collect(),
        is_as_before: told["is_as_before"].as_bool().unwrap(),
        code: told["code"].as_i64().unwrap_or(i64::MIN),
    };
    assert!(shown.code != i64::MIN, "the program hangs; the terminal shows\n{}", shown.screen());
    let waiting = told["waiting_for"].as_array().unwrap();
    assert!(waiting.is_empty(), "{waiting:?} did not come; the terminal shows\n{}", shown.screen());
    Some(shown)
}

fn drive(job: &str) -> Option<Value> {
    // Unix only; there it is part of Python.
    let python = test_support::machine::python_with("termios", "termios")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/terminal.py");
    let mut command = Command::new(&python);
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut driver = command.spawn().unwrap();
    driver.stdin.take().unwrap().write_all(job.as_bytes()).unwrap();
    let output = driver.wait_with_output().unwrap();
    assert!(output.status.success(), "the driver of the terminal failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

impl Shown {
    /// What the terminal shows in the end.
    pub(crate) fn screen(&self) -> String {
        self.screen_after(self.bytes.len())
    }

    /// What the terminal showed when the awaited text number `step` had come.
    pub(crate) fn screen_at(&self, step: usize) -> String {
        self.screen_after(self.marks[step])
    }

    fn screen_after(&self, length: usize) -> String {
        let parser = self.parsed(length);
        let rows = parser.screen().rows(0, COLUMNS.get()).map(|row| row.trim_end().to_owned());
        rows.collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// Everything that can be seen in the end by scrolling back.
    pub(crate) fn history(&self) -> String {
        let mut parser = self.parsed(self.bytes.len());
        let above = (1..=parser.screen().scrollback_len()).rev().map(|offset| {
            parser.screen_mut().set_scrollback(offset);
            parser.screen().rows(0, COLUMNS.get()).next().unwrap_or_default().trim_end().to_owned()
        });
        let above: Vec<String> = above.collect();
        format!("{}\n{}", above.join("\n"), self.screen())
    }

    /// Whether the cursor is to be seen in the end, and at the beginning of a line.
    pub(crate) fn cursor_is_home(&self) -> bool {
        let parser = self.parsed(self.bytes.len());
        !parser.screen().hide_cursor() && parser.screen().cursor_position().1 == 0
    }

    fn parsed(&self, length: usize) -> vt100::Parser {
        let mut parser = vt100::Parser::new(self.rows, COLUMNS, 10_000);
        parser.process(&self.bytes[..length]);
        parser
    }

    /// Everything that was written, control codes included.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Whether a character is one of those that stand for work that goes on.
pub(crate) fn is_spinner(character: char) -> bool {
    ('\u{2801}'..='\u{28ff}').contains(&character)
}

/// Whether a text changes colours or weight.
pub(crate) fn has_colours(text: &str) -> bool {
    text.split("\x1b[").skip(1).any(|code| {
        let end = code.find(|c: char| !(c.is_ascii_digit() || c == ';'));
        end.is_some_and(|end| code[end..].starts_with('m') && end > 0 && &code[..end] != "0")
    })
}
