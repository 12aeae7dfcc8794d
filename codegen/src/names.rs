//! Creates all Rust identifiers of the generated code, and ensures that they are unique in their namespace.
//!
//! Names of types are AWS's names, unchanged. Names of methods and modules are AWS's names in `snake_case`; names that
//! AWS does not have (enums and their values) are in `UpperCamelCase`. If a name is taken or reserved, the next
//! candidate is used; if no candidate is free, that is an error with the path.

use std::collections::BTreeMap;

use cfn_spec::Problem;

use crate::words;

/// Keywords that become raw identifiers, of every edition up to 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// Methods that every generated type has through its own implementation or a trait that is in scope.
const METHODS_OF_TYPES: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "default",
    "eq",
    "fmt",
    "from",
    "into",
    "into_node",
    "into_value",
    "ne",
    "new",
    "properties_mut",
    "raw_property",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// Methods of `ResourceAttributes`, which set resource attributes, not properties of the same name.
const METHODS_OF_RESOURCES: &[&str] = &[
    "condition",
    "creation_policy",
    "deletion_policy",
    "depends_on",
    "into_resource",
    "metadata",
    "retain",
    "retain_except_on_create",
    "update_policy",
    "update_replace_policy",
];

/// Methods of `Handle` itself, which would shadow those of the attributes.
const METHODS_OF_HANDLES: &[&str] = &[
    "attribute",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "fmt",
    "from",
    "get_att",
    "into",
    "into_value",
    "logical_id",
    "new",
    "output",
    "raw_attribute",
    "reference",
    "stack",
    "target",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
    "untyped",
];

/// The other items of a module of generated types.
const ITEMS_OF_MODULES: &[&str] = &["IamActions", "Self", "g"];

/// A namespace: the items of a module, or the methods of a type.
pub(crate) struct Namespace {
    /// The names that are taken, with the path of what has them.
    taken: BTreeMap<String, String>,
}

impl Namespace {
    /// The items of a module.
    pub(crate) fn module() -> Self {
        Self::with(&[ITEMS_OF_MODULES])
    }

    /// The methods of a property type.
    pub(crate) fn type_methods() -> Self {
        Self::with(&[METHODS_OF_TYPES])
    }

    /// The methods of a resource type.
    pub(crate) fn resource_methods() -> Self {
        Self::with(&[METHODS_OF_TYPES, METHODS_OF_RESOURCES])
    }

    /// The methods of a resource's handle.
    pub(crate) fn handle_methods() -> Self {
        Self::with(&[METHODS_OF_HANDLES])
    }

    /// The fields of a struct.
    pub(crate) fn fields() -> Self {
        Self::with(&[])
    }

    /// The values of an enum.
    pub(crate) fn members() -> Self {
        Self::with(&[])
    }

    fn with(reserved: &[&[&str]]) -> Self {
        let reserved = reserved.iter().copied().flatten();
        Self { taken: reserved.map(|name| ((*name).to_owned(), "the runtime".to_owned())).collect() }
    }

    /// Reserves a name.
    pub(crate) fn occupy(&mut self, name: &str, path: &str) {
        self.taken.insert(name.to_owned(), path.to_owned());
    }

    /// Whether nothing has the name yet, and it can be one.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains_key(name) && is_identifier(name)
    }

    /// Takes the first free candidate.
    pub(crate) fn claim(
        &mut self,
        candidates: impl IntoIterator<Item = String>,
        path: &str,
        problems: &mut Vec<Problem>,
    ) -> String {
        let mut refused = Vec::new();
        for name in candidates {
            match self.taken.get(&name) {
                None if is_identifier(&name) => {
                    self.taken.insert(name.clone(), path.to_owned());
                    return name;
                }
                None => refused.push(format!("`{name}` is not an identifier")),
                Some(owner) => refused.push(format!("`{name}` is taken by {owner}")),
            }
        }
        problems.push(Problem::new(path, format!("no Rust name is available: {}", refused.join(", "))));
        "_".to_owned()
    }
}

/// An identifier as Rust source: keywords become raw identifiers.
pub fn written(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Whether a word is a keyword.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name) || NEVER_RAW.contains(&name)
}

/// Candidates for the name of a resource or property type.
pub(crate) fn of_type(simple: &str) -> [String; 2] {
    [simple.to_owned(), format!("{simple}Type")]
}

/// Candidates for the struct of the required properties of a type.
pub(crate) fn of_required(ty: &str) -> [String; 2] {
    [format!("{ty}Required"), format!("{ty}RequiredProperties")]
}

