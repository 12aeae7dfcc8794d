//! Which source files of a crate use which others.
//!
//! A file uses another when it names an item that is defined there, by a path from `crate`, `super` or `self` or through an import.
//! A module is made of the modules inside it: that it uses those is not counted, that they use it is.
//! Names are followed through re-exports to where they are defined, and a re-export by itself uses nothing. The tokens of bodies and macros
//! are searched alike. What is compiled for tests only is left out, and so are methods: they need no path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// By file, the files that it uses.
pub(crate) type Uses = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// Reads a crate from its root, `src/lib.rs`; `text_of` has the content of a file that exists.
pub(crate) fn uses(root: &Path, text_of: &dyn Fn(&Path) -> Option<String>) -> Uses {
    let mut sources = Sources { modules: Vec::new(), text_of };
    let text = text_of(root).unwrap_or_else(|| panic!("{}: cannot be read", root.display()));
    let folder = root.parent().unwrap_or(Path::new("")).to_owned();
    sources.module(None, root.to_owned(), folder, tokens(root, &text));
    sources.uses()
}

fn tokens(file: &Path, text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|e| panic!("{}: is not Rust: {e}", file.display()))
}

type Segments = Vec<String>;

struct Module {
    parent: Option<usize>,
    file: PathBuf,
    /// Where the files of its modules are.
    folder: PathBuf,
    modules: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    /// By the name that it has here, what is imported.
    imports: BTreeMap<String, Segments>,
    globs: Vec<Segments>,
    /// The paths that are uses: not those of re-exports.
    paths: BTreeSet<Segments>,
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Target {
    Module(usize),
    /// An item of a module.
    Item(usize),
}

struct Sources<'a> {
    modules: Vec<Module>,
    text_of: &'a dyn Fn(&Path) -> Option<String>,
}

const DEFINES: &[&str] = &["const", "enum", "fn", "static", "struct", "trait", "type", "union"];

