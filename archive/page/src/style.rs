//! Colours and measures. Text has a contrast of at least 4.5 to 1 to what is behind it (WCAG 2.2, 1.4.3), in both schemes.

/// The style sheet.
pub(crate) const STYLE: &str = "\
:root { color-scheme: light dark; --text: #1f2328; --muted: #57606a; --page: #ffffff; --raised: #f6f8fa; --line: #d0d7de;
  --good: #116329; --warning: #7d4e00; --bad: #a40e26; --focus: #0969da; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9ea7b3; --page: #0d1117; --raised: #161b22; --line: #3d444d;
  --good: #56d364; --warning: #e3b341; --bad: #ff7b72; --focus: #58a6ff; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--page); font: 16px/1.5 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 1rem 1.5rem; }
header { padding-top: 2rem; padding-bottom: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 60rem; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: .5rem 0 1.25rem; border: 1px solid var(--line); border-radius: 8px; }
.wide:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.wide img { display: block; max-width: none; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
caption { text-align: left; padding: .6rem .9rem; color: var(--muted); background: var(--raised); }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem; border-top: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; background: var(--raised); }
tbody th { font-weight: 600; min-width: 14rem; }
.state { display: inline-flex; gap: .45em; align-items: baseline; font-weight: 600; white-space: nowrap; }
.short { white-space: nowrap; }
.mark { display: inline-block; min-width: 1em; text-align: center; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); } .neutral { color: var(--muted); }
@media (max-width: 40rem) { header, main { padding-left: 1rem; padding-right: 1rem; } tbody th { min-width: 9rem; } }
@media print { .wide { overflow: visible; } }
";
