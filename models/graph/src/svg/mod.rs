//! The graph as a picture: <https://www.w3.org/TR/SVG2/>.

mod describe;
mod edge;
mod icon;
mod style;
mod width;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::icon::Icon;
use self::width::{elided, width};
use crate::layout::{self, Area, Layout, Sizes};
use crate::model::{Direction, EdgeKind, FrameKind, Graph};

/// The height of a resource.
const HEIGHT: f64 = 46.0;
/// Left of a resource's text: its icon.
const ICON: f64 = 42.0;
/// Right of a resource's text.
const MARGIN: f64 = 12.0;
/// The least room for a resource's text, and the largest, which is smaller in rows than in columns.
const TEXT: (f64, f64) = (96.0, 196.0);
const TEXT_IN_ROWS: f64 = 132.0;
/// The sizes of fonts: of a logical ID, a type, the title of a frame and what it is.
const ID_SIZE: f64 = 13.0;
const TYPE_SIZE: f64 = 10.5;
const TITLE_SIZE: f64 = 14.0;
const KIND_SIZE: f64 = 10.5;
/// From the line of a logical ID to those of its type.
const LINES: [f64; 2] = [15.0, 26.0];
/// Around everything.
const BORDER: f64 = 20.0;
/// Of a row of the legend.
const LEGEND: f64 = 24.0;
/// Of a frame, to the left, right and below.
const PADDING: f64 = 18.0;
/// Of a frame, above.
const TITLE: f64 = 52.0;

/// The picture.
pub(crate) fn text(graph: &Graph) -> String {
    let sizes =
        Sizes { width: resource_width(graph), height: HEIGHT, padding: PADDING, title: TITLE, least: least_width };
    let layout = layout::of(graph, &sizes);
    let size = graph.direction.turned(layout.size);
    let kinds: BTreeSet<EdgeKind> = graph.edges.iter().map(|edge| edge.kind).collect();
    let legend = legend(&kinds, size.width.max(280.0));
    let width = size.width.max(legend.width) + 2.0 * BORDER;
    let height = size.height + legend.height + 2.0 * BORDER;
    let mut svg = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-labelledby=\"title description\">",
        w = px(width),
        h = px(height)
    );
    let _ = writeln!(svg, "<title id=\"title\">{}</title>", escaped(&describe::title(graph)));
    let _ = writeln!(svg, "<desc id=\"description\">{}</desc>", escaped(&describe::description(graph)));
    svg.push_str(style::STYLE);
    write_definitions(graph, &kinds, &mut svg);
    let _ = writeln!(svg, "<rect class=\"page\" width=\"{}\" height=\"{}\"/>", px(width), px(height));
    let _ = writeln!(svg, "<g transform=\"translate({} {})\">", px(BORDER), px(BORDER));
    write_frames(graph, &layout, &mut svg);
    // Below the resources: a line that passes behind one is easier to follow than one across its name.
    edge::write(graph, &layout, &mut svg);
    write_resources(graph, &layout, &sizes, &mut svg);
    svg.push_str("</g>\n");
    let _ = writeln!(svg, "<g transform=\"translate({} {})\">", px(BORDER), px(size.height + BORDER));
    svg.push_str(&legend.svg);
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// As wide as the widest text, within bounds.
fn resource_width(graph: &Graph) -> f64 {
    let resources = graph.frames.iter().flat_map(|frame| &frame.resources);
    let widths = resources.map(|resource| {
        let kind = width(short(&resource.resource_type), TYPE_SIZE, false);
        width(&resource.logical_id, ID_SIZE, true).max(kind)
    });
    let most = match graph.direction {
        Direction::Right => TEXT.1,
        Direction::Down => TEXT_IN_ROWS,
    };
    // An integer: sums of it are exact.
    (ICON + MARGIN + widths.fold(TEXT.0, f64::max).min(most)).ceil()
}

/// The width that the title of a frame needs.
fn least_width(graph: &Graph, place: usize) -> f64 {
    let Some(frame) = graph.frames.get(place) else { return 0.0 };
    let title = width(&frame.title, TITLE_SIZE, true).min(2.0 * TEXT.1);
    (title.max(width(&kind_line(&frame.kind), KIND_SIZE, false)) + 2.0 * PADDING).ceil()
}

/// What is above the title of a frame.
fn kind_line(kind: &FrameKind) -> String {
    match kind {
        FrameKind::Stack { region: Some(region) } => format!("stack in {region}"),
        kind => kind.label().to_owned(),
    }
}

