//! CloudFormation's intrinsic functions: their names, what they take and return, and where they are allowed.
//!
//! The checks, the evaluation, the importer and the simulator read this table, so that a function is described once.
//!
//! Sources: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>, the pages of
//! the functions below it, and for those of the section `Rules`
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html>.

use Argument::{Anything, ConditionName, DefaultValue, Index, Json, List, Literal, MapKey, Text, Texts};
use Arguments::{Each, Items, One};
use Sections::{NotInRules, OnlyInRules, ValuesOnly};

/// An intrinsic function that is written `{"<name>": argument}`. `Fn::ForEach` is none: it generates entries of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// The full name: `Fn::Join`, `Ref`.
    pub name: &'static str,
    /// The arguments; `None` if they have a form of their own (`Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Transform`, …).
    pub arguments: Option<Arguments>,
    /// A description of the arguments for messages; empty without [`arguments`](Self::arguments).
    pub expected: &'static str,
    /// The type of the result.
    pub returns: Returns,
    /// The parts of a template that can use it.
    pub sections: Sections,
    /// Whether a short form (`!Join`) is documented. Those of other functions follow the same rule and occur in templates,
    /// but are not written.
    pub has_short_form: bool,
    /// Whether a template that uses it has to declare the transform `AWS::LanguageExtensions`.
    pub needs_language_extensions: bool,
}

/// The type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A string, number or boolean, or a function that returns one.
    Text,
    /// A literal string, not a function.
    Literal,
    /// A list of strings, or a function that returns a list.
    Texts,
    /// A list of anything, or a function that returns a list.
    List,
    /// An object or a list.
    Json,
    /// Another condition function.
    Condition,
    /// The name of a condition, as a literal.
    ConditionName,
    /// An integer from 0, `Ref` or `Fn::FindInMap`; with `AWS::LanguageExtensions` any function that returns one.
    Index,
    /// A name or key of a mapping: a string, `Ref` or `Fn::FindInMap`; with `AWS::LanguageExtensions` other functions too.
    MapKey,
    /// `{"DefaultValue": …}`, with `AWS::LanguageExtensions`.
    DefaultValue,
    /// Any value.
    Anything,
}

/// The form of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// One argument, not in a list.
    One(Argument),
    /// A list of these; the number of those that are required.
    Items(&'static [Argument], usize),
    /// A list of arguments of one type, with the least and the greatest number.
    Each(Argument, usize, usize),
}

impl Arguments {
    /// Whether a list of `count` items has a valid number of arguments.
    #[must_use]
    pub fn accepts(self, count: usize) -> bool {
        match self {
            One(_) => true,
            Items(arguments, required) => (required..=arguments.len()).contains(&count),
            Each(_, least, most) => (least..=most).contains(&count),
        }
    }
}

/// The type of a function's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A list of strings.
    Texts,
    /// A condition.
    Condition,
    /// A value whose type depends on the arguments.
    Value,
    /// A value whose type depends on the arguments, or none: `AWS::NoValue`.
    Optional,
}

/// The parts of a template that can use a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sections {
    /// All that have functions.
    All,
    /// All but the section `Rules`.
    NotInRules,
    /// Neither `Rules` nor `Conditions`: they depend on the account or on another stack, and conditions are evaluated before.
    ValuesOnly,
    /// The section `Rules`.
    OnlyInRules,
}

impl Sections {
    /// Whether rules can use the function.
    #[must_use]
    pub fn has_rules(self) -> bool {
        matches!(self, Self::All | Self::OnlyInRules)
    }
}

const fn function(name: &'static str, returns: Returns, sections: Sections) -> Function {
    Function {
        name,
        arguments: None,
        expected: "",
        returns,
        sections,
        has_short_form: true,
        needs_language_extensions: false,
    }
}

impl Function {
    const fn takes(self, arguments: Arguments, expected: &'static str) -> Self {
        Self { arguments: Some(arguments), expected, ..self }
    }

    const fn long_only(self) -> Self {
        Self { has_short_form: false, ..self }
    }

    const fn of_language_extensions(self) -> Self {
        Self { needs_language_extensions: true, ..self }
    }