/// Candidates for the type of a resource's attributes.
pub(crate) fn of_attributes(resource: &str) -> [String; 2] {
    [format!("{resource}Attributes"), format!("{resource}AttributeValues")]
}

/// Candidates for the module of a resource's property types.
pub(crate) fn of_module(resource: &str) -> [String; 2] {
    let name = snake(resource);
    [name.clone(), format!("{name}_types")]
}

/// The module of a service: the stem of its files in the snapshot, `-` replaced.
pub fn of_service(stem: &str) -> String {
    stem.replace('-', "_")
}

/// Candidates for the setter of a property.
pub(crate) fn of_setter(property: &str) -> [String; 2] {
    let name = snake(property);
    [name.clone(), format!("{name}_property")]
}

/// Candidates for the method that returns an attribute.
pub(crate) fn of_attribute(attribute: &str) -> [String; 2] {
    let name = snake(attribute);
    [name.clone(), format!("{name}_attribute")]
}

/// Candidates for the field of an IAM action.
pub(crate) fn of_action(prefix: &str, name: &str) -> [String; 2] {
    let name = snake(name);
    [name.clone(), format!("{}_{name}", snake(prefix))]
}

/// The name of an enum, derived from its property; `item` if it is the type of the items of a list.
pub(crate) fn of_enum(property: &str, item: bool) -> String {
    let name = camel(property);
    if item { words::singular(&name) } else { name }
}

/// Words at the end of the name of a property type that do not tell what it is about.
const GENERIC_WORDS: &[&str] = &[
    "Config",
    "Configuration",
    "Configurations",
    "Definition",
    "Details",
    "List",
    "Option",
    "Options",
    "Parameters",
    "Properties",
    "Property",
    "Request",
    "Setting",
    "Settings",
    "Specification",
    "Value",
];

/// The number of candidates that [`of_clashing_enum`] has at most.
pub(crate) const ENUM_LEVELS: usize = 5;

/// Candidates, the better ones first, for an enum whose property is called as those of other enums: the owners of its properties
/// are put in front, without generic words and what the property's name says too.
///
/// `None` where the enum has no candidate of that level, which leaves the name to enums that have one.
pub(crate) fn of_clashing_enum(resource: &str, owners: &[String], name: &str) -> Vec<Option<String>> {
    let first = words::split(&owners[0]);
    let property = words::split(name);
    let property = without_resource(resource, &property);
    let short = |owner: &[&str]| qualified(without_resource(resource, without_generic_end(owner)), owner, property);
    let long = |owner: &[&str]| qualified(without_generic_end(owner), owner, property);
    let whole = qualified(&first, &first, property);
    let last = [Some(whole.clone()), Some(whole + "Value")];
    let better = match common(owners) {
        _ if owners.len() == 1 => [Some(short(&first)), Some(long(&first)), None],
        Some(common) => [None, Some(short(&common)), Some(short(&first))],
        None => [None, Some(short(&first)), Some(long(&first))],
    };
    better.into_iter().chain(last).collect()
}

/// Whether the names of several types have no telling word in common.
pub(crate) fn have_nothing_in_common(owners: &[String]) -> bool {
    owners.len() > 1 && common(owners).is_none()
}

/// The words that all names have, in the order of the first, if these are most of those that say something.
fn common(owners: &[String]) -> Option<Vec<&str>> {
    let all: Vec<Vec<&str>> = owners.iter().map(|owner| words::split(owner)).collect();
    let shared = |word: &&str| all.iter().all(|other| other.contains(word));
    let first = all.first()?;
    let common: Vec<&str> = first.iter().copied().filter(shared).collect();
    let says = |words: &[&str]| words.iter().filter(|word| !GENERIC_WORDS.contains(word)).count();
    (says(&common) * 2 > says(first)).then_some(common)
}

/// The words up to the last one that is not generic; all of them if each is.
fn without_generic_end<'w, 't>(owner: &'w [&'t str]) -> &'w [&'t str] {
    match owner.iter().rposition(|word| !GENERIC_WORDS.contains(word)) {
        Some(last) => &owner[..=last],
        None => owner,
    }
}

/// The words without those of the resource type in front, if it has several: `TaskDefinitionPlacementConstraint` is the
/// placement constraint in the module of the task definition.
fn without_resource<'w, 't>(resource: &str, owner: &'w [&'t str]) -> &'w [&'t str] {
    let resource = words::split(resource);
    let several = resource.len() > 1 && owner.len() > resource.len();
    if several && owner.starts_with(&resource) { &owner[resource.len()..] } else { owner }
}

