//! A template with its sections and resources, or the reason why it cannot be parsed.

use std::fmt;

use crate::{DeletionPolicy, Document, Entry, Error, ErrorKind, Errors, Options, Span, Value, read};

/// The text of a template (`TemplateBody` in CloudFormation's API) with the result of parsing it.
///
/// `GetTemplate` returns the template in its original language, JSON or YAML. The text is parsed once, when the value
/// is created. A template that cannot be parsed is a separate state with its errors: [`TemplateBody::template`] makes
/// callers handle it, because it is not the same as a template without resources.
///
/// ```
/// use cfn_template::{DeletionPolicy, TemplateBody};
///
/// let body = TemplateBody::new("Resources:\n  Data: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}\n");
/// let template = body.into_template()?;
/// let resource = template.resource("Data").ok_or("no such resource")?;
/// assert_eq!(resource.resource_type(), Some("AWS::S3::Bucket"));
/// assert_eq!(resource.deletion_policy(), DeletionPolicy::Retain);
///
/// let body = TemplateBody::new("Resources: {Data: [");
/// assert!(body.template().is_err_and(|unreadable| unreadable.to_string().contains("line 1")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TemplateBody {
    text: String,
    template: Result<Template, Unreadable>,
}

/// A parsed template whose sections and resources are maps.
#[derive(Clone, Debug)]
pub struct Template {
    root: Value,
}

/// A resource of a template.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The logical ID.
    pub logical_id: &'a str,
    /// The definition.
    pub body: &'a Value,
}

/// Why a template cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// All errors.
    pub errors: Errors,
}

/// The sections that are maps from names to definitions.
const NAMED_SECTIONS: [&str; 6] = ["Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"];

impl TemplateBody {
    /// Parses a template.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let template = Template::read(&text);
        Self { text, template }
    }

    /// A missing template, which is unreadable.
    #[must_use]
    pub fn missing() -> Self {
        let error = Error::new(
            ErrorKind::Missing,
            Span::default(),
            "the template is missing",
            "check that the stack has a template",
        );
        Self { text: String::new(), template: Err(Unreadable { errors: error.into() }) }
    }

    /// The text; empty if the template is missing.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The template.
    ///
    /// # Errors
    /// Why it cannot be parsed.
    pub fn template(&self) -> Result<&Template, &Unreadable> {
        self.template.as_ref()
    }

    /// The template, consuming the body.
    ///
    /// # Errors
    /// Why it cannot be parsed.
    pub fn into_template(self) -> Result<Template, Unreadable> {
        self.template
    }
}