impl Sources<'_> {
    fn module(&mut self, parent: Option<usize>, file: PathBuf, folder: PathBuf, tokens: TokenStream) -> usize {
        let id = self.modules.len();
        self.modules.push(Module {
            parent,
            file,
            folder,
            modules: BTreeMap::new(),
            items: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            paths: BTreeSet::new(),
        });
        self.read(id, tokens, true);
        id
    }

    /// Reads tokens of a module; `top` when they are its items rather than what is inside of one.
    fn read(&mut self, module: usize, tokens: TokenStream, top: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut public = false;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    if let Some(TokenTree::Group(group)) = tokens.get(at)
                        && group.stream().to_string().replace(' ', "") == "cfg(test)"
                    {
                        at = after_item(&tokens, at + 1);
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => public = false,
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                TokenTree::Group(group) => {
                    self.read(module, group.stream(), false);
                    public &= group.delimiter() == Delimiter::Parenthesis;
                }
                TokenTree::Ident(ident) => match ident.to_string().as_str() {
                    "pub" => public = true,
                    "use" => {
                        let end = (at..tokens.len()).find(|at| is(tokens.get(*at), ';')).unwrap_or(tokens.len());
                        self.import(module, &[], &tokens[at..end], public);
                        at = end;
                    }
                    "mod" if top => at = self.declared(module, &tokens, at),
                    "macro_rules" if top => self.define(module, tokens.get(at + 1)),
                    keyword if top && DEFINES.contains(&keyword) => self.define(module, tokens.get(at)),
                    first => {
                        let mut path = vec![first.to_owned()];
                        while is(tokens.get(at), ':') && is(tokens.get(at + 1), ':') {
                            let Some(TokenTree::Ident(next)) = tokens.get(at + 2) else { break };
                            path.push(next.to_string());
                            at += 3;
                        }
                        if path.len() > 1 {
                            self.modules[module].paths.insert(path);
                        }
                    }
                },
            }
        }
    }

    fn define(&mut self, module: usize, name: Option<&TokenTree>) {
        if let Some(TokenTree::Ident(name)) = name {
            self.modules[module].items.insert(name.to_string());
        }
    }

    /// Reads `name;` or `name { … }` after `mod`; returns where it ends.
    fn declared(&mut self, module: usize, tokens: &[TokenTree], at: usize) -> usize {
        let Some(TokenTree::Ident(name)) = tokens.get(at) else { return at };
        let name = name.to_string();
        let Module { file, folder, .. } = &self.modules[module];
        let below = folder.join(&name);
        let read = match tokens.get(at + 1) {
            Some(TokenTree::Group(body)) => Some((file.clone(), body.stream())),
            _ => [folder.join(format!("{name}.rs")), below.join("mod.rs")].into_iter().find_map(|file| {
                let tokens = tokens_of(&file, self.text_of)?;
                Some((file, tokens))
            }),
        };
        if let Some((file, tokens)) = read {
            let child = self.module(Some(module), file, below, tokens);
            self.modules[module].modules.insert(name, child);
        }
        at + 2
    }

    /// Reads what is between `use` and `;`, or a part of it after `before`.
    fn import(&mut self, module: usize, before: &[String], tokens: &[TokenTree], public: bool) {
        let mut path = before.to_vec();
        let mut name = None;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Ident(ident) if ident == "as" => {
                    name = tokens.get(at).map(ToString::to_string);
                    at += 1;
                }
                TokenTree::Ident(ident) if ident == "self" && !path.is_empty() => {}
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == '*' => {
                    self.modules[module].globs.push(path.clone());
                    path.push("*".to_owned());
                }
                TokenTree::Group(group) => return self.import_each(module, &path, group, public),
                _ => {}
            }
        }
        let Some(last) = path.last() else { return };
        if last == "*" {
            path.pop();
        } else {
            self.modules[module].imports.insert(name.unwrap_or_else(|| last.clone()), path.clone());
        }
        if !public {
            self.modules[module].paths.insert(path);
        }
    }

    fn import_each(&mut self, module: usize, before: &[String], group: &Group, public: bool) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for part in tokens.split(|token| is(Some(token), ',')) {
            self.import(module, before, part, public);
        }
    }

    fn uses(&self) -> Uses {
        let mut uses = Uses::new();
        for (id, Module { file, paths, .. }) in self.modules.iter().enumerate() {
            let of_file = uses.entry(file.clone()).or_default();
            for path in paths {
                if let Some(Target::Item(other)) = self.resolve(id, path, 0)
                    && self.modules[other].file != *file
                    && !self.is_inside(other, id)
                {
                    of_file.insert(self.modules[other].file.clone());
                }
            }
        }
        uses
    }

    fn is_inside(&self, module: usize, outer: usize) -> bool {
        std::iter::successors(self.modules[module].parent, |parent| self.modules[*parent].parent).any(|it| it == outer)
    }

    /// `None` when the path leads out of the crate.
    fn resolve(&self, module: usize, path: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = path.split_first()?;
        let mut target = match first.as_str() {
            "crate" => Target::Module(0),
            "self" => Target::Module(module),
            "super" => Target::Module(self.modules[module].parent?),
            name => self.named(module, name, depth)?,
        };
        while let (Target::Module(module), Some((name, after))) = (target, rest.split_first()) {
            // An item that a macro defines is one of the module that it is named by.
            target = match name.as_str() {
                "super" => Target::Module(self.modules[module].parent?),
                name => self.named(module, name, depth).unwrap_or(Target::Item(module)),
            };
            rest = after;
        }
        Some(target)
    }

    /// What a name is in a module.
    fn named(&self, module: usize, name: &str, depth: usize) -> Option<Target> {
        // Imports that go round in a circle name nothing.
        if depth > 16 {
            return None;
        }
        let Module { modules, items, imports, globs, .. } = &self.modules[module];
        if let Some(child) = modules.get(name) {
            return Some(Target::Module(*child));
        }
        if items.contains(name) {
            return Some(Target::Item(module));
        }
        if let Some(path) = imports.get(name) {
            // `use serde;` is not a path to itself.
            return if path.first().is_some_and(|first| first == name) {
                None
            } else {
                self.resolve(module, path, depth + 1)
            };
        }
        globs.iter().find_map(|path| match self.resolve(module, path, depth + 1)? {
            Target::Module(other) if other != module => self.named(other, name, depth + 1),
            _ => None,
        })
    }
}

fn tokens_of(file: &Path, text_of: &dyn Fn(&Path) -> Option<String>) -> Option<TokenStream> {
    Some(tokens(file, &text_of(file)?))
}

fn is(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Where the item that begins at `at` ends: after a body in braces, or a semicolon.
fn after_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';' || punct.as_char() == ',',
        _ => false,
    };
    tokens[at..].iter().position(ends).map_or(tokens.len(), |end| at + end + 1)
}

/// The sets of files that use each other, directly or through others; each has two or more.
pub(crate) fn circles(uses: &Uses) -> Vec<BTreeSet<&Path>> {
    let reachable: BTreeMap<&Path, BTreeSet<&Path>> =
        uses.keys().map(|file| (file.as_path(), from(uses, file))).collect();
    let mut found: Vec<BTreeSet<&Path>> = Vec::new();
    for (file, others) in &reachable {
        let mut circle: BTreeSet<&Path> = others
            .iter()
            .copied()
            .filter(|other| reachable.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        if circle.len() > 1 && !found.iter().any(|known| known.contains(file)) {
            circle.insert(file);
            found.push(circle);
        }
    }
    found
}

/// What a file uses, directly or through others.
fn from<'u>(uses: &'u Uses, file: &Path) -> BTreeSet<&'u Path> {
    let mut seen: BTreeSet<&Path> = BTreeSet::new();
    let mut open: Vec<&Path> = uses.get(file).into_iter().flatten().map(PathBuf::as_path).collect();
    while let Some(next) = open.pop() {
        if seen.insert(next) {
            open.extend(uses.get(next).into_iter().flatten().map(PathBuf::as_path));
        }
    }
    seen
}