/// `owner`, the words of a name or some of them, and a property's name, as one name. `full` has all words of the owner.
fn qualified(owner: &[&str], full: &[&str], property: &[&str]) -> String {
    // `IKEVersionsRequestListValue/Value` is one of `IKEVersions`.
    if property == ["Value"] && owner.len() < full.len() {
        return words::singular(&camel(&owner.join(" ")));
    }
    let rest = &property[repeated_words(owner, property)..];
    camel(&[owner, rest].concat().join(" "))
}

/// How many of a property's first words its owner's name says: those that it ends with, or several that it has in this order.
fn repeated_words(owner: &[&str], property: &[&str]) -> usize {
    let is = |one: &&str, other: &&str| one.eq_ignore_ascii_case(other);
    let in_order = |words: &[&str]| {
        let mut rest = owner.iter();
        words.iter().all(|word| rest.any(|other| is(other, word)))
    };
    let ends = |words: &[&str]| {
        words.len() <= owner.len() && owner[owner.len() - words.len()..].iter().zip(words).all(|(a, b)| is(a, b))
    };
    let is_said = |count: usize| {
        ends(&property[..count]) || (count > 1 && count < property.len() && in_order(&property[..count]))
    };
    (1..=property.len()).rev().find(|&count| is_said(count)).unwrap_or(0)
}

/// Candidates for an enum with the preferred name `name`; `owner` has the property.
pub(crate) fn of_ambiguous_set(owner: &str, name: &str) -> [String; 3] {
    let long = format!("{}{name}", camel(owner));
    [name.to_owned(), long.clone(), format!("{long}Value")]
}

/// Candidates for the value of an enum.
///
/// Values that differ only in case or separators (`ON_DEMAND`, `OnDemand`) keep their letters, except the first:
/// `default` beside `Default` is `DefaultLowerCase`.
pub(crate) fn of_members(values: &[&str]) -> Vec<Vec<String>> {
    let usual: Vec<String> = values.iter().map(|value| usual_member(value)).collect();
    let exact: Vec<String> = values.iter().map(|value| exact_member(value)).collect();
    let among = |name: &String, names: &[String]| names.iter().filter(|other| *other == name).count() > 1;
    let candidates = |((value, usual_name), exact_name): ((&&str, &String), &String)| {
        let small = value.starts_with(|c: char| c.is_ascii_lowercase());
        if !among(usual_name, &usual) {
            vec![usual_name.clone(), exact_name.clone()]
        } else if small && among(exact_name, &exact) {
            vec![format!("{exact_name}LowerCase")]
        } else {
            vec![exact_name.clone()]
        }
    };
    values.iter().zip(&usual).zip(&exact).map(candidates).collect()
}

/// The letters and digits of a value, with the first one in upper case.
fn exact_member(value: &str) -> String {
    capitalised(&value.replace(|c: char| !c.is_ascii_alphanumeric(), ""))
}

fn usual_member(value: &str) -> String {
    let name = match value {
        "" => "Empty".to_owned(),
        _ => camel(value),
    };
    let name = if name.is_empty() { symbols(value) } else { name };
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("V{name}") } else { name }
}

/// A name for a value without letters and digits.
fn symbols(value: &str) -> String {
    value
        .chars()
        .map(|c| match c {
            '*' => "Asterisk",
            '=' => "Equal",
            '!' => "Not",
            '<' => "Less",
            '>' => "Greater",
            '+' => "Plus",
            '-' => "Minus",
            '/' => "Slash",
            '|' => "Pipe",
            ',' => "Comma",
            ';' => "Semicolon",
            ':' => "Colon",
            '.' => "Dot",
            '^' => "Caret",
            '&' => "Ampersand",
            '%' => "Percent",
            '#' => "Hash",
            '~' => "Tilde",
            '_' => "Underscore",
            '\t' => "Tab",
            '\n' => "Newline",
            ' ' => "Space",
            '"' => "Quote",
            '\'' => "Apostrophe",
            _ => "",
        })
        .collect()
}

/// `BucketName` as `bucket_name`.
pub fn snake(text: &str) -> String {
    let mut name = String::with_capacity(text.len() + 8);
    for word in words::split(text) {
        if !name.is_empty() {
            name.push('_');
        }
        name.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    }
    name
}

fn camel(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in words::split(text) {
        // `1.0` is `1_0`, not `10`.
        let digits = name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if digits {
            name.push('_');
        }
        name.push_str(&capitalised(&word.to_ascii_lowercase()));
    }
    name
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_') && !NEVER_RAW.contains(&name)
}
