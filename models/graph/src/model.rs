//! Nodes and edges.

/// Resources and what they refer to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The stacks, and what is drawn around them. A frame comes after the one that it is in.
    pub frames: Vec<Frame>,
    /// In the order of their beginnings.
    pub edges: Vec<Edge>,
    /// Where edges lead in pictures and notations.
    pub direction: Direction,
}

/// Where edges lead, as far as they can.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the right: resources are in columns. For screens.
    #[default]
    Right,
    /// Down: resources are in rows of few. For pages, which are narrow.
    Down,
}

/// What is drawn around resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The name of the stack or StackSet, or the region.
    pub title: String,
    /// What it is.
    pub kind: FrameKind,
    /// The frame around it, by its place in [`Graph::frames`].
    pub parent: Option<usize>,
    /// In the order of the template.
    pub resources: Vec<ResourceNode>,
}

/// What a frame is drawn around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameKind {
    /// The resources of a stack, in a region where it is known.
    Stack {
        /// Such as `eu-central-1`.
        region: Option<String>,
    },
    /// The regions of a StackSet.
    StackSet,
    /// The resources of a StackSet's stack; the title is its region.
    Region,
    /// The resources of a nested stack, in the frame of the stack that it belongs to; the title is its logical ID.
    Nested,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceNode {
    /// Its name in the template.
    pub logical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub resource_type: String,
}

/// Where a resource is: the place of its frame, and its place in that.
pub type Place = (usize, usize);

/// A resource that needs another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The resource that needs it.
    pub from: Place,
    /// What it needs.
    pub to: End,
    /// Why.
    pub kind: EdgeKind,
    /// Whether CloudFormation knows of it, for whatever reason it is drawn: it is a reference too, an import or a `DependsOn`.
    pub is_dependency: bool,
}

/// Where an edge ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// At a resource.
    Resource(Place),
    /// At a frame.
    Frame(usize),
}

impl End {
    /// The place of the frame.
    #[must_use]
    pub fn frame(self) -> usize {
        match self {
            Self::Resource((frame, _)) | Self::Frame(frame) => frame,
        }
    }
}

/// Why a resource needs another one. Of several reasons the first one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It is a principal whom policies allow `kms:Decrypt` with this key. Denials and conditions are not evaluated.
    Decrypts,
    /// It has a value of the other one (`Ref`, `Fn::GetAtt`, `Fn::Sub`).
    Reference,
    /// It imports what another stack exports of the other one.
    Import,
    /// It names the other one, which is in another frame, in an ARN.
    Name,
    /// `DependsOn` only.
    DependsOn,
    /// It is a StackSet, and the frame has its stacks.
    Creates,
}

impl EdgeKind {
    /// What a legend calls it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Decrypts => "may decrypt with",
            Self::Reference => "refers to",
            Self::Import => "imports from",
            Self::Name => "names the ARN of",
            Self::DependsOn => "depends on",
            Self::Creates => "creates",
        }
    }
}

impl FrameKind {
    /// What it is, in a word or two; the title follows.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Stack { .. } => "stack",
            Self::StackSet => "StackSet",
            Self::Region => "stack in",
            Self::Nested => "nested stack",
        }
    }
}

impl Graph {
    /// The frames directly in one, or in none.
    pub(crate) fn children(&self, of: Option<usize>) -> impl Iterator<Item = usize> {
        self.frames.iter().enumerate().filter(move |(_, frame)| frame.parent == of).map(|(place, _)| place)
    }

    /// The frame itself and those around it, from the inside out.
    pub(crate) fn around(&self, frame: usize) -> impl Iterator<Item = usize> {
        // A frame comes after the one that it is in: what is not so ends the search, and so does a circle.
        std::iter::successors(Some(frame), |at| self.frames.get(*at)?.parent.filter(|parent| parent < at))
    }

    /// The resource at a place.
    pub(crate) fn resource(&self, (frame, resource): Place) -> Option<&ResourceNode> {
        self.frames.get(frame)?.resources.get(resource)
    }

    /// What a frame is called: its title, with the region of a stack.
    pub(crate) fn heading(&self, frame: &Frame) -> String {
        match &frame.kind {
            FrameKind::Stack { region: Some(region) } => format!("{} · {region}", frame.title),
            _ => frame.title.clone(),
        }
    }
}

/// The name of a node in a notation: letters and digits, whatever the resource is called.
pub(crate) fn node_name((frame, resource): Place) -> String {
    format!("s{frame}r{resource}")
}
