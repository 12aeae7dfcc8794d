//! The public items of `cfn-models` that are written by hand, as `models/public-api.txt` lists them: a change of it shows in a review.
//!
//! `UPDATE_DOCS=1 cargo test -p xtask --test public_api` writes it anew. cargo-public-api would need a nightly compiler; this reads the
//! sources. An item is listed by the file that has it, also if it is only re-exported elsewhere; `pub use` is listed too. The generated
//! items are compared by `spec-diff`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use syn::{Attribute, ImplItem, Item, Visibility};

#[test]
fn the_public_items_are_the_reviewed_ones() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("models");
    let mut api = Api { lines: Vec::new() };
    api.module("models", &models.join("src/lib.rs"), true);
    // `models::check` and `models::node`.
    api.module("models", &models.join("check/src/lib.rs"), true);
    api.lines.sort();
    api.lines.dedup();
    let text = format!("{}\n", api.lines.join("\n"));
    let path = models.join("public-api.txt");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<String> =
        lines_only_in(&reviewed, &text, '-').chain(lines_only_in(&text, &reviewed, '+')).collect();
    assert!(
        changed.is_empty(),
        "models/public-api.txt is out of date; if the change is meant, run the test with UPDATE_DOCS=1:\n{}",
        changed.join("\n")
    );
    assert!(api.lines.len() > 500, "{} items: the sources were not found", api.lines.len());
}

fn lines_only_in<'t>(one: &'t str, other: &'t str, sign: char) -> impl Iterator<Item = String> + 't {
    one.lines().filter(|line| !other.lines().any(|there| there == *line)).map(move |line| format!("{sign} {line}"))
}

struct Api {
    lines: Vec<String>,
}

impl Api {
    /// The items of a file, and of the modules below it.
    fn module(&mut self, path: &str, file: &Path, is_root: bool) {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let folder = match file.file_name().and_then(|name| name.to_str()) {
            Some("lib.rs" | "mod.rs") => file.parent().unwrap().to_owned(),
            _ => file.with_extension(""),
        };
        self.items(path, &folder, parsed.items, is_root);
    }

    fn items(&mut self, path: &str, folder: &Path, items: Vec<Item>, is_root: bool) {
        for item in items {
            if is_for_tests(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    // What only generated code refers to.
                    if is_root && name == "generated" {
                        continue;
                    }
                    if is_public(&module.vis) {
                        self.lines.push(format!("{path}: pub mod {name}"));
                    }
                    let inner = format!("{path}::{name}");
                    match module.content {
                        Some((_, items)) => self.items(&inner, &folder.join(&name), items, false),
                        None => self.module(&inner, &file_of(folder, &name), false),
                    }
                }
                Item::Impl(mut block) => {
                    let trait_path = block.trait_.is_some();
                    let items = std::mem::take(&mut block.items);
                    block.attrs.clear();
                    let header = written(Item::Impl(block)).replace(" {}", "");
                    if trait_path {
                        self.lines.push(format!("{path}: {header}"));
                        continue;
                    }
                    for item in items {
                        let ImplItem::Fn(function) = item else { continue };
                        if is_public(&function.vis) {
                            let mut signature: syn::ItemFn = syn::parse_str("fn empty() {}").unwrap();
                            (signature.vis, signature.sig) = (function.vis, function.sig);
                            self.lines
                                .push(format!("{path}: {header} {}", written(Item::Fn(signature)).replace(" {}", "")));
                        }
                    }
                }
                Item::Macro(macro_)
                    if macro_.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) =>
                {
                    self.lines.push(format!("{path}: macro {}!", macro_.ident.unwrap()));
                }
                other => {
                    if let Some(line) = declaration(other) {
                        self.lines.push(format!("{path}: {line}"));
                    }
                }
            }
        }
    }
}

/// A public item without its body and its documentation.
fn declaration(mut item: Item) -> Option<String> {
    let visible = match &item {
        Item::Const(it) => &it.vis,
        Item::Enum(it) => &it.vis,
        Item::Fn(it) => &it.vis,
        Item::Struct(it) => &it.vis,
        Item::Trait(it) => &it.vis,
        Item::Type(it) => &it.vis,
        Item::Use(it) => &it.vis,
        _ => return None,
    };
    if !is_public(visible) {
        return None;
    }
    match &mut item {
        Item::Const(it) => it.attrs.clear(),
        Item::Enum(it) => {
            it.attrs.retain(|attribute| attribute.path().is_ident("non_exhaustive"));
            it.variants.iter_mut().for_each(|variant| variant.attrs.clear());
        }
        Item::Fn(it) => {
            it.attrs.clear();
            *it.block = syn::parse_str("{}").ok()?;
        }
        Item::Struct(it) => {
            it.attrs.retain(|attribute| attribute.path().is_ident("non_exhaustive"));
            it.fields.iter_mut().for_each(|field| field.attrs.clear());
            if let syn::Fields::Named(fields) = &mut it.fields {
                let public = std::mem::take(&mut fields.named);
                fields.named = public.into_iter().filter(|field| is_public(&field.vis)).collect();
            }
        }
        Item::Trait(it) => {
            it.attrs.clear();
            for item in &mut it.items {
                match item {
                    syn::TraitItem::Fn(function) => {
                        function.attrs.clear();
                        function.default = None;
                        function.semi_token = Some(syn::token::Semi::default());
                    }
                    syn::TraitItem::Const(constant) => constant.attrs.clear(),
                    syn::TraitItem::Type(ty) => ty.attrs.clear(),
                    _ => {}
                }
            }
        }
        Item::Type(it) => it.attrs.clear(),
        Item::Use(it) => it.attrs.clear(),
        _ => {}
    }
    Some(written(item))
}

/// An item on one line.
fn written(item: Item) -> String {
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    prettyplease::unparse(&file).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]` and `#[cfg(doctest)]`.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        attribute.meta.require_list().is_ok_and(|list| ["test", "doctest"].contains(&list.tokens.to_string().as_str()))
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn file_of(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(format!("{name}.rs"));
    if file.is_file() { file } else { folder.join(name).join("mod.rs") }
}