impl Template {
    /// Parses JSON or YAML.
    ///
    /// # Errors
    /// Syntax errors, and sections and resources that are not maps.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let Document { root, .. } = read(text, &Options::default()).map_err(|errors| Unreadable { errors })?;
        Self::from_root(root)
    }

    /// A template from its tree.
    ///
    /// # Errors
    /// If it, a section or a resource is not a map.
    pub fn from_root(root: Value) -> Result<Self, Unreadable> {
        let mut errors = Vec::new();
        let expect = |value: &Value, what: &str, errors: &mut Vec<Error>| {
            if value.as_map().is_none() {
                let message = format!("{what} is {}, not a map", value.kind.name());
                errors.push(Error::new(ErrorKind::NotAMap, value.span, message, "write a map of names to definitions"));
            }
        };
        expect(&root, "the template", &mut errors);
        for entry in NAMED_SECTIONS.iter().filter_map(|name| root.entry(name)) {
            expect(&entry.value, &format!("the section `{}`", entry.key), &mut errors);
        }
        for entry in section_of(&root, "Resources").filter(|entry| !is_written_by_transform(&entry.key)) {
            expect(&entry.value, &format!("the resource `{}`", entry.key), &mut errors);
        }
        match Errors::of(errors) {
            None => Ok(Self { root }),
            Some(errors) => Err(Unreadable { errors }),
        }
    }

    /// The whole template, a map.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The entries of a section such as `Parameters`; empty if the template does not have it.
    pub fn section<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        section_of(&self.root, name)
    }

    /// The definition of `name` in a section, if there is one.
    #[must_use]
    pub fn definition(&self, section: &str, name: &str) -> Option<&Value> {
        self.root.get(section)?.get(name)
    }

    /// The resources in the order of the template, without loops (`Fn::ForEach`) and macros, which generate resources:
    /// see [`Template::has_resources_of_transforms`].
    pub fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        let entries = self.section("Resources").filter(|entry| !is_written_by_transform(&entry.key));
        entries.map(|entry| Resource { logical_id: &entry.key, body: &entry.value })
    }

    /// A resource by its logical ID.
    #[must_use]
    pub fn resource(&self, logical_id: &str) -> Option<Resource<'_>> {
        self.resources().find(|resource| resource.logical_id == logical_id)
    }

    /// Whether a transform generates resources: a loop, or a macro in the section or for the template.
    #[must_use]
    pub fn has_resources_of_transforms(&self) -> bool {
        self.section("Resources").any(|entry| is_written_by_transform(&entry.key))
            || self.transforms().any(|name| name != "AWS::LanguageExtensions")
    }

    /// The transforms of the template, in order.
    pub fn transforms(&self) -> impl Iterator<Item = &str> {
        let one_or_many = self.root.get("Transform").map_or(&[][..], |value| match value.as_list() {
            Some(items) => items,
            None => std::slice::from_ref(value),
        });
        // A macro with parameters is a map with its name.
        one_or_many.iter().filter_map(|one| one.as_str().or_else(|| one.get("Name")?.as_str()))
    }
}

impl<'a> Resource<'a> {
    /// A resource attribute, such as `Properties` or `Metadata`.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'a Value> {
        self.body.get(name)
    }

    /// The type, such as `AWS::S3::Bucket`.
    #[must_use]
    pub fn resource_type(self) -> Option<&'a str> {
        self.attribute("Type")?.as_str()
    }

    /// The properties, if the resource has any.
    #[must_use]
    pub fn properties(self) -> Option<&'a Value> {
        self.attribute("Properties")
    }

    /// The name of the condition that the resource depends on.
    #[must_use]
    pub fn condition(self) -> Option<&'a str> {
        self.attribute("Condition")?.as_str()
    }

    /// The logical IDs of `DependsOn`.
    pub fn depends_on(self) -> impl Iterator<Item = &'a str> {
        let one_or_many = self.attribute("DependsOn").map_or(&[][..], |value| match value.as_list() {
            Some(items) => items,
            None => std::slice::from_ref(value),
        });
        one_or_many.iter().filter_map(Value::as_str)
    }

    /// What happens to the resource when it is removed from the stack or the stack is deleted: `DeletionPolicy`, or
    /// CloudFormation's default.
    #[must_use]
    pub fn deletion_policy(self) -> DeletionPolicy {
        self.attribute("DeletionPolicy").map_or_else(|| DeletionPolicy::default_of(self), DeletionPolicy::of)
    }

    /// What happens to the old resource when an update replaces it: `UpdateReplacePolicy`, or CloudFormation's default, `Delete`.
    #[must_use]
    pub fn update_replace_policy(self) -> DeletionPolicy {
        self.attribute("UpdateReplacePolicy").map_or(DeletionPolicy::Delete, DeletionPolicy::of)
    }
}

/// Whether an entry of `Resources` generates resources by a transform.
fn is_written_by_transform(key: &str) -> bool {
    key == "Fn::Transform" || key.starts_with("Fn::ForEach::")
}

fn section_of<'a>(root: &'a Value, name: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
    root.get(name).and_then(Value::as_map).into_iter().flatten()
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the template cannot be read: {}", self.errors)
    }
}

impl std::error::Error for Unreadable {}