    /// Whether the function with this name returns a list of strings.
    #[must_use]
    pub fn returns_list(name: &str) -> bool {
        Self::named(name).is_some_and(|function| function.returns == Returns::Texts)
    }

    /// The function with this full name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }
}

/// The functions, by name.
pub const FUNCTIONS: &[Function] = &[
    function("Condition", Returns::Condition, Sections::All),
    function("Fn::And", Returns::Condition, Sections::All)
        .takes(Each(Argument::Condition, 2, 10), "two to ten conditions"),
    function("Fn::Base64", Returns::Text, ValuesOnly).takes(One(Text), "a string"),
    function("Fn::Cidr", Returns::Texts, ValuesOnly)
        .takes(Items(&[Text, Text, Text], 2), "a CIDR block, a count and, optionally, `cidrBits`"),
    function("Fn::Contains", Returns::Condition, OnlyInRules)
        .takes(Items(&[Texts, Text], 2), "a list and a value")
        .long_only(),
    function("Fn::EachMemberEquals", Returns::Condition, OnlyInRules)
        .takes(Items(&[Texts, Text], 2), "a list and a value")
        .long_only(),
    function("Fn::EachMemberIn", Returns::Condition, OnlyInRules)
        .takes(Items(&[Texts, Texts], 2), "two lists")
        .long_only(),
    function("Fn::Equals", Returns::Condition, Sections::All).takes(Items(&[Text, Text], 2), "two values"),
    function("Fn::FindInMap", Returns::Optional, NotInRules)
        .takes(Items(&[MapKey, MapKey, MapKey, DefaultValue], 3), "a mapping name and two keys"),
    function("Fn::GetAZs", Returns::Texts, ValuesOnly).takes(One(Text), "a string"),
    function("Fn::GetAtt", Returns::Value, NotInRules),
    // Its short form is documented, and must not contain other short forms.
    function("Fn::GetStackOutput", Returns::Text, ValuesOnly).long_only(),
    function("Fn::If", Returns::Optional, NotInRules)
        .takes(Items(&[ConditionName, Anything, Anything], 3), "a condition name and two values"),
    function("Fn::ImportValue", Returns::Text, ValuesOnly).takes(One(Text), "a string"),
    function("Fn::Join", Returns::Text, NotInRules)
        .takes(Items(&[Literal, Texts], 2), "a literal delimiter and a list"),
    function("Fn::Length", Returns::Number, NotInRules).takes(One(List), "a list").long_only().of_language_extensions(),
    function("Fn::Not", Returns::Condition, Sections::All)
        .takes(Each(Argument::Condition, 1, 1), "a list of one condition"),
    function("Fn::Or", Returns::Condition, Sections::All)
        .takes(Each(Argument::Condition, 2, 10), "two to ten conditions"),
    function("Fn::RefAll", Returns::Texts, OnlyInRules).takes(One(Literal), "a parameter type").long_only(),
    function("Fn::Select", Returns::Value, NotInRules).takes(Items(&[Index, List], 2), "an index and a list"),
    function("Fn::Split", Returns::Texts, NotInRules)
        .takes(Items(&[Literal, Text], 2), "a literal delimiter and a string"),
    function("Fn::Sub", Returns::Text, NotInRules),
    function("Fn::ToJsonString", Returns::Text, NotInRules)
        .takes(One(Json), "an object or a list")
        .long_only()
        .of_language_extensions(),
    function("Fn::Transform", Returns::Optional, NotInRules),
    function("Fn::ValueOf", Returns::Text, OnlyInRules)
        .takes(Items(&[Literal, Literal], 2), "a parameter and an attribute")
        .long_only(),
    function("Fn::ValueOfAll", Returns::Texts, OnlyInRules)
        .takes(Items(&[Literal, Literal], 2), "a parameter type and an attribute")
        .long_only(),
    function("Ref", Returns::Optional, Sections::All),
];

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, Function};

    #[test]
    fn functions_are_sorted_and_found_by_name() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
        for function in FUNCTIONS {
            assert_eq!(Function::named(function.name), Some(function));
            assert_eq!(function.arguments.is_some(), !function.expected.is_empty(), "{}", function.name);
        }
    }
}
