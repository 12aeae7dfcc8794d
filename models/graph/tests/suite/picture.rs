//! The picture: well-formed, the same each time, with text that fits and boxes apart.

use std::fmt::Write as _;

use roxmltree::{Document, Node};

use super::graph_of;
use cfn_graph::Direction;

/// A rectangle: left, top, right, bottom.
type Area = (f64, f64, f64, f64);

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or("0").parse().expect("a length is a number")
}

fn areas(picture: &Document<'_>, class: &str) -> Vec<Area> {
    let rectangles = picture.descendants().filter(|node| {
        node.has_tag_name("rect")
            && node.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    });
    let area = |node| {
        let (x, y) = (number(node, "x"), number(node, "y"));
        (x, y, x + number(node, "width"), y + number(node, "height"))
    };
    rectangles.map(area).collect()
}

/// A template of so many functions, each with a role, a log group and an alarm, that share a key and tables.
fn large(functions: usize) -> String {
    let mut text = "Resources:\n  Key: {Type: AWS::KMS::Key}\n".to_owned();
    for n in 0..functions {
        let table = n % 5;
        let _ = write!(
            text,
            "  Table{n}: {{Type: AWS::DynamoDB::Table, Properties: {{SSESpecification: {{KMSMasterKeyId: !Ref Key}}}}}}\n\
             \x20 Role{n}:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: p\n          PolicyDocument: {{Statement: [{{Effect: Allow, Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn}}]}}\n\
             \x20 AFunctionWithAnUnusuallyLongName{n}: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role{n}.Arn, Description: !Ref Table{table}}}}}\n\
             \x20 Log{n}: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: !Ref AFunctionWithAnUnusuallyLongName{n}}}}}\n\
             \x20 Alone{n}: {{Type: AWS::SNS::Topic}}\n"
        );
    }
    text
}

fn drawn(text: &str, direction: Direction) -> String {
    let mut graph = graph_of(text);
    graph.direction = direction;
    graph.to_svg()
}

#[test]
fn boxes_are_apart_and_inside_their_frames() {
    for text in [large(1), large(40)] {
        for direction in [Direction::Right, Direction::Down] {
            let svg = drawn(&text, direction);
            let picture = Document::parse(&svg).expect("the picture is well-formed");
            let (boxes, frames) = (areas(&picture, "box"), areas(&picture, "frame"));
            assert_eq!(frames.len(), 1);
            let frame = frames[0];
            for (n, one) in boxes.iter().enumerate() {
                assert!(one.0 > frame.0 && one.1 > frame.1 && one.2 < frame.2 && one.3 < frame.3, "{one:?} {frame:?}");
                for other in &boxes[n + 1..] {
                    let apart = one.2 < other.0 || other.2 < one.0 || one.3 < other.1 || other.3 < one.1;
                    assert!(apart, "{one:?} {other:?}");
                }
            }
            let (width, height) = (frame.2 - frame.0, frame.3 - frame.1);
            assert!(width < 6.0 * height && height < 2.5 * width, "{width} by {height} is no shape for a page");
        }
    }
}

#[test]
fn lines_pass_no_box() {
    for (direction, straight) in [(Direction::Right, 'H'), (Direction::Down, 'V')] {
        let svg = drawn(&large(40), direction);
        let picture = Document::parse(&svg).expect("the picture is well-formed");
        let boxes = areas(&picture, "box");
        // A straight part of a line is `H` or `V` with the place where it ends, after a curve that ends where it begins.
        let edges = picture.descendants().filter(|node| node.attribute("marker-end").is_some());
        for line in edges.filter(|node| node.first_element_child().is_some()).filter_map(|node| node.attribute("d")) {
            for (before, after) in line.match_indices(straight).map(|(at, _)| (&line[..at], &line[at + 1..])) {
                let end = after.split(['C', straight]).next().unwrap_or(after);
                let mut back = before.rsplit([' ', 'C', straight]);
                let (y, x) = (back.next().unwrap_or(""), back.next().unwrap_or(""));
                let [x, y, end] = [x, y, end].map(|text| text.parse::<f64>().expect("a number"));
                let (across, from) = if direction == Direction::Right { (y, x) } else { (x, y) };
                let inside = |area: &&Area| {
                    let (near, far, top, bottom) = match direction {
                        Direction::Right => (area.0, area.2, area.1, area.3),
                        Direction::Down => (area.1, area.3, area.0, area.2),
                    };
                    top < across && across < bottom && near < from.max(end) && from.min(end) < far
                };
                assert_eq!(boxes.iter().find(inside), None, "{line}");
            }
        }
    }
}

#[test]
fn the_same_graph_is_the_same_text() {
    let text = large(20);
    assert_eq!(graph_of(&text).to_svg(), graph_of(&text).to_svg());
}

#[test]
fn a_picture_says_in_words_what_it_shows_and_loads_nothing() {
    let svg = graph_of(&large(1)).to_svg();
    let picture = Document::parse(&svg).expect("the picture is well-formed");
    let root = picture.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let text = |name: &str| root.children().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
    assert_eq!(text("title"), Some("The stack shop: 6 resources and what they refer to"));
    let description = text("desc").expect("a description");
    assert!(description.starts_with("The stack shop · eu-west-1: Key (AWS::KMS::Key), "), "{description}");
    assert!(description.contains(" Role0 may decrypt with Key. "), "{description}");
    assert!(description.contains(" Log0 refers to AFunctionWithAnUnusuallyLongName0."), "{description}");
    for loaded in ["http:", "https:", "@import", "<script", "<image", "url(h"] {
        assert!(!svg.replace("http://www.w3.org/2000/svg", "").contains(loaded), "{loaded}");
    }
    // What is shortened has its whole name where a pointer rests on it.
    assert!(svg.contains("<title>AFunctionWithAnUnusuallyLongName0 (AWS::Lambda::Function)</title>"));
    assert!(svg.contains('…'));
}

#[test]
fn hostile_names_stay_text() {
    let svg = graph_of("Resources: {'<a>&\"\\u0001': {Type: 'Custom::</text><script>'}}").to_svg();
    let picture = Document::parse(&svg).expect("the picture is well-formed");
    assert!(!picture.descendants().any(|node| node.has_tag_name("script")));
}

#[test]
fn circles_chains_and_nothing_are_drawn() {
    let circle = "Resources:\n  A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: [A, C]}\n  C: {Type: AWS::SNS::Topic, DependsOn: [C, A]}\n";
    let mut chain = "Resources:\n  T0: {Type: AWS::SNS::Topic}\n".to_owned();
    for n in 1..60 {
        let _ = writeln!(chain, "  T{n}: {{Type: AWS::SNS::Topic, DependsOn: [T0, T{}]}}", n - 1);
    }
    for (text, edges) in [(circle, 4), (chain.as_str(), 117), ("Resources: {}", 0)] {
        let svg = graph_of(text).to_svg();
        let picture = Document::parse(&svg).expect("the picture is well-formed");
        let drawn = picture.descendants().filter(|node| node.attribute("marker-end").is_some());
        assert_eq!(drawn.filter(|node| node.first_element_child().is_some()).count(), edges, "{text}");
    }
}
