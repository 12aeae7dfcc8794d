//! Colours, for light and for dark surroundings. Without CSS variables, which several programs that draw SVG do not have.
//! Text has a contrast of at least 4.5 to 1 to what is behind it, lines and icons one of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).

/// The style sheet.
pub(super) const STYLE: &str = "<style>
text { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif; fill: #1f2328; }
.page { fill: #ffffff; }
.frame { fill: #f6f8fa; stroke: #8c959f; stroke-width: 1.2; }
.set { fill: none; stroke-dasharray: 6 4; }
.frame-title { font-size: 14px; font-weight: 600; }
.kind { font-size: 10.5px; fill: #57606a; }
.box { fill: #ffffff; stroke: #afb8c1; stroke-width: 1; }
.id { font-size: 13px; font-weight: 600; }
.type, .legend { font-size: 10.5px; fill: #57606a; }
.icon { fill: none; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.green { stroke: #1a7f37; } .amber { stroke: #9a6700; } .red { stroke: #cf222e; } .orange { stroke: #bc4c00; }
.purple { stroke: #8250df; } .blue { stroke: #0969da; } .pink { stroke: #bf3989; } .teal { stroke: #0e7a85; } .grey { stroke: #57606a; }
.id, .type, .kind, .legend, .frame-title { stroke: none; }
.edge { fill: none; stroke: #6e7781; stroke-width: 1.3; }
.import { stroke-width: 2.4; }
.depends { stroke-dasharray: 5 4; }
.edge.name { stroke: #bc4c00; stroke-width: 1; }
.edge.creates { stroke: #0969da; }
.edge.decrypts { stroke: #8250df; stroke-width: 1.8; }
.head { fill: #6e7781; stroke: none; } .head.decrypts { fill: #8250df; } .head.creates { fill: #0969da; } .head.name { fill: none; stroke: #bc4c00; stroke-width: 1.6; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.page { fill: #0d1117; }
.frame { fill: #161b22; stroke: #6e7681; }
.set { fill: none; }
.kind, .type, .legend { fill: #9ea7b3; }
.box { fill: #0d1117; stroke: #484f58; }
.green { stroke: #3fb950; } .amber { stroke: #d29922; } .red { stroke: #ff7b72; } .orange { stroke: #f0883e; }
.purple { stroke: #bc8cff; } .blue { stroke: #58a6ff; } .pink { stroke: #f778ba; } .teal { stroke: #39c5cf; } .grey { stroke: #9ea7b3; }
.edge { stroke: #8b949e; }
.edge.creates { stroke: #58a6ff; }
.edge.decrypts { stroke: #bc8cff; }
.edge.name { stroke: #f0883e; }
.head { fill: #8b949e; } .head.decrypts { fill: #bc8cff; } .head.creates { fill: #58a6ff; } .head.name { fill: none; stroke: #f0883e; }
}
</style>
";