fn write_frames(graph: &Graph, layout: &Layout, svg: &mut String) {
    for (frame, area) in graph.frames.iter().zip(&layout.frames) {
        let class = match frame.kind {
            FrameKind::Stack { .. } => "frame",
            FrameKind::StackSet => "frame set",
            FrameKind::Region => "frame region",
            FrameKind::Nested => "frame nested",
        };
        let area = graph.direction.turned(*area);
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>",
            px(area.x),
            px(area.y),
            px(area.width),
            px(area.height)
        );
        let room = area.width - 2.0 * PADDING;
        let kind = kind_line(&frame.kind);
        write_text(("kind", px(area.x + PADDING), px(area.y + 20.0)), &kind, svg);
        let title = elided(&frame.title, TITLE_SIZE, true, room);
        write_text(("frame-title", px(area.x + PADDING), px(area.y + 38.0)), &title, svg);
    }
}

fn write_resources(graph: &Graph, layout: &Layout, sizes: &Sizes, svg: &mut String) {
    let room = sizes.width - ICON - MARGIN;
    for (frame, areas) in graph.frames.iter().zip(&layout.resources) {
        for (resource, area) in frame.resources.iter().zip(areas) {
            let icon = Icon::of(&resource.resource_type);
            let (id, kind) = (escaped(&resource.logical_id), escaped(&resource.resource_type));
            let _ = writeln!(svg, "<g class=\"{}\"><title>{id} ({kind})</title>", icon.colour());
            let Area { x, y, width, height } = graph.direction.turned(*area);
            let [px_x, px_y] = [x, y].map(px);
            let _ = writeln!(
                svg,
                "<rect class=\"box\" x=\"{px_x}\" y=\"{px_y}\" width=\"{}\" height=\"{}\" rx=\"7\"/>",
                px(width),
                px(height)
            );
            let _ = writeln!(svg, "<use href=\"#{}\" x=\"{}\" y=\"{}\"/>", icon.id(), px(x + 9.0), px(y + 11.0));
            let types = type_lines(short(&resource.resource_type), room);
            let top = if types.len() == 1 { 20.0 } else { 15.0 };
            let shown = elided(&resource.logical_id, ID_SIZE, true, room);
            write_text(("id", px(x + ICON), px(y + top)), &shown, svg);
            for (line, below) in types.into_iter().zip(LINES) {
                let shown = elided(line, TYPE_SIZE, false, room);
                write_text(("type", px(x + ICON), px(y + top + below)), &shown, svg);
            }
            svg.push_str("</g>\n");
        }
    }
}

/// A type, in two lines where one is too narrow for it.
fn type_lines(resource_type: &str, room: f64) -> Vec<&str> {
    match resource_type.rsplit_once("::") {
        Some((service, name)) if width(resource_type, TYPE_SIZE, false) > room => vec![service, name],
        _ => vec![resource_type],
    }
}

fn write_definitions(graph: &Graph, kinds: &BTreeSet<EdgeKind>, svg: &mut String) {
    let resources = graph.frames.iter().flat_map(|frame| &frame.resources);
    let icons: BTreeSet<Icon> = resources.map(|resource| Icon::of(&resource.resource_type)).collect();
    svg.push_str("<defs>\n");
    for icon in icons {
        let _ = writeln!(svg, "<g id=\"{}\" class=\"icon\">{}</g>", icon.id(), icon.drawing());
    }
    kinds.iter().for_each(|kind| edge::write_marker(*kind, svg));
    svg.push_str("</defs>\n");
}

/// The legend with its size.
struct Legend {
    svg: String,
    width: f64,
    height: f64,
}

/// What the lines mean that there are, in rows.
fn legend(kinds: &BTreeSet<EdgeKind>, available: f64) -> Legend {
    const LINE: f64 = 44.0;
    let mut legend = Legend { svg: String::new(), width: 0.0, height: 0.0 };
    let (mut x, mut y) = (0.0, LEGEND);
    for kind in kinds {
        let entry = LINE + 10.0 + width(kind.label(), TYPE_SIZE, false) + 24.0;
        if x > 0.0 && x + entry > available {
            (x, y) = (0.0, y + LEGEND);
        }
        let _ = writeln!(
            legend.svg,
            "<path class=\"{}\" d=\"M{} {y}h{LINE}\" marker-end=\"url(#{})\"/>",
            edge::class(*kind),
            px(x),
            edge::marker(*kind),
            y = px(y)
        );
        write_text(("legend", px(x + LINE + 10.0), px(y + 4.0)), kind.label(), &mut legend.svg);
        x += entry;
        legend.width = legend.width.max(x);
        legend.height = y;
    }
    legend
}

fn write_text((class, x, y): (&str, String, String), text: &str, svg: &mut String) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
}

/// A type without `AWS::`, which all of them have.
fn short(resource_type: &str) -> &str {
    resource_type.strip_prefix("AWS::").unwrap_or(resource_type)
}

/// A length with at most one digit after the point.
fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    (if text == "-0" { "0" } else { text }).to_owned()
}

/// Text between tags.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0 has no other control characters, not even as references.
            '\t' | '\n' | '\r' => escaped.push(' '),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
